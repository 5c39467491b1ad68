/**
 * Votes of a meeting. The book holds what everybody may know; the choices of open votes are in this process's memory and,
 * as store.ts writes them, in tables of their own that no door and no stream reads.
 */
import type { Action, Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { apply } from '#shared/votes/apply.ts';
import { noBallots, withBallot, type Ballots } from '#shared/votes/ballots.ts';
import { votesSchemas, type Cast, type VotesCommand, type VotesVerb } from '#shared/votes/commands.ts';
import { cast, decide, keep, pause, type Facts } from '#shared/votes/decide.ts';
import type { NamedBallot, Votes, VotesEvent } from '#shared/votes/model.ts';
import { noVotes, voteOf } from '#shared/votes/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type By, type Told } from '#server/storage/book.ts';
import { votesStore } from './store.ts';

/** A meeting as it is now. Read while judging, so it must not have to wait. */
export type MeetingNow = Pick<
	Facts,
	'live' | 'chairPersonId' | 'discussed' | 'memberUnitIds' | 'quorum' | 'present'
> & {
	/** What this was read from: whatever changes it meanwhile makes the judge look again. */
	readonly streams: readonly { readonly stream: string; readonly version: number }[];
};

export type VotesOthers = {
	readonly meetings: {
		live(meetingId: string): MeetingNow | null;
		subject(meetingId: string): Subject | null;
	};
};

/** For domains that show them beside something else: what everybody may know, no choices. */
export type VotesFront = {
	of(meetingId: string): Votes;
	heard(listener: (meetingId: string) => void): void;
};

/** A ballot between its judgement and its event. */
type InHand = { readonly voteId: string; readonly ballot: NamedBallot; readonly key: string | undefined };
type Asker = { readonly person: Person; readonly at: number; readonly key?: string | undefined };

const policies: Readonly<Record<Exclude<VotesVerb, 'cast'>, Action>> = {
	open: 'meetings.chair',
	nudge: 'meetings.chair',
	reopen: 'meetings.chair',
	close: 'meetings.chair',
	cancel: 'meetings.chair',
	'take-temperature': 'meetings.chair',
	'show-hand': 'meetings.attend',
	'close-temperature': 'meetings.chair'
};

export function openVotes(grounds: Grounds, { meetings }: VotesOthers): VotesFront {
	const { storage, doors, newId, clock, log } = grounds;
	const store = votesStore(storage);
	/** Choices of the votes that were opened, or opened again, since this process started. */
	const memory = new Map<string, Ballots>();
	/** [V6] Keys of ballots: not in the database, where they would join a person and a choice. */
	const keys = new Map<string, Map<string, string>>();
	/** At most one per meeting: its commands wait for each other. */
	const inHand = new Map<string, InHand>();

	const rows = (meetingId: string, event: VotesEvent, state: Votes) => {
		switch (event.type) {
			case 'vote-opened':
			case 'vote-reopened':
				return [store.began(event.voteId, meetingId)];
			case 'unit-voted': {
				const given = inHand.get(meetingId);
				const isNamed = voteOf(state, event.voteId)?.manner === 'named';
				return given && isNamed ? [store.put(event.voteId, given.ballot)] : [];
			}
			case 'ballots-kept':
				return store.rewrite(event.voteId, memory.get(event.voteId) ?? noBallots);
			case 'vote-paused':
				return [store.stopped(event.voteId)];
			case 'vote-closed':
			case 'vote-cancelled':
				return [store.stopped(event.voteId), ...store.drop(event.voteId)];
			default:
				return [];
		}
	};
	const book = openBook<Votes, VotesEvent>(storage, { domain: 'votes', empty: () => noVotes, apply, rows });

	/** What was judged is in memory from the moment it is on the disk, before the next command of the meeting is judged. */
	const settle = (meetingId: string): void => {
		const given = inHand.get(meetingId);
		if (!given) return;
		inHand.delete(meetingId);
		const { voteId, ballot, key } = given;
		memory.set(voteId, withBallot(memory.get(voteId) ?? noBallots, ballot));
		if (key !== undefined) keys.set(voteId, (keys.get(voteId) ?? new Map()).set(key, ballot.choice));
	};
	book.heard((meetingId, _, event, state) => {
		switch (event.type) {
			case 'vote-opened':
				return void memory.set(event.voteId, noBallots);
			case 'vote-reopened': {
				const vote = voteOf(state, event.voteId);
				return vote && void memory.set(event.voteId, store.ballots(vote));
			}
			case 'unit-voted':
				return settle(meetingId);
			case 'vote-closed':
			case 'vote-cancelled':
				memory.delete(event.voteId);
				return void keys.delete(event.voteId);
			default:
				return undefined;
		}
	});

	/**
	 * [V11] Also when the pause could not be written at the start: it is before whatever is recorded next. What counts who is
	 * there waits until nobody arrives meanwhile; a ballot does not, or hundreds checking in would keep it out.
	 */
	const judged = (
		id: string,
		by: By,
		judge: (state: Votes, now: MeetingNow) => Result<readonly VotesEvent[]>,
		countsPresent = false
	): Promise<Result<Told<Votes, VotesEvent>>> => {
		let streams: MeetingNow['streams'] = [];
		return book.command(id, { ...by, alsoExpect: () => streams }, (state) => {
			const now = meetings.live(id);
			if (!now) return refuse('not-found');
			streams = now.streams.filter(({ stream }) => countsPresent || stream !== `attendance:${id}`);
			const paused = pause(state, by.at, (voteId) => memory.has(voteId));
			const answer = judge(paused.reduce(apply, state), now);
			return answer.ok ? done([...paused, ...answer.value]) : answer;
		});
	};
	const factsOf = (now: MeetingNow, { person, at }: Asker, id = ''): Facts => ({
		...now,
		person,
		at,
		newId: id,
		ballots: (voteId) => memory.get(voteId) ?? null
	});

	const serve = <Verb extends Exclude<VotesVerb, 'cast'>>(verb: Verb): void =>
		doors.command({
			name: `votes/${verb}`,
			body: votesSchemas[verb],
			may: policies[verb],
			of: meetings.subject,
			run: async ({ id, body, ...by }) => {
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as Exclude<VotesCommand, { command: 'cast' }>;
				const fresh = newId();
				const told = await judged(
					id,
					{ ...by, body: command },
					(state, now) => decide(state, command, factsOf(now, by, fresh)),
					verb === 'open' || verb === 'close'
				);
				return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
			}
		});
	for (const verb of Object.keys(policies) as (keyof typeof policies)[]) serve(verb);

	/** The key stays in memory: a stored request would tell who asked for what. */
	const castBallot = async (id: string, body: Cast, { key, ...by }: Asker): Promise<Result<unknown>> => {
		const known = key === undefined ? undefined : `${by.person.id} ${key}`;
		let changed = false;
		const told = await judged(id, by, (state, now) => {
			const before = known === undefined ? undefined : keys.get(body.voteId)?.get(known);
			if (before !== undefined) return before === body.choice ? done([]) : refuse('idempotency-conflict');
			const answer = cast(state, body, factsOf(now, by));
			if (!answer.ok) return answer;
			({ changed } = answer.value);
			inHand.set(id, { voteId: body.voteId, ballot: answer.value.ballot, key: known });
			// Nothing to record, nothing to wait for.
			if (answer.value.events.length === 0) settle(id);
			return done(answer.value.events);
		});
		if (!told.ok) return told;
		const noted = await note(id, body.voteId, changed);
		return noted.ok ? done({ seq: told.value.seq, events: told.value.events }) : noted;
	};
	/** [V8] [V9] Of nobody, and at the time of the opening, also in the journal's columns. */
	const note = async (id: string, voteId: string, changed: boolean): Promise<Result<unknown>> => {
		const vote = voteOf(book.read(id).state, voteId);
		if (vote?.manner !== 'secret') return done(null);
		return judged(id, { person: null, at: vote.openedAt }, (state, now) => keep(state, voteId, { ...now, changed }));
	};
	doors.command({
		name: 'votes/cast',
		summary:
			'A ballot for the unit that the asker is checked in for. The answer does not repeat it. The id is the meeting.',
		body: votesSchemas.cast,
		may: 'meetings.attend',
		of: meetings.subject,
		run: ({ id, body, ...by }) => castBallot(id, body, by)
	});
	doors.stream({ domain: 'votes', may: 'meetings.read', of: meetings.subject, book });

	for (const id of store.meetingsWithOpenVotes()) {
		judged(id, { person: null, at: clock() }, () => done([])).catch((cause: unknown) =>
			log.error({ err: cause, meeting: id }, 'an open vote could not be paused; it is before its next command')
		);
	}
	return { of: (id) => book.read(id).state, heard: (listener) => book.heard((id) => listener(id)) };
}
