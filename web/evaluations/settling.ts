/** Whether a sheet can be settled now, by the same judge as on the server. */
import type { Person } from '#shared/auth/model.ts';
import { settleSheet } from '#shared/evaluations/decide.ts';
import type { Entry, EvaluationRule, SheetMark } from '#shared/evaluations/model.ts';
import { judgedPoints, spreadOf } from '#shared/evaluations/views.ts';
import type { Spread } from '#shared/evaluations/model.ts';
import type { Refusal } from '#shared/foundation/result.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { Holder } from './answers.ts';

export type Settling = {
	readonly period: string;
	readonly unitId: string;
	readonly document: string;
	readonly entries: readonly Entry[];
	readonly marks: readonly SheetMark[];
	readonly holders: readonly Holder[];
	readonly person: Person;
	readonly at: Instant;
};

/** Why not, or null. Who wrote which letter is known to the server alone, so it looks once more. */
export function settleBarrier({
	period,
	unitId,
	document,
	entries,
	marks,
	holders,
	person,
	at
}: Settling): Refusal | null {
	const judged = settleSheet(
		{ period, entries },
		{ unitId },
		{
			person,
			at,
			unitExists: true,
			document,
			marks,
			evaluators: holders.filter(({ roles }) => roles.includes('evaluator')),
			owners: new Map()
		}
	);
	return judged.ok ? null : judged.refusal;
}

export type Reached = { readonly spread: Spread; readonly points: number };

/** What the marks come to now; null without any. */
export function reachedBy(marks: readonly SheetMark[], rule: EvaluationRule): Reached | null {
	const given = marks.flatMap(({ mark }) => (mark !== null && Number.isFinite(mark) ? [mark] : []));
	if (given.length === 0) return null;
	const spread = spreadOf(given);
	return { spread, points: judgedPoints(rule, spread.mean) };
}

export type SheetLine = {
	readonly personId: string;
	readonly name: string;
	readonly unitId: string;
	readonly mark: number | null;
	readonly reason: string;
};

/** A line for each evaluator who may mark this unit, marked or not, and for whoever else has written. */
export function sheetLines(
	marks: readonly SheetMark[],
	holders: readonly Holder[],
	unitId: string
): readonly SheetLine[] {
	const evaluators = holders.filter((holder) => holder.roles.includes('evaluator') && holder.unitId !== unitId);
	const known = new Map(holders.map((holder) => [holder.id, holder]));
	const written = new Map(marks.map((mark) => [mark.personId, mark]));
	const ids = [...new Set([...evaluators.map(({ id }) => id), ...written.keys()])];
	return ids.map((personId) => {
		const mark = written.get(personId);
		const value = mark?.mark ?? null;
		return {
			personId,
			name: known.get(personId)?.name ?? personId,
			unitId: known.get(personId)?.unitId ?? '',
			mark: value !== null && Number.isFinite(value) ? value : null,
			reason: mark?.reason ?? ''
		};
	});
}
