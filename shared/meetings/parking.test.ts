import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgendaItem } from '#shared/agenda/model.ts';
import { noMeeting } from './apply.ts';
import type { Meeting } from './model.ts';
import { parking, type Weight } from './parking.ts';

const MINUTE = 60_000;
const item = (id: string, minutes: number): AgendaItem => ({ id, title: id, unitId: 'u-1', minutes });
const plain: Weight = { isWritten: false, ready: 'ready', hasPriority: false };
const meeting = (plannedMinutes: number, change: Partial<Meeting> = {}): Meeting => ({
	...noMeeting('m-1'),
	state: 'live',
	startedAt: 0,
	plannedMinutes,
	turns: [{ item: item('open', 20), enteredAt: 0, leftAt: null }],
	...change
});
const agenda = [item('open', 20), item('a', 20), item('b', 15), item('c', 10)];
const ids = (length: number, weights: Readonly<Record<string, Partial<Weight>>> = {}, change: Partial<Meeting> = {}) =>
	parking(meeting(length, change), agenda, 0, (id) => ({ ...plain, ...weights[id] }))?.items.map(({ id }) => id);

describe('what is proposed', () => {
	test('[M17] nothing while the meeting ends in time, and nothing when it is over', () => {
		expect(ids(65)).toBe(undefined);
		expect(ids(10, {}, { state: 'minutes' })).toBe(undefined);
	});

	test.each<[string, number, Readonly<Record<string, Partial<Weight>>>, readonly string[]]>([
		['alike, those further back', 64, {}, ['c']],
		['a written report first', 64, { a: { isWritten: true } }, ['a']],
		['who is not ready before who is', 64, { b: { ready: 'none' }, c: { ready: 'papers' } }, ['b']],
		['who has papers before who is ready', 64, { b: { ready: 'papers' } }, ['b']],
		['a written report before who is not ready', 64, { a: { ready: 'none' }, b: { isWritten: true } }, ['b']],
		['who has no priority mark before who has', 64, { c: { hasPriority: true } }, ['b']],
		['who is not ready, though of priority', 64, { a: { ready: 'none', hasPriority: true } }, ['a']],
		['as many as it takes', 45, {}, ['c', 'b']],
		['who others make up for is not proposed', 50, { c: { isWritten: true } }, ['b']],
		[
			'the first alone is too little, the second enough alone',
			45,
			{ c: { ready: 'none' }, a: { ready: 'papers' } },
			['a']
		]
	])('[M17] %s', (_, length, weights, expected) => {
		expect(ids(length, weights)).toEqual(expected);
	});

	test('[M17] neither the open item, nor a parked or settled one, nor one that takes no time', () => {
		const items = [item('open', 60), item('zero', 0), item('done', 20), item('aside', 20), item('a', 5)];
		const late = meeting(10, { settled: ['done'], parked: ['aside'] });
		expect(parking(late, items, 0, () => plain)).toMatchObject({
			items: [{ id: 'a' }],
			lateMinutes: 15,
			stillLate: 10
		});
	});

	test('[M17] minutes the chair added count', () => {
		expect(ids(65, {}, { added: { b: 5 } })).toEqual(['c']);
		expect(ids(60, {}, { added: { b: 10 } })).toEqual(['b']);
	});
});

test('[M17] whatever the agenda: enough or all, none too many, only waiting ones, and nobody in front was passed over without need', () => {
	const weight = fc.record({
		minutes: fc.nat(40),
		isWritten: fc.boolean(),
		ready: fc.constantFrom('none' as const, 'papers' as const, 'ready' as const),
		hasPriority: fc.boolean(),
		standing: fc.constantFrom('waiting', 'waiting', 'parked', 'settled')
	});
	let [enough, several] = [0, 0];
	fc.assert(
		fc.property(fc.array(weight, { maxLength: 12 }), fc.nat(120), (rows, length) => {
			const items = rows.map(({ minutes }, index) => item(`i${index}`, minutes));
			const those = (standing: string): readonly string[] =>
				rows.flatMap((row, index) => (row.standing === standing ? [`i${index}`] : []));
			const now = meeting(length, { parked: those('parked'), settled: those('settled') });
			const of = (id: string): Weight => rows[Number(id.slice(1))] ?? plain;
			const found = parking(now, [item('open', 20), ...items], 3 * MINUTE, of);
			const proposed = found?.items ?? [];
			const sum = (list: readonly { readonly plan: number }[]): number => list.reduce((all, { plan }) => all + plan, 0);
			const late = found?.lateMinutes ?? 0;
			expect(proposed.every(({ id }) => those('waiting').includes(id))).toBe(true);
			expect(found?.stillLate ?? 0).toBe(Math.max(0, late - sum(proposed)));
			// Too little only when nothing that takes time is left out.
			const left = items.filter(({ id, minutes }) => minutes > 0 && those('waiting').includes(id)).length;
			expect(sum(proposed) >= late || proposed.length === left).toBe(true);
			// Without any one of them it would not be enough.
			expect(proposed.every(({ plan }) => sum(proposed) - plan < late)).toBe(true);
			// Nothing behind the place where the order had enough.
			expect(sum(proposed.slice(0, -1)) < Math.max(1, late)).toBe(true);
			enough += late > 0 && found?.stillLate === 0 ? 1 : 0;
			several += proposed.length > 1 ? 1 : 0;
		}),
		{ numRuns: 500 }
	);
	expect(enough > 20 && several > 100).toBe(true);
});
