/** Reading topics: the pool of a council, one topic, the order, and where somebody may propose. */
import { Type } from 'typebox';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import {
	topicCategories,
	topicLevels,
	topicPriorities,
	topicStates,
	type Topic,
	type TopicOrder
} from '#shared/topics/model.ts';
import {
	inPoolOrder,
	mayRead,
	openListing,
	pointsOf,
	proposingUnitIds,
	rootOf,
	supportersOf,
	timesListed
} from '#shared/topics/views.ts';
import type { Doors } from '#server/live/doors.ts';
import type { Inside } from './commands.ts';
import { placeOf, type Place, type TopicFilter, type TopicStore } from './store.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const ListQuery = Type.Object({
	councilId: Type.Optional(Id),
	unitId: Type.Optional(Id),
	meetingId: Type.Optional(Id),
	state: Type.Optional(Type.Enum(topicStates)),
	category: Type.Optional(Type.Enum(topicCategories)),
	priority: Type.Optional(Type.Enum(topicPriorities)),
	level: Type.Optional(Type.Enum(topicLevels)),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
	cursor: Type.Optional(Type.String({ maxLength: 100 }))
});
const CURSOR = /^(\d{1,15})~([A-Za-z0-9._-]{1,64})$/;
const PAGE = 200;

export function serveTopics(doors: Doors, inside: Inside, store: TopicStore): void {
	const { find, membersOf, orders, units } = inside;
	const readable = (person: Person, topic: Topic): boolean => mayRead(person, topic, membersOf(topic.councilId));

	doors.get({
		url: '/api/topics',
		may: 'signed-in',
		query: ListQuery,
		summary: 'Topics the asker may read, oldest first, with supporters and points, without the long texts.',
		run: async ({ query: { limit = 50, cursor, ...filter }, person }) => {
			const place = cursor === undefined ? null : CURSOR.exec(cursor);
			if (cursor !== undefined && !place) return refuse('bad-request', { problem: 'cursor' }, ['cursor']);
			const from = place ? { since: Number(place[1]), id: place[2] ?? '' } : null;
			const topics = await readablePage(person, { filter, from, limit: limit + 1 });
			const shown = topics.slice(0, limit);
			const last = shown.at(-1);
			const items = await summaries(person, shown);
			return done({ items, next: topics.length > limit && last ? cursorOf(last) : null });
		}
	});
	doors.get({
		url: '/api/topics/councils',
		may: 'signed-in',
		summary: 'Councils to which the asker may propose, and for which units.',
		run: ({ person }) =>
			done({
				items: units.councils().flatMap(({ id, name, memberUnitIds }) => {
					const own = proposingUnitIds(person, memberUnitIds, units.all());
					return own.length > 0 ? [{ id, name, units: own.flatMap((unitId) => units.unit(unitId) ?? []) }] : [];
				})
			})
	});
	doors.get({
		url: '/api/topics/order',
		may: 'councils.read',
		of: (_, { councilId }) => units.councilSubject(councilId),
		query: Type.Object({ councilId: Id }),
		summary: 'The accepted topics of a council as its member units rank them, and the points of each unit.',
		run: async ({ query: { councilId }, person }) => {
			const { state, version } = orders.read(councilId);
			const filter = { councilId, state: 'accepted' } as const;
			const points = pointsOf(state, find);
			const topics = await readablePage(person, { filter, from: null, limit: PAGE });
			return done({
				seq: version,
				items: inPoolOrder(topics, points).map(({ id }) => ({ id, points: points.get(id) ?? 0 })),
				points: readablePoints(person, state)
			});
		}
	});
	doors.get({
		url: '/api/topics/:id',
		may: 'signed-in',
		summary: 'One topic with every verdict and its reason. To who may not read it, it is not there.',
		run: async ({ params: { id = '' }, person }) => {
			const topic = find(id);
			if (!topic || !readable(person, topic)) return refuse('not-found');
			const [summary] = await summaries(person, [topic]);
			const { matter, facts, request } = topic.content;
			return done({ ...summary, matter, facts, request, listings: topic.listings });
		}
	});

	/** [T5] Of each unit, what it gave to topics that the asker may read. */
	function readablePoints(person: Person, { points }: TopicOrder): TopicOrder['points'] {
		const isReadable = (id: string): boolean => {
			const topic = find(id);
			return topic !== null && readable(person, topic);
		};
		const ofUnit = (given: Readonly<Record<string, number>>) =>
			Object.fromEntries(Object.entries(given).filter(([id]) => isReadable(id)));
		return Object.fromEntries(Object.entries(points).map(([unitId, given]) => [unitId, ofUnit(given)]));
	}

	type Search = { readonly filter: TopicFilter; readonly from: Place | null; readonly limit: number };
	/** The right is no column, so reading goes on until there is enough. */
	async function readablePage(person: Person, { filter, from, limit }: Search): Promise<readonly Topic[]> {
		const found: Topic[] = [];
		let after = from;
		for (;;) {
			const rows = await store.page(filter, after, PAGE);
			found.push(...rows.filter((topic) => readable(person, topic)));
			const last = rows.at(-1);
			if (found.length >= limit || rows.length < PAGE || !last) return found.slice(0, limit);
			after = placeOf(last);
		}
	}

	async function summaries(person: Person, topics: readonly Topic[]) {
		const groups = await store.mergedInto(topics.map(({ id }) => id));
		const points = new Map(
			[...new Set(topics.map(({ councilId }) => councilId))].map((id) => [id, pointsOf(orders.read(id).state, find)])
		);
		return topics.map((topic) => {
			const { matter: _, facts: __, request: ___, ...content } = topic.content;
			const group = groups.get(topic.id) ?? [];
			const open = group.filter((each) => readable(person, each));
			const root = topic.into === null ? null : rootOf(topic.into, find);
			return {
				id: topic.id,
				councilId: topic.councilId,
				councilName: units.council(topic.councilId)?.name ?? '',
				unitId: topic.unitId,
				unitName: units.unit(topic.unitId)?.name ?? '',
				authorId: topic.authorId,
				state: topic.state,
				...content,
				draftedAt: topic.draftedAt,
				proposedAt: topic.proposedAt,
				verdicts: topic.verdicts,
				withdrawnBecause: topic.withdrawnBecause ?? '',
				supporters: supportersOf(topic, group).map((support) => ({
					unitId: support.unitId,
					unitName: units.unit(support.unitId)?.shortName ?? '',
					at: support.at,
					// A sentence is read where the topic it was written to is.
					sentence: [topic, ...open].some(({ supports }) => supports.includes(support)) ? support.sentence : ''
				})),
				merged: open.map(({ id, content: { title }, unitId }) => ({ id, title, unitId })),
				/** Where it went; without a title for who may not read that. */
				into: root && { id: root.id, title: readable(person, root) ? root.content.title : null },
				timesListed: timesListed(topic),
				meetingId: openListing(topic)?.meetingId ?? null,
				points: points.get(topic.councilId)?.get(topic.id) ?? 0
			};
		});
	}
}

function cursorOf(topic: Topic): string {
	const { since, id } = placeOf(topic);
	return `${since}~${id}`;
}
