import { m } from '#web/i18n/paraglide/messages.js';
import type { Holder, PeriodsAnswer, UnitAnswer } from '#web/evaluations/answers.ts';
import { periodName } from '#web/evaluations/words.ts';
import { read } from '#web/live/api.ts';
import { perhaps } from '../../../perhaps.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const { params, fetch, depends, parent } = event;
	depends('evaluations:unit');
	const [unit, periods, { units }] = await Promise.all([
		read<UnitAnswer>(event, `/api/evaluations/${params.period}/units/${params.unit}`),
		read<PeriodsAnswer>(event, '/api/evaluations'),
		parent()
	]);
	const council = await perhaps<{ readonly people: readonly Holder[] }>(fetch, `/api/councils/${periods.councilId}`);
	const named = units.find(({ id }) => id === params.unit);
	return {
		title: named?.shortName ?? params.unit,
		crumbs: [
			{ href: '/evaluations', text: m.evaluations_title() },
			{ href: `/evaluations/${params.period}`, text: periodName(params.period) }
		],
		unit,
		councilId: periods.councilId,
		people: council?.people ?? []
	};
};
