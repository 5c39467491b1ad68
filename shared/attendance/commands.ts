import { Type, type Static } from 'typebox';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;

export const attendanceSchemas = {
	/** For oneself; `unitId` by whom a person who acts for several units says for which. */
	'check-in': Type.Object({ unitId: Type.Optional(id) }, strict),
	/** By the office, afterwards. */
	'check-in-for': Type.Object(
		{ personId: id, unitId: Type.Optional(id), reason: Type.String({ maxLength: 200 }) },
		strict
	)
} as const;

export type CheckInFor = Static<(typeof attendanceSchemas)['check-in-for']>;
