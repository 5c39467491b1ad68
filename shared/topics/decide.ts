/** Whether a step of a topic is allowed now. Who may knock at all is for `may`. */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import { dayOf, isIsoDate, type Instant } from '#shared/foundation/time.ts';
import { inOneLine, written } from '#shared/foundation/written.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { SeriesSettings } from '#shared/units/model.ts';
import type { CommandOf, DraftTopic, OrderTopics, TopicCommand } from './commands.ts';
import {
	topicDefaults,
	type Topic,
	type TopicBook,
	type TopicContent,
	type TopicEvent,
	type TopicOrder,
	type TopicOrderEvent
} from './model.ts';
import { emptyContent, itemIdOf, mayRead, openListing, rootOf } from './views.ts';

export type TopicFacts = {
	readonly person: Person;
	readonly at: Instant;
	readonly memberUnitIds: readonly string[];
	/** Units the person may propose for in this council. */
	readonly proposingUnitIds: readonly string[];
	/** The council's: points of each unit, minutes of a written report. */
	readonly limits?: Pick<SeriesSettings, 'topicPoints' | 'writtenMinutes'>;
	readonly topic: (id: string) => Topic | null;
	readonly meeting: (id: string) => { readonly councilId: string; readonly state: Phase } | null;
};

type Judged = Result<readonly TopicEvent[]>;
const already: Judged = done([]);
const by = ({ person, at }: Pick<TopicFacts, 'person' | 'at'>) => ({ personId: person.id, at });

/** [T1] [T2] */
export function draftTopic(
	topic: TopicBook,
	{ id, councilId, wanted }: { readonly id: string; readonly councilId: string; readonly wanted: DraftTopic },
	facts: TopicFacts
): Judged {
	if (topic) return topic.authorId === facts.person.id ? already : refuse('not-allowed');
	const { unitId, ...content } = wanted;
	if (!facts.proposingUnitIds.includes(unitId)) return refuse('cannot-propose', {}, ['unitId']);
	return done([
		{ type: 'drafted', ...by(facts), id, councilId, unitId, content: tidy({ ...emptyContent, ...content }) }
	]);
}

export function decide(topic: TopicBook, command: TopicCommand, facts: TopicFacts): Judged {
	if (!topic) return refuse('not-found');
	switch (command.command) {
		case 'revise':
			return revise(topic, command, facts);
		case 'propose':
			return propose(topic, facts);
		case 'withdraw':
			return withdraw(topic, command, facts);
		case 'support':
			return support(topic, command, facts);
		case 'accept':
			return accept(topic, command, facts);
		case 'merge':
			return merge(topic, command, facts);
		case 'defer':
			return defer(topic, command, facts);
		case 'decline':
			return decline(topic, command, facts);
		case 'schedule':
			return schedule(topic, command, facts);
		case 'take-off':
			return takeOff(topic, command, facts);
	}
}

/** [X1] [X2] What somebody typed; lists of readers only where they decide something. */
function tidy(content: TopicContent): TopicContent {
	const closed = content.level === 'need-to-know';
	return {
		...content,
		title: inOneLine(content.title),
		matter: written(content.matter),
		facts: written(content.facts),
		request: written(content.request),
		readerUnitIds: closed ? content.readerUnitIds : [],
		readerPersonIds: closed ? content.readerPersonIds : []
	};
}

/** [T4] A draft by its author; a proposal by whoever acts for its unit. */
function unlessOwn(topic: Topic, { person, proposingUnitIds }: TopicFacts): Refused | null {
	if (topic.state === 'draft') return person.id === topic.authorId ? null : refuse('not-allowed');
	return proposingUnitIds.includes(topic.unitId) ? null : refuse('not-allowed');
}

/** [T4] */
function revise(topic: Topic, wanted: CommandOf<'revise'>, facts: TopicFacts): Judged {
	const { command: _, ...change } = wanted;
	const refused = unlessOwn(topic, facts);
	if (refused) return refused;
	if (topic.state !== 'draft' && topic.state !== 'proposed') return refuse('topic-triaged');
	const content = tidy({ ...topic.content, ...change });
	const lacks = topic.state === 'proposed' ? unlessComplete(content, facts) : null;
	if (lacks) return lacks;
	if (JSON.stringify(content) === JSON.stringify(topic.content)) return already;
	return done([{ type: 'revised', ...by(facts), content }]);
}

/** [T3] */
function unlessComplete(content: TopicContent, { limits }: TopicFacts): Refused | null {
	const missing = (['title', 'matter', 'facts', 'request'] as const).filter((name) => content[name] === '');
	const fields = [
		...missing,
		...(content.category === null ? ['category'] : []),
		...(content.minutes === 0 ? ['minutes'] : [])
	];
	if (fields.length > 0) return refuse('topic-incomplete', {}, fields);
	const limit = limits?.writtenMinutes ?? topicDefaults.writtenMinutes;
	return content.written && content.minutes > limit ? refuse('written-too-long', { limit }, ['minutes']) : null;
}

/** [T1] [T3] */
function propose(topic: Topic, facts: TopicFacts): Judged {
	const refused = unlessOwn(topic, facts);
	if (refused) return refused;
	if (topic.state === 'withdrawn') return refuse('topic-ended');
	if (topic.state !== 'draft') return already;
	if (!facts.proposingUnitIds.includes(topic.unitId)) return refuse('cannot-propose');
	return unlessComplete(topic.content, facts) ?? done([{ type: 'proposed', ...by(facts) }]);
}

/** [T4] */
function withdraw(topic: Topic, command: CommandOf<'withdraw'>, facts: TopicFacts): Judged {
	if (topic.state === 'withdrawn') return already;
	const refused = unlessOwn(topic, facts) ?? unlessOpen(topic);
	if (refused) return refused;
	if (topic.state === 'draft') return done([{ type: 'withdrawn', ...by(facts) }]);
	const reason = written(command.reason ?? '');
	return reason === '' ? refuse('reason-missing', {}, ['reason']) : done([{ type: 'withdrawn', ...by(facts), reason }]);
}

/** What is on an agenda, or has ended, is not moved by unit or office. */
function unlessOpen({ state }: Topic): Refused | null {
	if (state === 'scheduled') return refuse('topic-scheduled');
	return state === 'draft' || state === 'proposed' || state === 'accepted' || state === 'deferred'
		? null
		: refuse('topic-ended');
}

/** [T7] */
function support(topic: Topic, { unitId, sentence = '' }: CommandOf<'support'>, facts: TopicFacts): Judged {
	if (topic.state === 'draft') return refuse('not-allowed');
	const acts = facts.person.holdings.some((held) => 'unitId' in held && held.unitId === unitId);
	if (!acts || !facts.memberUnitIds.includes(unitId)) return refuse('not-a-member-unit', {}, ['unitId']);
	if (unitId === topic.unitId) return refuse('own-topic');
	if (topic.supports.some((each) => each.unitId === unitId)) return already;
	const refused = unlessOpen(topic);
	return refused ?? done([{ type: 'supported', ...by(facts), unitId, sentence: inOneLine(sentence) }]);
}

/** [T9] [T12] */
function unlessJudgeable(topic: Topic, reason: string): Refused | null {
	if (topic.state === 'draft') return refuse('not-allowed');
	return unlessOpen(topic) ?? (written(reason) === '' ? refuse('reason-missing', {}, ['reason']) : null);
}

function accept(topic: Topic, { reason }: CommandOf<'accept'>, facts: TopicFacts): Judged {
	if (topic.state === 'accepted') return already;
	const refused = unlessJudgeable(topic, reason);
	return refused ?? done([{ type: 'accepted', ...by(facts), reason: written(reason) }]);
}

function decline(topic: Topic, { reason }: CommandOf<'decline'>, facts: TopicFacts): Judged {
	if (topic.state === 'declined') return already;
	const refused = unlessJudgeable(topic, reason);
	return refused ?? done([{ type: 'declined', ...by(facts), reason: written(reason) }]);
}

/** [T11] */
function defer(topic: Topic, { reason, ...command }: CommandOf<'defer'>, facts: TopicFacts): Judged {
	const until = command.until ?? null;
	const refused = unlessJudgeable(topic, reason);
	if (refused) return refused;
	if (until !== null && !isIsoDate(until)) return refuse('bad-date', { date: until }, ['until']);
	if (until !== null && until < dayOf(facts.at)) return refuse('date-passed', { date: until }, ['until']);
	const last = topic.verdicts.at(-1);
	const same = last?.verdict === 'deferred' && last.until === until && last.reason === written(reason);
	if (topic.state === 'deferred' && same) return already;
	return done([{ type: 'deferred', ...by(facts), until, reason: written(reason) }]);
}

/** [T10] */
function merge(topic: Topic, { intoId, reason }: CommandOf<'merge'>, facts: TopicFacts): Judged {
	const into = rootOf(intoId, facts.topic);
	if (topic.state === 'merged' && into !== null && rootOf(topic.id, facts.topic)?.id === into.id) return already;
	const refused = unlessJudgeable(topic, reason);
	if (refused) return refused;
	if (!into || into.councilId !== topic.councilId || into.state === 'draft') return refuse('not-found', {}, ['intoId']);
	if (into.id === topic.id) return refuse('merge-circle', {}, ['intoId']);
	if (into.state === 'declined' || into.state === 'withdrawn' || into.state === 'discussed')
		return refuse('topic-ended', {}, ['intoId']);
	return done([{ type: 'merged', ...by(facts), into: into.id, reason: written(reason) }]);
}

/** [T15] */
function schedule(topic: Topic, { meetingId }: CommandOf<'schedule'>, facts: TopicFacts): Judged {
	const listing = openListing(topic);
	if (listing) return listing.meetingId === meetingId ? already : refuse('topic-scheduled');
	if (topic.state !== 'accepted') return refuse('topic-not-accepted');
	const meeting = facts.meeting(meetingId);
	if (!meeting || meeting.councilId !== topic.councilId) return refuse('not-found', {}, ['meetingId']);
	const refused = unlessPreparing(meeting.state);
	return refused ?? done([{ type: 'scheduled', ...by(facts), meetingId, itemId: itemIdOf(topic.id) }]);
}

function unlessPreparing(state: Phase): Refused | null {
	if (state === 'draft' || state === 'calling' || state === 'published') return null;
	return refuse(state === 'cancelled' || state === 'postponed' ? 'meeting-called-off' : 'meeting-began');
}

/** [T19] */
function takeOff(topic: Topic, { reason }: CommandOf<'take-off'>, facts: TopicFacts): Judged {
	const listing = openListing(topic);
	if (!listing) return topic.listings.at(-1)?.outcome === 'taken-off' ? already : refuse('topic-not-accepted');
	const state = facts.meeting(listing.meetingId)?.state;
	if (state === 'live' || state === 'minutes' || state === 'closed') return refuse('meeting-began');
	if (written(reason) === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'returned', ...by(facts), cause: 'taken-off', reason: written(reason) }]);
}

/** [T17] What the end, or the cancelling, of a meeting means for a topic on its agenda. Told twice it does nothing. */
export function afterMeeting(
	topic: TopicBook,
	meetingId: string,
	{ at, outcome }: { readonly at: Instant; readonly outcome: 'discussed' | 'not-reached' | 'called-off' }
): Judged {
	if (!topic || openListing(topic)?.meetingId !== meetingId) return already;
	const event: TopicEvent =
		outcome === 'discussed'
			? { type: 'discussed', personId: null, at }
			: { type: 'returned', personId: null, at, cause: outcome, reason: '' };
	return done([event]);
}

/** [T13] */
export function orderTopics(
	order: TopicOrder,
	{ unitId, points }: OrderTopics,
	facts: Pick<TopicFacts, 'person' | 'at' | 'memberUnitIds' | 'topic' | 'limits'> & { readonly councilId: string }
): Result<readonly TopicOrderEvent[]> {
	const acts = facts.person.holdings.some((held) => 'unitId' in held && held.unitId === unitId);
	if (!acts || !facts.memberUnitIds.includes(unitId)) return refuse('not-a-member-unit', {}, ['unitId']);
	const ballot: Record<string, number> = {};
	for (const { topicId, points: given } of points) {
		const topic = facts.topic(topicId);
		if (topic?.councilId !== facts.councilId || !mayRead(facts.person, topic, facts.memberUnitIds))
			return refuse('not-found', {}, ['points']);
		if (topic.state !== 'accepted') return refuse('topic-not-accepted', {}, ['points']);
		ballot[topicId] = (ballot[topicId] ?? 0) + given;
	}
	const sum = Object.values(ballot).reduce((all, each) => all + each, 0);
	const limit = facts.limits?.topicPoints ?? topicDefaults.points;
	if (sum > limit) return refuse('too-many-points', { limit }, ['points']);
	const before = order.points[unitId] ?? {};
	const sorted = (record: Readonly<Record<string, number>>): string =>
		JSON.stringify(Object.entries(record).toSorted());
	return sorted(before) === sorted(ballot)
		? done([])
		: done([{ type: 'ordered', ...by(facts), unitId, points: ballot }]);
}
