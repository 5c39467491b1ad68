import type { AgendaEntry, AgendaItem } from '#shared/agenda/model.ts';
import type { Decision } from '#shared/decisions/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import { part } from '#web/live/part.ts';
import type { AttendanceReading, MeetingReading } from '#web/meetings/reading.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const path = `/api/meetings/${encodeURIComponent(event.params.id)}`;
	const [reading, attendance, agenda, decisions] = await Promise.all([
		read<MeetingReading>(event, path),
		read<AttendanceReading>(event, `${path}/attendance`),
		read<{ readonly items: readonly AgendaItem[]; readonly outline: readonly AgendaEntry[] }>(event, `${path}/agenda`),
		read<{ readonly items: readonly Decision[] }>(
			event,
			`/api/decisions?limit=200&meetingId=${encodeURIComponent(event.params.id)}`
		)
	]);
	const isLive = reading.state === 'live';
	// Each state has its own page; nobody fetches the two they do not see.
	const { default: view } = await viewOf(reading.state);
	return {
		view,
		title: m.meetings_name({ year: reading.year, ordinal: reading.ordinal }),
		crumbs: [
			{ href: '/meetings', text: m.meetings_title() },
			...(reading.council
				? [{ href: `/meetings?council=${encodeURIComponent(reading.councilId)}`, text: reading.council.name }]
				: [])
		],
		folded: isLive,
		bare: isLive,
		reading,
		attendance,
		agenda: agenda.items,
		outline: agenda.outline,
		decisions: decisions.items.toSorted((one, other) => one.n - other.n)
	};
};

const before = () => part(() => import('./BeforeMeeting.svelte'));
const live = () => part(() => import('./LiveRoom.svelte'));
const after = () => part(() => import('./AfterMeeting.svelte'));

/** One function for each import: two in one expression get each other's style sheets from the bundler. */
function viewOf(state: MeetingReading['state']) {
	if (state === 'live') return live();
	return state === 'minutes' || state === 'closed' ? after() : before();
}
