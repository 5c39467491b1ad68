/** Pure questions about topics: who reads one, who supports it, in which order the pool stands. */
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Unit } from '#shared/units/model.ts';
import {
	HIDDEN_TITLE,
	topicDefaults,
	type Listing,
	type Support,
	type Topic,
	type TopicContent,
	type TopicOrder
} from './model.ts';

export const emptyContent: TopicContent = {
	title: '',
	matter: '',
	facts: '',
	request: '',
	category: null,
	priority: null,
	minutes: topicDefaults.minutes,
	written: false,
	invitedUnitIds: [],
	invitedPersonIds: [],
	level: 'internal',
	readerUnitIds: [],
	readerPersonIds: []
};

/** [T2] [T5] What `may` is asked about a topic. Whoever an entry does not name it does not admit. */
export function topicSubject(topic: Topic, memberUnitIds: readonly string[]): Subject {
	const { authorId, councilId, unitId, content, state } = topic;
	if (state === 'draft' || topic.proposedAt === null) return { authorId };
	const guests =
		state === 'accepted' || state === 'scheduled' || state === 'discussed'
			? { units: content.invitedUnitIds, persons: content.invitedPersonIds }
			: { units: [], persons: [] };
	const closed = content.level === 'need-to-know';
	return {
		authorId,
		councilId,
		participantUnitIds: memberUnitIds,
		unitId,
		coUnitIds: closed ? content.readerUnitIds : guests.units,
		personIds: closed ? content.readerPersonIds : guests.persons,
		level: content.level
	};
}

/** [T1] The units somebody may propose for: those they act for, if they are members or stand below a member. */
export function proposingUnitIds(
	person: Person,
	memberUnitIds: readonly string[],
	units: readonly Unit[]
): readonly string[] {
	const byId = new Map(units.map((unit) => [unit.id, unit]));
	const members = new Set(memberUnitIds);
	const own = person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	return [...new Set(own)].filter((id) => {
		let at: string | null = id;
		for (let steps = 0; at !== null && steps < 10; steps += 1) {
			if (members.has(at)) return true;
			at = byId.get(at)?.parentId ?? null;
		}
		return false;
	});
}

/** The topic that stands for this one today: itself, or where merging led. Null where the trail is not known. */
export function rootOf(id: string, find: (id: string) => Topic | null): Topic | null {
	let topic = find(id);
	for (let steps = 0; topic?.into && steps < 1000; steps += 1) topic = find(topic.into);
	return topic?.into ? null : topic;
}

/** [T8] Each unit once, with its earliest sentence. `merged` is all that went into the topic, at whatever remove. */
export function supportersOf(topic: Topic, merged: readonly Topic[]): readonly Support[] {
	const byUnit = new Map<string, Support>();
	const all = [topic, ...merged].flatMap(({ supports }) => supports);
	for (const support of all.toSorted((one, other) => one.at - other.at || (one.unitId < other.unitId ? -1 : 1)))
		if (support.unitId !== topic.unitId && !byUnit.has(support.unitId)) byUnit.set(support.unitId, support);
	return [...byUnit.values()];
}

/** [T18] On how many agendas of meetings it stood: 第3次列入. */
export function timesListed({ listings }: Pick<Topic, 'listings'>): number {
	return listings.filter(({ outcome }) => outcome !== 'taken-off' && outcome !== 'called-off').length;
}

export function openListing({ listings, state }: Topic): Listing | null {
	return state === 'scheduled' ? (listings.at(-1) ?? null) : null;
}

/** [T16] */
export function itemIdOf(topicId: string): string {
	return `t-${topicId}`.slice(0, 64);
}

/** [T6] How it stands on an agenda that others read too. */
export function agendaItemOf({ id, unitId, content }: Topic) {
	const closed = content.level === 'need-to-know';
	return {
		id: itemIdOf(id),
		title: closed ? HIDDEN_TITLE : content.title,
		unitId: closed ? null : unitId,
		minutes: content.minutes
	};
}

/** [T14] The points of each accepted topic; what was merged counts for where it went. */
export function pointsOf(order: TopicOrder, find: (id: string) => Topic | null): ReadonlyMap<string, number> {
	const sums = new Map<string, number>();
	for (const ballot of Object.values(order.points))
		for (const [topicId, points] of Object.entries(ballot)) {
			const root = rootOf(topicId, find);
			if (root?.state === 'accepted') sums.set(root.id, (sums.get(root.id) ?? 0) + points);
		}
	return sums;
}

/** [T14] More points first; ties by age. */
export function inPoolOrder<Row extends Pick<Topic, 'id' | 'proposedAt'>>(
	topics: readonly Row[],
	points: ReadonlyMap<string, number>
): readonly Row[] {
	return topics.toSorted(
		(one, other) =>
			(points.get(other.id) ?? 0) - (points.get(one.id) ?? 0) ||
			(one.proposedAt ?? 0) - (other.proposedAt ?? 0) ||
			(one.id < other.id ? -1 : 1)
	);
}

export function mayRead(person: Person, topic: Topic, memberUnitIds: readonly string[]): boolean {
	return may(person, 'topics.read', topicSubject(topic, memberUnitIds));
}
