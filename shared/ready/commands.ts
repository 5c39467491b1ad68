/** What may be asked of the marks. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { readyLevels } from './model.ts';

export const readySchemas = {
	mark: Type.Object(
		{ itemId: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), level: Type.Enum([...readyLevels]) },
		{ additionalProperties: false }
	)
} as const;

export type MarkCommand = Static<(typeof readySchemas)['mark']>;
