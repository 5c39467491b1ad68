/** Reading follow-ups: lists, the board, one with its history. */
import { Type } from 'typebox';
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { gaps, type Calendar } from '#shared/foundation/calendar.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { addDays, dayOf, type Instant } from '#shared/foundation/time.ts';
import type { FollowupEvent } from '#shared/followups/commands.ts';
import { lightOf } from '#shared/followups/light.ts';
import {
	followupStates,
	lanes,
	lightColours,
	type Followup,
	type FollowupBook,
	type FollowupSettings,
	type LightColour
} from '#shared/followups/model.ts';
import { awaited, laneOf } from '#shared/followups/views.ts';
import type { Doors } from '#server/live/doors.ts';
import type { FollowupsOthers } from './index.ts';
import { placeOf, type followupStore, type FollowupFilter, type Place, type Stored } from './store.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const where = {
	councilId: Type.Optional(Id),
	meetingId: Type.Optional(Id),
	decisionId: Type.Optional(Id),
	leadUnitId: Type.Optional(Id),
	unitId: Type.Optional(Id),
	light: Type.Optional(Type.Enum(lightColours))
};
const ListQuery = Type.Object({
	...where,
	state: Type.Optional(Type.Enum(followupStates)),
	lane: Type.Optional(Type.Enum(lanes)),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
	cursor: Type.Optional(Type.String({ maxLength: 200 }))
});
const BoardQuery = Type.Object({ ...where, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) });

type Given = {
	readonly store: ReturnType<typeof followupStore>;
	readonly councils: FollowupsOthers['councils'];
	readonly read: (id: string) => { readonly version: number; readonly state: FollowupBook };
	readonly history: (id: string) => readonly { readonly seq: number; readonly event: FollowupEvent }[];
	readonly subjectOf: (id: string) => Subject | null;
	readonly calendar: () => Calendar;
	readonly settingsOf: (councilId: string) => FollowupSettings;
};

const PAGE = 200;

export function serveFollowups(doors: Doors, given: Given): void {
	serveList(doors, given);
	serveBoard(doors, given);
	doors.get({
		url: '/api/followups/:id',
		may: 'followups.read',
		of: ({ id = '' }) => given.subjectOf(id),
		summary: 'One follow-up as it is, why its light is what it is, and all that happened.',
		run: ({ params, at }) => {
			const id = params['id'] ?? '';
			const { state, version } = given.read(id);
			if (!state) return refuse('not-found');
			const settings = given.settingsOf(state.source.councilId);
			const now = { version, at, calendar: given.calendar(), settings };
			const { light, awaits, lane } = summaryOf(state, now);
			return done({ version, followup: state, lane, light, awaits, history: given.history(id) });
		}
	});
}

function serveList(doors: Doors, given: Given): void {
	doors.get({
		url: '/api/followups',
		may: 'signed-in',
		query: ListQuery,
		summary: 'Follow-ups the asker may read, soonest limit first, each with its light.',
		run: async ({ query: { limit = 50, cursor, light, ...asked }, person, at }) => {
			const from = cursor === undefined ? null : readCursor(cursor);
			if (cursor !== undefined && from === null) return refuse('bad-request', { problem: 'cursor' }, ['cursor']);
			const filter = { ...asked, ...readable(person, given) };
			const items: Summary[] = [];
			for await (const summary of lit(given, { filter, from, at, light })) {
				if (items.length === limit) return done({ items, next: cursorOf(items.at(-1)) });
				items.push(summary);
			}
			return done({ items, next: null });
		}
	});
}

function serveBoard(doors: Doors, given: Given): void {
	doors.get({
		url: '/api/followups/board',
		may: 'signed-in',
		query: BoardQuery,
		summary: 'The lanes of the board with their counts and first cards, and how many of each light are in hand.',
		run: async ({ query: { limit = 50, light, ...asked }, person, at }) => {
			const filter = { ...asked, ...readable(person, given) };
			const columns = lanes.map((lane) => ({ lane, count: 0, items: [] as Summary[] }));
			const lights = Object.fromEntries(lightColours.map((colour) => [colour, 0])) as Record<LightColour, number>;
			for await (const summary of lit(given, { filter, from: null, at, light })) {
				const column = columns.find(({ lane }) => lane === summary.lane);
				if (!column) continue;
				column.count += 1;
				if (column.items.length < limit) column.items.push(summary);
				if (summary.lane !== 'closed' && summary.lane !== 'ended') lights[summary.light.colour] += 1;
			}
			const today = dayOf(at);
			const calendarGaps = gaps(given.calendar(), addDays(today, -90), addDays(today, 90));
			return done({ columns, lights, asOf: at, calendarGaps });
		}
	});
}

function readable(person: Person, { councils }: Given): Pick<FollowupFilter, 'councilIds' | 'unitIds'> {
	return {
		councilIds: councils
			.councils()
			.filter(({ id, memberUnitIds }) =>
				may(person, 'followups.read', { councilId: id, participantUnitIds: memberUnitIds })
			)
			.map(({ id }) => id),
		unitIds: person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []))
	};
}

type Search = {
	readonly filter: FollowupFilter;
	readonly from: Place | null;
	readonly at: Instant;
	readonly light: LightColour | undefined;
};

/** Rows with their light, in order. The light is no column, so a filter on it reads on until it has enough. */
async function* lit({ store, calendar, settingsOf }: Given, { filter, from, at, light }: Search) {
	const known = new Map<string, FollowupSettings>();
	let after = from;
	for (;;) {
		const rows: readonly Stored[] = await store.page(filter, after, PAGE);
		for (const { version, followup } of rows) {
			const { councilId } = followup.source;
			const settings = known.get(councilId) ?? settingsOf(councilId);
			known.set(councilId, settings);
			const summary = summaryOf(followup, { version, at, calendar: calendar(), settings });
			if (light === undefined || summary.light.colour === light) yield summary;
		}
		const last = rows.at(-1);
		if (rows.length < PAGE || !last) return;
		after = placeOf(last.followup);
	}
}

type Summary = ReturnType<typeof summaryOf>;

function summaryOf(
	followup: Followup,
	now: {
		readonly version: number;
		readonly at: Instant;
		readonly calendar: Calendar;
		readonly settings: FollowupSettings;
	}
) {
	const { id, source, text, leadUnitId, steps, verifierUnitId, state, dueOn, percent, stateSince, round } = followup;
	return {
		id,
		version: now.version,
		...source,
		text,
		leadUnitId,
		coUnitIds: steps.map(({ unitId }) => unitId),
		verifierUnitId,
		state,
		stateSince,
		lane: laneOf(state),
		dueOn,
		originalDueOn: round.limits[0]?.dueOn ?? null,
		percent,
		light: lightOf(followup, now.calendar, now.at, now.settings),
		awaits: awaited(followup, now.calendar, now.settings)
	};
}

function cursorOf(summary: Summary | undefined): string | null {
	if (!summary) return null;
	const { dueOn, id } = placeOf(summary);
	return `${dueOn}_${id}`;
}

function readCursor(cursor: string): Place | null {
	const found = /^(\d{4}-\d{2}-\d{2})_([A-Za-z0-9._-]{1,64})$/.exec(cursor);
	return found ? { dueOn: found[1] ?? '', id: found[2] ?? '' } : null;
}
