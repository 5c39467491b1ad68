/** What may be asked about the agenda of a meeting beside its draft. */
import { Type, type Static } from 'typebox';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;

/** The id at the door is the meeting the item comes from. */
export const bringSchema = Type.Object(
	{
		itemId: id,
		to: id,
		way: Type.Enum(['move', 'copy'] as const),
		withOutcome: Type.Optional(Type.Boolean())
	},
	strict
);
/** The whole list, as it shall stand. */
export const ledgerSchema = Type.Object(
	{ followupIds: Type.Array(id, { minItems: 1, maxItems: 300, uniqueItems: true }) },
	strict
);

export type Bring = Static<typeof bringSchema>;
export type ListLedger = Static<typeof ledgerSchema>;
