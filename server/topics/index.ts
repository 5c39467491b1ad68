/**
 * Topics: what units want a council to deal with. An accepted one is put on a meeting's shared agenda by the outbox, after it
 * was recorded; what the meeting did not reach comes back when it ends. The topic's own stream is not opened to followers:
 * its events hold what its author wrote while it was a draft; followers hear only that something changed.
 */
import { apply, applyOrder, unordered } from '#shared/topics/apply.ts';
import { afterMeeting } from '#shared/topics/decide.ts';
import type { Topic, TopicBook, TopicEvent, TopicOrder, TopicOrderEvent } from '#shared/topics/model.ts';
import { agendaItemOf, itemIdOf, openListing, topicSubject } from '#shared/topics/views.ts';
import type { Subject } from '#shared/auth/may.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Meetings } from '#server/meetings/index.ts';
import { openBook } from '#server/storage/book.ts';
import type { OutboxMessage } from '#server/storage/port.ts';
import type { Units } from '#server/units/index.ts';
import { serveCommands, type Inside } from './commands.ts';
import { serveTopics } from './routes.ts';
import { topicStore } from './store.ts';
import { openTelling } from './telling.ts';

/** What other domains ask about topics. */
export type Topics = {
	find(id: string): Topic | null;
	/** What `may` is asked about a topic. */
	subject(id: string): Subject | null;
	/** What it was read from, to be expected unchanged. */
	stream(id: string): { readonly stream: string; readonly version: number };
	/** Hears of every event, after it was recorded. */
	heard(listener: (topic: Topic) => void): void;
};
export type TopicsOthers = { readonly units: Units; readonly meetings: Meetings };

export function openTopics(grounds: Grounds, { units, meetings }: TopicsOthers): Topics {
	const { storage, outbox, doors } = grounds;
	const store = topicStore(storage);
	const book = openBook<TopicBook, TopicEvent>(storage, {
		domain: 'topics',
		empty: () => null,
		apply,
		rows: (_, __, topic, seq) => (topic ? store.put(topic, seq) : []),
		outbox: (_, event, topic) => (topic ? listingTold(event, topic) : [])
	});
	const orders = openBook<TopicOrder, TopicOrderEvent>(storage, {
		domain: 'topic-orders',
		empty: () => unordered,
		apply: applyOrder
	});
	const find = (id: string): Topic | null => book.read(id).state;
	const membersOf = (councilId: string): readonly string[] => units.council(councilId)?.memberUnitIds ?? [];
	const inside: Inside = {
		book,
		orders,
		units,
		meetings,
		find,
		membersOf,
		subject: (id) => {
			const topic = find(id);
			return topic && topicSubject(topic, membersOf(topic.councilId));
		}
	};
	serveCommands(grounds, inside);
	serveTopics(doors, inside, store);
	openTelling(grounds, inside);
	listen();
	return {
		find,
		subject: inside.subject,
		stream: (id) => ({ stream: `topics:${id}`, version: book.read(id).version }),
		heard: (listener) => book.heard((_, __, ___, topic) => topic && listener(topic))
	};

	function listen(): void {
		book.heard((_, __, { type }) => {
			if (type === 'scheduled' || type === 'returned') outbox.nudge();
		});
		// [T16] The agenda is made to say what the topic says, however often and late this is told.
		outbox.on('topics/listed', async (payload) => {
			const { topicId, meetingId } = payload as { readonly topicId: string; readonly meetingId: string };
			const topic = find(topicId);
			if (!topic) return;
			if (openListing(topic)?.meetingId === meetingId) await meetings.addToAgenda(meetingId, agendaItemOf(topic));
			else if (isPrepared(meetingId)) await meetings.takeFromAgenda(meetingId, itemIdOf(topicId));
		});
		outbox.on('meetings/ended', (payload) => comeBack(payload, 'ended'));
		outbox.on('meetings/cancelled', (payload) => comeBack(payload, 'cancelled'));
	}

	function isPrepared(meetingId: string): boolean {
		const state = meetings.find(meetingId)?.state;
		return state === 'draft' || state === 'calling' || state === 'published' || state === 'postponed';
	}

	/** [T17] */
	async function comeBack(payload: unknown, how: 'ended' | 'cancelled'): Promise<void> {
		const { meetingId, at } = payload as { readonly meetingId: string; readonly at: number };
		const meeting = meetings.find(meetingId);
		for (const id of await store.scheduledIn(meetingId)) {
			const isSettled = meeting?.settled.includes(itemIdOf(id));
			const outcome = how === 'cancelled' ? 'called-off' : isSettled ? 'discussed' : 'not-reached';
			await book.command(id, { person: null, at }, (topic) => afterMeeting(topic, meetingId, { at, outcome }));
		}
	}
}

function listingTold(event: TopicEvent, topic: Topic): readonly OutboxMessage[] {
	const isTold = event.type === 'scheduled' || (event.type === 'returned' && event.cause === 'taken-off');
	const meetingId = topic.listings.at(-1)?.meetingId;
	return isTold && meetingId !== undefined
		? [{ topic: 'topics/listed', payload: { topicId: topic.id, meetingId } }]
		: [];
}
