import { m } from '#web/i18n/paraglide/messages.js';
import { read } from '#web/live/api.ts';
import type { Unit } from '#shared/units/model.ts';
import type { Proposing, TopicReading } from '#web/topics/reading.ts';
import type { PageLoad } from './$types.ts';

type Items<One> = { readonly items: readonly One[] };

export const load: PageLoad = async (event) => {
	const id = event.url.searchParams.get('id');
	const [proposing, units, topic] = await Promise.all([
		read<Items<Proposing>>(event, '/api/topics/councils'),
		read<Items<Unit>>(event, '/api/units'),
		id === null ? null : read<TopicReading>(event, `/api/topics/${encodeURIComponent(id)}`)
	]);
	return {
		title: topic ? m.topics_edit() : m.topics_new(),
		crumbs: [{ href: '/topics', text: m.topics_pool() }],
		proposing: proposing.items,
		units: units.items,
		topic
	};
};
