import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { Card } from '#web/followups/card.ts';
import type { MeetingList } from './meetings/meeting-lines.ts';

export const load: PageLoad = async (event) => {
	const [meetings, followups] = await Promise.all([
		read<MeetingList>(event, '/api/meetings?limit=50'),
		read<{ readonly items: readonly Card[] }>(event, '/api/followups?limit=200')
	]);
	return { title: m.home_title(), meetings, followups: followups.items };
};
