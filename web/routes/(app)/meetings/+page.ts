import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { MeetingList } from './meeting-lines.ts';

export const load: PageLoad = async (event) => {
	const councilId = event.url.searchParams.get('council') ?? '';
	const cursor = event.url.searchParams.get('cursor') ?? '';
	const query = new URLSearchParams({ limit: '50', ...(councilId && { councilId }), ...(cursor && { cursor }) });
	return {
		title: m.meetings_title(),
		councilId,
		meetings: await read<MeetingList>(event, `/api/meetings?${query}`)
	};
};
