/** Who came to a meeting. A book of its own, so that five hundred people checking in do not wait for the chair's next. */
import type { Subject } from '#shared/auth/may.ts';
import { apply, nobody } from '#shared/attendance/apply.ts';
import { attendanceSchemas } from '#shared/attendance/commands.ts';
import { checkIn, checkInFor, leaveEarly, type Facts } from '#shared/attendance/decide.ts';
import type { Attendance, AttendanceEvent } from '#shared/attendance/model.ts';
import { checkInOf } from '#shared/attendance/views.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type Book, type Told } from '#server/storage/book.ts';
import { serveBefore } from './before.ts';
import { openDoorkeeper, type Shown } from './door.ts';
import { standInStore } from './store.ts';

export type MeetingFacts = Omit<Facts, 'at' | 'way'>;

export type AttendanceOthers = {
	/** What the judge has to know of a meeting, read while judging; null when there is none. */
	readonly meeting: (id: string) => MeetingFacts | null;
	readonly subject: (meetingId: string) => Subject | null;
	/** Other streams that the answer of `meeting` was read from, to be unchanged when something is recorded. */
	readonly readFrom: (meetingId: string) => readonly { readonly stream: string; readonly version: number }[];
};

export type AttendanceBook = Pick<Book<Attendance, AttendanceEvent>, 'heard'> & {
	read(meetingId: string): { readonly version: number; readonly state: Attendance };
	/** Meetings in which somebody stands in for a unit. */
	standsInFor(personId: string): Promise<readonly string[]>;
	/** The codes of the door now; null while one may not check in. */
	door(meetingId: string, at: number): Promise<Shown | null>;
};

/** Judges on the newest facts of the meeting. */
export type Give = (
	id: string,
	by: { readonly person: Person; readonly at: number; readonly key?: string | undefined },
	body: object,
	judge: (state: Attendance, facts: MeetingFacts & { readonly at: number }) => Result<readonly AttendanceEvent[]>
) => Promise<Result<Told<Attendance, AttendanceEvent>>>;

export function openAttendance(grounds: Grounds, others: AttendanceOthers): AttendanceBook {
	const { storage, doors, auth } = grounds;
	const { meeting, subject } = others;
	const standIns = standInStore(storage);
	const book = openBook<Attendance, AttendanceEvent>(storage, {
		domain: 'attendance',
		empty: () => nobody,
		apply,
		rows: (id, event) => {
			if (event.type === 'stand-in-named') return [standIns.put(id, event.unitId, event.personId)];
			return event.type === 'stand-in-withdrawn' ? [standIns.remove(id, event.unitId)] : [];
		}
	});
	const door = openDoorkeeper(storage);
	const give: Give = (id, { person, at, key }, body, judge) => {
		let streams: ReturnType<AttendanceOthers['readFrom']> = [];
		return book.command(id, { person, at, key, body, alsoExpect: () => streams }, (state) => {
			streams = others.readFrom(id);
			const facts = meeting(id);
			return facts ? judge(state, { ...facts, at }) : refuse('not-found');
		});
	};

	doors.stream({ domain: 'attendance', may: 'meetings.read', of: subject, book });
	doors.command({
		name: 'attendance/check-in',
		summary: 'The asker checks in, or comes back; with the code of the door, or without. The id is the meeting.',
		body: attendanceSchemas['check-in'],
		may: 'meetings.attend',
		of: subject,
		run: async ({ id, body, ...by }) => {
			const { code, unitId } = body;
			const { person, at } = by;
			// [A2] Who is in needs no code: a repeated request comes when it has long expired.
			const brought = code === undefined || checkInOf(book.read(id).state, person.id) ? null : code;
			const way = brought === null ? null : await door.judge({ meetingId: id, personId: person.id, code: brought, at });
			if (way?.ok === false) return way;
			return answered(
				person.id,
				await give(id, by, { 'check-in': body }, (state, facts) =>
					checkIn(state, person, unitId, { ...facts, ...(way && { way: way.value }) })
				)
			);
		}
	});
	doors.command({
		name: 'attendance/check-in-for',
		summary: 'The office checks somebody in afterwards, with a reason (补签).',
		body: attendanceSchemas['check-in-for'],
		may: 'minutes.write',
		of: subject,
		run: async ({ id, body, ...by }) => {
			const person = await auth.person(body.personId);
			if (!person) return refuse('not-found', {}, ['personId']);
			const { unitId, reason } = body;
			return answered(
				person.id,
				await give(id, by, { 'check-in-for': body }, (state, facts) =>
					checkInFor(state, { person, unitId, reason }, { ...facts, officer: by.person })
				)
			);
		}
	});
	doors.command({
		name: 'attendance/leave-early',
		summary: 'The asker leaves before the end (早退).',
		body: attendanceSchemas['leave-early'],
		may: 'meetings.attend',
		of: subject,
		run: async ({ id, body, ...by }) =>
			answered(
				by.person.id,
				await give(id, by, { 'leave-early': body }, (state, { at, state: phase }) =>
					leaveEarly(state, by.person.id, { by: by.person.id, at, state: phase, reason: null })
				)
			)
	});
	doors.command({
		name: 'attendance/leave-early-for',
		summary: 'The office records that somebody left before the end, with a reason.',
		body: attendanceSchemas['leave-early-for'],
		may: 'minutes.write',
		of: subject,
		run: async ({ id, body: { personId, reason }, ...by }) =>
			answered(
				personId,
				await give(id, by, { 'leave-early-for': personId, reason }, (state, { at, state: phase }) =>
					leaveEarly(state, personId, { by: by.person.id, at, state: phase, reason })
				)
			)
	});
	const isOpen = (id: string): boolean => ['published', 'live'].includes(meeting(id)?.state ?? 'none');
	serveDoor();
	serveBefore(grounds, { subject, give });
	return {
		read: book.read,
		heard: book.heard,
		standsInFor: standIns.meetingIds,
		door: async (id, at) => (isOpen(id) ? door.show(id, at) : null)
	};

	function serveDoor(): void {
		doors.get({
			url: '/api/attendance/:id/door',
			may: 'attendance.door',
			of: ({ id = '' }) => subject(id),
			summary: 'The code that stands on the screen now, until when, and the one to read out.',
			run: async ({ params: { id = '' }, at }) =>
				isOpen(id) ? done(await door.show(id, at)) : refuse('check-in-not-open')
		});
		doors.command({
			name: 'attendance/renew-spoken',
			summary: 'Another spoken code; the former one ends at once.',
			body: attendanceSchemas['renew-spoken'],
			may: 'attendance.door',
			of: subject,
			run: async ({ id, at }) => {
				if (!isOpen(id)) return refuse('check-in-not-open');
				await door.renew(id, at);
				return done({});
			}
		});
	}
}

function answered(personId: string, told: Result<Told<Attendance, AttendanceEvent>>): Result<unknown> {
	if (!told.ok) return told;
	const { seq, events, state } = told.value;
	return done({ seq, events, checkIn: checkInOf(state, personId) });
}
