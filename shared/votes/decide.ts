/**
 * What may happen to a vote now. Who may ask at all is for `may`; who holds the chair, and who is there, are facts.
 * A command whose end is reached already is answered as done and records nothing.
 */
import type { Quorum } from '#shared/attendance/model.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { chosenIn, type Ballots } from './ballots.ts';
import type { Cast, VotesCommand } from './commands.ts';
import {
	FEWEST_SECRET,
	type NamedBallot,
	type Present,
	type Terms,
	type Vote,
	type Votes,
	type VotesEvent
} from './model.ts';
import { isStanding, notYetVoted, outcomeOf, presentUnits, temperatureOf, unitOfVoter, voteOf } from './views.ts';

/** The meeting as it is while judging. */
export type Facts = {
	readonly person: Person;
	readonly at: number;
	readonly newId: string;
	readonly live: boolean;
	readonly chairPersonId: string | null;
	/** Items that are or were on the table. */
	readonly discussed: readonly { readonly id: string; readonly title: string }[];
	readonly memberUnitIds: readonly string[];
	readonly quorum: Quorum;
	readonly present: readonly Present[];
	/** Choices of a vote as memory holds them; null when it was not opened since the start of the process. */
	readonly ballots: (voteId: string) => Ballots | null;
};

type Judged = Result<readonly VotesEvent[]>;
const already: Judged = done([]);

export function decide(state: Votes, command: Exclude<VotesCommand, { command: 'cast' }>, facts: Facts): Judged {
	switch (command.command) {
		case 'open':
			return unlessChair(facts) ?? open(state, command, facts);
		case 'nudge':
			return unlessChair(facts) ?? nudge(state, command.voteId, facts);
		case 'reopen':
			return unlessChair(facts) ?? reopen(state, command.voteId, facts);
		case 'close':
			return unlessChair(facts, 'ended-too') ?? close(state, command.voteId, facts);
		case 'cancel':
			return unlessChair(facts, 'ended-too') ?? cancel(state, command, facts);
		case 'take-temperature':
			return unlessChair(facts) ?? takeTemperature(state, command.question, facts);
		case 'show-hand':
			return showHand(state, command, facts);
		case 'close-temperature':
			return unlessChair(facts, 'ended-too') ?? closeTemperature(state, command.temperatureId, facts);
	}
}

function by({ person, at }: Facts): { readonly personId: string; readonly at: number } {
	return { personId: person.id, at };
}

/** [V1] A vote left open when the meeting ends is still closed or cancelled by who held the chair. */
function unlessChair({ live, chairPersonId, person }: Facts, when: 'live' | 'ended-too' = 'live'): Refused | null {
	if (!live && when === 'live') return refuse('meeting-not-live');
	return chairPersonId === person.id ? null : refuse('not-the-chair');
}

/** [V2] [V3] Everything is settled before the first ballot. */
function open(state: Votes, { itemId, motion, manner, majority, base }: Terms, facts: Facts): Judged {
	const item = facts.discussed.findLast(({ id }) => id === itemId);
	if (!item) return refuse('item-not-discussed', {}, ['itemId']);
	if (motion.trim() === '') return refuse('motion-missing', {}, ['motion']);
	if (state.votes.some((vote) => vote.itemId === itemId && isStanding(vote))) return refuse('vote-already-open');
	const { quorum, memberUnitIds, newId: voteId } = facts;
	if (quorum.present < quorum.required) return refuse('vote-without-quorum', { ...quorum });
	const present = presentUnits(facts.present, facts.memberUnitIds).length;
	if (manner === 'secret' && present < FEWEST_SECRET) {
		return refuse('too-few-for-secret', { present, fewest: FEWEST_SECRET });
	}
	const terms = { itemId, itemTitle: item.title, motion: motion.trim(), manner, majority, base };
	return done([{ type: 'vote-opened', ...by(facts), voteId, ...terms, quorum, memberUnitIds }]);
}

function unlessOpen(vote: Vote | null): Refused | null {
	if (!vote) return refuse('not-found', {}, ['voteId']);
	if (vote.state === 'paused') return refuse('vote-paused');
	return vote.state === 'open' ? null : refuse('vote-over');
}

export type Judgement = {
	readonly events: readonly VotesEvent[];
	readonly ballot: NamedBallot;
	/** [V8] It replaces one that is in the database, of a secret vote. Told apart, so that nothing says who or when. */
	readonly changed: boolean;
};

/** [V4] [V5] [V6] The ballot goes to whoever keeps them; the events say only that the unit has voted. */
export function cast(state: Votes, { voteId, round, choice }: Cast, facts: Facts): Result<Judgement> {
	if (!facts.live) return refuse('meeting-not-live');
	const vote = voteOf(state, voteId);
	const refused = unlessOpen(vote);
	if (refused) return refused;
	const ballots = facts.ballots(voteId);
	if (!vote || !ballots) return refuse('vote-paused');
	if (vote.round !== round) return refuse('stale', {}, ['round']);
	const there = facts.present.find(({ personId }) => personId === facts.person.id);
	if (!there) return refuse('voter-not-checked-in');
	const unitId = unitOfVoter(facts.person, there);
	if (unitId === null || !vote.memberUnitIds.includes(unitId)) return refuse('no-vote-of-yours');
	if (vote.settled.includes(unitId)) return refuse('ballot-settled');
	const ballot = { unitId, personId: facts.person.id, choice };
	const before = ballots.byUnit.get(unitId);
	const isSame = before?.choice === choice && before.personId === facts.person.id;
	const isNews = vote.manner === 'named' ? !isSame : !vote.voted.includes(unitId);
	const changed = vote.manner === 'secret' && before?.choice !== choice && vote.kept.includes(unitId);
	return done({
		events: isNews ? [{ type: 'unit-voted', ...by(facts), voteId, unitId }] : [],
		ballot,
		changed
	});
}

type Keeping = Pick<Facts, 'present' | 'memberUnitIds'> & Pick<Judgement, 'changed'>;

/**
 * [V9] Ballots go to the database by groups: as soon as five units wait and the next group can be as large, or when all
 * who are there have voted. Whoever compares two copies of the file sees what a group chose together, not who.
 */
export function keep(state: Votes, voteId: string, facts: Keeping): Judged {
	const vote = voteOf(state, voteId);
	if (!vote || vote.state !== 'open' || vote.manner !== 'secret') return already;
	const left = notYetVoted(vote, presentUnits(facts.present, facts.memberUnitIds)).length;
	const waiting = vote.voted.length - vote.kept.length;
	const ofTheHouse = { personId: null, at: vote.openedAt, voteId };
	if (waiting >= FEWEST_SECRET && (left === 0 || left >= FEWEST_SECRET)) {
		return done([{ type: 'ballots-kept', ...ofTheHouse }]);
	}
	return facts.changed && !vote.changeWaiting ? done([{ type: 'change-waiting', ...ofTheHouse }]) : already;
}

/** [V7] */
function nudge(state: Votes, voteId: string, facts: Facts): Judged {
	const vote = voteOf(state, voteId);
	const refused = unlessOpen(vote);
	if (refused || !vote) return refused ?? already;
	const unitIds = notYetVoted(vote, presentUnits(facts.present, facts.memberUnitIds));
	return unitIds.length === 0 ? already : done([{ type: 'units-nudged', ...by(facts), voteId, unitIds }]);
}

/** [V11] A restart pauses: the house notes it for every vote that is open in the book and not in its memory. */
export function pause(state: Votes, at: number, isInMemory: (voteId: string) => boolean): readonly VotesEvent[] {
	return state.votes
		.filter((vote) => vote.state === 'open' && !isInMemory(vote.id))
		.map(({ id: voteId }) => ({ type: 'vote-paused', personId: null, at, voteId }));
}

function reopen(state: Votes, voteId: string, facts: Facts): Judged {
	const vote = voteOf(state, voteId);
	if (!vote) return refuse('not-found', {}, ['voteId']);
	if (vote.state === 'open') return already;
	if (vote.state !== 'paused') return refuse('vote-over');
	return done([{ type: 'vote-reopened', ...by(facts), voteId }]);
}

/** [V10] Counted once, here. */
function close(state: Votes, voteId: string, facts: Facts): Judged {
	const vote = voteOf(state, voteId);
	if (vote?.state === 'closed') return already;
	const refused = unlessOpen(vote);
	if (refused || !vote) return refused ?? already;
	const ballots = facts.ballots(voteId);
	if (!ballots) return refuse('vote-paused');
	const chosen = chosenIn(ballots);
	if (chosen.length !== vote.voted.length)
		throw new Error(`${voteId}: ${chosen.length} ballots of ${vote.voted.length}`);
	if (vote.manner === 'secret' && chosen.length < FEWEST_SECRET) {
		return refuse('too-few-ballots', { cast: chosen.length, fewest: FEWEST_SECRET });
	}
	const present = new Set([...presentUnits(facts.present, facts.memberUnitIds), ...vote.voted]).size;
	const outcome = outcomeOf(chosen, { ...vote, present, members: vote.memberUnitIds.length });
	const named = vote.manner === 'named' ? vote.memberUnitIds : [];
	const told = named.flatMap((unitId): NamedBallot[] => {
		const ballot = ballots.byUnit.get(unitId);
		return ballot ? [{ unitId, ...ballot }] : [];
	});
	return done([{ type: 'vote-closed', ...by(facts), voteId, outcome, ballots: told }]);
}

function cancel(
	state: Votes,
	{ voteId, reason }: { readonly voteId: string; readonly reason: string },
	facts: Facts
): Judged {
	const vote = voteOf(state, voteId);
	if (!vote) return refuse('not-found', {}, ['voteId']);
	if (vote.state === 'cancelled') return already;
	if (vote.state === 'closed') return refuse('vote-over');
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'vote-cancelled', ...by(facts), voteId, reason: reason.trim() }]);
}

/** [V14] */
function takeTemperature(state: Votes, question: string, facts: Facts): Judged {
	if (question.trim() === '') return refuse('motion-missing', {}, ['question']);
	if (state.temperatures.some(({ open: isOpen }) => isOpen)) return refuse('temperature-already-open');
	const temperatureId = facts.newId;
	return done([{ type: 'temperature-opened', ...by(facts), temperatureId, question: question.trim() }]);
}

function showHand(
	state: Votes,
	{ temperatureId, mood }: Extract<VotesCommand, { command: 'show-hand' }>,
	facts: Facts
): Judged {
	if (!facts.live) return refuse('meeting-not-live');
	const temperature = temperatureOf(state, temperatureId);
	if (!temperature) return refuse('not-found', {}, ['temperatureId']);
	if (!temperature.open) return refuse('vote-over');
	if (!facts.present.some(({ personId }) => personId === facts.person.id)) return refuse('voter-not-checked-in');
	if (temperature.hands[facts.person.id] === mood) return already;
	return done([{ type: 'hand-shown', ...by(facts), temperatureId, mood }]);
}

function closeTemperature(state: Votes, temperatureId: string, facts: Facts): Judged {
	const temperature = temperatureOf(state, temperatureId);
	if (!temperature) return refuse('not-found', {}, ['temperatureId']);
	return temperature.open ? done([{ type: 'temperature-closed', ...by(facts), temperatureId }]) : already;
}
