/** What may be asked of units and councils. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { followupDefaults } from '#shared/followups/model.ts';
import { meetingTemplates } from './model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;

/** Rows as they come out of a spreadsheet: name, kind, parent, short name. */
export const importSchema = Type.Object({ text: Type.String({ maxLength: 500_000 }) }, strict);
export const succeedSchema = Type.Object({ successorId: id }, strict);

const followups = Type.Object(
	Object.fromEntries(
		Object.entries(followupDefaults).map(([name, value]) => [
			name,
			Type.Optional(typeof value === 'boolean' ? Type.Boolean() : Type.Number({ minimum: 0, maximum: 1000 }))
		])
	),
	strict
);
const council = {
	name: Type.String({ minLength: 1, maxLength: 60 }),
	leadUnitId: id,
	officeUnitId: id,
	memberUnitIds: Type.Array(id, { maxItems: 500, uniqueItems: true })
} as const;
const weekday = Type.Integer({ minimum: 1, maximum: 5 });
const day = Type.Integer({ minimum: 1, maximum: 31 });
const rhythm = Type.Union([
	Type.Object({ kind: Type.Literal('none') }, strict),
	Type.Object({ kind: Type.Union([Type.Literal('weekly'), Type.Literal('fortnightly')]), weekday }, strict),
	Type.Object(
		{ kind: Type.Literal('monthly-weekday'), nth: Type.Integer({ minimum: 1, maximum: 5 }), weekday },
		strict
	),
	Type.Object({ kind: Type.Literal('monthly-day'), day }, strict),
	Type.Object({ kind: Type.Literal('quarterly'), month: Type.Integer({ minimum: 1, maximum: 3 }), day }, strict),
	Type.Object({ kind: Type.Literal('yearly'), times: Type.Integer({ minimum: 1, maximum: 12 }) }, strict)
]);
const settings = Type.Partial(
	Type.Object({
		quorum: Type.Union([Type.Integer({ minimum: 0, maximum: 500 }), Type.Null()]),
		plannedMinutes: Type.Integer({ minimum: 5, maximum: 1440 }),
		rhythm,
		startsAtMinute: Type.Integer({ minimum: 0, maximum: 1439 }),
		place: Type.String({ maxLength: 100 }),
		template: Type.Enum(meetingTemplates),
		lateAfterMinutes: Type.Integer({ minimum: 0, maximum: 240 }),
		topicPoints: Type.Integer({ minimum: 1, maximum: 100 }),
		writtenMinutes: Type.Integer({ minimum: 1, maximum: 240 }),
		paperDaysBefore: Type.Integer({ minimum: 0, maximum: 20 }),
		followups
	}),
	strict
);

export const foundSchema = Type.Object(
	{ ...council, officeUnitId: Type.Optional(id), settings: Type.Optional(settings) },
	strict
);
export const changeSchema = Type.Partial(Type.Object({ ...council, settings }), strict);

export type FoundCouncil = Static<typeof foundSchema>;
export type ChangeCouncil = Static<typeof changeSchema>;
