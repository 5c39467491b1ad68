import { expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import type { DraftTopic, TopicCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { TopicLevel } from './model.ts';
import { because, members, people, Pool, units, whole } from './scene.ts';
import {
	agendaItemOf,
	emptyContent,
	inPoolOrder,
	mayRead,
	pointsOf,
	proposingUnitIds,
	rootOf,
	supportersOf,
	timesListed
} from './views.ts';

const { office, chair, observer, edu, police, donghe, village, school, weather, nobody } = people;
const accept: TopicCommand = { command: 'accept', ...because };
const mergeInto = (intoId: string): TopicCommand => ({ command: 'merge', intoId, ...because });
const onto = (meetingId: string): TopicCommand => ({ command: 'schedule', meetingId });
const supporting = (unitId: string, sentence = ''): TopicCommand => ({ command: 'support', unitId, sentence });
const readers = (pool: Pool, id: string): readonly string[] =>
	Object.values(people)
		.filter((each) => mayRead(each, pool.get(id), members))
		.map(({ id: one }) => one)
		.toSorted();

test.each<[string, Person, readonly string[]]>([
	['a member unit', edu, ['u-edu']],
	['a village below a member township', village, ['u-village']],
	['a school below a member department', school, ['u-school']],
	['a department in no council', weather, []],
	['somebody of the office, who acts for no unit', office, []]
])('[T1] %s proposes for its own', (_, who, expected) => {
	expect(proposingUnitIds(who, members, units)).toEqual(expected);
});

test('[T1] nobody proposes for another unit', () => {
	expect(new Pool().draft(edu, 't-1', whole)).toBe('cannot-propose');
	expect(new Pool().draft(weather, 't-1', { ...whole, unitId: 'u-weather' })).toBe('cannot-propose');
});

test('[T2] a draft is read and changed by its author alone', () => {
	const pool = new Pool();
	pool.draft(school, 't-1', { unitId: 'u-school' });
	expect(readers(pool, 't-1')).toEqual(['of-u-school']);
	const colleague: Person = { ...school, id: 'colleague' };
	expect(mayRead(colleague, pool.get('t-1'), members)).toBe(false);
	for (const command of [{ command: 'revise', title: '改' }, accept, supporting('u-edu')] as const)
		expect(pool.give(command.command === 'revise' ? colleague : office, 't-1', command)).toBe('not-allowed');
	expect(pool.give(school, 't-1', { command: 'revise', title: ' 安全 ' })).toBe('revised');
	expect(pool.get('t-1').content.title).toBe('安全');
});

test.each<[Partial<DraftTopic>, string]>([
	[{}, 'proposed'],
	[{ title: '  ' }, 'topic-incomplete'],
	[{ matter: '' }, 'topic-incomplete'],
	[{ facts: '' }, 'topic-incomplete'],
	[{ request: '' }, 'topic-incomplete'],
	[{ category: null }, 'topic-incomplete'],
	[{ minutes: 0 }, 'topic-incomplete'],
	[{ written: true, minutes: 10 }, 'proposed'],
	[{ written: true, minutes: 11 }, 'written-too-long']
])('[T3] a draft with %j: %s', (change, expected) => {
	const pool = new Pool();
	pool.draft(school, 't-1', { ...whole, ...change });
	expect(pool.give(school, 't-1', { command: 'propose' })).toBe(expected);
});

test('[T3] proposing again changes nothing', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	expect(pool.give(school, 't-1', { command: 'propose' })).toBe('');
});

test('[T3] a proposal does not lose a field again', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	expect(pool.give(school, 't-1', { command: 'revise', request: '' })).toBe('topic-incomplete');
});

test('[T4] until triage it is changed, until the agenda it is withdrawn', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	expect(pool.give(school, 't-1', { command: 'revise', minutes: 15 })).toBe('revised');
	expect(pool.give(edu, 't-1', { command: 'withdraw' })).toBe('not-allowed');
	pool.give(office, 't-1', accept);
	expect(pool.give(school, 't-1', { command: 'revise', minutes: 20 })).toBe('topic-triaged');
	pool.give(office, 't-1', onto('m-1'));
	expect(pool.give(school, 't-1', { command: 'withdraw', ...because })).toBe('topic-scheduled');
	pool.give(office, 't-1', { command: 'take-off', ...because });
	for (const reason of ['', ' \u200b'])
		expect(pool.give(school, 't-1', { command: 'withdraw', reason })).toBe('reason-missing');
	expect(pool.give(school, 't-1', { command: 'withdraw', reason: '已另行解决' })).toBe('withdrawn');
	expect(pool.get('t-1')).toMatchObject({ state: 'withdrawn', withdrawnBecause: '已另行解决' });
	expect(pool.give(school, 't-1', { command: 'propose' })).toBe('topic-ended');
});

test('[T4] a draft is withdrawn without a word', () => {
	const pool = new Pool();
	pool.draft(school, 't-1');
	expect(pool.give(school, 't-1', { command: 'withdraw' })).toBe('withdrawn');
});

test('[T3] what is not seen is no title, and stands in none', () => {
	const pool = new Pool();
	pool.draft(school, 't-1', { ...whole, title: '\u202e\u0000\u200b' });
	expect(pool.give(school, 't-1', { command: 'propose' })).toBe('topic-incomplete');
	pool.give(school, 't-1', { command: 'revise', title: '\u202e校门口\u0000安全', matter: '一\r\n\u2067二' });
	expect(pool.get('t-1').content).toMatchObject({ title: '校门口安全', matter: '一\n二' });
});

const councilPeople = ['chair', 'observer', 'office', 'of-u-donghe', 'of-u-edu', 'of-u-police'];
test.each<[TopicLevel, Partial<DraftTopic>, readonly string[]]>([
	['public', {}, Object.values(people).map(({ id }) => id)],
	['internal', {}, [...councilPeople, 'of-u-school']],
	['internal', { invitedUnitIds: ['u-weather'] }, [...councilPeople, 'of-u-school', 'of-u-weather']],
	['need-to-know', {}, ['chair', 'office', 'of-u-school']],
	['need-to-know', { invitedUnitIds: ['u-weather'] }, ['chair', 'office', 'of-u-school']],
	['need-to-know', { readerUnitIds: ['u-police'] }, ['chair', 'office', 'of-u-police', 'of-u-school']],
	['need-to-know', { readerPersonIds: ['nobody'] }, ['chair', 'nobody', 'office', 'of-u-school']]
])('[T5] %s with %j is read by exactly these', (level, change, expected) => {
	const pool = new Pool();
	pool.accepted(school, 't-1', { ...whole, level, ...change });
	expect(readers(pool, 't-1')).toEqual(expected.toSorted());
});

test('[T5] somebody invited reads it once it is accepted', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1', { ...whole, invitedUnitIds: ['u-weather'] });
	expect(mayRead(weather, pool.get('t-1'), members)).toBe(false);
});

test('[T6] what an agenda shows of a need-to-know topic is neither title nor unit', () => {
	const pool = new Pool();
	pool.accepted(school, 't-1', { ...whole, level: 'need-to-know' });
	expect(agendaItemOf(pool.get('t-1'))).toEqual({ id: 't-t-1', title: '限知悉议题', unitId: null, minutes: 10 });
	pool.accepted(school, 't-2');
	expect(agendaItemOf(pool.get('t-2'))).toMatchObject({ title: whole.title, unitId: 'u-school' });
});

test('[T7] a member unit supports once; others and the proposing unit do not', () => {
	const pool = new Pool();
	pool.proposed(edu, 't-1', { ...whole, unitId: 'u-edu' });
	expect(pool.give(police, 't-1', supporting('u-police', ' 支持 '))).toBe('supported');
	expect(pool.give(police, 't-1', supporting('u-police', '再支持'))).toBe('');
	expect(pool.get('t-1').supports).toMatchObject([{ unitId: 'u-police', sentence: '支持' }]);
	expect(pool.give(police, 't-1', supporting('u-donghe'))).toBe('not-a-member-unit');
	expect(pool.give(edu, 't-1', supporting('u-edu'))).toBe('own-topic');
	expect(pool.give(village, 't-1', supporting('u-village'))).toBe('not-allowed');
	expect(pool.give(observer, 't-1', supporting('u-edu'))).toBe('not-allowed');
});

test('[T7] who may not read a topic does not support it', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1', { ...whole, level: 'need-to-know' });
	expect(pool.give(police, 't-1', supporting('u-police'))).toBe('not-allowed');
});

test('[T8] supporters come along through two merges, each unit once and with its first sentence', () => {
	const pool = new Pool();
	for (const [who, id, unitId] of [
		[school, 't-1', 'u-school'],
		[village, 't-2', 'u-village'],
		[edu, 't-3', 'u-edu']
	] as const)
		pool.proposed(who, id, { ...whole, unitId });
	pool.give(police, 't-1', supporting('u-police', '先'));
	pool.give(edu, 't-1', supporting('u-edu'));
	pool.give(police, 't-2', supporting('u-police', '后'));
	pool.give(donghe, 't-3', supporting('u-donghe'));
	pool.give(office, 't-1', mergeInto('t-2'));
	pool.give(office, 't-2', mergeInto('t-3'));
	const supporters = supportersOf(pool.get('t-3'), pool.mergedInto('t-3'));
	expect(supporters.map(({ unitId, sentence }) => [unitId, sentence])).toEqual([
		['u-police', '先'],
		['u-donghe', '']
	]);
});

test.each<TopicCommand>([
	{ command: 'accept', reason: ' ' },
	{ command: 'decline', reason: ' ' },
	{ command: 'defer', reason: ' ' },
	{ command: 'merge', intoId: 't-2', reason: ' ' }
])('[T9] nothing is triaged without a reason, and by the office alone: %j', (command) => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	pool.proposed(school, 't-2');
	expect(pool.give(office, 't-1', command)).toBe('reason-missing');
	for (const who of [chair, edu, school, nobody])
		expect(pool.give(who, 't-1', { ...command, ...because })).toBe('not-allowed');
	pool.give(office, 't-1', { ...command, ...because });
	expect(pool.get('t-1').verdicts).toMatchObject([because]);
});

test('[T10] merging follows what was merged itself, and refuses a circle', () => {
	const pool = new Pool();
	for (const id of ['t-1', 't-2', 't-3']) pool.proposed(school, id);
	expect(pool.give(office, 't-1', mergeInto('t-1'))).toBe('merge-circle');
	expect(pool.give(office, 't-1', mergeInto('t-2'))).toBe('merged');
	expect(pool.give(office, 't-1', mergeInto('t-2'))).toBe('');
	expect(pool.give(office, 't-2', mergeInto('t-1'))).toBe('merge-circle');
	expect(pool.give(office, 't-3', mergeInto('t-1'))).toBe('merged');
	expect(pool.get('t-3').into).toBe('t-2');
	expect(rootOf('t-3', (id) => pool.get(id))?.id).toBe('t-2');
});

test('[T10] [T15] neither topic nor meeting of another council is there', () => {
	const pool = new Pool();
	for (const id of ['t-1', 't-2']) pool.accepted(school, id);
	const facts = pool.facts(office);
	const elsewhere = { ...pool.get('t-2'), councilId: 'c-2' };
	const merged = decide(pool.get('t-1'), mergeInto('t-2'), {
		...facts,
		topic: (id) => (id === 't-2' ? elsewhere : pool.get(id))
	});
	expect(merged).toMatchObject({ refusal: { code: 'not-found', fields: ['intoId'] } });
	const meeting = () => ({ councilId: 'c-2', state: 'draft' as const });
	const scheduled = decide(pool.get('t-1'), onto('m-1'), { ...facts, meeting });
	expect(scheduled).toMatchObject({ refusal: { code: 'not-found', fields: ['meetingId'] } });
});

test('[T10] nothing is merged into what has ended, is a draft, or is not there', () => {
	const pool = new Pool();
	for (const id of ['t-1', 't-2']) pool.proposed(school, id);
	pool.draft(school, 't-3');
	pool.give(office, 't-2', { command: 'decline', ...because });
	expect(['t-2', 't-3', 't-4'].map((id) => pool.give(office, 't-1', mergeInto(id)))).toEqual([
		'topic-ended',
		'not-found',
		'not-found'
	]);
});

test('[T11] deferred to a day to come or to the next meeting, and taken up again', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	const defer = (until?: string): TopicCommand => ({ command: 'defer', ...(until && { until }), ...because });
	expect(pool.give(office, 't-1', defer('2026-02-30'))).toBe('bad-date');
	expect(pool.give(office, 't-1', defer('2026-11-22'))).toBe('date-passed');
	expect(pool.give(office, 't-1', defer('2026-12-01'))).toBe('deferred');
	expect(pool.give(office, 't-1', defer('2026-12-01'))).toBe('');
	expect(pool.give(office, 't-1', defer())).toBe('deferred');
	expect(pool.get('t-1').verdicts.map((each) => 'until' in each && each.until)).toEqual(['2026-12-01', null]);
	expect(pool.give(office, 't-1', accept)).toBe('accepted');
});

test('[T12] an accepted topic is judged again until it is on an agenda; what ended is not', () => {
	const pool = new Pool();
	pool.accepted(school, 't-1');
	expect(pool.give(office, 't-1', { command: 'defer', ...because })).toBe('deferred');
	pool.give(office, 't-1', accept);
	pool.give(office, 't-1', onto('m-1'));
	expect(pool.give(office, 't-1', { command: 'decline', ...because })).toBe('topic-scheduled');
	pool.give(office, 't-1', { command: 'take-off', ...because });
	expect(pool.give(office, 't-1', { command: 'decline', ...because })).toBe('declined');
	expect(pool.give(office, 't-1', accept)).toBe('topic-ended');
	expect(pool.give(office, 't-1', onto('m-1'))).toBe('topic-not-accepted');
});

test('[T3] [T13] a council may give other points and other lengths of a written report', () => {
	const pool = new Pool();
	pool.accepted(school, 't-1');
	pool.limits = { topicPoints: 5, writtenMinutes: 5 };
	const give = (points: number): string =>
		pool.rank(police, { unitId: 'u-police', points: [{ topicId: 't-1', points }] });
	expect([give(6), give(5)]).toEqual(['too-many-points', 'ordered']);
	pool.draft(school, 't-2', { ...whole, written: true, minutes: 6 });
	expect(pool.give(school, 't-2', { command: 'propose' })).toBe('written-too-long');
	pool.limits = { topicPoints: 5, writtenMinutes: 6 };
	expect(pool.give(school, 't-2', { command: 'propose' })).toBe('proposed');
});

test('[T13] three points in all, for accepted topics, by a member unit, and changeable', () => {
	const pool = new Pool();
	for (const id of ['t-1', 't-2']) pool.accepted(school, id);
	pool.proposed(school, 't-3');
	const give = (who: Person, unitId: string, ...points: readonly (readonly [string, number])[]): string =>
		pool.rank(who, { unitId, points: points.map(([topicId, each]) => ({ topicId, points: each })) });
	expect(give(police, 'u-police', ['t-1', 2], ['t-2', 2])).toBe('too-many-points');
	expect(give(police, 'u-police', ['t-1', 2], ['t-1', 2])).toBe('too-many-points');
	expect(give(police, 'u-police', ['t-1', 2], ['t-2', 1])).toBe('ordered');
	expect(give(police, 'u-police', ['t-2', 1], ['t-1', 2])).toBe('');
	expect(give(police, 'u-police', ['t-2', 3])).toBe('ordered');
	expect(give(police, 'u-police', ['t-3', 1])).toBe('topic-not-accepted');
	expect(give(police, 'u-edu', ['t-1', 1])).toBe('not-a-member-unit');
	expect(give(village, 'u-village', ['t-1', 1])).toBe('not-a-member-unit');
	// [T5] What a unit does not read is not there for it, whatever its state.
	pool.accepted(school, 't-4', { ...whole, level: 'need-to-know', readerUnitIds: ['u-donghe'] });
	expect(give(police, 'u-police', ['t-4', 1])).toBe('not-found');
	expect(give(people.donghe, 'u-donghe', ['t-4', 1])).toBe('ordered');
	pool.rank(people.donghe, { unitId: 'u-donghe', points: [] });
	expect([...pointsOf(pool.order, (id) => pool.get(id))]).toEqual([['t-2', 3]]);
});

test('[T14] ties by age; points follow a merge and rest while a topic is not accepted', () => {
	const pool = new Pool();
	for (const id of ['t-3', 't-1', 't-2']) pool.accepted(school, id);
	pool.rank(police, { unitId: 'u-police', points: [{ topicId: 't-2', points: 2 }] });
	const order = (): readonly string[] =>
		inPoolOrder(
			[...pool.topics.values()].filter(({ state }) => state === 'accepted'),
			pointsOf(pool.order, (id) => pool.get(id))
		).map(({ id }) => id);
	expect(order()).toEqual(['t-2', 't-3', 't-1']);
	pool.give(office, 't-2', mergeInto('t-1'));
	expect(order()).toEqual(['t-1', 't-3']);
	pool.give(office, 't-1', { command: 'defer', ...because });
	expect(pointsOf(pool.order, (id) => pool.get(id)).size).toBe(0);
});

test('[T15] only an accepted topic, into a meeting being prepared, and on one agenda', () => {
	const pool = new Pool();
	pool.proposed(school, 't-1');
	expect(pool.give(office, 't-1', onto('m-1'))).toBe('topic-not-accepted');
	pool.give(office, 't-1', accept);
	expect(pool.give(school, 't-1', onto('m-1'))).toBe('not-allowed');
	expect(pool.give(office, 't-1', onto('m-9'))).toBe('not-found');
	for (const [state, code] of [
		['live', 'meeting-began'],
		['closed', 'meeting-began'],
		['postponed', 'meeting-called-off']
	] as const) {
		pool.meetings.set('m-1', state);
		expect(pool.give(office, 't-1', onto('m-1'))).toBe(code);
	}
	expect(pool.give(chair, 't-1', onto('m-2'))).toBe('scheduled');
	expect(pool.give(chair, 't-1', onto('m-2'))).toBe('');
	expect(pool.give(chair, 't-1', onto('m-1'))).toBe('topic-scheduled');
});

test('[T17] [T18] what was not reached comes back with its count, what was discussed does not', () => {
	const pool = new Pool();
	pool.accepted(school, 't-1');
	for (const outcome of ['not-reached', 'called-off', 'not-reached'] as const) {
		pool.meetings.set('m-1', 'draft');
		pool.give(office, 't-1', onto('m-1'));
		pool.end('m-1', outcome);
		pool.end('m-1', outcome);
		expect(pool.get('t-1').state).toBe('accepted');
	}
	pool.give(office, 't-1', onto('m-2'));
	expect(timesListed(pool.get('t-1'))).toBe(3);
	pool.end('m-2', 'discussed');
	expect(pool.get('t-1')).toMatchObject({ state: 'discussed' });
	expect(pool.get('t-1').listings.map((each) => each.outcome)).toEqual([
		'not-reached',
		'called-off',
		'not-reached',
		'reached'
	]);
});

test('[T19] taken off with a reason until the meeting begins, and it does not count', () => {
	const pool = new Pool();
	pool.accepted(school, 't-1');
	pool.give(office, 't-1', onto('m-1'));
	expect(pool.give(office, 't-1', { command: 'take-off', reason: '' })).toBe('reason-missing');
	pool.meetings.set('m-1', 'live');
	expect(pool.give(office, 't-1', { command: 'take-off', ...because })).toBe('meeting-began');
	pool.meetings.set('m-1', 'draft');
	expect(pool.give(office, 't-1', { command: 'take-off', ...because })).toBe('returned');
	expect(pool.give(office, 't-1', { command: 'take-off', ...because })).toBe('');
	expect(timesListed(pool.get('t-1'))).toBe(0);
});

test('[T2] a new draft is internal and takes the default minutes', () => {
	const pool = new Pool();
	pool.draft(school, 't-1', { unitId: 'u-school' });
	expect(pool.get('t-1').content).toEqual(emptyContent);
});
