import { Type, type Static } from 'typebox';
import type { Entry } from './model.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });

/** The council may be left out where the unit is in one only. */
export const SettleBody = Type.Object({ unitId: Id, councilId: Type.Optional(Id) }, { additionalProperties: false });

export type Settle = Static<typeof SettleBody>;

/** A judged criterion of a unit has been settled: the entry with the marks as they stood. */
export type EvaluationEvent = {
	readonly type: 'settled';
	readonly entry: Entry;
	readonly document: string;
	readonly personId: string;
	readonly at: number;
};
