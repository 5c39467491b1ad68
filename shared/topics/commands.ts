/** What may be asked of topics. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { topicCategories, topicLevels, topicPriorities } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const nothing = Type.Object({}, strict);
const units = Type.Array(id, { maxItems: 100, uniqueItems: true });
const persons = Type.Array(id, { maxItems: 50, uniqueItems: true });
const words = Type.String({ maxLength: 4000 });
const reason = Type.String({ maxLength: 1000 });

const content = {
	title: Type.String({ maxLength: 200 }),
	matter: words,
	facts: words,
	request: words,
	category: Type.Union([Type.Enum(topicCategories), Type.Null()]),
	priority: Type.Union([Type.Enum(topicPriorities), Type.Null()]),
	minutes: Type.Integer({ minimum: 0, maximum: 480 }),
	written: Type.Boolean(),
	invitedUnitIds: units,
	invitedPersonIds: persons,
	level: Type.Enum(topicLevels),
	readerUnitIds: units,
	readerPersonIds: persons
} as const;

/** A new draft; the id at the door is the council. */
export const draftTopicSchema = Type.Object({ unitId: id, ...Type.Partial(Type.Object(content)).properties }, strict);

/** The whole ballot of one unit; the id at the door is the council. */
export const orderTopicsSchema = Type.Object(
	{
		unitId: id,
		points: Type.Array(Type.Object({ topicId: id, points: Type.Integer({ minimum: 1, maximum: 100 }) }, strict), {
			maxItems: 100
		})
	},
	strict
);

export const topicSchemas = {
	revise: Type.Partial(Type.Object(content), strict),
	propose: nothing,
	/** A proposal needs a reason, a draft none. */
	withdraw: Type.Object({ reason: Type.Optional(reason) }, strict),
	support: Type.Object({ unitId: id, sentence: Type.Optional(Type.String({ maxLength: 200 })) }, strict),
	accept: Type.Object({ reason }, strict),
	merge: Type.Object({ intoId: id, reason }, strict),
	/** Without a day: until the next meeting. */
	defer: Type.Object({ until: Type.Optional(Type.String({ maxLength: 10 })), reason }, strict),
	decline: Type.Object({ reason }, strict),
	schedule: Type.Object({ meetingId: id }, strict),
	'take-off': Type.Object({ reason }, strict)
} as const;

type Schemas = typeof topicSchemas;
export type TopicVerb = keyof Schemas;
export type DraftTopic = Static<typeof draftTopicSchema>;
export type OrderTopics = Static<typeof orderTopicsSchema>;

/** A command as the judge takes it: the body and what is asked. */
export type TopicCommand = {
	[Verb in TopicVerb]: { readonly command: Verb } & Static<Schemas[Verb]>;
}[TopicVerb];
export type CommandOf<Verb extends TopicVerb> = Extract<TopicCommand, { command: Verb }>;
