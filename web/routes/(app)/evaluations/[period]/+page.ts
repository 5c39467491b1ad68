import { m } from '#web/i18n/paraglide/messages.js';
import type { Holder, RankingAnswer } from '#web/evaluations/answers.ts';
import { periodBefore } from '#web/evaluations/standing.ts';
import { periodName } from '#web/evaluations/words.ts';
import { read } from '#web/live/api.ts';
import { perhaps } from '../../perhaps.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => {
	const { params, fetch, depends } = event;
	depends('evaluations:ranking');
	const ranking = await read<RankingAnswer>(event, `/api/evaluations/${params.period}/ranking`);
	const [before, council] = await Promise.all([
		perhaps<RankingAnswer>(
			fetch,
			`/api/evaluations/${periodBefore(params.period)}/ranking?councilId=${ranking.councilId}`
		),
		perhaps<{ readonly people: readonly Holder[] }>(fetch, `/api/councils/${ranking.councilId}`)
	]);
	return {
		title: periodName(params.period),
		crumbs: [{ href: '/evaluations', text: m.evaluations_title() }],
		ranking,
		before,
		people: council?.people ?? []
	};
};
