import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { FollowupList } from './followup-lines.ts';
import type { MeetingList } from './meetings/meeting-lines.ts';

export const load: PageLoad = async (event) => {
	const [meetings, waiting] = await Promise.all([
		read<MeetingList>(event, '/api/meetings?limit=50'),
		read<FollowupList>(event, '/api/followups?awaiting=me&limit=20')
	]);
	return { title: m.home_title(), meetings, waiting };
};
