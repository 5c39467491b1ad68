import type { Unit } from '#shared/units/model.ts';
import { read } from '#web/live/api.ts';
import type { LayoutLoad } from './$types.ts';

/** Every page of evaluation names units. */
export const load: LayoutLoad = async ({ fetch, url }) => ({
	units: (await read<{ readonly items: readonly Unit[] }>({ fetch, url }, '/api/units')).items
});
