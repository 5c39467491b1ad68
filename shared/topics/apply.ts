import type { Listing, Topic, TopicBook, TopicEvent, TopicOrder, TopicOrderEvent, Verdict } from './model.ts';

export const unordered: TopicOrder = { points: {} };

export function applyOrder({ points }: TopicOrder, event: TopicOrderEvent): TopicOrder {
	return { points: { ...points, [event.unitId]: event.points } };
}

export function apply(topic: TopicBook, event: TopicEvent): TopicBook {
	if (event.type === 'drafted') {
		const { id, councilId, unitId, content, personId: authorId, at: draftedAt } = event;
		const nothing = { supports: [], verdicts: [], into: null, listings: [], proposedAt: null };
		return { id, councilId, unitId, authorId, state: 'draft', content, draftedAt, ...nothing };
	}
	return topic && changed(topic, event);
}

function changed(topic: Topic, event: Exclude<TopicEvent, { type: 'drafted' }>): Topic {
	switch (event.type) {
		case 'revised':
			return { ...topic, content: event.content };
		case 'proposed':
			return { ...topic, state: 'proposed', proposedAt: event.at };
		case 'withdrawn':
			return { ...topic, state: 'withdrawn', ...(event.reason && { withdrawnBecause: event.reason }) };
		case 'supported': {
			const { unitId, personId, sentence, at } = event;
			return { ...topic, supports: [...topic.supports, { unitId, personId, sentence, at }] };
		}
		case 'accepted':
		case 'declined':
		case 'deferred':
			return { ...judged(topic, event), state: event.type };
		case 'merged':
			return { ...judged(topic, event), state: 'merged', into: event.into };
		case 'scheduled': {
			const { meetingId, itemId, at } = event;
			const listing: Listing = { meetingId, itemId, at, outcome: 'open', reason: '' };
			return { ...topic, state: 'scheduled', listings: [...topic.listings, listing] };
		}
		case 'returned':
			return { ...listed(topic, event.cause, event.reason), state: 'accepted' };
		case 'discussed':
			return { ...listed(topic, 'reached', ''), state: 'discussed' };
	}
}

type Judging = Extract<TopicEvent, { type: 'accepted' | 'declined' | 'deferred' | 'merged' }>;

function judged(topic: Topic, event: Judging): Topic {
	return { ...topic, verdicts: [...topic.verdicts, verdictOf(event)] };
}

function verdictOf(event: Judging): Verdict {
	const { personId, at, reason } = event;
	if (event.type === 'merged') return { verdict: event.type, personId, at, reason, into: event.into };
	if (event.type === 'deferred') return { verdict: event.type, personId, at, reason, until: event.until };
	return { verdict: event.type, personId, at, reason };
}

/** What became of the last listing. */
function listed(topic: Topic, outcome: Listing['outcome'], reason: string): Topic {
	const last = topic.listings.at(-1);
	if (!last) return topic;
	return { ...topic, listings: [...topic.listings.slice(0, -1), { ...last, outcome, reason }] };
}
