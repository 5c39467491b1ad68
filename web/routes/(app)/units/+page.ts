import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';
import type { UnitLine } from './branches.ts';

export const load: PageLoad = async (event) => ({
	title: m.units_title(),
	units: (await read<{ items: readonly UnitLine[] }>(event, '/api/units')).items
});
