import type { Council, Unit } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const [councils, units] = await Promise.all([
		read<{ items: readonly Council[] }>(event, '/api/councils'),
		read<{ items: readonly Unit[] }>(event, '/api/units')
	]);
	return { title: m.councils_title(), councils: councils.items, units: units.items };
};
