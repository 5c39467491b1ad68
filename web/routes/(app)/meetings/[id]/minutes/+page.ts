import type { Decision } from '#shared/decisions/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { AttendanceReading, MeetingReading } from '#web/meetings/reading.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const id = encodeURIComponent(event.params.id);
	const [reading, attendance, decisions] = await Promise.all([
		read<MeetingReading>(event, `/api/meetings/${id}`),
		read<AttendanceReading>(event, `/api/meetings/${id}/attendance`),
		read<{ readonly items: readonly Decision[] }>(event, `/api/decisions?limit=200&meetingId=${id}`)
	]);
	return {
		title: m.minutes_title(),
		crumbs: [
			{ href: '/meetings', text: m.meetings_title() },
			{ href: `/meetings/${id}`, text: reading.label }
		],
		folded: true,
		bare: true,
		reading,
		attendance,
		decisions: decisions.items.toSorted((one, other) => one.n - other.n)
	};
};
