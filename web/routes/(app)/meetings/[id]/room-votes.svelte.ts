/** Votes and temperatures of a meeting on this page: one book for the sheet, the chair's menu and the list of results. */
import { apply } from '#shared/votes/apply.ts';
import type { Votes, VotesEvent } from '#shared/votes/model.ts';
import { isStanding, noVotes } from '#shared/votes/views.ts';
import { Follower } from '#web/live/follower.svelte.ts';
import type { Room } from './room.svelte.ts';

export class RoomVotes {
	readonly follower: Follower<Votes, VotesEvent>;

	constructor({ live, id }: Room) {
		this.follower = new Follower(live, { domain: 'votes', id, apply });
	}

	get votes(): Votes {
		return this.follower.state ?? noVotes;
	}

	/** Open or paused, the latest first. */
	get standing(): Votes['votes'] {
		return this.votes.votes.filter(isStanding).toReversed();
	}
}
