/** What may be asked of the floor. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { orderRules, speechKinds } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const count = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const strict = { additionalProperties: false } as const;
const nothing = Type.Object({}, strict);

export const floorSchemas = {
	/** Names the item, so that a hand that was long under way does not land on another one. */
	raise: Type.Object({ itemId: id, kind: Type.Enum([...speechKinds]) }, strict),
	withdraw: nothing,
	/** `after` is how many turns there have been; without `to` the next by the order rule. */
	give: Type.Object({ after: count, to: Type.Optional(id) }, strict),
	/** `turn` is the place of the turn that ends, from 0. */
	end: Type.Object({ turn: count }, strict),
	pause: nothing,
	resume: nothing,
	remove: Type.Object({ personId: id, reason: Type.String({ maxLength: 200 }) }, strict),
	arrange: Type.Object(
		{
			order: Type.Optional(Type.Enum([...orderRules])),
			quotaSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 }))
		},
		strict
	)
} as const;

type Schemas = typeof floorSchemas;
export type FloorVerb = keyof Schemas;

export type FloorCommand = {
	[Verb in FloorVerb]: { readonly command: Verb } & Static<Schemas[Verb]>;
}[FloorVerb];
