/** What may be asked of papers. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { paperLevels } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const reason = Type.String({ maxLength: 500 });
/** Chosen by who uploads; the server keeps those of different people apart. */
export const uploadPattern = '^[A-Za-z0-9-]{16,64}$';

const file = {
	upload: Type.String({ pattern: uploadPattern }),
	name: Type.String({ maxLength: 400 }),
	/** How many there should be. */
	bytes: Type.Integer({ minimum: 0 }),
	/** The tick that nothing in it is classified. */
	confirmed: Type.Boolean()
} as const;
const readers = {
	level: Type.Optional(Type.Enum(paperLevels)),
	readerUnitIds: Type.Optional(Type.Array(id, { maxItems: 100, uniqueItems: true })),
	readerPersonIds: Type.Optional(Type.Array(id, { maxItems: 50, uniqueItems: true }))
} as const;

/** The id at the door is the topic. */
export const addToTopicSchema = Type.Object({ ...file, ...readers }, strict);
/** The id at the door is the meeting. */
export const addToItemSchema = Type.Object({ itemId: id, ...file, ...readers }, strict);

export const paperSchemas = {
	'add-version': Type.Object(file, strict),
	level: Type.Object({ ...readers, level: Type.Enum(paperLevels) }, strict),
	withdraw: Type.Object({ reason }, strict),
	erase: Type.Object({ reason }, strict)
} as const;

/** Without `dueAt` the default deadline; the id at the door is the meeting. */
export const callSchema = Type.Object(
	{ itemId: id, wanted: Type.Boolean(), dueAt: Type.Optional(Type.Union([Type.Integer(), Type.Null()])) },
	strict
);

export type AddPaper = Static<typeof addToTopicSchema>;
export type SentFile = Pick<AddPaper, keyof typeof file>;
export type LevelPaper = Static<(typeof paperSchemas)['level']>;
export type CallPaper = Static<typeof callSchema>;
export type PaperVerb = keyof typeof paperSchemas;
/** As the judge takes it; the file was looked at before. */
export type PaperCommand =
	| { readonly command: 'add-version'; readonly confirmed: boolean }
	| ({ readonly command: 'level' } & LevelPaper)
	| { readonly command: 'withdraw' | 'erase'; readonly reason: string };
