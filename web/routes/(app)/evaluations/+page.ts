import type { PeriodsAnswer } from '#web/evaluations/answers.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { PageLoad } from './$types.ts';

export const load: PageLoad = async (event) => ({
	title: m.evaluations_title(),
	periods: await read<PeriodsAnswer>(event, '/api/evaluations')
});
