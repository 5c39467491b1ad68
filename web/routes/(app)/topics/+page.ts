import { may } from '#shared/auth/may.ts';
import type { Council } from '#shared/units/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { OrderReading, Proposing, TopicLine } from '#web/topics/reading.ts';
import type { PageLoad } from './$types.ts';

type Items<One> = { readonly items: readonly One[] };
const none: OrderReading = { items: [], points: {} };

export const load: PageLoad = async (event) => {
	const asked = event.url.searchParams.get('council');
	const [{ me }, councils, proposing] = await Promise.all([
		event.parent(),
		read<Items<Council>>(event, '/api/councils'),
		read<Items<Proposing>>(event, '/api/topics/councils')
	]);
	const council = councils.items.find(({ id }) => id === asked) ?? councils.items[0] ?? null;
	const where = council ? `&councilId=${encodeURIComponent(council.id)}` : '';
	const [topics, order] = await Promise.all([
		read<Items<TopicLine>>(event, `/api/topics?limit=200${where}`),
		council ? read<OrderReading>(event, `/api/topics/order?councilId=${encodeURIComponent(council.id)}`) : none
	]);
	const own = me.person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	return {
		title: m.topics_pool(),
		council,
		councils: councils.items,
		topics: topics.items,
		order,
		ownUnitIds: own,
		proposes: proposing.items.length > 0,
		/** The member unit for which the person gives points. */
		unitId:
			council && may(me.person, 'topics.order', { participantUnitIds: council.memberUnitIds })
				? (own.find((id) => council.memberUnitIds.includes(id)) ?? null)
				: null
	};
};
