/** What the server answers about evaluation. */
import type { EvaluationRule } from '#shared/evaluations/model.ts';
import type { Ranking, RankingRow } from '#shared/evaluations/views.ts';

export type PeriodState = 'open' | 'ended';

export type PeriodsAnswer = {
	readonly councilId: string;
	readonly items: readonly {
		readonly period: string;
		readonly state: PeriodState;
		readonly frozen: boolean;
		readonly sealed: number;
	}[];
	readonly rules: readonly EvaluationRule[];
};

/** Who may open the sheet, and how; null: not shown to the asker. */
export type SheetAccess = {
	readonly document: string;
	readonly access: 'write' | 'read';
	readonly settled: boolean;
};

export type RankingAnswer = Ranking & {
	readonly councilId: string;
	readonly state: PeriodState;
	readonly frozen: boolean;
	readonly rules: readonly EvaluationRule[];
	readonly sheets: Readonly<Record<string, SheetAccess>>;
};

export type UnitAnswer = RankingRow & {
	readonly period: string;
	readonly state: PeriodState;
	readonly frozen: boolean;
	readonly group: Ranking['groups'][number]['group'];
	readonly of: number;
	readonly rules: readonly EvaluationRule[];
	readonly sheet: SheetAccess | null;
};

/** Somebody who holds a role in the council. */
export type Holder = {
	readonly id: string;
	readonly name: string;
	readonly unitId: string;
	readonly roles: readonly string[];
};
