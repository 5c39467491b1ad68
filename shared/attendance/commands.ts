import { Type, type Static } from 'typebox';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const reason = Type.String({ maxLength: 200 });
/** For whom acts for several units of the meeting. */
const unitId = Type.Optional(id);
/** By id or by account. */
const standIn = {
	personId: Type.Optional(id),
	account: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
	/** Asks that the stand-in may vote. */
	delegates: Type.Optional(Type.Boolean())
} as const;
const ofUnit = Type.Object({ unitId }, strict);
/** The instant at which what the chair read was asked. */
const askedAt = Type.Optional(Type.Integer());
const decided = Type.Object({ unitId: id, askedAt }, strict);
const refused = Type.Object({ unitId: id, askedAt, reason }, strict);

export const attendanceSchemas = {
	/** For oneself; `code` is the one on the screen or the one read out. */
	'check-in': Type.Object({ unitId, code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }, strict),
	/** By the office, afterwards. */
	'check-in-for': Type.Object({ personId: id, unitId, reason }, strict),
	answer: Type.Object({ unitId, coming: Type.Array(id, { maxItems: 50, uniqueItems: true }) }, strict),
	'ask-leave': Type.Object({ unitId, reason, standIn: Type.Optional(Type.Object(standIn, strict)) }, strict),
	'withdraw-leave': ofUnit,
	'approve-leave': decided,
	'refuse-leave': refused,
	'name-stand-in': Type.Object({ unitId, ...standIn }, strict),
	'withdraw-stand-in': ofUnit,
	'approve-delegation': decided,
	'refuse-delegation': refused,
	'leave-early': Type.Object({}, strict),
	'leave-early-for': Type.Object({ personId: id, reason }, strict),
	/** Another spoken code; the former one ends. */
	'renew-spoken': Type.Object({}, strict)
} as const;

type Schemas = typeof attendanceSchemas;
export type NamedStandIn = NonNullable<Static<Schemas['ask-leave']>['standIn']>;
