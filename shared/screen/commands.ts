/** What chairs and office may ask of the screen. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { views } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;

export const screenSchemas = {
	'make-address': Type.Object({}, strict),
	/** Without a number every screen, and the address that waits. */
	revoke: Type.Object({ n: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })) }, strict),
	/** `minutes` is for a break. */
	choose: Type.Object(
		{ view: Type.Enum([...views]), minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 240 })) },
		strict
	),
	raise: Type.Object({ itemId: id }, strict),
	lower: Type.Object({}, strict)
} as const;

/** What a browser brings that wants to be a screen. */
export const openSchema = Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }) }, strict);

type Schemas = typeof screenSchemas;
export type ScreenVerb = keyof Schemas;
export type ScreenCommand =
	| { [Verb in ScreenVerb]: { readonly command: Verb } & Static<Schemas[Verb]> }[ScreenVerb]
	/** Of the browser that brought the code of address `n`; no door of persons has it. */
	| { readonly command: 'open'; readonly n: number };
