import type { Ranking } from '#shared/evaluations/views.ts';
import { dayOf, quarterOf } from '#shared/foundation/time.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { BoardAnswer } from '#web/followups/card.ts';
import { perhaps } from '../perhaps.ts';
import type { PageLoad } from './$types.ts';

type MeetingList = {
	readonly items: readonly { readonly id: string; readonly ordinal: number; readonly state: string }[];
};

export const load: PageLoad = async (event) => {
	const { fetch, depends, parent } = event;
	depends('followups:board');
	const { me } = await parent();
	const [board, meetings, ranking] = await Promise.all([
		read<BoardAnswer>(event, '/api/followups/board?limit=200'),
		perhaps<MeetingList>(fetch, '/api/meetings?limit=100'),
		perhaps<Ranking>(fetch, `/api/evaluations/${quarterOf(dayOf(me.now))}/ranking`)
	]);
	return { title: m.followups_title(), board, meetings: meetings?.items ?? [], ranking };
};
