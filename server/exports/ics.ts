/** iCalendar (RFC 5545) of meetings, by ical-generator (ADR 0031). The same meetings give the same bytes. */
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { CalendarEntry } from '#shared/meetings/notice.ts';

export type Entered = {
	/** Of the meeting; the same for ever, so that a calendar replaces what it has. */
	readonly id: string;
	readonly entry: CalendarEntry;
	readonly revision: number;
	readonly revisedAt: number;
};

/** @param name of the calendar where it is subscribed to; null for a file that goes into one's own. */
export function icsOf(entered: readonly Entered[], name: string | null): string {
	const calendar = ical({
		prodId: { company: 'Lianxi', product: 'Lianxi', language: 'ZH' },
		method: ICalCalendarMethod.PUBLISH,
		...(name !== null && { name, ttl: 60 * 60 })
	});
	for (const { id, entry, revision, revisedAt } of entered) {
		calendar.createEvent({
			id: `${id}@lianxi`,
			sequence: revision,
			// Instants of UTC: whatever the computer's zone, a meeting at three in Shanghai is at three.
			stamp: new Date(revisedAt),
			lastModified: new Date(revisedAt),
			start: new Date(entry.startsAt),
			end: new Date(entry.endsAt),
			summary: singleLine(entry.summary),
			...(entry.place !== '' && { location: singleLine(entry.place) }),
			description: clean(entry.description),
			url: entry.url,
			status: entry.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED
		});
	}
	return calendar.toString();
}

/** No control character may stand in a text of iCalendar. */
function clean(text: string): string {
	return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

function singleLine(text: string): string {
	return clean(text).replace(/\s+/g, ' ');
}
