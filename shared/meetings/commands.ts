/** What may be asked of a meeting. The schemas are for the doors; rules and screens take the types only. */
import { Type, type Static } from 'typebox';
import { meetingTemplates } from '#shared/units/model.ts';

const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false } as const;
const details = {
	title: Type.String({ maxLength: 100 }),
	startsAt: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
	plannedMinutes: Type.Integer({ minimum: 5, maximum: 1440 }),
	place: Type.String({ maxLength: 100 }),
	invitedUnitIds: Type.Array(id, { maxItems: 300, uniqueItems: true }),
	template: Type.Enum(meetingTemplates)
} as const;
const reason = Type.Object({ reason: Type.String({ maxLength: 500 }) }, strict);
const nothing = Type.Object({}, strict);
const item = Type.Object({ itemId: id }, strict);

/** A new meeting: only the time must be said. */
export const scheduleSchema = Type.Object(
	{
		startsAt: details.startsAt,
		title: Type.Optional(details.title),
		plannedMinutes: Type.Optional(details.plannedMinutes),
		place: Type.Optional(details.place),
		invitedUnitIds: Type.Optional(details.invitedUnitIds),
		template: Type.Optional(details.template),
		/** Items the shared agenda begins with. */
		agenda: Type.Optional(
			Type.Array(
				Type.Object(
					{
						title: Type.String({ maxLength: 200 }),
						unitId: Type.Optional(Type.Union([id, Type.Null()])),
						minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 480 }))
					},
					strict
				),
				{ maxItems: 100 }
			)
		)
	},
	strict
);

export const meetingSchemas = {
	reschedule: Type.Partial(Type.Object(details), strict),
	call: nothing,
	publish: nothing,
	cancel: reason,
	postpone: reason,
	start: nothing,
	/** `from` is the item that is left, null when none is on the table; `to` goes to a certain item. */
	next: Type.Object({ from: Type.Union([id, Type.Null()]), to: Type.Optional(id) }, strict),
	park: item,
	unpark: item,
	'add-minutes': Type.Object({ itemId: id, minutes: Type.Integer({ minimum: 1, maximum: 240 }) }, strict),
	'hand-over-chair': Type.Object({ to: id }, strict),
	'take-chair': nothing,
	end: nothing,
	close: nothing
} as const;

type Schemas = typeof meetingSchemas;
export type MeetingVerb = keyof Schemas;
export type Schedule = Static<typeof scheduleSchema>;

/** A command as the judge takes it: the body and what is asked. */
export type MeetingCommand = {
	[Verb in MeetingVerb]: { readonly command: Verb } & Static<Schemas[Verb]>;
}[MeetingVerb];
