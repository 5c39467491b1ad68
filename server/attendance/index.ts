/** Who came to a meeting. A book of its own, so that five hundred people checking in do not wait for the chair's next. */
import type { Subject } from '#shared/auth/may.ts';
import { apply, nobody } from '#shared/attendance/apply.ts';
import { attendanceSchemas } from '#shared/attendance/commands.ts';
import { checkIn, checkInFor, type Facts } from '#shared/attendance/decide.ts';
import type { Attendance, AttendanceEvent } from '#shared/attendance/model.ts';
import { checkInOf } from '#shared/attendance/views.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type Told } from '#server/storage/book.ts';

export type AttendanceOthers = {
	/** What the judge has to know of a meeting, read while judging; null when there is none. */
	readonly meeting: (id: string) => Omit<Facts, 'at'> | null;
	readonly subject: (meetingId: string) => Subject | null;
};

export type AttendanceBook = {
	read(meetingId: string): { readonly version: number; readonly state: Attendance };
};

export function openAttendance(
	{ storage, doors, auth }: Grounds,
	{ meeting, subject }: AttendanceOthers
): AttendanceBook {
	const book = openBook<Attendance, AttendanceEvent>(storage, { domain: 'attendance', empty: () => nobody, apply });

	doors.stream({ domain: 'attendance', may: 'meetings.read', of: subject, book });
	doors.command({
		name: 'attendance/check-in',
		summary: 'The asker checks in. The id is the meeting.',
		body: attendanceSchemas['check-in'],
		may: 'meetings.attend',
		of: subject,
		run: async ({ id, body, ...by }) =>
			answered(
				by.person.id,
				await book.command(id, { ...by, body: { 'check-in': body } }, (state) => {
					const facts = meeting(id);
					return facts ? checkIn(state, by.person, body.unitId, { ...facts, at: by.at }) : refuse('not-found');
				})
			)
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
				await book.command(id, { ...by, body: { 'check-in-for': body } }, (state) => {
					const facts = meeting(id);
					if (!facts) return refuse('not-found');
					return checkInFor(state, { person, unitId, reason }, { ...facts, at: by.at, officer: by.person });
				})
			);
		}
	});
	return { read: book.read };
}

function answered(personId: string, told: Result<Told<Attendance, AttendanceEvent>>): Result<unknown> {
	if (!told.ok) return told;
	const { seq, events, state } = told.value;
	return done({ seq, events, checkIn: checkInOf(state, personId) });
}
