import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { AttendanceReading, MeetingReading } from '#web/meetings/reading.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const path = `/api/meetings/${encodeURIComponent(event.params.id)}`;
	const [reading, attendance] = await Promise.all([
		read<MeetingReading>(event, path),
		read<AttendanceReading>(event, `${path}/attendance`)
	]);
	return {
		title: m.attendance_sheet(),
		crumbs: [
			{ href: '/meetings', text: m.meetings_title() },
			{ href: path.replace('/api', ''), text: m.meetings_name({ year: reading.year, ordinal: reading.ordinal }) }
		],
		reading,
		attendance
	};
};
