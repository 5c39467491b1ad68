/** From outcomes to entries, and from entries to a ranking. Nothing here is stored: anybody can do the sum again. */
import type { Outcome } from '#shared/followups/model.ts';
import { quarterOf } from '#shared/foundation/time.ts';
import {
	unitGroups,
	type Entry,
	type EntryEvidence,
	type EvaluatedUnit,
	type EvaluationRule,
	type GapReason,
	type RuleId,
	type Spread,
	type UnitGroup
} from './model.ts';
import { evaluationRules } from './rules.ts';

const groups: Readonly<Record<string, UnitGroup>> = {
	department: 'departments',
	township: 'townships',
	'sub-district': 'townships',
	village: 'villages',
	community: 'villages',
	school: 'schools',
	'private-school': 'schools'
};

/** Which group a kind of unit is ranked in; null for one that is not ranked (the county itself). */
export function groupOf(kind: string): UnitGroup | null {
	return groups[kind] ?? null;
}

/** Points have two decimals everywhere, so that sums on screen are the sums of what is shown. */
function rounded(points: number): number {
	return Math.round(points * 100 + 1e-9) / 100;
}

export function spreadOf(marks: readonly number[]): Spread {
	const count = marks.length;
	const mean = marks.reduce((sum, mark) => sum + mark, 0) / Math.max(1, count);
	const variance = marks.reduce((sum, mark) => sum + (mark - mean) ** 2, 0) / Math.max(1, count);
	return {
		count,
		mean: rounded(mean),
		lowest: count === 0 ? 0 : Math.min(...marks),
		highest: count === 0 ? 0 : Math.max(...marks),
		deviation: rounded(Math.sqrt(variance))
	};
}

/** [E3] The mean of the marks, as a share of the highest. */
export function judgedPoints({ formula, points }: EvaluationRule, mean: number): number {
	return formula.kind === 'judged' ? rounded((mean / formula.highest) * points) : 0;
}

type Counted = { readonly outcome: Outcome; readonly counted: boolean };

/** [E1] In time is counted in the quarter of the deadline, first pass in that of the first verification. */
function countedFor(rule: RuleId, outcomes: readonly Outcome[], period: string): readonly Counted[] {
	return outcomes.flatMap((outcome) => {
		const [value, date] =
			rule === 'on-time' ? [outcome.onTime, outcome.dueOn] : [outcome.firstPass, outcome.firstVerifiedOn];
		return value !== null && date !== null && quarterOf(date) === period ? [{ outcome, counted: value }] : [];
	});
}

export type Given = {
	readonly period: string;
	readonly units: readonly EvaluatedUnit[];
	readonly outcomes: readonly Outcome[];
	readonly rules?: readonly EvaluationRule[];
};

/** [E1] [E2] The entries that rules make from follow-ups. A unit about which nothing is known gets none. */
export function computedEntries({ period, units, outcomes, rules = evaluationRules }: Given): readonly Entry[] {
	return rules.flatMap((rule) => {
		if (rule.evidence !== 'followups') return [];
		const counted = countedFor(rule.id, outcomes, period);
		return units.flatMap((unit) => {
			const peers = new Set(units.filter(({ group }) => group === unit.group).map(({ id }) => id));
			const entry = rateEntry(
				rule,
				counted.filter(({ outcome }) => outcome.leadUnitId === unit.id),
				counted.filter(({ outcome }) => peers.has(outcome.leadUnitId))
			);
			return entry ? [{ ...entry, id: `${period}.${unit.id}.${rule.id}`, unitId: unit.id, period }] : [];
		});
	});
}

function rateEntry(
	rule: EvaluationRule,
	own: readonly Counted[],
	ofGroup: readonly Counted[]
): Omit<Entry, 'id' | 'unitId' | 'period'> | null {
	if (own.length === 0) return null;
	const counted = own.filter((one) => one.counted).length;
	const smoothed = rule.formula.kind === 'smoothed-rate' ? rule.formula.weight : 0;
	const groupMean = ofGroup.filter((one) => one.counted).length / ofGroup.length;
	const rate = (counted + smoothed * groupMean) / (own.length + smoothed);
	return {
		rule: rule.id,
		ruleVersion: rule.version,
		points: rounded(rate * rule.points),
		possible: rule.points,
		figure: { kind: 'rate', counted, all: own.length, groupMean: smoothed > 0 ? groupMean : null, rate },
		evidence: own.map(({ outcome, counted: good }): EntryEvidence => ({
			kind: 'followup',
			followupId: outcome.followupId,
			label: outcome.label,
			text: outcome.text,
			round: outcome.round,
			counted: good
		})),
		madeBy: { kind: 'rule' }
	};
}

export type Part =
	| { readonly rule: RuleId; readonly entry: Entry }
	| { readonly rule: RuleId; readonly entry: null; readonly reason: GapReason };

export type RankingRow = {
	readonly unitId: string;
	/** Null: 样本不足，不排名. */
	readonly rank: number | null;
	readonly points: number;
	/** The most that could have been reached by the rules that could be computed. */
	readonly possible: number;
	/** Points of a hundred possible; null when nothing could be computed. */
	readonly score: number | null;
	readonly parts: readonly Part[];
	readonly lateDays: number;
	/** To the next rank above; null at the top and for the unranked. */
	readonly gap: number | null;
};

export type Ranking = {
	readonly period: string;
	readonly groups: readonly { readonly group: UnitGroup; readonly rows: readonly RankingRow[] }[];
};

const reasons: Readonly<Record<RuleId, GapReason>> = {
	'on-time': 'nothing-due',
	'first-pass': 'nothing-verified',
	cooperation: 'not-settled'
};

/** [E10] [E11] [E12] Each group by itself, best first; units about which nothing is known stand below without a rank. */
export function ranking(
	entries: readonly Entry[],
	{ period, units, outcomes, rules = evaluationRules }: Given
): Ranking {
	const rowOf = ({ id }: EvaluatedUnit): RankingRow => {
		const own = entries.filter((entry) => entry.unitId === id && entry.period === period);
		const parts = rules.map((rule): Part => {
			const entry = own.find((one) => one.rule === rule.id);
			return entry ? { rule: rule.id, entry } : { rule: rule.id, entry: null, reason: reasons[rule.id] };
		});
		const points = rounded(own.reduce((sum, entry) => sum + entry.points, 0));
		const possible = own.reduce((sum, entry) => sum + entry.possible, 0);
		const lateDays = countedFor('on-time', outcomes, period)
			.filter(({ outcome }) => outcome.leadUnitId === id)
			.reduce((sum, { outcome }) => sum + outcome.lateDays, 0);
		const score = possible === 0 ? null : rounded((points / possible) * 100);
		return { unitId: id, rank: null, points, possible, score, parts, lateDays, gap: null };
	};
	return {
		period,
		groups: unitGroups.flatMap((group) => {
			const rows = units.filter((unit) => unit.group === group).map(rowOf);
			return rows.length === 0 ? [] : [{ group, rows: ranked(rows) }];
		})
	};
}

function ranked(rows: readonly RankingRow[]): readonly RankingRow[] {
	const known = rows.filter(({ score }) => score !== null).toSorted(better);
	const placed: RankingRow[] = [];
	for (const [index, row] of known.entries()) {
		const above = placed[index - 1];
		const shares = above !== undefined && better(above, row) === 0;
		const next = placed.findLast((one) => one.rank !== null && one.rank < (shares ? (above.rank ?? 0) : index + 1));
		placed.push({
			...row,
			rank: shares ? above.rank : index + 1,
			gap: next ? rounded((next.score ?? 0) - (row.score ?? 0)) : null
		});
	}
	return [...placed, ...rows.filter(({ score }) => score === null)];
}

/** [E11] Higher score, then fewer late days, then a higher first-pass rate; otherwise they share the rank. */
function better(one: RankingRow, other: RankingRow): number {
	return (
		(other.score ?? 0) - (one.score ?? 0) || one.lateDays - other.lateDays || firstPassRate(other) - firstPassRate(one)
	);
}

function firstPassRate({ parts }: RankingRow): number {
	const figure = parts.find(({ rule }) => rule === 'first-pass')?.entry?.figure;
	return figure?.kind === 'rate' ? figure.rate : 0;
}
