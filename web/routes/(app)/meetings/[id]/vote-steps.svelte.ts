/** The steps one may take with votes: why not now, by the server's own rules, and how far the last one is. */
import { may } from '#shared/auth/may.ts';
import type { Choice, Vote } from '#shared/votes/model.ts';
import type { VotesCommand } from '#shared/votes/commands.ts';
import { noBallots } from '#shared/votes/ballots.ts';
import { cast, decide, type Facts } from '#shared/votes/decide.ts';
import { notYetVoted, presentIn, presentUnits, unitOfVoter, voteOf } from '#shared/votes/views.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { newKey, type Refused } from '#web/live/wire.ts';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import { MyBallots } from '#web/votes/my-ballots.svelte.ts';
import { words } from './judge.ts';
import type { Room } from './room.svelte.ts';
import type { RoomVotes } from './room-votes.svelte.ts';

type Step = Exclude<VotesCommand, { command: 'cast' }>;
const acknowledged = (): Acknowledged<Refused> => new Acknowledged<Refused>(newKey);

export class VoteSteps {
	readonly #room: Room;
	readonly #votes: RoomVotes;
	readonly ballots: MyBallots;
	readonly opening = acknowledged();
	readonly closing = acknowledged();
	readonly nudging = acknowledged();
	readonly reopening = acknowledged();
	readonly cancelling = acknowledged();
	readonly hand = acknowledged();

	constructor(room: Room, votes: RoomVotes) {
		this.#room = room;
		this.#votes = votes;
		this.ballots = votes.ballots ??= new MyBallots(room.live, room.id, { newKey });
	}

	/** The meeting as the server would judge it. */
	get #facts(): Facts {
		const { person, live, meeting, attendance, memberUnitIds, quorum } = this.#room;
		return {
			person,
			at: live.clock.read(),
			newId: '',
			live: meeting.state === 'live',
			chairPersonId: meeting.chairPersonId,
			discussed: meeting.turns.map(({ item }) => item),
			memberUnitIds,
			quorum,
			present: presentIn(attendance),
			// Choices are the server's alone; as many as the units that have voted are all the rules ask for.
			ballots: (voteId) => ({
				...noBallots,
				loose: (voteOf(this.#votes.votes, voteId)?.voted ?? []).map((): Choice => 'abstain')
			})
		};
	}

	reason(step: Step): string | null {
		if (!this.#room.isConnected) return m.room_offline();
		const judged = decide(this.#votes.votes, step, this.#facts);
		return judged.ok ? null : words(judged.refusal);
	}

	/** Without a network one may choose all the same: the ballot waits. */
	reasonAgainstBallot({ id: voteId, round }: Vote): string | null {
		if (!may(this.#room.person, 'meetings.attend', this.#room.subject)) return m.votes_looks_on();
		const judged = cast(this.#votes.votes, { voteId, round, choice: 'for' }, this.#facts);
		return judged.ok ? null : words(judged.refusal);
	}

	/** The unit this person votes for, and whether as a stand-in. */
	get mine(): { readonly unitId: string; readonly standsIn: boolean } | null {
		const { person, attendance, memberUnitIds } = this.#room;
		const there = presentIn(attendance).find(({ personId }) => personId === person.id);
		const unitId = there ? unitOfVoter(person, there) : null;
		if (!there || unitId === null || !memberUnitIds.includes(unitId)) return null;
		return { unitId, standsIn: there.holdsDelegation };
	}

	left(vote: Vote): readonly string[] {
		const { attendance, memberUnitIds } = this.#room;
		return notYetVoted(vote, presentUnits(presentIn(attendance), memberUnitIds));
	}

	/** Whoever holds or held the chair moves a vote. */
	get moves(): boolean {
		return this.#room.meeting.chairPersonId === this.#room.person.id;
	}

	async take(how: Acknowledged<Refused>, { command, ...body }: Step): Promise<boolean> {
		const { live, id } = this.#room;
		return (await how.run((key) => live.command(`votes/${command}`, { id, ...body }, key)))?.ok === true;
	}

	refused(...steps: readonly Acknowledged<Refused>[]): string | null {
		const refusal = steps.map((step) => step.refusal).find((one) => one !== null);
		return refusal ? words(refusal) : null;
	}
}
