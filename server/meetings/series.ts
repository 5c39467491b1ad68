/** Readings for who plans the next meeting: the days of the rhythm, and whom a meeting burdens. */
import { Type } from 'typebox';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { addDays, dayOf, instantOf, weekday } from '#shared/foundation/time.ts';
import { proposedDates } from '#shared/meetings/rhythm.ts';
import { settingsOf } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Inside } from './inside.ts';
import type { MeetingRow } from './store.ts';

const PROPOSALS = 4;
/** A busy week of a county is some dozens. */
const MOST_IN_A_WEEK = 500;
const LATEST = 20;

const burdenQuery = Type.Object({
	startsAt: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
	/** Invited units, by comma. */
	guests: Type.Optional(Type.String({ maxLength: 20_000 })),
	/** A meeting that does not count: the one that is planned. */
	except: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }))
});

export function serveSeries(
	{ doors }: Grounds,
	inside: Inside,
	participantsOf: (id: string) => readonly string[]
): void {
	const { units, store } = inside;
	const ofCouncil = { may: 'meetings.prepare', of: ({ id = '' }) => units.councilSubject(id) } as const;
	const every = { order: 'desc', unitIds: [], meetingIds: [] } as const;

	doors.get({
		...ofCouncil,
		url: '/api/councils/:id/next-dates',
		summary: 'The next days of the council’s rhythm, moved off days on which nobody works.',
		run: async ({ params: { id = '' }, at }) => {
			const council = units.council(id);
			if (!council) return refuse('not-found');
			const rows = await store.list({ ...every, councilIds: [id], limit: LATEST });
			const last = rows.find(({ state }) => state !== 'cancelled' && state !== 'postponed');
			const { rhythm, startsAtMinute } = settingsOf(council.settings);
			const proposals = proposedDates(
				{ rhythm, today: dayOf(at), last: last ? dayOf(last.startsAt) : null, calendar: chinaCalendar },
				PROPOSALS
			);
			return done({
				last: last ? { id: last.id, startsAt: last.startsAt } : null,
				proposals: proposals.map((each) => ({ ...each, startsAt: instantOf(each.date, startsAtMinute) }))
			});
		}
	});
	doors.get({
		...ofCouncil,
		url: '/api/councils/:id/burden',
		summary: 'How many meetings each unit of a planned meeting has in its week already.',
		query: burdenQuery,
		run: async ({ params: { id = '' }, query: { startsAt, guests = '', except } }) => {
			const invited = guests.split(',').filter((unitId) => units.unit(unitId));
			const burdened = [...new Set([...(units.council(id)?.memberUnitIds ?? []), ...invited])];
			const day = dayOf(startsAt);
			const monday = addDays(day, 1 - weekday(day));
			const rows = await store.list({
				...every,
				councilIds: units.councils().map((council) => council.id),
				from: instantOf(monday),
				until: instantOf(addDays(monday, 7)),
				limit: MOST_IN_A_WEEK
			});
			const lists = rows.filter((row) => row.id !== except && isTold(row)).map((row) => participantsOf(row.id));
			return done({
				from: monday,
				to: addDays(monday, 6),
				units: burdened.map((unitId) => ({
					unitId,
					meetings: lists.filter((participants) => participants.includes(unitId)).length
				}))
			});
		}
	});
}

/** A draft burdens nobody yet, and its existence is nobody's business. */
function isTold({ state }: MeetingRow): boolean {
	return state === 'published' || state === 'live' || state === 'minutes' || state === 'closed';
}
