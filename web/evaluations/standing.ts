/** What a ranking says at a glance: changes since the last period, the next step, the parts of a bar. */
import type { EvaluationRule, UnitGroup } from '#shared/evaluations/model.ts';
import type { Ranking, RankingRow } from '#shared/evaluations/views.ts';
import { formatNumber } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { ruleName } from './words.ts';

export const grades = [
	{ from: 60, word: m.evaluations_grade_pass },
	{ from: 80, word: m.evaluations_grade_good },
	{ from: 90, word: m.evaluations_grade_best }
] as const;

/** "2026Q1" → "2025Q4" */
export function periodBefore(period: string): string {
	const year = Number(period.slice(0, 4));
	const quarter = Number(period.slice(5));
	return quarter === 1 ? `${year - 1}Q4` : `${year}Q${quarter - 1}`;
}

export function rowsOf(ranking: Ranking | null, group: UnitGroup): readonly RankingRow[] {
	return ranking?.groups.find((one) => one.group === group)?.rows ?? [];
}

export function rankedOf(rows: readonly RankingRow[]): readonly RankingRow[] {
	return rows.filter(({ rank }) => rank !== null);
}

/** Ranks won since the last period; null where one of the two is missing. */
export function changeOf(row: RankingRow, before: readonly RankingRow[]): number | null {
	const last = before.find(({ unitId }) => unitId === row.unitId)?.rank ?? null;
	return row.rank === null || last === null ? null : last - row.rank;
}

/** The title of a group: who leads, and who came up most. */
export function findingOf(
	rows: readonly RankingRow[],
	before: readonly RankingRow[],
	nameOf: (unitId: string) => string
): string {
	const ranked = rankedOf(rows);
	const first = ranked.filter(({ rank }) => rank === 1).map(({ unitId }) => nameOf(unitId));
	if (first.length === 0) return m.evaluations_finding_few();
	const leads =
		first.length === 1
			? m.evaluations_first({ unit: first[0] ?? '' })
			: m.evaluations_first_shared({ units: first.join('、') });
	const risen = ranked
		.map((row) => ({ row, change: changeOf(row, before) ?? 0 }))
		.toSorted((one, other) => other.change - one.change)[0];
	if (!risen || risen.change < 1 || risen.row.rank === null) return leads;
	const { row, change } = risen;
	if (row.rank === 1 && first.length === 1)
		return m.evaluations_first_risen({ unit: nameOf(row.unitId), from: row.rank + change });
	return `${leads}；${m.evaluations_progress({
		unit: nameOf(row.unitId),
		from: (row.rank ?? 0) + change,
		to: row.rank ?? 0
	})}`;
}

/** For the lower half: how far the next grade is, or, past the last one, the rank above. Nothing for the upper half. */
export function nextStep(row: RankingRow, rows: readonly RankingRow[]): string | null {
	const ranked = rankedOf(rows);
	const half = Math.ceil(ranked.length / 2);
	if (row.rank === null || row.score === null || row.rank <= half) return null;
	const { score } = row;
	const grade = grades.find(({ from }) => from > score);
	if (grade) return m.evaluations_to_grade({ grade: grade.word(), points: formatNumber(grade.from - score, 2) });
	return row.gap === null || row.gap <= 0 ? null : m.evaluations_to_rank({ points: formatNumber(row.gap, 2) });
}

export type Piece = { readonly key: string; readonly value: number; readonly text: string };

/** Parts of a bar of a hundred: what could not be computed is left out of the whole, as in the score. */
export function piecesOf({ parts, possible }: RankingRow, rules: readonly EvaluationRule[]): readonly Piece[] {
	return rules.map((rule) => {
		const entry = parts.find((part) => part.rule === rule.id)?.entry ?? null;
		return {
			key: rule.id,
			value: entry === null || possible === 0 ? 0 : (entry.points / possible) * 100,
			text: `${ruleName(rule)} ${entry === null ? '—' : `${entry.points} / ${entry.possible}`}`
		};
	});
}
