import { afterEach, describe, expect, test } from 'vitest';
import { openHouse, people, type House } from '#server/house/index.ts';

const houses = new Set<House>();
async function house(folder?: string): Promise<House> {
	const opened = await openHouse(folder);
	houses.add(opened);
	return opened;
}
afterEach(async () => {
	for (const opened of houses) await opened.close();
	houses.clear();
});
async function died(opened: House): Promise<string> {
	houses.delete(opened);
	await opened.close(true);
	return opened.folder;
}

const paint = {
	id: 'a-paint',
	text: '校门口施划减速标线',
	leadUnitId: 'u-police',
	coUnitIds: ['u-transport'],
	dueOn: '2026-12-18'
};
const pay = { id: 'a-pay', text: '拨付第二批资金', leadUnitId: 'u-finance' };
const conclude = { itemId: 'i-safety', kind: 'agreed', text: '同意护学岗方案。', actionIds: ['a-paint', 'a-pay'] };
async function prepared(): Promise<House> {
	const opened = await house();
	await opened.propose(paint);
	await opened.propose(pay);
	return opened;
}

describe('a conclusion over the door', () => {
	test('[D11] adopts decisions in one transaction with journal and outbox, and one follow-up opens', async () => {
		const { post, get, storage, outbox } = await prepared();
		const answer = await post('convener', '/api/decisions/m-4/conclude', conclude);
		expect(answer).toMatchObject({
			status: 200,
			body: {
				seq: 4,
				events: [{ type: 'adopted' }, { type: 'adopted' }, { type: 'adopted' }, { type: 'concluded' }],
				decisions: [{ label: '第4次-1' }, { label: '第4次-2', leadUnitId: 'u-police', coUnitIds: ['u-transport'] }, {}]
			}
		});
		expect(storage.facts('decisions:m-4').map(({ type, personId }) => [type, personId])).toEqual([
			['adopted', people.convener.id],
			['adopted', people.convener.id],
			['adopted', people.convener.id],
			['concluded', people.convener.id]
		]);
		await outbox.drained();
		expect(storage.pending(10)).toEqual([]);
		const listed = await get('secretary', '/api/followups?meetingId=m-4');
		expect(listed.body['items']).toMatchObject([{ label: '第4次-2', state: 'draft', leadUnitId: 'u-police' }]);
	});

	test('[D15] a refusal is a problem with a code and a sentence, and nothing is recorded', async () => {
		const { post, storage, propose } = await prepared();
		await propose({ id: 'a-late', text: '补报名单', leadUnitId: 'u-edu', dueOn: '2026-11-25' });
		const asked = { ...conclude, actionIds: ['a-paint', 'a-late'] };
		const answer = await post('convener', '/api/decisions/m-4/conclude', asked);
		expect(answer).toMatchObject({ status: 422, body: { code: 'deadline-before-meeting', fields: ['dueOn'] } });
		expect(answer.body['detail']).toContain('2026-11-25');
		expect(storage.facts('decisions:m-4')).toEqual([]);
		expect(storage.pending(10)).toEqual([]);
	});

	test.each([
		['[D1] a deputy who does not hold the chair', 'deputy', {}, '409 not-the-chair'],
		['a secretary', 'secretary', {}, '403 not-allowed'],
		['an outsider', 'outsider', {}, '403 not-allowed'],
		['an unknown kind', 'convener', { kind: 'rejected' }, '400 bad-request'],
		['an unknown field', 'convener', { number: 7 }, '400 bad-request'],
		['[D3] an item that was not discussed', 'convener', { itemId: 'i-else' }, '422 item-not-discussed'],
		['[D9] an action that is not in the list', 'convener', { actionIds: ['a-gone'] }, '422 action-gone']
	] as const)('%s is refused', async (_, who, change, expected) => {
		const { post, storage } = await prepared();
		const answer = await post(who, '/api/decisions/m-4/conclude', { ...conclude, ...change });
		expect(`${answer.status} ${String(answer.body['code'])}`).toBe(expected);
		expect(storage.facts('decisions:m-4')).toEqual([]);
	});

	test('[D4] [D2] without a quorum, or after the meeting, nothing is adopted', async () => {
		const { post, world } = await prepared();
		const live = world.meeting;
		world.meeting = { ...live, quorum: { required: 4, present: 3 } };
		expect((await post('convener', '/api/decisions/m-4/conclude', conclude)).body['code']).toBe('no-quorum');
		world.meeting = { ...live, live: false };
		expect((await post('convener', '/api/decisions/m-4/conclude', conclude)).body['code']).toBe('meeting-not-live');
		expect((await post('convener', '/api/decisions/m-none/conclude', conclude)).status).toBe(404);
	});

	test('[D7] of two conclusions on their way at once one is recorded, and the other reads its words', async () => {
		const { post, storage } = await prepared();
		const [one, other] = await Promise.all([
			post('convener', '/api/decisions/m-4/conclude', { ...conclude, text: '同意。', actionIds: [] }),
			post('convener', '/api/decisions/m-4/conclude', { ...conclude, text: '再研究。', actionIds: [] })
		]);
		expect([one.status, other.status].toSorted()).toEqual([200, 409]);
		const refused = one.status === 409 ? one : other;
		expect(refused.body).toMatchObject({
			code: 'already-concluded',
			params: { text: one.status === 409 ? '再研究。' : '同意。' }
		});
		expect(storage.facts('decisions:m-4')).toHaveLength(2);
	});

	test('[D9] of twenty at once that take one action, one has it and the others read its number', async () => {
		const { post, world, storage } = await prepared();
		const discussed = Array.from({ length: 20 }, (_, n) => ({ id: `i-${n}`, title: '' }));
		world.meeting = { ...world.meeting, discussed };
		const answers = await Promise.all(
			discussed.map(({ id }) =>
				post('convener', '/api/decisions/m-4/conclude', { ...conclude, itemId: id, text: '', actionIds: ['a-paint'] })
			)
		);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		for (const { body } of answers.filter(({ status }) => status !== 200))
			expect(body).toMatchObject({ code: 'action-taken', params: { label: '第4次-1' } });
		expect(storage.facts('decisions:m-4')).toHaveLength(2);
	});

	test('the chair handed over while the conclusion is written: it is judged again', async () => {
		const { post, world, storage } = await prepared();
		const live = world.meeting;
		let looks = 0;
		// The second look is the judge's own; the stream it rests on has moved on by the time of writing.
		await storage.record({
			expect: [],
			facts: [{ stream: 'meetings:m-4', type: 'x', payload: {}, personId: null, at: 1 }],
			statements: [],
			outbox: []
		});
		Object.defineProperty(world, 'meeting', {
			get: () => {
				looks += 1;
				return looks <= 3
					? { ...live, streams: [{ stream: 'meetings:m-4', version: 0 }] }
					: { ...live, chairPersonId: people.deputy.id, streams: [{ stream: 'meetings:m-4', version: 1 }] };
			}
		});
		const answer = await post('convener', '/api/decisions/m-4/conclude', conclude);
		expect(answer.body['code']).toBe('not-the-chair');
		expect(storage.facts('decisions:m-4')).toEqual([]);
	});

	test('the question over the live door has the same answer', async () => {
		const { question, post } = await prepared();
		const asked = { id: 'm-4', ...conclude, key: 'press-0001' };
		const first = await question('convener', 'decisions/conclude', asked);
		expect(first).toMatchObject({ ok: true, value: { seq: 4 } });
		const again = await post('convener', '/api/decisions/m-4/conclude', conclude, 'press-0001');
		expect(again).toMatchObject({ status: 200, body: { seq: 4 } });
	});
});

describe('sent twice', () => {
	test('the same key and body adopts once and answers the same', async () => {
		const { post, storage } = await prepared();
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => post('convener', '/api/decisions/m-4/conclude', conclude, 'press-0001'))
		);
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		expect(answers[0]?.status).toBe(200);
		expect(storage.facts('decisions:m-4')).toHaveLength(4);
	});
	test('another body under the same key is a conflict', async () => {
		const { post } = await prepared();
		await post('convener', '/api/decisions/m-4/conclude', conclude, 'press-0001');
		const answer = await post('convener', '/api/decisions/m-4/conclude', { ...conclude, text: '' }, 'press-0001');
		expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency-conflict' } });
	});
	test('killed between commit and answer: the repeated press gets the first answer, and the follow-up opens once', async () => {
		const before = await prepared();
		await before.outbox.stop(); // dies before it could tell anybody
		const first = await before.post('convener', '/api/decisions/m-4/conclude', conclude, 'press-0001');
		const after = await house(await died(before));
		expect(after.storage.pending(10)).toHaveLength(3);
		expect(await after.post('convener', '/api/decisions/m-4/conclude', conclude, 'press-0001')).toEqual(first);
		await after.outbox.drained();
		const opened = after.storage.facts(
			`followups:${after.followups.idOf(String((first.body['decisions'] as { id: string }[])[1]?.id))}`
		);
		expect(opened.map(({ type }) => type)).toEqual(['opened']);
	});
	test('[F1] killed after the follow-up opened but before that was noted: delivered again, opened once', async () => {
		const before = await prepared();
		// The note that a message was delivered never reaches the disk.
		Object.assign(before.storage, { delivered: () => Promise.reject(new Error('killed')) });
		await before.post('convener', '/api/decisions/m-4/conclude', conclude);
		await before.outbox.drained();
		expect((await before.get('secretary', '/api/followups')).body['items']).toHaveLength(1);
		const after = await house(await died(before));
		expect(after.storage.pending(10)).toHaveLength(3);
		await after.outbox.drained();
		expect(after.storage.pending(10)).toEqual([]);
		expect((await after.get('secretary', '/api/followups')).body['items']).toHaveLength(1);
	});
});

describe('reading', () => {
	test('pages through decisions, newest first, filtered', async () => {
		const { post, get } = await prepared();
		await post('convener', '/api/decisions/m-4/conclude', conclude);
		await post('convener', '/api/decisions/m-4/conclude', {
			...conclude,
			itemId: 'i-funds',
			text: '暂缓。',
			kind: 'deferred',
			actionIds: []
		});
		const labels: string[] = [];
		let url = '/api/decisions?meetingId=m-4&limit=3';
		for (let next: unknown = ''; next !== null;) {
			const { body } = await get('secretary', url);
			labels.push(...(body['items'] as { label: string }[]).map(({ label }) => label));
			next = body['next'];
			url = `/api/decisions?meetingId=m-4&limit=3&cursor=${String(next)}`;
		}
		expect(labels).toEqual(['第4次-4', '第4次-3', '第4次-2', '第4次-1']);
		const deferred = await get('leader', '/api/decisions?kind=deferred');
		expect(deferred.body['items']).toMatchObject([{ text: '暂缓。', quorum: { required: 4, present: 5 } }]);
	});
	test('[D14] one decision says what it lacks', async () => {
		const { post, get } = await prepared();
		const { body } = await post('convener', '/api/decisions/m-4/conclude', conclude);
		const third = (body['decisions'] as { id: string }[])[2];
		expect((await get('police', `/api/decisions/${third?.id}`)).body).toMatchObject({
			text: pay.text,
			missing: ['dueOn']
		});
	});
	test('nobody signed in, and nobody of the council, reads nothing', async () => {
		const { post, get } = await prepared();
		const { body } = await post('convener', '/api/decisions/m-4/conclude', conclude);
		const first = (body['decisions'] as { id: string }[])[0];
		expect((await get(null, '/api/decisions')).status).toBe(401);
		expect((await get('outsider', '/api/decisions')).body['items']).toEqual([]);
		expect((await get('outsider', `/api/decisions/${first?.id}`)).status).toBe(403);
		expect((await get('secretary', '/api/decisions/d-none')).status).toBe(404);
		expect((await get('secretary', '/api/decisions?cursor=x')).status).toBe(400);
	});
	test('the book survives a restart and is followed from any number on', async () => {
		const before = await prepared();
		await before.post('convener', '/api/decisions/m-4/conclude', conclude);
		const after = await house(await died(before));
		expect(after.decisions.ofMeeting('m-4').decisions).toHaveLength(3);
		const followed = await after.question('police', 'decisions/follow', { id: 'm-4', since: 2 });
		expect(followed).toMatchObject({ ok: true, value: { seq: 4, events: [{ seq: 3 }, { seq: 4 }] } });
	});
});
