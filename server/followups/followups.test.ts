import { afterEach, describe, expect, test } from 'vitest';
import { instantOf } from '#shared/foundation/time.ts';
import { openHouse, type House, type Who } from '#server/house/index.ts';

const houses = new Set<House>();
afterEach(async () => {
	for (const opened of houses) await opened.close();
	houses.clear();
});

type Item = {
	readonly id: string;
	readonly label: string;
	readonly state: string;
	readonly light: { readonly colour: string };
};
const itemsOf = (body: Record<string, unknown>): readonly Item[] => body['items'] as Item[];

/** A meeting has concluded; two follow-ups wait to be assigned. */
async function decided(): Promise<House & { readonly id: string }> {
	const opened = await openHouse();
	houses.add(opened);
	await opened.propose({
		id: 'a-paint',
		text: '校门口施划减速标线',
		leadUnitId: 'u-police',
		coUnitIds: ['u-transport'],
		dueOn: '2026-12-18'
	});
	await opened.propose({ id: 'a-list', text: '报送学位底数', leadUnitId: 'u-edu', dueOn: '2026-12-04' });
	await opened.propose({ id: 'a-open', text: '研究经费渠道', leadUnitId: 'u-finance' });
	const body = { itemId: 'i-safety', kind: 'agreed', text: '', actionIds: ['a-paint', 'a-list', 'a-open'] };
	await opened.post('convener', '/api/decisions/m-4/conclude', body);
	await opened.outbox.drained();
	const { body: listed } = await opened.get('secretary', '/api/followups?leadUnitId=u-police');
	return { ...opened, id: itemsOf(listed)[0]?.id ?? '' };
}

type Step = readonly [Who, string, object?];
const evidence = [{ text: '施划前后照片', ref: null }];
const untilSubmitted: readonly Step[] = [
	['secretary', 'assign'],
	['police', 'receive'],
	['police', 'report', { text: '已进场', percent: 60 }],
	['transport', 'co-step', { unitId: 'u-transport', state: 'done', text: '材料已到' }],
	['police', 'submit', { text: '已完成', evidence }]
];
async function walk({ post, id }: House & { readonly id: string }, steps: readonly Step[]): Promise<void> {
	for (const [who, verb, body = {}] of steps) {
		const answer = await post(who, `/api/followups/${id}/${verb}`, body);
		if (answer.status !== 200) throw new Error(`${verb}: ${JSON.stringify(answer.body)}`);
	}
}

describe('from decision to closing', () => {
	test('[F1] [F19] a decision with lead and deadline is carried over the doors until it is closed', async () => {
		const house = await decided();
		await walk(house, [...untilSubmitted, ['edu', 'verify', { text: '现场核对属实' }], ['secretary', 'close']]);
		const { body } = await house.get('police', `/api/followups/${house.id}`);
		expect(body).toMatchObject({ lane: 'closed', light: { colour: 'grey', why: { rule: 'closed' } }, awaits: null });
		expect((body['history'] as { event: { type: string } }[]).map(({ event }) => event.type)).toEqual([
			'opened',
			'assigned',
			'received',
			'begun',
			'reported',
			'co-step-taken',
			'submitted',
			'verified',
			'closed'
		]);
		expect(house.storage.facts(`followups:${house.id}`).map(({ personId }) => personId)).toEqual([
			'p-convener',
			'p-secretary',
			...Array.from({ length: 3 }, () => 'p-police'),
			'p-transport',
			'p-police',
			'p-edu',
			'p-secretary'
		]);
	});

	test('[F1] a decision without a deadline opens none', async () => {
		const { get, followups, decisions } = await decided();
		expect(itemsOf((await get('secretary', '/api/followups')).body).map(({ label }) => label)).toEqual([
			'第4次-2',
			'第4次-1'
		]);
		const open = decisions.ofMeeting('m-4').decisions[2];
		expect(followups.find(followups.idOf(open?.id ?? ''))).toBeNull();
	});

	test.each([
		['a secretary signs for a unit', 'secretary', 'receive', {}, '403 not-allowed'],
		['another unit submits', 'finance', 'submit', { text: 'x', evidence }, '403 not-allowed'],
		['[F18] the lead verifies itself', 'police', 'verify', { text: '' }, '403 not-allowed'],
		['[F18] a unit that was not named verifies', 'finance', 'verify', { text: '' }, '409 not-the-verifier'],
		['[F13] submitted twice', 'police', 'submit', { text: '再报', evidence }, '409 already-submitted'],
		['[F19] closed before it was verified', 'secretary', 'close', {}, '409 not-verified'],
		['[F17] the office grants a pause', 'secretary', 'decide-pause', { grant: true, reason: 'x' }, '403 not-allowed'],
		['merged into nothing', 'secretary', 'merge', { intoId: 'f-x', reason: 'x', documentNumber: '1' }, '404 not-found'],
		['a percent above a hundred', 'police', 'report', { text: 'x', percent: 101 }, '400 bad-request'],
		['an outsider looks on', 'outsider', 'receive', {}, '403 not-allowed']
	] as const)('%s: refused', async (...given) => {
		const [, who, verb, body, expected] = given;
		const house = await decided();
		await walk(house, untilSubmitted);
		const before = house.storage.facts(`followups:${house.id}`).length;
		const answer = await house.post(who, `/api/followups/${house.id}/${verb}`, body);
		expect(`${answer.status} ${String(answer.body['code'])}`).toBe(expected);
		expect(house.storage.facts(`followups:${house.id}`)).toHaveLength(before);
	});

	test('[F13] two people submit at once: one submission', async () => {
		const house = await decided();
		await walk(house, untilSubmitted.slice(0, -1));
		const body = { text: '已完成', evidence };
		const answers = await Promise.all(
			[1, 2, 3].map(() => house.post('police', `/api/followups/${house.id}/submit`, body))
		);
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
		expect(house.followups.find(house.id)?.round.submissions).toHaveLength(1);
	});

	test('a repeated press under its key changes nothing and answers the same', async () => {
		const house = await decided();
		await walk(house, untilSubmitted.slice(0, 1));
		const press = () => house.post('police', `/api/followups/${house.id}/receive`, {}, 'press-0001');
		const first = await press();
		expect(first.status).toBe(200);
		expect(await press()).toEqual(first);
	});

	test('an unknown follow-up is not found', async () => {
		const { get, post } = await decided();
		expect((await get('secretary', '/api/followups/f-none')).status).toBe(404);
		expect((await post('secretary', '/api/followups/f-none/assign')).status).toBe(404);
	});
});

describe('lists and board', () => {
	test('[F20] the light is that of the moment of asking', async () => {
		const house = await decided();
		await walk(house, [['secretary', 'assign']]);
		const colours: string[] = [];
		for (const date of ['2026-11-27', '2026-12-01', '2026-12-21']) {
			house.world.now = instantOf(date, 600);
			const { body } = await house.get('leader', `/api/followups/${house.id}`);
			colours.push((body['light'] as Item['light']).colour);
		}
		expect(colours).toEqual(['green', 'yellow', 'red']);
	});

	test('filters by light, state, unit, lane and meeting, and pages', async () => {
		const house = await decided();
		await walk(house, [['secretary', 'assign']]);
		house.world.now = instantOf('2026-12-21', 600);
		const labels = async (query: string): Promise<readonly string[]> =>
			itemsOf((await house.get('secretary', `/api/followups?${query}`)).body).map(({ label }) => label);
		expect(await labels('light=red')).toEqual(['第4次-1']);
		expect(await labels('light=grey&limit=1')).toEqual(['第4次-2']);
		expect(await labels('state=draft')).toEqual(['第4次-2']);
		expect(await labels('lane=to-receive')).toEqual(['第4次-1']);
		expect(await labels('unitId=u-transport')).toEqual(['第4次-1']);
		expect(await labels('meetingId=m-3')).toEqual([]);
		const first = (await house.get('secretary', '/api/followups?limit=1')).body;
		expect(itemsOf(first).map(({ label }) => label)).toEqual(['第4次-2']);
		expect(await labels(`limit=1&cursor=${String(first['next'])}`)).toEqual(['第4次-1']);
		expect((await house.get('secretary', '/api/followups?light=pink')).status).toBe(400);
		expect((await house.get('secretary', '/api/followups?cursor=x')).status).toBe(400);
	});

	test('the board counts its lanes and the lights in hand', async () => {
		const house = await decided();
		await walk(house, [['secretary', 'assign']]);
		const { body } = await house.get('secretary', '/api/followups/board?limit=1');
		expect(body).toMatchObject({
			columns: [
				{ lane: 'to-assign', count: 1, items: [{ label: '第4次-2' }] },
				{ lane: 'to-receive', count: 1 },
				{ lane: 'in-hand', count: 0, items: [] },
				{ lane: 'to-verify', count: 0 },
				{ lane: 'closed', count: 0 },
				{ lane: 'ended', count: 0 }
			],
			lights: { green: 1, grey: 1, red: 0 },
			calendarGaps: [{ year: '2027', basis: 'statutory' }]
		});
	});

	test('somebody of no council sees nothing, nobody signed in is told to', async () => {
		const { get, id } = await decided();
		expect(itemsOf((await get('outsider', '/api/followups')).body)).toEqual([]);
		expect((await get('outsider', `/api/followups/${id}`)).status).toBe(403);
		expect((await get(null, '/api/followups/board')).status).toBe(401);
	});

	test('followed live from any number on', async () => {
		const house = await decided();
		await walk(house, [['secretary', 'assign']]);
		const followed = await house.question('transport', 'followups/follow', { id: house.id, since: 1 });
		expect(followed).toMatchObject({ ok: true, value: { seq: 2, events: [{ seq: 2, event: { type: 'assigned' } }] } });
	});

	test('the board is the same after a restart', async () => {
		const house = await decided();
		await walk(house, untilSubmitted);
		const before = (await house.get('secretary', '/api/followups')).body;
		houses.clear();
		await house.close(true);
		const again = await openHouse(house.folder);
		houses.add(again);
		expect((await again.get('secretary', '/api/followups')).body).toEqual(before);
		expect(again.followups.find(house.id)?.state).toBe('submitted');
	});
});
