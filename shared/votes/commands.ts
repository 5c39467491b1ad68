import { Type, type Static } from 'typebox';
import { bases, choices, majorities, manners, moods } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const named = Type.Object({ voteId: id }, strict);

export const votesSchemas = {
	open: Type.Object(
		{
			itemId: id,
			motion: Type.String({ maxLength: 2000 }),
			manner: Type.Enum([...manners]),
			majority: Type.Enum([...majorities]),
			base: Type.Enum([...bases])
		},
		strict
	),
	/** `round` is the opening that the ballot is meant for. */
	cast: Type.Object({ voteId: id, round: Type.Integer({ minimum: 1 }), choice: Type.Enum([...choices]) }, strict),
	nudge: named,
	reopen: named,
	close: named,
	cancel: Type.Object({ voteId: id, reason: Type.String({ maxLength: 200 }) }, strict),
	'take-temperature': Type.Object({ question: Type.String({ maxLength: 200 }) }, strict),
	'show-hand': Type.Object({ temperatureId: id, mood: Type.Enum([...moods]) }, strict),
	'close-temperature': Type.Object({ temperatureId: id }, strict)
} as const;

export type VotesVerb = keyof typeof votesSchemas;

/** A command as the judge takes it: its name beside what was asked. */
export type VotesCommand = {
	[Verb in VotesVerb]: { readonly command: Verb } & Static<(typeof votesSchemas)[Verb]>;
}[VotesVerb];
export type Cast = Static<(typeof votesSchemas)['cast']>;
