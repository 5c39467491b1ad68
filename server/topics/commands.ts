/** The doors through which a topic is proposed, judged and put on an agenda. */
import { createHash } from 'node:crypto';
import type { Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import {
	draftTopicSchema,
	orderTopicsSchema,
	topicSchemas,
	type DraftTopic,
	type TopicCommand,
	type TopicVerb
} from '#shared/topics/commands.ts';
import { decide, draftTopic, orderTopics, type TopicFacts } from '#shared/topics/decide.ts';
import type { Topic, TopicBook, TopicEvent, TopicOrder, TopicOrderEvent } from '#shared/topics/model.ts';
import { topicPolicies } from '#shared/topics/policies.ts';
import { openListing, proposingUnitIds, rootOf } from '#shared/topics/views.ts';
import { settingsOf } from '#shared/units/model.ts';
import type { Grounds } from '#server/grounds.ts';
import type { Meetings } from '#server/meetings/index.ts';
import type { Book, Told } from '#server/storage/book.ts';
import type { Units } from '#server/units/index.ts';

export type Inside = {
	readonly book: Book<TopicBook, TopicEvent>;
	readonly orders: Book<TopicOrder, TopicOrderEvent>;
	readonly units: Units;
	readonly meetings: Meetings;
	readonly find: (id: string) => Topic | null;
	readonly membersOf: (councilId: string) => readonly string[];
	readonly subject: (id: string) => Subject | null;
};

type By = { readonly person: Person; readonly at: number; readonly key?: string | undefined };
type Expected = readonly { readonly stream: string; readonly version: number }[];

export function serveCommands(grounds: Grounds, inside: Inside): void {
	const { doors } = grounds;
	const { book, find, subject } = inside;
	const serve = <Verb extends TopicVerb>(verb: Verb): void =>
		doors.command({
			name: `topics/${verb}`,
			body: topicSchemas[verb],
			may: topicPolicies[verb],
			of: subject,
			run: async ({ id, body, ...by }) => {
				// The body was checked by this verb's schema a moment ago; the compiler cannot follow the key there.
				const command = { command: verb, ...body } as unknown as TopicCommand;
				const unknown = command.command === 'revise' ? await unlessKnown(grounds, inside, command) : null;
				if (unknown) return unknown;
				const alsoExpect = (): Expected => lookedAt(inside, find(id), command);
				return answered(
					await book.command(id, { ...by, body: command, alsoExpect }, (topic) =>
						decide(topic, command, factsOf(inside, topic?.councilId ?? '', by))
					)
				);
			}
		});
	for (const verb of Object.keys(topicSchemas) as TopicVerb[]) serve(verb);
	serveDrafting(grounds, inside);
	serveOrdering(grounds, inside);
}

function serveDrafting(grounds: Grounds, inside: Inside): void {
	grounds.doors.command({
		name: 'councils/draft-topic',
		summary: 'A new topic for the council, as a draft that its author alone reads.',
		body: draftTopicSchema,
		may: 'topics.draft',
		of: (id, { unitId }) => (inside.units.council(id) ? { unitId } : null),
		run: async ({ id: councilId, body, ...by }) => {
			const unknown = await unlessKnown(grounds, inside, body);
			if (unknown) return unknown;
			// The same key must find the draft it made: the id comes from it.
			const id = by.key === undefined ? grounds.newId() : idFrom(by.person.id, by.key);
			const told = await inside.book.command(id, { ...by, body: { draft: councilId, ...body } }, (topic) =>
				draftTopic(topic, { id, councilId, wanted: body }, factsOf(inside, councilId, by))
			);
			return told.ok ? done({ id, seq: told.value.seq, events: told.value.events }) : told;
		}
	});
}

function serveOrdering({ doors }: Grounds, inside: Inside): void {
	doors.command({
		name: 'councils/order-topics',
		summary: 'The points of one member unit on accepted topics, as a whole; the last ones given count.',
		body: orderTopicsSchema,
		may: 'topics.order',
		of: inside.units.councilSubject,
		run: async ({ id: councilId, body, ...by }) => {
			const alsoExpect = (): Expected => body.points.map(({ topicId }) => streamOf(inside, topicId));
			return answered(
				await inside.orders.command(councilId, { ...by, body: { order: body }, alsoExpect }, (order) =>
					orderTopics(order, body, { ...factsOf(inside, councilId, by), councilId })
				)
			);
		}
	});
}

/** What the judge has to know, read when it is asked. */
function factsOf({ units, meetings, find, membersOf }: Inside, councilId: string, { person, at }: By): TopicFacts {
	const memberUnitIds = membersOf(councilId);
	return {
		person,
		at,
		memberUnitIds,
		proposingUnitIds: proposingUnitIds(person, memberUnitIds, units.all()),
		limits: settingsOf(units.council(councilId)?.settings),
		topic: find,
		meeting: meetings.find
	};
}

/** The streams on which the verdict rests beside the topic's own: they must not have moved when it is recorded. */
function lookedAt(inside: Inside, topic: Topic | null, command: TopicCommand): Expected {
	if (command.command === 'merge') {
		const into = rootOf(command.intoId, inside.find);
		return into && into.id !== topic?.id ? [streamOf(inside, into.id)] : [];
	}
	const meetingId =
		command.command === 'schedule'
			? command.meetingId
			: command.command === 'take-off' && topic
				? openListing(topic)?.meetingId
				: undefined;
	const streams = meetingId === undefined ? [] : (inside.meetings.live(meetingId)?.streams ?? []);
	return streams.filter(({ stream }) => stream === `meetings:${meetingId}`);
}

function streamOf({ book }: Inside, topicId: string): Expected[number] {
	return { stream: `topics:${topicId}`, version: book.read(topicId).version };
}

async function unlessKnown({ auth }: Grounds, { units }: Inside, wanted: Partial<DraftTopic>): Promise<Refused | null> {
	for (const field of ['invitedUnitIds', 'readerUnitIds'] as const)
		if (!(wanted[field] ?? []).every((id) => units.unit(id))) return refuse('no-such-unit', {}, [field]);
	for (const field of ['invitedPersonIds', 'readerPersonIds'] as const)
		for (const id of wanted[field] ?? []) if (!(await auth.person(id))) return refuse('not-found', {}, [field]);
	return null;
}

function idFrom(personId: string, key: string): string {
	return `tp-${createHash('sha256').update(`${personId} ${key}`).digest('hex').slice(0, 20)}`;
}

function answered<State, Event>(told: Result<Told<State, Event>>): Result<unknown> {
	return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
}
