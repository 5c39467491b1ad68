import type { Council, Unit } from '#shared/units/model.ts';
import { read } from '#web/live/api.ts';
import type { LayoutLoad } from './$types.ts';

type List<Item> = { readonly items: readonly Item[] };

/** Names of units and the settings of councils: every page of follow-ups needs them. */
export const load: LayoutLoad = async ({ fetch, url }) => {
	const event = { fetch, url };
	const [units, councils] = await Promise.all([
		read<List<Unit>>(event, '/api/units'),
		read<List<Council>>(event, '/api/councils')
	]);
	return { units: units.items, councils: councils.items };
};
