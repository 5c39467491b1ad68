import type { Person } from '#shared/auth/model.ts';
import type { Unit } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const [people, units, councils] = await Promise.all([
		read<{ items: readonly Person[] }>(event, '/api/people'),
		read<{ items: readonly Unit[] }>(event, '/api/units'),
		read<{ items: readonly { id: string; name: string }[] }>(event, '/api/councils')
	]);
	return { title: m.people_title(), people: people.items, units: units.items, councils: councils.items };
};
