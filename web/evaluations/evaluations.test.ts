import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Person } from '#shared/auth/model.ts';
import { readMarks, reasonIn, reasonOf, setMark, sheetName } from '#shared/evaluations/document.ts';
import { evaluationRules, ruleOf } from '#shared/evaluations/rules.ts';
import { ranking, type RankingRow } from '#shared/evaluations/views.ts';
import { instantOf } from '#shared/foundation/time.ts';
import type { Entry } from '#shared/evaluations/model.ts';
import type { Holder } from './answers.ts';
import { reachedBy, settleBarrier, sheetLines } from './settling.ts';
import { changeOf, findingOf, nextStep, periodBefore, piecesOf } from './standing.ts';
import { figureWords, periodName } from './words.ts';

const units = ['u-edu', 'u-police', 'u-market', 'u-hr', 'u-new'].map((id) => ({ id, group: 'departments' as const }));
const entry = (unitId: string, points: number): Entry => ({
	id: `2026Q3.${unitId}.cooperation`,
	unitId,
	period: '2026Q3',
	rule: 'cooperation',
	ruleVersion: 1,
	points,
	possible: 15,
	figure: { kind: 'marks', count: 2, mean: points / 3, lowest: 1, highest: 5, deviation: 0 },
	evidence: [],
	madeBy: { kind: 'person', personId: 'p-secretary', at: 0 }
});
const rowsOf = (scores: Readonly<Record<string, number>>): readonly RankingRow[] =>
	ranking(
		Object.entries(scores).map(([unitId, points]) => entry(unitId, points)),
		{ period: '2026Q3', units, outcomes: [] }
	).groups[0]?.rows ?? [];
const nameOf = (id: string): string => id;
const row = (rows: readonly RankingRow[], id: string): RankingRow => rows.find(({ unitId }) => unitId === id)!;

describe('a ranking at a glance', () => {
	const now = rowsOf({ 'u-edu': 15, 'u-police': 13.5, 'u-market': 10.5, 'u-hr': 9 });
	const before = rowsOf({ 'u-edu': 15, 'u-market': 13.5, 'u-hr': 12, 'u-police': 10.5 });

	test('[E10] its title says who leads and who came up most', () => {
		expect(findingOf(now, before, nameOf)).toBe('u-edu居首；u-police进步最大，从第 4 升到第 2');
		expect(findingOf(now, [], nameOf)).toBe('u-edu居首');
	});
	test('[E10] who came up to the first place is named once', () => {
		const last = rowsOf({ 'u-police': 15, 'u-market': 13.5, 'u-edu': 12 });
		expect(findingOf(now, last, nameOf)).toBe('u-edu从第 3 升到首位');
	});
	test('[E11] a shared lead names everybody', () => {
		expect(findingOf(rowsOf({ 'u-edu': 15, 'u-police': 15 }), [], nameOf)).toBe('u-edu、u-police并列居首');
	});
	test('[E12] nothing known is said, not ranked', () => {
		expect(findingOf(rowsOf({}), [], nameOf)).toBe('样本还不足，暂不排名');
		expect(changeOf(row(now, 'u-new'), before)).toBeNull();
	});
	test('[E10] the lower half sees the way to the next grade, the upper half nothing', () => {
		expect(['u-edu', 'u-police', 'u-market', 'u-hr'].map((id) => nextStep(row(now, id), now))).toEqual([
			null,
			null,
			'距良好 10 分',
			'距良好 20 分'
		]);
	});
	test('[E2] a rule that could not be computed takes no room in the bar', () => {
		expect(piecesOf(row(now, 'u-police'), evaluationRules).map(({ value }) => value)).toEqual([0, 0, 90]);
	});
	test('[E1] the period before the first quarter lies in the year before', () => {
		expect([periodBefore('2026Q1'), periodBefore('2026Q4')]).toEqual(['2025Q4', '2026Q3']);
		expect(periodName('2026Q4')).toBe('2026年第四季度');
	});
	test('[E1] a smoothed figure can be worked out again', () => {
		expect(figureWords({ kind: 'rate', counted: 1, all: 1, groupMean: 2 / 3, rate: 0.75 })).toBe(
			'1 项到期，1 项按期；组均值 66.7%，平滑后 75%'
		);
	});
});

describe('the sheet', () => {
	const holder = (id: string, unitId: string, ...roles: readonly string[]): Holder => ({ id, name: id, unitId, roles });
	const holders = [
		holder('p-secretary', 'u-edu', 'secretary'),
		holder('p-one', 'u-audit', 'evaluator'),
		holder('p-two', 'u-land', 'evaluator'),
		holder('p-own', 'u-police', 'evaluator')
	];
	const person: Person = {
		id: 'p-secretary',
		account: 'secretary',
		name: '王某',
		unitId: 'u-edu',
		post: '',
		holdings: [{ role: 'secretary', councilId: 'c-education' }]
	};
	const barrier = (doc: Y.Doc, change: Partial<Parameters<typeof settleBarrier>[0]> = {}): string | null =>
		settleBarrier({
			period: '2026Q4',
			unitId: 'u-police',
			document: sheetName('2026Q4', 'u-police'),
			entries: [],
			marks: readMarks(doc),
			holders,
			person,
			at: instantOf('2026-11-23'),
			...change
		})?.code ?? null;
	const marked = (...marks: readonly (readonly [string, number, string])[]): Y.Doc => {
		const doc = new Y.Doc();
		for (const [id, mark, reason] of marks) {
			setMark(doc, id, mark);
			reasonOf(doc, id).insert(0, reason);
		}
		return doc;
	};
	const both = (): Y.Doc => marked(['p-one', 4.5, '主动'], ['p-two', 2, '晚交']);

	test.each([
		['[E4] waits for the second evaluator', marked(['p-one', 4, '主动']), {}, 'too-few-marks'],
		['[E4] waits for the reasons', marked(['p-one', 4, ''], ['p-two', 3, 'x']), {}, 'mark-without-reason'],
		['[E5] is not settled by the unit itself', both(), { unitId: 'u-edu' }, 'settle-own-unit'],
		['[E5] does not count a mark of the unit itself', marked(['p-own', 5, 'x']), {}, 'evaluator-of-own-unit'],
		['[E8] is settled once', both(), { entries: [{ ...entry('u-police', 9), period: '2026Q4' }] }, 'already-settled'],
		['[E4] is ready with two', both(), {}, null]
	] as const)('%s', (_, doc, change, code) => {
		expect(barrier(doc, change)).toBe(code);
	});
	test('[E5] has a line for each evaluator but those of the unit', () => {
		expect(sheetLines(readMarks(both()), holders, 'u-police').map(({ personId, mark }) => [personId, mark])).toEqual([
			['p-one', 4.5],
			['p-two', 2]
		]);
		expect(sheetLines([], holders, 'u-police')).toHaveLength(2);
	});
	test('[E3] says what it would come to, and nothing without marks', () => {
		expect(reachedBy(readMarks(both()), ruleOf('cooperation'))).toMatchObject({ points: 9.75, spread: { mean: 3.25 } });
		expect(reachedBy([], ruleOf('cooperation'))).toBeNull();
	});
	test('[E13] looking at a line does not make one', () => {
		const doc = both();
		expect(reasonIn(doc, 'p-one')?.toString()).toBe('主动');
		expect(reasonIn(doc, 'p-three')).toBeNull();
		expect(readMarks(doc)).toHaveLength(2);
	});
});
