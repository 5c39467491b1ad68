import { may } from '#shared/auth/may.ts';
import type { Council } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const [{ me }, councils] = await Promise.all([
		event.parent(),
		read<{ readonly items: readonly Council[] }>(event, '/api/councils')
	]);
	return {
		title: m.room_new_title(),
		crumbs: [{ href: '/meetings', text: m.meetings_title() }],
		councilId: event.url.searchParams.get('council'),
		councils: councils.items.filter(({ id }) => may(me.person, 'meetings.prepare', { councilId: id }))
	};
};
