import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import { apply } from './apply.ts';
import { chosenIn, noBallots, withBallot, type Ballots } from './ballots.ts';
import type { VotesCommand } from './commands.ts';
import { cast, decide, keep, pause, type Facts } from './decide.ts';
import {
	bases,
	choices,
	majorities,
	manners,
	type Mood,
	type Present,
	type Choice,
	type Vote,
	type Votes,
	type VotesEvent
} from './model.ts';
import { isStanding, noVotes, notYetVoted, outcomeOf, presentIn, presentUnits, unitOfVoter, voteOf } from './views.ts';

const members = ['u-1', 'u-2', 'u-3', 'u-4', 'u-5', 'u-6', 'u-7'];
const person = (id: string, ...unitIds: string[]): Person => ({
	id,
	account: id,
	name: id,
	unitId: unitIds[0] ?? 'u-home',
	post: '',
	holdings: unitIds.map((unitId) => ({ role: 'liaison' as const, unitId }))
});
const chair = person('chair');
const voters = [...members, 'u-guest'].map((unitId) => person(`of-${unitId}`, unitId));
const second = person('second', 'u-1');
const checkIn = (who: Person, unitId: string | null = who.holdings.length > 0 ? who.unitId : null): Present => ({
	personId: who.id,
	unitId,
	holdsDelegation: false
});

type Command = VotesCommand;

/** A meeting as the server holds it: the book, the memory, and what is in the database of secret ballots. */
class Room {
	votes: Votes = noVotes;
	events: VotesEvent[] = [];
	memory = new Map<string, Ballots>();
	database = new Map<string, readonly Choice[]>();
	/** Named ballots are stored with the event. */
	named = new Map<string, Ballots>();
	present: Present[] = [];
	live = true;
	quorum = 4;

	facts(who: Person): Facts {
		const there = new Set(this.present.map(({ unitId }) => unitId));
		return {
			person: who,
			at: this.events.length,
			newId: `v-${this.votes.votes.length + this.votes.temperatures.length + 1}`,
			live: this.live,
			chairPersonId: chair.id,
			discussed: ['i-1', 'i-2'].map((id) => ({ id, title: id })),
			memberUnitIds: members,
			quorum: { required: this.quorum, present: members.filter((id) => there.has(id)).length },
			present: this.present,
			ballots: (id) => this.memory.get(id) ?? null
		};
	}

	record(events: readonly VotesEvent[]): void {
		for (const event of events) {
			this.votes = apply(this.votes, event);
			this.events.push(event);
			const id = 'voteId' in event ? event.voteId : '';
			if (event.type === 'vote-opened') this.memory.set(id, noBallots);
			if (event.type === 'ballots-kept') this.database.set(id, chosenIn(this.memory.get(id) ?? noBallots));
			if (event.type === 'vote-reopened') {
				const loose = this.database.get(id) ?? [];
				this.memory.set(
					id,
					voteOf(this.votes, id)?.manner === 'named' ? (this.named.get(id) ?? noBallots) : { ...noBallots, loose }
				);
			}
			if (event.type === 'vote-closed' || event.type === 'vote-cancelled') this.memory.delete(id);
		}
	}

	give(command: Command, who: Person = chair): string {
		const facts = this.facts(who);
		if (command.command !== 'cast') {
			const judged = decide(this.votes, command, facts);
			if (judged.ok) this.record(judged.value);
			return judged.ok ? 'ok' : judged.refusal.code;
		}
		const judged = cast(this.votes, command, facts);
		if (!judged.ok) return judged.refusal.code;
		const { events, ballot, changed } = judged.value;
		this.record(events);
		const ballots = withBallot(this.memory.get(command.voteId) ?? noBallots, ballot);
		this.memory.set(command.voteId, ballots);
		if (this.vote(command.voteId).manner === 'named') this.named.set(command.voteId, ballots);
		const kept = keep(this.votes, command.voteId, { ...facts, changed });
		if (kept.ok) this.record(kept.value);
		return 'ok';
	}

	restart(): void {
		this.memory.clear();
		this.record(pause(this.votes, 0, (id) => this.memory.has(id)));
	}

	vote(id = 'v-1'): Vote {
		const vote = voteOf(this.votes, id);
		if (!vote) throw new Error(id);
		return vote;
	}
}

const terms = { itemId: 'i-1', motion: '同意方案', majority: 'more-than-half', base: 'votes' } as const;
const open = (manner: 'named' | 'secret' = 'named'): Command => ({ command: 'open', ...terms, manner });
const ballot = (choice: Choice, round = 1): Command => ({ command: 'cast', voteId: 'v-1', round, choice });
const close: Command = { command: 'close', voteId: 'v-1' };

function room(came: readonly Person[] = voters): Room {
	const opened = new Room();
	opened.present = came.map((who) => checkIn(who));
	return opened;
}
const of = (n: number): Person => voters[n - 1] ?? chair;

test('[V1] only the chair of a live meeting opens a vote, on an item that was on the table', () => {
	const given = room();
	expect(given.give(open(), of(1))).toBe('not-the-chair');
	expect(given.give({ ...terms, command: 'open', manner: 'named', itemId: 'i-9' })).toBe('item-not-discussed');
	expect(given.give({ ...terms, command: 'open', manner: 'named', motion: ' ' })).toBe('motion-missing');
	expect(given.give(open())).toBe('ok');
	given.live = false;
	expect(given.give({ ...terms, command: 'open', manner: 'named', itemId: 'i-2' })).toBe('meeting-not-live');
	expect(given.give(ballot('for'), of(1))).toBe('meeting-not-live');
	expect(given.give(close)).toBe('ok');
});

test('[V2] without a quorum no vote opens; the quorum of the opening stays with it', () => {
	const given = room(voters.slice(0, 3));
	expect(given.give(open())).toBe('vote-without-quorum');
	given.quorum = 0;
	expect(given.give(open())).toBe('ok');
	given.present = voters.map((who) => checkIn(who));
	given.quorum = 4;
	given.give(close);
	expect(given.vote().quorum).toEqual({ required: 0, present: 3 });
});

test('[V3] on one item one vote stands, also while it is paused', () => {
	const given = room();
	given.give(open());
	expect(given.give(open('secret'))).toBe('vote-already-open');
	given.restart();
	expect(given.give(open())).toBe('vote-already-open');
	given.give({ command: 'cancel', voteId: 'v-1', reason: '重新表决' });
	expect(given.give(open())).toBe('ok');
});

test.each<[string, Person, readonly Present[], string]>([
	['checked in for a member unit', of(1), [checkIn(of(1))], 'ok'],
	['not checked in', of(1), [], 'voter-not-checked-in'],
	['for an invited unit', of(8), [checkIn(of(8))], 'no-vote-of-yours'],
	['for none', chair, [checkIn(chair)], 'no-vote-of-yours'],
	['for a unit they do not act for', of(2), [checkIn(of(2), 'u-1')], 'no-vote-of-yours']
])('[V4] who is %s: %s %s %s', (_, who, present, code) => {
	const given = room();
	given.give(open());
	given.present = [...present];
	expect(given.give(ballot('for'), who)).toBe(code);
	expect(given.vote().voted).toEqual(code === 'ok' ? ['u-1'] : []);
});

test('[V4] a person of two units votes for the one they checked in for; a stand-in with a delegation only', () => {
	const both = person('both', 'u-1', 'u-2');
	expect(unitOfVoter(both, checkIn(both, 'u-2'))).toBe('u-2');
	const standIn = person('stand-in');
	expect(unitOfVoter(standIn, checkIn(standIn, 'u-1'))).toBeNull();
	expect(unitOfVoter(standIn, { ...checkIn(standIn, 'u-1'), holdsDelegation: true })).toBe('u-1');
});

test.each([
	['approved', true],
	['asked', false],
	['refused', false]
] as const)(
	'[V4] whoever left is not there, and a delegation that is %s lets a stand-in vote: %s',
	(standing, holds) => {
		const came = { at: 1, recordedBy: 'x', reason: null, way: 'link' } as const;
		const asked = { by: 'x', at: 1 };
		const present = presentIn({
			checkIns: [
				{ ...came, personId: 'gone', unitId: 'u-2', position: 1, left: { at: 2, reason: null } },
				{ ...came, personId: 'stand-in', unitId: 'u-1', position: 2, left: null },
				{ ...came, personId: 'own', unitId: 'u-3', position: 3, left: null }
			],
			standIns: [
				{ ...asked, unitId: 'u-1', personId: 'stand-in', vote: { standing, decidedBy: 'x', why: null } },
				{ ...asked, unitId: 'u-9', personId: 'own', vote: { standing: 'approved', decidedBy: 'x', why: null } }
			]
		});
		expect(present).toEqual([
			{ personId: 'stand-in', unitId: 'u-1', holdsDelegation: holds },
			{ personId: 'own', unitId: 'u-3', holdsDelegation: false }
		]);
		expect(presentUnits(present, ['u-3', 'u-2', 'u-1'])).toEqual(['u-3', 'u-1']);
	}
);

describe.each(manners)('a %s vote', (manner) => {
	test('[V6] the last choice of a unit counts, whoever of the unit cast it, and once', () => {
		const given = room([...voters, second]);
		given.give(open(manner));
		for (const n of [1, 2, 3, 4, 5]) for (const choice of choices) given.give(ballot(choice), of(n));
		given.give(ballot('for'), second);
		given.give(ballot('for'), second);
		given.give(close);
		expect(given.vote().outcome).toMatchObject({ for: 1, against: 0, abstain: 4 });
		expect(given.vote().ballots[0]).toEqual(
			manner === 'named' ? { unitId: 'u-1', personId: 'second', choice: 'for' } : undefined
		);
		expect(given.give(ballot('against'), of(1))).toBe('vote-over');
	});

	test('[V5] before the close nothing that is told depends on the choices', () => {
		const told = (...chosen: Choice[]): string => {
			const given = room();
			given.give(open(manner));
			chosen.forEach((choice, index) => given.give(ballot(choice), of(index + 1)));
			return JSON.stringify([given.events, given.votes]);
		};
		const alike = told('for', 'for', 'for', 'for', 'for', 'for', 'for');
		expect(told('against', 'for', 'abstain', 'against', 'for', 'for', 'against')).toBe(alike);
	});

	test('[V7] the chair nudges exactly the units that are there and have not voted', () => {
		const given = room(voters.slice(0, 6));
		given.give(open(manner));
		given.give(ballot('for'), of(2));
		expect(given.give({ command: 'nudge', voteId: 'v-1' }, of(2))).toBe('not-the-chair');
		given.give({ command: 'nudge', voteId: 'v-1' });
		expect(given.vote().nudged).toEqual(['u-1', 'u-3', 'u-4', 'u-5', 'u-6']);
		expect(notYetVoted(given.vote(), members)).toContain('u-7');
	});

	test('[V11] a restart pauses and closes nothing; who votes meanwhile is told; the chair opens it again', () => {
		const given = room();
		given.give(open(manner));
		for (const n of [1, 2, 3, 4, 5, 6, 7]) given.give(ballot('for'), of(n));
		given.restart();
		expect(given.vote()).toMatchObject({ state: 'paused', outcome: null });
		expect([given.give(ballot('for'), of(1)), given.give(close)]).toEqual(['vote-paused', 'vote-paused']);
		expect(given.give({ command: 'reopen', voteId: 'v-1' }, of(1))).toBe('not-the-chair');
		given.give({ command: 'reopen', voteId: 'v-1' });
		expect(given.give(ballot('against'), of(1))).toBe('stale');
		given.give(close);
		expect(given.vote().outcome).toMatchObject({ for: 7, against: 0 });
	});
});

test('[V8] a changed secret choice is told once, of nobody and at no time', () => {
	const given = room();
	given.give(open('secret'));
	for (const n of [1, 2, 3, 4, 5, 6, 7]) given.give(ballot('for'), of(n));
	const before = given.events.length;
	for (const n of [3, 4, 3]) given.give(ballot('against'), of(n));
	expect(given.events.slice(before)).toEqual([
		{ type: 'change-waiting', personId: null, at: given.vote().openedAt, voteId: 'v-1' }
	]);
});

test('[V9] ballots are written when five wait and five or none of those present are left', () => {
	const many = Array.from({ length: 14 }, (_, n) => person(`p-${n}`, `m-${n}`));
	const facts = {
		present: many.map((who) => checkIn(who)),
		memberUnitIds: many.map(({ unitId }) => unitId),
		changed: false
	};
	const given = room();
	given.give(open('secret'));
	const at = (voted: number, kept: number): boolean => {
		const vote = { ...given.vote(), memberUnitIds: facts.memberUnitIds };
		const some = (count: number) => facts.memberUnitIds.slice(0, count);
		const judged = keep({ ...noVotes, votes: [{ ...vote, voted: some(voted), kept: some(kept) }] }, 'v-1', facts);
		return judged.ok && judged.value.length === 1;
	};
	const all = Array.from({ length: 15 }, (_, n) => n);
	expect(all.filter((voted) => at(voted, 0))).toEqual([5, 6, 7, 8, 9, 14]);
	expect(all.slice(5).filter((voted) => at(voted, 5))).toEqual([14]);
	expect(all.slice(10).filter((voted) => at(voted, 10))).toEqual([]);
});

test.each([
	['more-than-half', 'votes', [3, 2, 9], 5, 3, true],
	['more-than-half', 'votes', [2, 2, 1], 4, 3, false],
	['more-than-half', 'present', [5, 0, 5], 10, 6, false],
	['more-than-half', 'members', [8, 0, 0], 14, 8, true],
	['more-than-half', 'votes', [0, 0, 5], 0, 1, false],
	['two-thirds', 'votes', [4, 2, 0], 6, 4, true],
	['two-thirds', 'votes', [4, 3, 0], 7, 5, false],
	['two-thirds', 'members', [9, 0, 0], 14, 10, false],
	['two-thirds', 'votes', [0, 0, 3], 0, 1, false],
	['unanimity', 'votes', [5, 0, 3], 5, 5, true],
	['unanimity', 'present', [9, 0, 1], 10, 10, false],
	['unanimity', 'votes', [0, 0, 7], 0, 1, false]
] as const)('[V10] %s of %s with %j: base %i, needed %i, carried %s', (majority, base, counts, ...told) => {
	const chosen = choices.flatMap((choice, index) => Array.from({ length: counts[index] ?? 0 }, () => choice));
	const outcome = outcomeOf(chosen, { majority, base, present: 10, members: 14 });
	expect([outcome.base, outcome.needed, outcome.carried]).toEqual(told);
	expect([outcome.for, outcome.against, outcome.abstain]).toEqual(counts);
});

test('[V10] what is needed is the smallest whole number that satisfies the majority, exactly', () => {
	fc.assert(
		fc.property(fc.constantFrom(...majorities), fc.integer({ min: 1, max: 1000 }), (majority, all) => {
			const { needed } = outcomeOf([], { majority, base: 'members', present: 0, members: all });
			const enough = (votes: number): boolean =>
				({ 'more-than-half': 2 * votes > all, 'two-thirds': 3 * votes >= 2 * all, unanimity: votes === all })[majority];
			expect([Number.isInteger(needed), enough(needed), enough(needed - 1)]).toEqual([true, true, false]);
		})
	);
});

test('[V10] with fewer than five there is no secret: not opened, not counted', () => {
	expect(room(voters.slice(0, 4)).give(open('secret'))).toBe('too-few-for-secret');
	const given = room();
	given.give(open('secret'));
	for (const n of [1, 2, 3, 4]) given.give(ballot('for'), of(n));
	expect(given.give(close)).toBe('too-few-ballots');
	expect(given.vote()).toMatchObject({ state: 'open', outcome: null });
	given.give(ballot('against'), of(5));
	expect(given.give(close)).toBe('ok');
});

test('[V12] after a restart a named ballot is changed; a stored secret one stands, an unstored one is asked for again', () => {
	const named = room();
	named.give(open());
	named.give(ballot('for'), of(1));
	named.restart();
	named.give({ command: 'reopen', voteId: 'v-1' });
	expect(named.give(ballot('against', 2), of(1))).toBe('ok');

	const secret = room(voters.slice(0, 5));
	secret.give(open('secret'));
	for (const n of [1, 2, 3, 4, 5]) secret.give(ballot('for'), of(n));
	secret.give(ballot('against'), of(1));
	secret.present.push(...voters.slice(5).map((who) => checkIn(who)));
	secret.give(ballot('for'), of(6));
	secret.restart();
	expect(secret.vote()).toMatchObject({ voted: members.slice(0, 5), changeLost: true });
	secret.give({ command: 'reopen', voteId: 'v-1' });
	expect(secret.give(ballot('against', 2), of(1))).toBe('ballot-settled');
	expect(secret.give(ballot('against', 2), of(6))).toBe('ok');
	secret.give(close);
	expect(secret.vote().outcome).toMatchObject({ for: 5, against: 1 });
});

test('[V14] everybody checked in shows a hand, by name and until the chair closes', () => {
	const given = room(voters.slice(0, 2));
	const asked: Command = { command: 'take-temperature', question: '先行试点？' };
	const hand = (mood: Mood): Command => ({ command: 'show-hand', temperatureId: 'v-1', mood });
	expect(given.give(asked)).toBe('ok');
	expect(given.give(asked)).toBe('temperature-already-open');
	expect([given.give(hand('agree'), of(1)), given.give(hand('oppose'), of(1))]).toEqual(['ok', 'ok']);
	expect(given.give(hand('agree'), of(3))).toBe('voter-not-checked-in');
	expect(given.votes.temperatures[0]?.hands).toEqual({ 'of-u-1': 'oppose' });
	given.live = false;
	expect(given.give(hand('agree'), of(1))).toBe('meeting-not-live');
	expect(given.give({ command: 'close-temperature', temperatureId: 'v-1' })).toBe('ok');
	given.live = true;
	expect(given.give(hand('agree'), of(1))).toBe('vote-over');
});

test('[V1] what is open at the end is cancelled by who held the chair, and opened again by nobody', () => {
	const given = room();
	given.give(open('named'));
	given.restart();
	given.live = false;
	expect(given.give({ command: 'reopen', voteId: 'v-1' })).toBe('meeting-not-live');
	expect(given.give({ command: 'cancel', voteId: 'v-1', reason: '会议已结束' })).toBe('ok');
	expect(given.vote().state).toBe('cancelled');
});

test('[V10] a unit that voted and left is of those present when it is closed', () => {
	const given = room(voters.slice(0, 4));
	given.give({ ...open('named'), base: 'present' } as Command);
	given.give(ballot('against'), of(4));
	given.present = given.present.slice(0, 3);
	given.give(close);
	expect(given.vote().outcome).toMatchObject({ against: 1, base: 4 });
});

type Step = 'restart' | 'end' | { readonly came: number } | { readonly who: number; readonly command: Command };
const voteIds = fc.integer({ min: 1, max: 4 }).map((n) => `v-${n}`);
const ofTheChair: fc.Arbitrary<Command> = fc.oneof(
	fc.record({
		command: fc.constant('open' as const),
		itemId: fc.constantFrom('i-1', 'i-2', 'i-3'),
		motion: fc.constantFrom('甲', '乙', ' '),
		manner: fc.constantFrom(...manners),
		majority: fc.constantFrom(...majorities),
		base: fc.constantFrom(...bases)
	}),
	fc.record({ command: fc.constantFrom('nudge' as const, 'reopen' as const, 'close' as const), voteId: voteIds }),
	fc.record({ command: fc.constant('cancel' as const), voteId: voteIds, reason: fc.constantFrom('改期', '', ' ') })
);
const ofAnybody: fc.Arbitrary<Command> = fc.oneof(ofTheChair, {
	weight: 8,
	arbitrary: fc.record({
		command: fc.constant('cast' as const),
		voteId: voteIds,
		round: fc.integer({ min: 1, max: 3 }),
		choice: fc.constantFrom(...choices)
	})
});
/** At a vote that there is, mostly in its present round. */
function aimed(command: Command, { votes }: Votes): Command {
	if (!('voteId' in command)) return command;
	const vote = votes[Number(command.voteId.slice(2)) % Math.max(1, votes.length)];
	if (!vote) return command;
	const round = command.command === 'cast' && command.round > 1 ? { round: vote.round } : {};
	return { ...command, voteId: vote.id, ...round };
}

const everybody = [chair, chair, ...voters, second];
const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 1, arbitrary: fc.constantFrom('restart' as const, 'end' as const) },
	{ weight: 4, arbitrary: fc.record({ came: fc.nat(everybody.length - 1) }) },
	{ weight: 24, arbitrary: fc.record({ who: fc.nat(everybody.length - 1), command: ofAnybody }) },
	{ weight: 6, arbitrary: fc.record({ who: fc.constant(0), command: ofTheChair }) }
);

/** A unit that votes without being there, or a choice that is told before the close. */
function isForbidden(event: VotesEvent, present: readonly Present[]): boolean {
	if (event.type === 'vote-closed') return false;
	if (/"(for|against|abstain)"/.test(JSON.stringify(event))) return true;
	if (event.type !== 'unit-voted') return false;
	const { personId: who, unitId: of_ } = event;
	return !members.includes(of_) || !present.some(({ personId, unitId }) => personId === who && unitId === of_);
}

/** A quorum that is not the one of the opening, a unit counted twice or not at all, a result before the close. */
function isWrong({ quorum, voted, state, outcome, manner, ballots }: Vote, presentThen: number | undefined): boolean {
	if (quorum.present !== presentThen || quorum.present < quorum.required) return true;
	if (new Set(voted).size !== voted.length) return true;
	if (ballots.length > 0 && (manner === 'secret' || state !== 'closed')) return true;
	if (!outcome) return state === 'closed';
	return state !== 'closed' || outcome.for + outcome.against + outcome.abstain !== voted.length;
}

test('[V2] [V3] [V4] [V5] [V13] whatever anybody does, in any order: no forbidden state', () => {
	let closed = 0;
	fc.assert(
		fc.property(fc.boolean(), fc.array(steps, { minLength: 40, maxLength: 160 }), (isFull, taken) => {
			const given = room(isFull ? voters : []);
			const quorums = new Map<string, number>();
			for (const step of taken) {
				const before = given.events.length;
				const { present } = given.facts(chair).quorum;
				if (step === 'restart') given.restart();
				// Most meetings go on; one that ended begins nothing again.
				else if (step === 'end') given.live = given.events.length < 40;
				else if ('came' in step) given.present.push(checkIn(everybody[step.came] ?? chair));
				else given.give(aimed(step.command, given.votes), everybody[step.who]);
				const news = given.events.slice(before);
				for (const event of news) if (event.type === 'vote-opened') quorums.set(event.voteId, present);
				expect(news.filter((event) => isForbidden(event, given.present))).toEqual([]);
				expect(given.votes.votes.filter((vote) => isWrong(vote, quorums.get(vote.id)))).toEqual([]);
				const standing = given.votes.votes.filter(isStanding).map(({ itemId }) => itemId);
				expect(new Set(standing).size).toBe(standing.length);
			}
			closed += given.votes.votes.filter(({ state }) => state === 'closed').length;
		}),
		{ numRuns: 200 }
	);
	expect(closed).toBeGreaterThan(0);
});
