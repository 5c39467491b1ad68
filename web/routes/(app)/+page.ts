import type { Lane } from '#shared/followups/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { Card } from '#web/followups/card.ts';
import type { MeetingList } from './meetings/meeting-lines.ts';

/** What is closed waits for nobody, and there is more of it every year. */
const open: readonly Lane[] = ['to-assign', 'to-receive', 'in-hand', 'to-verify'];

export const load: PageLoad = async (event) => {
	const [meetings, ...lanes] = await Promise.all([
		read<MeetingList>(event, '/api/meetings?limit=50'),
		...open.map((lane) => read<{ readonly items: readonly Card[] }>(event, `/api/followups?lane=${lane}&limit=100`))
	]);
	return { title: m.home_title(), meetings, followups: lanes.flatMap(({ items }) => items) };
};
