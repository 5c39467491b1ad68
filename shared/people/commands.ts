/** What an administrator may ask about people. */
import { Type } from 'typebox';
import { councilRoles, unitRoles } from '#shared/auth/model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const holdings = Type.Array(
	Type.Union([
		Type.Object({ role: Type.Enum(councilRoles), councilId: id }, strict),
		Type.Object({ role: Type.Enum(unitRoles), unitId: id }, strict),
		Type.Object({ role: Type.Literal('administrator') }, strict)
	]),
	{ maxItems: 100 }
);
const about = {
	name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
	unitId: id,
	post: Type.String({ maxLength: 60 })
} as const;
const password = Type.String({ minLength: 1, maxLength: 256 });

export const peopleSchemas = {
	/** [W1] The account is the id. */
	enrol: Type.Object({ ...about, password, holdings }, strict),
	change: Type.Object({ ...about, holdings }, strict),
	'reset-password': Type.Object({ password }, strict),
	leave: Type.Object({}, strict)
} as const;
