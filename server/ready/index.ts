/**
 * Which units are ready with the items they report. The meeting is read while judging and expected unchanged when a mark is
 * recorded; that a mark no longer counts follows from the meeting's turns, so nothing has to be told here.
 */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Attendance } from '#shared/attendance/model.ts';
import type { Subject } from '#shared/auth/may.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { apply, noMarks } from '#shared/ready/apply.ts';
import { readySchemas } from '#shared/ready/commands.ts';
import { decide, type ReadyMeeting } from '#shared/ready/decide.ts';
import type { ReadyEvent, ReadyMarks } from '#shared/ready/model.ts';
import { readiness } from '#shared/ready/views.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook } from '#server/storage/book.ts';

export type ReadyOthers = {
	readonly meetings: {
		find(id: string): ReadyMeeting | null;
		subject(id: string): Subject | null;
		agenda(id: string): Promise<readonly AgendaItem[]>;
		attendance(id: string): Pick<Attendance, 'standIns'>;
		/** What a meeting was read from, to be expected unchanged. */
		live(id: string): { readonly streams: readonly { readonly stream: string; readonly version: number }[] } | null;
	};
};

export function openReady({ storage, doors }: Grounds, { meetings }: ReadyOthers): void {
	const book = openBook<ReadyMarks, ReadyEvent>(storage, { domain: 'ready', empty: () => noMarks, apply });
	doors.stream({ domain: 'ready', may: 'meetings.read', of: meetings.subject, book });

	doors.command({
		name: 'ready/mark',
		summary: 'How ready a unit is with an item it reports: none, papers or ready. The id is the meeting.',
		body: readySchemas.mark,
		may: 'ready.mark',
		of: meetings.subject,
		run: async ({ id, body, person, at, key }) => {
			const agenda = await meetings.agenda(id);
			// The meeting only: five hundred people checking in must not make a mark look again and again.
			const streams = () => (meetings.live(id)?.streams ?? []).filter(({ stream }) => stream === `meetings:${id}`);
			const told = await book.command(id, { person, at, key, body, alsoExpect: streams }, (marks) => {
				const meeting = meetings.find(id);
				if (!meeting) return refuse('not-found');
				const { standIns } = meetings.attendance(id);
				const standsInFor = standIns.filter(({ personId }) => personId === person.id).map(({ unitId }) => unitId);
				return decide(marks, body, { person, at, meeting, agenda, standsInFor });
			});
			return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
		}
	});

	doors.get({
		url: '/api/ready/:id',
		may: 'meetings.read',
		of: ({ id = '' }) => meetings.subject(id),
		summary: 'How ready the units are with the items that still come or are on the table.',
		run: async ({ params: { id = '' } }) => {
			const agenda = await meetings.agenda(id);
			const meeting = meetings.find(id);
			if (!meeting) return refuse('not-found');
			const { version, state } = book.read(id);
			return done({ seq: version, items: readiness(state, meeting, agenda) });
		}
	});
}
