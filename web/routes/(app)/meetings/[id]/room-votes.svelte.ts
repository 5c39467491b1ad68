/**
 * Votes and temperatures of a meeting on this page: one book for the sheet, the chair's menu and the lists of results. Light,
 * because it comes with every room; what may be done with a vote comes when there is one.
 */
import { apply } from '#shared/votes/apply.ts';
import type { Temperature, Vote, Votes, VotesEvent } from '#shared/votes/model.ts';
import { isStanding, noVotes, voteOf } from '#shared/votes/views.ts';
import { Follower } from '#web/live/follower.svelte.ts';
import type { MyBallots } from '#web/votes/my-ballots.svelte.ts';
import type { Room } from './room.svelte.ts';

export class RoomVotes {
	readonly follower: Follower<Votes, VotesEvent>;
	/** The ballots of this page: they outlast the sheet and the live room. */
	ballots = $state.raw<MyBallots | null>(null);
	/** What the chair is asked for. */
	asking = $state<'vote' | 'temperature' | null>(null);
	folded = $state(false);
	#ended = $state.raw<readonly string[]>([]);
	#said = $state.raw<{ readonly seq: number; readonly event: VotesEvent } | null>(null);

	constructor({ live, id }: Room) {
		this.follower = new Follower(live, { domain: 'votes', id, apply });
		this.follower.heard((event, seq) => this.#hear(event, seq));
	}

	get votes(): Votes {
		return this.follower.state ?? noVotes;
	}

	/** Open or paused, the latest first; then those that ended on this page and were not put away. */
	get shown(): readonly Vote[] {
		const standing = this.votes.votes.filter(isStanding).toReversed();
		const ended = this.#ended.flatMap((id) => voteOf(this.votes, id) ?? []);
		return [...standing, ...ended];
	}

	get temperature(): Temperature | null {
		return this.votes.temperatures.find(({ open }) => open) ?? null;
	}

	/** What happened last, to be said to whoever does not look. */
	get said(): VotesEvent | null {
		return this.#said?.event ?? null;
	}

	get hasResults(): boolean {
		return this.votes.votes.some((vote) => !isStanding(vote)) || this.votes.temperatures.some(({ open }) => !open);
	}

	putAway(voteId: string): void {
		this.#ended = this.#ended.filter((id) => id !== voteId);
		this.ballots?.forget(voteId);
	}

	#hear(event: VotesEvent, seq: number): void {
		switch (event.type) {
			case 'vote-closed':
			case 'vote-cancelled':
				this.#ended = [event.voteId, ...this.#ended];
				break;
			case 'vote-opened':
				// What was refused stays until it was read.
				this.#ended = this.#ended.filter((id) => this.ballots?.of(id)?.state === 'refused');
				break;
			case 'vote-reopened':
			case 'units-nudged':
			case 'temperature-opened':
			case 'vote-paused':
			case 'temperature-closed':
				break;
			default:
				return;
		}
		this.folded = false;
		this.#said = { seq, event };
	}
}

const known = new WeakMap<Room, RoomVotes>();

/** The same on all parts of a room, whichever came first. */
export function votesOf(room: Room): RoomVotes {
	const votes = known.get(room) ?? new RoomVotes(room);
	known.set(room, votes);
	return votes;
}
