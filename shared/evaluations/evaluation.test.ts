import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Person } from '#shared/auth/model.ts';
import type { Outcome } from '#shared/followups/model.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { applyEvaluation } from './apply.ts';
import { settleSheet, type SettleFacts } from './decide.ts';
import { reasonOf, readMarks, writtenReason, setMark, sheetName, sheetOf } from './document.ts';
import { emptyEvaluation, type EvaluatedUnit, type SheetMark } from './model.ts';
import { computedEntries, groupOf, ranking, spreadOf } from './views.ts';

const period = '2026Q4';
const unit = (id: string, group: EvaluatedUnit['group'] = 'departments'): EvaluatedUnit => ({ id, group });
const units = [unit('u-edu'), unit('u-police'), unit('u-audit'), unit('u-donghe', 'townships')];
let made = 0;
const outcome = (leadUnitId: string, change: Partial<Outcome> = {}): Outcome => {
	made += 1;
	return {
		followupId: `f-${made}`,
		label: `第4次-${made}`,
		text: '事项',
		leadUnitId,
		round: 1,
		dueOn: '2026-11-20',
		onTime: true,
		firstPass: true,
		firstVerifiedOn: '2026-11-18',
		lateDays: 0,
		...change
	};
};
const late = { onTime: false, firstPass: null, firstVerifiedOn: null, lateDays: 3 } as const;
const entriesOf = (outcomes: readonly Outcome[]) => computedEntries({ period, units, outcomes });

describe('entries that rules make', () => {
	const outcomes = [outcome('u-edu'), outcome('u-edu', late), outcome('u-police'), outcome('u-donghe', late)];

	test('[E1] on time is smoothed towards the group and lists what it counted', () => {
		const entry = entriesOf(outcomes).find(({ unitId, rule }) => unitId === 'u-edu' && rule === 'on-time');
		// Group of departments: 2 of 3 in time. (1 + 3 × 2/3) / (2 + 3) = 0.6
		expect(entry).toMatchObject({ points: 24, possible: 40, figure: { counted: 1, all: 2, rate: 0.6 } });
		expect(entry?.evidence).toMatchObject([
			{ followupId: outcomes[0]?.followupId, counted: true },
			{ followupId: outcomes[1]?.followupId, counted: false }
		]);
	});
	test('[E1] another group does not draw it', () => {
		const alone = entriesOf(outcomes).find(({ unitId }) => unitId === 'u-donghe');
		expect(alone).toMatchObject({ points: 0, figure: { groupMean: 0 } });
	});
	test('[E1] counted in the quarter of the deadline and of the first verification', () => {
		const shifted = outcome('u-edu', { dueOn: '2026-10-09', firstVerifiedOn: '2026-09-29' });
		expect(entriesOf([shifted]).map(({ rule }) => rule)).toEqual(['on-time']);
		expect(computedEntries({ period: '2026Q3', units, outcomes: [shifted] }).map(({ rule }) => rule)).toEqual([
			'first-pass'
		]);
	});
	test('[E1] [E2] what is not known yet is not counted, and nothing counted is no entry', () => {
		const open = { onTime: null, firstPass: null, firstVerifiedOn: null } as const;
		expect(entriesOf([outcome('u-edu', open)])).toEqual([]);
	});
});

const person = (id: string, unitId: string): Person => ({ id, account: id, name: id, unitId, post: '', holdings: [] });
const mark = (personId: string, value: number | null, reason = '按时配合'): SheetMark => ({
	personId,
	mark: value,
	reason,
	writers: []
});
const facts: SettleFacts = {
	person: person('p-secretary', 'u-gov'),
	at: instantOf('2026-12-28'),
	unitExists: true,
	document: sheetName(period, 'u-edu'),
	marks: [mark('p-eva', 4), mark('p-evb', 5)],
	evaluators: [
		{ id: 'p-eva', name: '甲', unitId: 'u-civil' },
		{ id: 'p-evb', name: '乙', unitId: 'u-hr' },
		{ id: 'p-own', name: '丙', unitId: 'u-edu' }
	],
	owners: new Map()
};
const book = emptyEvaluation(period);
const settle = (change: Partial<SettleFacts> = {}, given = book) =>
	settleSheet(given, { unitId: 'u-edu' }, { ...facts, ...change });
const refusal = (change: Partial<SettleFacts>, given = book): string | null => {
	const answer = settle(change, given);
	return answer.ok ? null : answer.refusal.code;
};

describe('settling a sheet', () => {
	test('[E3] [E4] two marks with reasons become points, with the marks as evidence', () => {
		const answer = settle();
		if (!answer.ok) throw new Error(answer.refusal.code);
		const entry = answer.value.reduce(applyEvaluation, book).entries[0];
		expect(entry).toMatchObject({
			points: 13.5,
			possible: 15,
			rule: 'cooperation',
			figure: { mean: 4.5, lowest: 4, highest: 5, count: 2, deviation: 0.5 },
			madeBy: { kind: 'person', personId: 'p-secretary' }
		});
		expect(entry?.evidence).toHaveLength(2);
	});
	test.each([
		['[E4] one mark is too few', { marks: [mark('p-eva', 4), mark('p-evb', null)] }, 'too-few-marks'],
		['[E4] a mark without a reason', { marks: [mark('p-eva', 4), mark('p-evb', 5, ' ')] }, 'mark-without-reason'],
		['[E5] a mark of the own unit', { marks: [...facts.marks, mark('p-own', 5)] }, 'evaluator-of-own-unit'],
		['[E5] a moderator of the own unit', { person: person('p-m', 'u-edu') }, 'settle-own-unit'],
		['[E6] a mark of somebody who is no evaluator', { marks: [...facts.marks, mark('p-x', 5)] }, 'not-an-evaluator'],
		['[E7] a mark above five', { marks: [mark('p-eva', 6), mark('p-evb', 5)] }, 'mark-out-of-range'],
		['[E7] a mark below one', { marks: [mark('p-eva', 0), mark('p-evb', 5)] }, 'mark-out-of-range'],
		['[E7] a mark between the halves', { marks: [mark('p-eva', 4.3), mark('p-evb', 5)] }, 'mark-out-of-range'],
		['[E7] a mark that is no number', { marks: [mark('p-eva', Number.NaN), mark('p-evb', 5)] }, 'mark-out-of-range'],
		['[E9] a period that has not begun', { at: instantOf('2026-09-30') }, 'period-not-begun'],
		['an unknown unit', { unitExists: false }, 'not-found']
	])('%s is refused', (_, change, code) => {
		expect(refusal(change)).toBe(code);
	});
	test('[E6] a line in which somebody else has written', () => {
		const marks = [{ ...mark('p-eva', 4), writers: [1, 2] }, mark('p-evb', 5)];
		expect(
			refusal({
				marks,
				owners: new Map([
					[1, 'p-eva'],
					[2, 'p-evb']
				])
			})
		).toBe('mark-not-own');
		expect(
			refusal({
				marks,
				owners: new Map([
					[1, 'p-eva'],
					[2, 'p-eva']
				])
			})
		).toBeNull();
	});
	test('[E8] twice', () => {
		const answer = settle();
		if (!answer.ok) throw new Error(answer.refusal.code);
		expect(refusal({}, answer.value.reduce(applyEvaluation, book))).toBe('already-settled');
	});
});

const rank = (outcomes: readonly Outcome[]) => ranking(entriesOf(outcomes), { period, units, outcomes });

describe('the ranking', () => {
	const rows = (outcomes: readonly Outcome[]) =>
		rank(outcomes).groups[0]?.rows.map(({ unitId, rank: place }) => [unitId, place]);

	test('[E10] groups stand apart', () => {
		expect(
			rank([outcome('u-edu'), outcome('u-donghe', late)]).groups.map(({ group, rows: of }) => [group, of[0]?.rank])
		).toEqual([
			['departments', 1],
			['townships', 1]
		]);
		expect(['department', 'sub-district', 'community', 'private-school', 'county'].map(groupOf)).toEqual([
			'departments',
			'townships',
			'villages',
			'schools',
			null
		]);
	});
	test('[E10] a rule that cannot be computed neither helps nor harms', () => {
		const row = rank([outcome('u-edu', { firstPass: null, firstVerifiedOn: null })]).groups[0]?.rows[0];
		expect(row).toMatchObject({ points: 40, possible: 40, score: 100 });
		expect(row?.parts).toMatchObject([
			{ rule: 'on-time' },
			{ rule: 'first-pass', entry: null, reason: 'nothing-verified' },
			{ rule: 'cooperation', entry: null, reason: 'not-settled' }
		]);
	});
	test('[E12] a unit about which nothing is known is not ranked, and stands last', () => {
		expect(rows([outcome('u-police')])).toEqual([
			['u-police', 1],
			['u-edu', null],
			['u-audit', null]
		]);
	});
	test('[E11] equal in everything they share a rank, and the next rank is left out', () => {
		const shared = [outcome('u-edu'), outcome('u-police'), outcome('u-audit', { ...late, onTime: false })];
		expect(rows(shared)).toEqual([
			['u-edu', 1],
			['u-police', 1],
			['u-audit', 3]
		]);
	});
	test('[E11] equal points: fewer late days come first', () => {
		const outcomes = [outcome('u-edu', late), outcome('u-police', { ...late, lateDays: 1 })];
		expect(rows(outcomes)?.slice(0, 2)).toEqual([
			['u-police', 1],
			['u-edu', 2]
		]);
	});
	test('[E10] shows the gap to the next rank above', () => {
		const found = rank([outcome('u-edu'), outcome('u-police', late), outcome('u-police')]).groups[0]?.rows;
		expect(found?.[0]?.gap).toBeNull();
		expect(found?.[1]?.gap).toBeCloseTo((found?.[0]?.score ?? 0) - (found?.[1]?.score ?? 0));
	});

	test('[E1] [E11] whatever happened: points within their bounds, ranks in order, sums of what is listed', () => {
		const any = fc.record({
			leadUnitId: fc.constantFrom('u-edu', 'u-police', 'u-audit', 'u-donghe'),
			onTime: fc.constantFrom(true, false, null),
			firstPass: fc.constantFrom(true, false, null),
			lateDays: fc.nat(9)
		});
		fc.assert(
			fc.property(fc.array(any, { maxLength: 25 }), (stories) => {
				const outcomes = stories.map(({ leadUnitId, ...change }) => outcome(leadUnitId, change));
				for (const { rows: of } of rank(outcomes).groups) {
					const scores = of.map(({ score }) => score ?? -1);
					expect(scores).toEqual(scores.toSorted((one, other) => other - one));
					for (const row of of) {
						const entries = row.parts.flatMap(({ entry }) => (entry ? [entry] : []));
						expect(row.points).toBeCloseTo(entries.reduce((sum, { points }) => sum + points, 0));
						for (const entry of entries) {
							expect(entry.points).toBeGreaterThanOrEqual(0);
							expect(entry.points).toBeLessThanOrEqual(entry.possible);
							expect(entry.evidence.length).toBeGreaterThan(0);
						}
					}
				}
			})
		);
	});
});

describe('the sheet', () => {
	test('[E13] two evaluators who begin at the same time keep both lines', () => {
		const [one, other] = [new Y.Doc(), new Y.Doc()];
		setMark(one, 'p-eva', 4);
		reasonOf(one, 'p-eva').insert(0, '到会及时');
		setMark(other, 'p-evb', 2.5);
		reasonOf(other, 'p-evb').insert(0, '材料迟交');
		Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
		Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
		for (const doc of [one, other])
			expect(readMarks(doc)).toMatchObject([
				{ personId: 'p-eva', mark: 4, reason: '到会及时' },
				{ personId: 'p-evb', mark: 2.5, reason: '材料迟交' }
			]);
	});
	test('[E6] says who has written in a line', () => {
		const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
		setMark(mine, 'p-eva', 4);
		reasonOf(mine, 'p-eva').insert(0, '好');
		expect(readMarks(mine)[0]?.writers).toEqual([mine.clientID]);
		Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
		writtenReason(theirs, 'p-eva')?.insert(1, '！');
		expect(readMarks(theirs)[0]?.writers.toSorted()).toEqual([mine.clientID, theirs.clientID].toSorted());
	});
	test('[E7] passes over what is malformed', () => {
		const doc = new Y.Doc();
		doc.getMap('sheet').set('mark:p-eva', 5);
		doc.getMap('sheet').set('other', new Y.Map());
		doc.getMap('sheet').set(
			'mark:p-evb',
			new Y.Map<unknown>([
				['mark', '5'],
				['reason', '好']
			])
		);
		expect(readMarks(doc)).toMatchObject([{ personId: 'p-evb', mark: Number.NaN, reason: '好' }]);
		expect(writtenReason(doc, 'p-eva')).toBeNull();
	});
	test('[E13] looking at a line makes none', () => {
		const doc = new Y.Doc();
		expect(writtenReason(doc, 'p-eva')).toBeNull();
		expect(doc.getMap('sheet').size).toBe(0);
	});
	test('[E4] shows how far the marks lie apart', () => {
		expect(spreadOf([2, 5, 5])).toEqual({ count: 3, mean: 4, lowest: 2, highest: 5, deviation: 1.41 });
		expect(spreadOf([])).toMatchObject({ count: 0, mean: 0 });
	});
	test('[E9] its name holds period and unit', () => {
		expect(sheetOf(sheetName(period, 'u-edu'))).toEqual({ period, unitId: 'u-edu', epoch: 1 });
		for (const name of [
			'evaluation:2026Q5:u-edu:1',
			'evaluation:2026Q4:1',
			'meeting:2026Q4:u-edu:1',
			'evaluation:2026Q4:u:x:1'
		])
			expect(sheetOf(name)).toBeNull();
	});
});
