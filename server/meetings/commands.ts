/** The doors through which a meeting is made and moved. */
import { createHash } from 'node:crypto';
import type { AgendaItem } from '#shared/agenda/model.ts';
import { DEFAULT_MINUTES } from '#shared/agenda/model.ts';
import { itemsIn } from '#shared/agenda/views.ts';
import type { Action } from '#shared/auth/may.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { dayOf } from '#shared/foundation/time.ts';
import { inOneLine } from '#shared/foundation/written.ts';
import {
	meetingSchemas,
	scheduleSchema,
	type MeetingCommand,
	type MeetingVerb,
	type Schedule
} from '#shared/meetings/commands.ts';
import { decide, schedule as judgeSchedule, type Facts } from '#shared/meetings/decide.ts';
import type { Details, Meeting, MeetingEvent } from '#shared/meetings/model.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Told } from '#server/storage/book.ts';
import type { By, Inside, Meetings } from './inside.ts';

const policies: Readonly<Record<MeetingVerb, Action>> = {
	reschedule: 'meetings.prepare',
	call: 'meetings.prepare',
	publish: 'meetings.prepare',
	cancel: 'meetings.prepare',
	postpone: 'meetings.prepare',
	start: 'meetings.chair',
	next: 'meetings.turn',
	park: 'meetings.turn',
	unpark: 'meetings.turn',
	'add-minutes': 'meetings.turn',
	'hand-over-chair': 'meetings.chair',
	'take-chair': 'meetings.chair',
	end: 'meetings.chair',
	close: 'meetings.prepare'
};

/** What the judge has to know of it: where "next" leads, and which minutes wait without words. */
function readsAgenda(verb: MeetingVerb): boolean {
	return policies[verb] === 'meetings.turn' || verb === 'start' || verb === 'publish';
}

export function serveCommands(grounds: Grounds, inside: Inside): Pick<Meetings, 'schedule'> {
	const { doors, auth } = grounds;
	const { book, units, find, subject, outlineOf, chairGoneSince } = inside;
	const give = async (id: string, command: MeetingCommand, by: By): Promise<Result<Told<Meeting, MeetingEvent>>> => {
		const councilId = find(id)?.councilId ?? '';
		const holders = await auth.holders(councilId);
		const agenda = readsAgenda(command.command) ? itemsIn(await outlineOf(id, true)) : [];
		const facts: Omit<Facts, 'chairGoneSince'> = {
			person: by.person,
			at: by.at,
			agenda,
			chairIds: holders.filter((person) => isChair(person.holdings, councilId)).map((person) => person.id),
			memberUnitIds: units.council(councilId)?.memberUnitIds ?? [],
			quorum: units.council(councilId)?.settings.quorum ?? null
		};
		return book.command(id, { ...by, body: command }, (meeting) =>
			decide(meeting, command, { ...facts, chairGoneSince: chairGoneSince(meeting) })
		);
	};

	const serve = <Verb extends MeetingVerb>(verb: Verb): void =>
		doors.command({
			name: `meetings/${verb}`,
			body: meetingSchemas[verb],
			may: policies[verb],
			of: subject,
			run: async ({ id, body, ...by }) => {
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as MeetingCommand;
				const unknown = command.command === 'reschedule' ? unknownGuests(units, command.invitedUnitIds) : null;
				const given = unknown ?? (await give(id, command, by));
				return given.ok ? done({ seq: given.value.seq, events: given.value.events }) : given;
			}
		});
	for (const verb of Object.keys(meetingSchemas) as MeetingVerb[]) serve(verb);

	const schedule = scheduling(grounds, inside);
	doors.command({
		name: 'councils/schedule',
		summary: 'A new meeting of the council, as a draft that notifies nobody. POST /api/meetings does the same.',
		body: scheduleSchema,
		may: 'meetings.prepare',
		of: units.councilSubject,
		run: async ({ id, body, ...by }) => {
			const given = await schedule(id, body, by);
			if (!given.ok) return given;
			const { seq, events, state } = given.value;
			return done({ id: state.id, seq, events });
		}
	});
	return { schedule };
}

/** Numbers of a series are given one after the other. */
function scheduling({ newId }: Grounds, { book, store, units, beginAgenda }: Inside): Meetings['schedule'] {
	const turns = new Map<string, Promise<unknown>>();
	const schedule: Meetings['schedule'] = async (councilId, { agenda = [], id: readable, ...wanted }, by) => {
		const council = units.council(councilId);
		if (!council) return refuse('not-found');
		const unknown = unknownGuests(units, wanted.invitedUnitIds);
		if (unknown) return unknown;
		// The same key must find the meeting it made: the id comes from it.
		const id = readable ?? (by.key === undefined ? newId() : idFrom(by.person.id, by.key));
		const year = Number(dayOf(wanted.startsAt).slice(0, 4));
		const ordinal = (await store.lastOrdinal(councilId, year)) + 1;
		const details = detailsOf(wanted, council.settings.plannedMinutes);
		const given = await book.command(id, { ...by, body: { schedule: { agenda, ...wanted } } }, (meeting) =>
			judgeSchedule(meeting, { councilId, year, ordinal, ...details }, by)
		);
		if (given.ok && agenda.length > 0) await beginAgenda(id, itemsOf(id, agenda));
		return given;
	};
	return (councilId, wanted, by) => {
		const mine = (turns.get(councilId) ?? Promise.resolve()).then(() => schedule(councilId, wanted, by));
		// A fault is the asker's; the next in line goes on.
		turns.set(
			councilId,
			mine.catch(() => undefined)
		);
		return mine;
	};
}

function detailsOf(wanted: Omit<Schedule, 'agenda'>, plannedMinutes: number): Details {
	return {
		title: inOneLine(wanted.title ?? ''),
		startsAt: wanted.startsAt,
		plannedMinutes: wanted.plannedMinutes ?? plannedMinutes,
		place: inOneLine(wanted.place ?? ''),
		invitedUnitIds: wanted.invitedUnitIds ?? [],
		...(wanted.template && { template: wanted.template })
	};
}

function itemsOf(meetingId: string, agenda: NonNullable<Schedule['agenda']>): readonly AgendaItem[] {
	const prefix = meetingId.slice(0, 48);
	return agenda.map(({ title, unitId = null, minutes = DEFAULT_MINUTES }, index) => ({
		id: `${prefix}-${index + 1}`,
		title: inOneLine(title),
		unitId,
		minutes
	}));
}

function idFrom(personId: string, key: string): string {
	return `m-${createHash('sha256').update(`${personId} ${key}`).digest('hex').slice(0, 20)}`;
}

function unknownGuests(units: Inside['units'], unitIds: readonly string[] = []) {
	return unitIds.every((id) => units.unit(id)) ? null : refuse('no-such-unit', {}, ['invitedUnitIds']);
}

function isChair(holdings: By['person']['holdings'], councilId: string): boolean {
	return holdings.some(
		(held) =>
			(held.role === 'convener' || held.role === 'deputy') && 'councilId' in held && held.councilId === councilId
	);
}
