import { expect, onTestFinished, test } from 'vitest';
import { removeItem } from '#shared/agenda/document.ts';
import { because, council, openScene, whole } from './scene.ts';

async function open() {
	const scene = await openScene();
	onTestFinished(scene.close);
	return scene;
}

test.each([
	['teacher', 'u-school', 200, ['drafted']],
	['of-u-edu', 'u-edu', 200, ['drafted']],
	['of-u-edu', 'u-school', 403, 'not-allowed'],
	['outsider', 'u-stranger', 422, 'cannot-propose'],
	['secretary', 'u-edu', 403, 'not-allowed'],
	[null, 'u-school', 401, 'not-signed-in']
])('[T1] %s drafts for %s: %i %j', async (who, unitId, status, told) => {
	const { give } = await open();
	expect(await give(who, `councils/${council}/draft-topic`, { unitId })).toMatchObject({ status, told });
});

test('[T1] a school, which is in no council, is told where it may propose', async () => {
	const { topic } = await open();
	expect((await topic('teacher', '/councils')).body.items).toMatchObject([
		{ id: council, units: [{ id: 'u-school' }] }
	]);
	expect((await topic('outsider', '/councils')).body.items).toEqual([]);
});

test('a draft saved twice with one key is one draft', async () => {
	const { give, ids } = await open();
	const first = await give('teacher', `councils/${council}/draft-topic`, whole, 'key-12345678');
	const second = await give('teacher', `councils/${council}/draft-topic`, whole, 'key-12345678');
	expect(second).toEqual(first);
	expect(await ids('teacher')).toEqual([first.id]);
});

test('[T2] a draft is listed, read and moved by its author alone', async () => {
	const { draft, give, ids, topic } = await open();
	const id = await draft({ level: 'public' });
	for (const who of ['secretary', 'convener', 'colleague', 'of-u-edu']) {
		expect(await ids(who)).toEqual([]);
		expect((await topic(who, `/${id}`)).status).toBe(404);
		expect(await give(who, `topics/${id}/revise`, { title: '改' })).toMatchObject({ told: 'not-found' });
	}
	expect(await give('secretary', `topics/${id}/accept`, because)).toMatchObject({ told: 'not-found' });
	expect(await ids('teacher')).toEqual([id]);
});

test('[T3] an incomplete draft is not proposed, and the answer names the fields', async () => {
	const { draft, give } = await open();
	const id = await draft({ facts: ' ', category: null });
	const answer = await give('teacher', `topics/${id}/propose`);
	expect(answer).toMatchObject({ status: 422, told: 'topic-incomplete', fields: ['facts', 'category'] });
});

test.each([{ invitedUnitIds: ['u-none'] }, { level: 'need-to-know', readerPersonIds: ['p-none'] }])(
	'a topic names units and people that are there: %j',
	async (change) => {
		const { give } = await open();
		const answer = await give('teacher', `councils/${council}/draft-topic`, { ...whole, ...change });
		expect(answer.status).toBeGreaterThanOrEqual(404);
	}
);

test('[T5] who may not read a need-to-know topic finds it nowhere', async () => {
	const { accepted, give, ids, topic } = await open();
	const id = await accepted({ level: 'need-to-know', readerUnitIds: ['u-police'] });
	await give('of-u-police', `councils/${council}/order-topics`, {
		unitId: 'u-police',
		points: [{ topicId: id, points: 3 }]
	});
	for (const who of ['of-u-edu', 'leader', 'observer', 'outsider']) {
		expect(await ids(who)).toEqual([]);
		expect((await topic(who, `/${id}`)).status).toBe(404);
		// As if there were no such topic: a "not allowed" would tell that there is.
		expect(await give(who, `topics/${id}/support`, { unitId: 'u-edu' })).toMatchObject({ told: 'not-found' });
		expect(await give(who, `topics/${id}/schedule`, { meetingId: 'm-1' })).toMatchObject({ told: 'not-found' });
	}
	const ranked = async (who: string) => (await topic(who, `/order?councilId=${council}`)).body;
	for (const who of ['of-u-edu', 'leader', 'observer'])
		expect(await ranked(who)).toMatchObject({ items: [], points: { 'u-police': {} } });
	expect(await ranked('of-u-police')).toMatchObject({
		items: [{ id, points: 3 }],
		points: { 'u-police': { [id]: 3 } }
	});
	const points = [{ topicId: id, points: 1 }];
	expect(await give('of-u-edu', `councils/${council}/order-topics`, { unitId: 'u-edu', points })).toMatchObject({
		told: 'not-found'
	});
	expect(await give('of-u-police', `topics/${id}/withdraw`)).toMatchObject({ told: 'not-allowed' });
	for (const who of ['of-u-police', 'secretary', 'convener', 'colleague']) expect(await ids(who)).toEqual([id]);
});

test('[T5] a follower cannot read what a topic was as a draft, nor points on what they may not read: no door', async () => {
	const { house } = await open();
	const questions = [...house.grounds.doors.questions.keys()];
	expect(questions).not.toContain('topics/follow');
	expect(questions).not.toContain('topic-orders/follow');
});

test('[T6] on the agenda a need-to-know topic has neither its title nor its unit', async () => {
	const { accepted, agenda, give } = await open();
	const id = await accepted({ level: 'need-to-know' });
	await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	expect((await agenda()).at(-1)).toEqual({ id: `t-${id}`, title: '限知悉议题', unitId: null, minutes: 10 });
});

test('[T8] supporters come along, each once; a sentence is read where its topic is', async () => {
	const { proposed, give, topic, house } = await open();
	const [hidden, root] = [await proposed({ level: 'need-to-know', readerUnitIds: ['u-police'] }), await proposed()];
	await give('of-u-police', `topics/${hidden}/support`, { unitId: 'u-police', sentence: '另有隐情' });
	house.advance(1000);
	await give('of-u-health', `topics/${root}/support`, { unitId: 'u-health', sentence: '支持' });
	expect(await give('of-u-health', `topics/${root}/support`, { unitId: 'u-health' })).toMatchObject({ told: [] });
	await give('secretary', `topics/${hidden}/merge`, { intoId: root, ...because });
	const supporters = async (who: string) =>
		(await topic(who, `/${root}`)).body.supporters.map(({ unitId, sentence }: Record<string, string>) => [
			unitId,
			sentence
		]);
	expect(await supporters('of-u-police')).toEqual([
		['u-police', '另有隐情'],
		['u-health', '支持']
	]);
	expect(await supporters('of-u-edu')).toEqual([
		['u-police', ''],
		['u-health', '支持']
	]);
	expect((await topic('of-u-edu', `/${root}`)).body.merged).toEqual([]);
	expect((await topic('secretary', `/${root}`)).body.merged).toMatchObject([{ id: hidden }]);
});

test('[T9] the proposer reads the reason, and where a topic went', async () => {
	const { proposed, give, topic } = await open();
	const [one, other] = [await proposed(), await proposed({ level: 'need-to-know', unitId: 'u-edu' }, 'of-u-edu')];
	expect(await give('secretary', `topics/${one}/decline`, { reason: ' ' })).toMatchObject({ told: 'reason-missing' });
	await give('secretary', `topics/${one}/merge`, { intoId: other, reason: '同一事项' });
	const { body } = await topic('teacher', `/${one}`);
	expect(body).toMatchObject({
		state: 'merged',
		verdicts: [{ verdict: 'merged', reason: '同一事项' }],
		into: { id: other, title: null }
	});
});

test('[T10] of two merges into each other at once one is refused', async () => {
	const { proposed, give, topic } = await open();
	const [one, other] = [await proposed(), await proposed()];
	const answers = await Promise.all([
		give('secretary', `topics/${one}/merge`, { intoId: other, ...because }),
		give('secretary', `topics/${other}/merge`, { intoId: one, ...because })
	]);
	expect(answers.map(({ told }) => JSON.stringify(told)).toSorted()).toEqual(['"merge-circle"', '["merged"]']);
	const states = await Promise.all([one, other].map(async (id) => (await topic('secretary', `/${id}`)).body.state));
	expect(states.toSorted()).toEqual(['merged', 'proposed']);
});

test('[T8] [T10] what was merged into a merged one is found with the last', async () => {
	const { proposed, give, topic } = await open();
	const [a, b, c] = [await proposed(), await proposed(), await proposed()];
	await give('of-u-police', `topics/${a}/support`, { unitId: 'u-police' });
	await give('secretary', `topics/${a}/merge`, { intoId: b, ...because });
	await give('secretary', `topics/${b}/merge`, { intoId: c, ...because });
	const { body } = await topic('secretary', `/${c}`);
	expect(body.merged.map(({ id }: { id: string }) => id)).toEqual([a, b]);
	expect(body.supporters).toMatchObject([{ unitId: 'u-police' }]);
});

test('[T13] [T14] the pool stands in the order of the points, ties by age', async () => {
	const { accepted, give, topic, house } = await open();
	const made: string[] = [];
	for (let n = 0; n < 3; n += 1) {
		house.advance(1000);
		made.push(await accepted());
	}
	const [first = '', second = '', third = ''] = made;
	const order = (who: string, unitId: string, topicId: string, points: number) =>
		give(who, `councils/${council}/order-topics`, { unitId, points: [{ topicId, points }] });
	expect(await order('of-u-police', 'u-police', third, 4)).toMatchObject({ status: 422, told: 'too-many-points' });
	expect(await order('of-u-police', 'u-police', third, 2)).toMatchObject({ told: ['ordered'] });
	expect(await order('outsider', 'u-stranger', third, 2)).toMatchObject({ status: 403 });
	const ranked = async () => (await topic('of-u-edu', `/order?councilId=${council}`)).body;
	expect((await ranked()).items).toEqual([
		{ id: third, points: 2 },
		{ id: first, points: 0 },
		{ id: second, points: 0 }
	]);
	await order('of-u-police', 'u-police', second, 1);
	expect((await ranked()).items.map(({ id }: { id: string }) => id)).toEqual([second, first, third]);
	expect((await ranked()).points).toEqual({ 'u-police': { [second]: 1 } });
});

test('[T15] what the meeting has recorded meanwhile is judged first: nothing is scheduled on what is no longer so', async () => {
	const { accepted, give, house } = await open();
	const id = await accepted();
	const { storage } = house.grounds;
	const behind = { stream: 'meetings:m-1', type: 'cancelled', payload: { type: 'cancelled' }, personId: null, at: 0 };
	await storage.record({ expect: [], facts: [behind], statements: [], outbox: [] });
	expect(await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' })).toMatchObject({ told: 'stale' });
	expect(storage.facts(`topics:${id}`, 0).some(({ type }) => type === 'scheduled')).toBe(false);
});

test('[T15] [T16] scheduled twice at once it stands on the agenda once', async () => {
	const { accepted, agenda, give, topic } = await open();
	const id = await accepted();
	const answers = await Promise.all([1, 2].map(() => give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' })));
	expect(answers.map(({ told }) => told)).toEqual([['scheduled'], []]);
	const items = await agenda();
	expect(items.filter(({ title }) => title === whole.title)).toEqual([
		{ id: `t-${id}`, title: whole.title, unitId: 'u-school', minutes: 10 }
	]);
	expect((await topic('teacher', `/${id}`)).body).toMatchObject({
		state: 'scheduled',
		meetingId: 'm-1',
		timesListed: 1
	});
});

test('[T15] neither a declined topic, nor somebody else, nor a begun meeting', async () => {
	const { accepted, agenda, begin, give } = await open();
	const [declined, good] = [await accepted(), await accepted()];
	await give('secretary', `topics/${declined}/decline`, because);
	expect(await give('secretary', `topics/${declined}/schedule`, { meetingId: 'm-1' })).toMatchObject({ status: 409 });
	expect(await give('teacher', `topics/${good}/schedule`, { meetingId: 'm-1' })).toMatchObject({ status: 403 });
	await begin();
	expect(await give('secretary', `topics/${good}/schedule`, { meetingId: 'm-1' })).toMatchObject({
		told: 'meeting-began'
	});
	expect(await agenda()).toHaveLength(1);
});

test('[T17] what the meeting did not reach comes back, what it dealt with does not', async () => {
	const { accepted, agenda, give, begin, schedule, topic, house } = await open();
	const [reached, left] = [await accepted(), await accepted()];
	for (const id of [reached, left]) await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	await agenda();
	await begin();
	const [first] = await agenda();
	await give('convener', 'meetings/m-1/next', { from: first?.id, to: `t-${reached}` });
	await give('convener', 'meetings/m-1/end');
	await house.grounds.outbox.drained();
	expect((await topic('teacher', `/${reached}`)).body).toMatchObject({ state: 'discussed' });
	expect((await topic('teacher', `/${left}`)).body).toMatchObject({ state: 'accepted', timesListed: 1 });
	await schedule('m-2');
	await give('secretary', `topics/${left}/schedule`, { meetingId: 'm-2' });
	expect((await topic('teacher', `/${left}`)).body).toMatchObject({ meetingId: 'm-2', timesListed: 2 });
	expect((await agenda('m-2')).filter(({ id }) => id === `t-${left}`)).toHaveLength(1);
});

test('[T17] what the room put aside comes back, though it was on the table', async () => {
	const { accepted, agenda, give, begin, topic, house } = await open();
	const id = await accepted();
	await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	await agenda();
	await begin();
	const [first] = await agenda();
	await give('convener', 'meetings/m-1/next', { from: first?.id, to: `t-${id}` });
	await give('convener', 'meetings/m-1/next', { from: `t-${id}`, to: first?.id });
	await give('convener', 'meetings/m-1/next', { from: first?.id, to: `t-${id}` });
	expect((await give('convener', 'meetings/m-1/park', { itemId: `t-${id}` })).status).toBe(200);
	await give('convener', 'meetings/m-1/end');
	await house.grounds.outbox.drained();
	expect((await topic('teacher', `/${id}`)).body).toMatchObject({ state: 'accepted', timesListed: 1 });
});

test('[T13] points given while their topic leaves the pool are not kept', async () => {
	const { accepted, give } = await open();
	const id = await accepted();
	const [declined, ordered] = await Promise.all([
		give('secretary', `topics/${id}/decline`, because),
		give('of-u-edu', `councils/${council}/order-topics`, { unitId: 'u-edu', points: [{ topicId: id, points: 1 }] })
	]);
	expect([declined.told, ordered.told]).toEqual([['declined'], 'topic-not-accepted']);
});

test('[T18] a cancelled meeting gives its topics back and does not count', async () => {
	const { accepted, give, topic, house } = await open();
	const id = await accepted();
	await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	await give('secretary', 'meetings/m-1/cancel', { reason: '合并召开' });
	await house.grounds.outbox.drained();
	expect((await topic('teacher', `/${id}`)).body).toMatchObject({ state: 'accepted', timesListed: 0 });
});

test('[T19] taken off it is gone from the agenda, and may be put there again once', async () => {
	const { accepted, agenda, give } = await open();
	const id = await accepted();
	const schedule = () => give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	await schedule();
	expect(await agenda()).toHaveLength(2);
	await give('secretary', `topics/${id}/take-off`, because);
	expect(await agenda()).toHaveLength(1);
	await schedule();
	expect((await agenda()).filter((item) => item.id === `t-${id}`)).toHaveLength(1);
});

test('[T17] an item that somebody removed from the shared agenda is not lost with it', async () => {
	const { accepted, agenda, begin, give, topic, house, meetings } = await open();
	const id = await accepted();
	await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	await agenda();
	await house.grounds.sync.edit(meetings.documentName('m-1', 'agenda'), (doc) => void removeItem(doc, `t-${id}`));
	await begin();
	await give('convener', 'meetings/m-1/end');
	await house.grounds.outbox.drained();
	expect((await topic('teacher', `/${id}`)).body).toMatchObject({ state: 'accepted' });
});

test('GET /api/topics filters by its columns and goes on by its cursor', async () => {
	const { accepted, proposed, ids, topic } = await open();
	const funds = await accepted({ category: 'funds', priority: 'fund-first' });
	const open1 = await proposed({ level: 'public' });
	const police = await proposed({ unitId: 'u-police' }, 'of-u-police');
	expect(await ids('secretary', 'state=accepted')).toEqual([funds]);
	expect(await ids('secretary', 'category=funds')).toEqual([funds]);
	expect(await ids('secretary', 'priority=fund-first')).toEqual([funds]);
	expect(await ids('secretary', 'level=public')).toEqual([open1]);
	expect(await ids('secretary', 'unitId=u-police')).toEqual([police]);
	expect(await ids('secretary', 'councilId=c-other')).toEqual([]);
	expect(await ids('outsider')).toEqual([open1]);
	const all = await ids('secretary');
	const walked: string[] = [];
	for (let cursor: string | null = ''; cursor !== null;) {
		const { body } = await topic('secretary', `?limit=1${cursor && `&cursor=${cursor}`}`);
		walked.push(...body.items.map(({ id }: { id: string }) => id));
		cursor = body.next;
	}
	expect(walked).toEqual(all);
	expect(walked).toHaveLength(3);
	expect((await topic('secretary', '?cursor=nonsense')).status).toBe(400);
});

test('[T16] after a restart nothing is added again', async () => {
	const { accepted, agenda, give, restart } = await open();
	const id = await accepted();
	await give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
	expect(await agenda()).toHaveLength(2);
	const again = await restart();
	expect((await again.agenda()).filter((item) => item.id === `t-${id}`)).toHaveLength(1);
});
