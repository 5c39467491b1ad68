import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { Council, Unit } from '#shared/units/model.ts';
import type { TopicLine, TopicReading } from '#web/topics/reading.ts';
import type { PageLoad } from './$types.ts';

type Items<One> = { readonly items: readonly One[] };

export const load: PageLoad = async (event) => {
	const [topic, councils, units] = await Promise.all([
		read<TopicReading>(event, `/api/topics/${encodeURIComponent(event.params.id)}`),
		read<Items<Council>>(event, '/api/councils'),
		read<Items<Unit>>(event, '/api/units')
	]);
	const council = encodeURIComponent(topic.councilId);
	const all = await read<Items<TopicLine>>(event, `/api/topics?limit=200&councilId=${council}`);
	return {
		title: topic.title || m.topics_untitled(),
		crumbs: [{ href: `/topics?council=${council}`, text: m.topics_pool() }],
		topic,
		units: units.items,
		council: councils.items.find(({ id }) => id === topic.councilId) ?? null,
		/** What this one may be merged into. */
		others: all.items.filter(
			({ id, state }) =>
				id !== topic.id &&
				(state === 'proposed' || state === 'accepted' || state === 'deferred' || state === 'scheduled')
		)
	};
};
