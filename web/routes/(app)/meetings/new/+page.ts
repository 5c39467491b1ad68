import { may } from '#shared/auth/may.ts';
import type { Council, Unit } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { NextDates } from './next-dates.ts';

export const load: PageLoad = async (event) => {
	const [{ me }, councils, units] = await Promise.all([
		event.parent(),
		read<{ readonly items: readonly Council[] }>(event, '/api/councils'),
		read<{ readonly items: readonly Unit[] }>(event, '/api/units')
	]);
	const prepared = councils.items.filter(({ id }) => may(me.person, 'meetings.prepare', { councilId: id }));
	const next = await Promise.all(
		prepared.map(
			async ({ id }) =>
				[id, await read<NextDates>(event, `/api/councils/${encodeURIComponent(id)}/next-dates`)] as const
		)
	);
	return {
		title: m.room_new_title(),
		crumbs: [{ href: '/meetings', text: m.meetings_title() }],
		councilId: event.url.searchParams.get('council'),
		councils: prepared,
		next: Object.fromEntries(next) as Readonly<Record<string, NextDates>>,
		units: units.items.filter(({ successorId, kind }) => successorId === null && kind !== 'county')
	};
};
