/** [T20] Who hears that something changed about topics. Of a need-to-know topic nobody else hears, not even that it moved. */
import { apply, applyOrder, unordered } from '#shared/topics/apply.ts';
import type { Topic, TopicBook } from '#shared/topics/model.ts';
import type { Grounds } from '#server/grounds.ts';
import { openNews } from '#server/live/news.ts';
import type { Inside } from './commands.ts';

export function openTelling({ doors, clock }: Grounds, { book, orders, units, find, subject }: Inside): void {
	// Drafts are news to their author alone.
	const tellTopic = openNews(doors, clock, { domain: 'topic-news', may: 'topics.read', of: subject });
	const tellPool = openNews(doors, clock, { domain: 'pool-news', may: 'councils.read', of: units.councilSubject });
	/** By whom may know: the council for chairs and office, a unit, a person. */
	const tellFew = openNews(doors, clock, {
		domain: 'closed-topic-news',
		may: 'topics.read',
		of: (id) => ({ councilId: id, unitId: id, personIds: [id], level: 'need-to-know' })
	});

	const tellReaders = (...topics: readonly (Topic | null)[]): void => {
		const proposed = topics.flatMap((topic) => (topic && topic.proposedAt !== null ? [topic] : []));
		const [open, closed] = [proposed.filter((topic) => !isClosed(topic)), proposed.filter(isClosed)];
		new Set(open.map(({ councilId }) => councilId)).forEach(tellPool);
		new Set(closed.flatMap(whoKnow)).forEach(tellFew);
	};

	book.heard((id, seq, { type }, topic) => {
		const into = topic?.into ? find(topic.into) : null;
		tellTopic(id);
		if (type === 'merged' && into) tellTopic(into.id);
		// Who read it until now has to hear that its level is another.
		tellReaders(topic, type === 'revised' ? topicBefore(id, seq) : null, type === 'merged' ? into : null);
	});
	orders.heard((councilId, seq, { unitId, points }) => {
		const before = pointsBefore(councilId, seq)[unitId] ?? {};
		const moved = Object.keys({ ...before, ...points }).filter((id) => before[id] !== points[id]);
		tellReaders(...moved.map(find));
	});

	function topicBefore(id: string, seq: number): TopicBook {
		const earlier = book.since(id, 0).filter((fact) => fact.seq < seq);
		return earlier.reduce<TopicBook>((topic, { event }) => apply(topic, event), null);
	}

	function pointsBefore(councilId: string, seq: number) {
		const earlier = orders.since(councilId, 0).filter((fact) => fact.seq < seq);
		return earlier.reduce((order, { event }) => applyOrder(order, event), unordered).points;
	}
}

function isClosed({ content }: Topic): boolean {
	return content.level === 'need-to-know';
}

function whoKnow({ councilId, unitId, authorId, content }: Topic): readonly string[] {
	return [councilId, unitId, authorId, ...content.readerUnitIds, ...content.readerPersonIds];
}
