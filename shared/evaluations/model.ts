/** Points of units in a period. A score is never typed: it is a sum of entries, and every entry opens its evidence. */
import type { Instant } from '#shared/foundation/time.ts';

export const unitGroups = ['departments', 'townships', 'villages', 'schools'] as const;
/** Groups are ranked apart. */
export type UnitGroup = (typeof unitGroups)[number];

export type EvaluatedUnit = { readonly id: string; readonly group: UnitGroup };

const ruleIds = ['on-time', 'first-pass', 'cooperation'] as const;
export type RuleId = (typeof ruleIds)[number];

export type Formula =
	/** (counted + weight × group mean) / (all + weight): a small sample is drawn towards its group. */
	| { readonly kind: 'smoothed-rate'; readonly weight: number }
	| { readonly kind: 'rate' }
	| { readonly kind: 'judged'; readonly lowest: number; readonly highest: number; readonly evaluators: number };

export type EvaluationRule = {
	readonly id: RuleId;
	readonly version: number;
	readonly name: { readonly zh: string; readonly en: string };
	/** The document it rests on. */
	readonly basis: string;
	readonly formula: Formula;
	/** What is reached at most. */
	readonly points: number;
	readonly evidence: 'followups' | 'sheet';
};

export type EntryEvidence =
	| {
			readonly kind: 'followup';
			readonly followupId: string;
			readonly label: string;
			readonly text: string;
			readonly round: number;
			/** Whether it counted for the unit (in time, passed at once). */
			readonly counted: boolean;
	  }
	| {
			readonly kind: 'mark';
			/** The sealed sheet. */
			readonly document: string;
			readonly personId: string;
			readonly unitId: string;
			readonly mark: number;
			readonly reason: string;
	  };

/** How the points came about, so that anybody can do the sum again. */
export type Figure =
	| {
			readonly kind: 'rate';
			readonly counted: number;
			readonly all: number;
			/** Null for a plain rate. */
			readonly groupMean: number | null;
			readonly rate: number;
	  }
	| ({ readonly kind: 'marks' } & Spread);

/** How far several evaluators lie apart. */
export type Spread = {
	readonly count: number;
	readonly mean: number;
	readonly lowest: number;
	readonly highest: number;
	/** Standard deviation over all marks. */
	readonly deviation: number;
};

export type Entry = {
	readonly id: string;
	readonly unitId: string;
	readonly period: string;
	readonly rule: RuleId;
	readonly ruleVersion: number;
	readonly points: number;
	/** The most this entry could have been. */
	readonly possible: number;
	readonly figure: Figure;
	readonly evidence: readonly EntryEvidence[];
	readonly madeBy:
		{ readonly kind: 'rule' } | { readonly kind: 'person'; readonly personId: string; readonly at: Instant };
};

/** Why a figure is "—": shown instead of a number, never 0. */
const gapReasons = ['nothing-due', 'nothing-verified', 'not-settled'] as const;
export type GapReason = (typeof gapReasons)[number];

/** One evaluator's line of the shared sheet as the server reads it. */
export type SheetMark = {
	readonly personId: string;
	/** Null while unmarked; NaN for anything that is no number. */
	readonly mark: number | null;
	readonly reason: string;
	/** The Yjs clients that wrote what stands there. */
	readonly writers: readonly number[];
};

/** One book per period (`evaluations:2026Q4`): what moderators have sealed. */
export type EvaluationBook = { readonly period: string; readonly entries: readonly Entry[] };

export function emptyEvaluation(period: string): EvaluationBook {
	return { period, entries: [] };
}

export function isPeriod(text: string): boolean {
	return /^\d{4}Q[1-4]$/.test(text);
}
