import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Conclusion, Decision } from '#shared/decisions/model.ts';
import type { Vote } from '#shared/votes/model.ts';
import { noMeeting } from './apply.ts';
import { AWAY_AFTER, digest, meanwhile, type Happened } from './digest.ts';
import type { Meeting, Turn } from './model.ts';

const MINUTE = 60_000;
const item = (id: string): AgendaItem => ({ id, title: id, unitId: 'u-1', minutes: 10 });
const turn = (id: string, from: number, to: number | null): Turn => ({
	item: item(id),
	enteredAt: from * MINUTE,
	leftAt: to === null ? null : to * MINUTE
});
const decision = (n: number, leadUnitId: string | null, coUnitIds: readonly string[], at: number): Decision => ({
	id: `d-${n}`,
	councilId: 'c-1',
	meetingId: 'm-1',
	n,
	label: `第4次-${n}`,
	itemId: 'a',
	itemTitle: 'a',
	kind: 'agreed',
	text: 'x',
	actionId: null,
	leadUnitId,
	coUnitIds,
	dueOn: null,
	quorum: { required: 0, present: 0 },
	personId: 'chair',
	at: at * MINUTE
});
const conclusion = (itemId: string, text: string, at: number): Conclusion => ({
	itemId,
	kind: 'agreed',
	text,
	decisionIds: [],
	personId: 'chair',
	at: at * MINUTE,
	version: 1
});
const vote = (id: string, state: Vote['state'], endedAt: number | null): Vote => ({
	id,
	itemId: 'a',
	itemTitle: 'a',
	motion: `motion ${id}`,
	manner: 'named',
	majority: 'more-than-half',
	base: 'votes',
	quorum: { required: 0, present: 0 },
	memberUnitIds: [],
	state,
	round: 1,
	voted: [],
	kept: [],
	settled: [],
	changeWaiting: false,
	changeLost: false,
	nudged: [],
	openedAt: 0,
	endedAt: endedAt === null ? null : endedAt * MINUTE,
	outcome: state === 'closed' ? { for: 3, against: 1, abstain: 0, base: 4, needed: 3, carried: true } : null,
	ballots: [],
	reason: null
});
const meeting: Meeting = {
	...noMeeting('m-1'),
	state: 'live',
	startedAt: 0,
	turns: [turn('b', 0, 5), turn('a', 5, 12), turn('c', 12, null)],
	settled: ['b', 'a'],
	parked: ['d']
};
const happened: Happened = {
	meeting,
	agenda: ['a', 'b', 'c', 'd', 'e'].map(item),
	book: {
		decisions: [decision(1, 'u-1', [], 4), decision(2, 'u-2', ['u-1'], 11), decision(3, 'u-2', [], 11)],
		conclusions: [conclusion('b', 'first', 4), conclusion('b', 'second', 5)]
	},
	votes: [vote('v-1', 'closed', 11), vote('v-2', 'open', null), vote('v-3', 'cancelled', 11)],
	unitIds: ['u-1'],
	now: 20 * MINUTE
};

test('[M18] what was dealt with, in the room’s order, each with its last conclusion', () => {
	const found = digest(happened);
	expect(found.dealt.map(({ item: { id }, conclusion: last }) => `${id} ${last?.text ?? '—'}`)).toEqual([
		'b second',
		'a —'
	]);
	expect(found).toMatchObject({ open: { id: 'c' }, left: [{ id: 'e' }], parked: [{ id: 'd' }], decisions: 3 });
});

test('[M18] decisions that name one’s unit as lead or co-unit, and votes that came to a result', () => {
	const found = digest(happened);
	expect(found.ours.map(({ n }) => n)).toEqual([1, 2]);
	expect(digest({ ...happened, unitIds: [] }).ours).toEqual([]);
	expect(found.votes.map(({ id, outcome }) => [id, outcome.carried])).toEqual([['v-1', true]]);
});

test('[M19] who was away a moment is told nothing, who was away longer what came after', () => {
	expect(meanwhile(happened, 20 * MINUTE - AWAY_AFTER + 1, 20 * MINUTE)).toBe(null);
	expect(meanwhile(happened, 20 * MINUTE - AWAY_AFTER, 20 * MINUTE)).toMatchObject({ minutes: 2 });
	expect(meanwhile(happened, 6 * MINUTE, 20 * MINUTE)).toMatchObject({
		minutes: 14,
		dealt: [{ item: { id: 'a' } }],
		decisions: 2,
		ours: 1,
		votes: 1,
		open: { id: 'c' }
	});
	expect(meanwhile(happened, 13 * MINUTE, 20 * MINUTE)).toMatchObject({
		dealt: [],
		decisions: 0,
		votes: 0,
		open: null
	});
});

test('[M18] [M19] every item stands in one place, and two absences one after the other tell each thing once', () => {
	const ids = ['a', 'b', 'c', 'd', 'e'];
	fc.assert(
		fc.property(
			fc.array(fc.record({ id: fc.constantFrom(...ids), minutes: fc.integer({ min: 1, max: 9 }) }), { maxLength: 8 }),
			fc.boolean(),
			fc.nat(40),
			(stays, isOpen, cut) => {
				let at = 0;
				const turns = stays.map(({ id, minutes }, index) => {
					const from = at;
					at += minutes;
					return turn(id, from, isOpen && index === stays.length - 1 ? null : at);
				});
				const open = turns.at(-1)?.leftAt === null ? turns.at(-1)?.item.id : null;
				const settled = [...new Set(turns.map((one) => one.item.id).toReversed())]
					.toReversed()
					.filter((id) => id !== open);
				const now: Happened = { ...happened, meeting: { ...meeting, turns, settled, parked: [] }, now: 100 * MINUTE };
				const found = digest(now);
				const all = [
					...found.dealt.map((one) => one.item),
					...found.left,
					...found.parked,
					...(found.open ? [found.open] : [])
				];
				expect(all.map(({ id }) => id).toSorted()).toEqual(ids);
				const told = (from: number): readonly string[] =>
					meanwhile(now, from, 100 * MINUTE)?.dealt.map((one) => one.item.id) ?? [];
				const late = told(cut * MINUTE);
				expect(told(-1)).toEqual(found.dealt.map((one) => one.item.id));
				expect(
					late.every((id) => turns.some(({ item: one, leftAt }) => one.id === id && (leftAt ?? 0) > cut * MINUTE))
				).toBe(true);
			}
		),
		{ numRuns: 200 }
	);
});
