import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { moveItem, readAgenda, removeItem } from '#shared/agenda/document.ts';
import { openHouse, TODAY } from '#server/http/house.ts';
import { closeScene, council, members, openDomains, openLiveScene, openScene, type Scene } from './scene.ts';

const MINUTE = 60_000;

async function scene(open: () => Promise<Scene> = openScene): Promise<Scene> {
	const opened = await open();
	onTestFinished(() => closeScene(opened));
	return opened;
}

/** One house for the tables: each case has a meeting of its own, called m-N, whose items are m-N-1, m-N-2, m-N-3. */
let shared: Scene;
let count = 1;
beforeAll(async () => {
	shared = await openScene();
});
afterAll(() => closeScene(shared));
async function ownMeeting(isLive: boolean): Promise<string> {
	const id = `m-${(count += 1)}`;
	await shared.schedule(id);
	if (isLive) await shared.begin(id);
	return id;
}
/** The payload of a case, with "#2" standing for the second item of its meeting. */
const written = (payload: object, id: string): object => JSON.parse(JSON.stringify(payload).replaceAll('#', `${id}-`));

describe('scheduling', () => {
	test('[M1] a new meeting is the next of its series, a draft with its agenda begun', async () => {
		const { house, read } = await scene();
		const payload = { councilId: council, startsAt: TODAY, agenda: [{ title: '供暖', unitId: 'u-edu' }] };
		const answer = await house.ask('secretary', { method: 'POST', url: '/api/meetings', payload });
		expect(answer.statusCode).toBe(201);
		expect(answer.json().events.map(({ type }: { type: string }) => type)).toEqual(['scheduled']);
		const { id } = answer.json();
		expect(await read('secretary', '', id)).toMatchObject({
			id,
			state: 'draft',
			label: '2026年第2次会议',
			plannedMinutes: 90,
			council: { name: '教育工作联席会议' }
		});
		expect(await read('secretary', '/agenda', id)).toMatchObject({
			items: [{ title: '供暖', unitId: 'u-edu', minutes: 10, standing: 'waiting' }],
			plannedMinutes: 10
		});
	});

	test('[M1] [X2] what is not seen is in no title and no place', async () => {
		const { house, read, give } = await scene();
		const payload = {
			councilId: council,
			startsAt: TODAY,
			title: '\u202e专题',
			agenda: [{ title: '供\u0000暖\u200b' }]
		};
		const { id } = (await house.ask('secretary', { method: 'POST', url: '/api/meetings', payload })).json();
		await give('secretary', 'reschedule', { place: ' 三楼\u2067\n会议室' }, id);
		expect(await read('secretary', '', id)).toMatchObject({ title: '专题', place: '三楼 会议室' });
		expect(await read('secretary', '/agenda', id)).toMatchObject({ items: [{ title: '供暖' }] });
	});

	test('[M1] a cancelled meeting gives its number back; another year counts from one', async () => {
		const { give, house, read } = await scene();
		await give('secretary', 'cancel', { reason: '合并召开' });
		const ids = [TODAY, TODAY, Date.UTC(2027, 0, 5)].map(async (startsAt) => {
			const payload = { councilId: council, startsAt };
			return (await house.ask('secretary', { method: 'POST', url: '/api/meetings', payload })).json().id as string;
		});
		const labels = await Promise.all(ids.map(async (id) => (await read('secretary', '', await id)).label));
		expect(labels.toSorted()).toEqual(['2026年第1次会议', '2026年第2次会议', '2027年第1次会议']);
	});

	test('[M1] the same key makes one meeting and gives the same answer', async () => {
		const { house } = await scene();
		const ask = (startsAt: number) =>
			house.ask('secretary', {
				method: 'POST',
				url: '/api/meetings',
				payload: { councilId: council, startsAt, agenda: [{ title: '供暖' }] },
				headers: { 'idempotency-key': 'key-0001' }
			});
		const [first, second] = [await ask(TODAY), await ask(TODAY)];
		expect(second.json()).toEqual(first.json());
		expect((await ask(TODAY + 1)).json().code).toBe('idempotency-conflict');
		const list = (await house.ask('secretary', { url: '/api/meetings' })).json();
		expect(list.items).toHaveLength(2);
	});

	test.each([
		[null, {}, 401, 'not-signed-in'],
		['outsider', {}, 403, 'not-allowed'],
		['of-u-police', {}, 403, 'not-allowed'],
		['secretary', { councilId: 'c-none' }, 404, 'not-found'],
		['secretary', { councilId: 7 }, 400, 'bad-request'],
		['secretary', { startsAt: 'soon' }, 400, 'bad-request'],
		['secretary', { startsAt: -1 }, 400, 'bad-request'],
		['secretary', { plannedMinutes: 0 }, 400, 'bad-request'],
		['secretary', { unheardOf: 1 }, 400, 'bad-request'],
		['secretary', { invitedUnitIds: ['u-none'] }, 422, 'no-such-unit'],
		['secretary', { agenda: [{ title: '长'.repeat(201) }] }, 400, 'bad-request']
	])('[M1] %s asks for %j: %i %s', async (who, change, status, code) => {
		const { house } = shared;
		const list = async () => (await house.ask('secretary', { url: '/api/meetings?limit=200' })).json().items;
		const before = await list();
		const payload = { councilId: council, startsAt: TODAY, ...change };
		const answer = await house.ask(who, { method: 'POST', url: '/api/meetings', payload });
		expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
		expect(await list()).toEqual(before);
	});
});

describe('the doors', () => {
	test.each<[string | null, string, object, number, unknown]>([
		['secretary', 'reschedule', { place: '一楼' }, 200, ['rescheduled']],
		['secretary', 'reschedule', { invitedUnitIds: ['u-none'] }, 422, 'no-such-unit'],
		['secretary', 'reschedule', { state: 'live' }, 400, 'bad-request'],
		['secretary', 'call', {}, 200, ['called']],
		['secretary', 'publish', {}, 200, ['published']],
		['convener', 'publish', {}, 200, ['published']],
		['secretary', 'cancel', { reason: '' }, 422, 'reason-missing'],
		['secretary', 'postpone', { reason: '汛情' }, 200, ['postponed']],
		['convener', 'start', {}, 409, 'meeting-not-published'],
		['secretary', 'start', {}, 403, 'not-allowed'],
		['of-u-police', 'publish', {}, 403, 'not-allowed'],
		['observer', 'publish', {}, 403, 'not-allowed'],
		[null, 'publish', {}, 401, 'not-signed-in'],
		['convener', 'next', { from: null }, 409, 'meeting-not-live'],
		['convener', 'next', {}, 400, 'bad-request'],
		['secretary', 'close', {}, 409, 'meeting-not-ended']
	])('[M2] a draft: %s gives %s %j: %i %j', async (...given) => {
		const [who, verb, payload, status, told] = given;
		const id = await ownMeeting(false);
		expect(await shared.give(who, verb, payload, id)).toMatchObject({ status, told });
	});

	test.each<[string, string, object, number, unknown]>([
		['convener', 'next', { from: '#1' }, 200, ['item-left', 'item-entered']],
		['convener', 'next', { from: '#1', to: '#3' }, 200, ['item-left', 'item-entered']],
		['convener', 'next', { from: '#1', to: 'nowhere' }, 422, 'item-not-found'],
		['convener', 'next', { from: '#2' }, 422, 'stale'],
		['convener', 'next', { from: null }, 200, []],
		['secretary', 'next', { from: '#1' }, 200, ['item-left', 'item-entered']],
		['deputy', 'next', { from: '#1' }, 409, 'not-the-chair'],
		['of-u-police', 'next', { from: '#1' }, 403, 'not-allowed'],
		['secretary', 'park', { itemId: '#2' }, 200, ['item-parked']],
		['convener', 'park', { itemId: '#1' }, 200, ['item-left', 'item-parked']],
		['convener', 'unpark', { itemId: '#2' }, 200, []],
		['convener', 'add-minutes', { itemId: '#1', minutes: 5 }, 200, ['minutes-added']],
		['convener', 'add-minutes', { itemId: '#1', minutes: -5 }, 400, 'bad-request'],
		['convener', 'hand-over-chair', { to: 'deputy' }, 200, ['chair-handed-over']],
		['convener', 'hand-over-chair', { to: 'secretary' }, 422, 'cannot-chair'],
		['deputy', 'take-chair', {}, 409, 'chair-present'],
		['secretary', 'take-chair', {}, 403, 'not-allowed'],
		['deputy', 'end', {}, 409, 'not-the-chair'],
		['secretary', 'reschedule', { place: '一楼' }, 409, 'meeting-began'],
		['convener', 'cancel', { reason: '有事' }, 409, 'meeting-began']
	])('[M6] live: %s gives %s %j: %i %j', async (...given) => {
		const [who, verb, payload, status, told] = given;
		const id = await ownMeeting(true);
		expect(await shared.give(who, verb, written(payload, id), id)).toMatchObject({ status, told });
	});

	test('[M1] an id that is none is not found, whatever is asked', async () => {
		const { give, house } = await scene();
		expect(await give('secretary', 'publish', {}, 'm-none')).toMatchObject({ status: 404, told: 'not-found' });
		for (const path of ['', '/agenda', '/attendance']) {
			expect((await house.ask('secretary', { url: `/api/meetings/m-none${path}` })).statusCode).toBe(404);
		}
	});

	test('[M5] fifty presses of "next" at once are one step', async () => {
		const { give, meetings } = await scene(openLiveScene);
		const answers = await Promise.all(Array.from({ length: 50 }, () => give('convener', 'next', { from: 'm-1-1' })));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(answers.filter(({ told }) => Array.isArray(told) && told.length > 0)).toHaveLength(1);
		expect(meetings.find('m-1')?.turns.map(({ item }) => item.id)).toEqual(['m-1-1', 'm-1-2']);
	});

	test('[M13] the same key gives the same answer; another body under it is a conflict', async () => {
		const { house } = await scene(openLiveScene);
		const press = (payload: object) =>
			house.ask('convener', {
				method: 'POST',
				url: '/api/meetings/m-1/next',
				payload,
				headers: { 'idempotency-key': 'next-0001' }
			});
		const first = await press({ from: 'm-1-1' });
		expect((await press({ from: 'm-1-1' })).json()).toEqual(first.json());
		expect((await press({ from: 'm-1-2' })).json().code).toBe('idempotency-conflict');
	});

	test('[M11] a deputy takes the chair when nobody has heard of the chair for 20 s', async () => {
		const { give, house, meetings } = await scene(openLiveScene);
		house.advance(20_000);
		expect(await give('deputy', 'take-chair')).toMatchObject({ status: 200, told: ['chair-taken'] });
		expect(meetings.live('m-1')?.chairPersonId).toBe('deputy');
		expect(await give('convener', 'next', { from: 'm-1-1' })).toMatchObject({ told: 'not-the-chair' });
	});

	test('[M11] while the chair is connected nobody takes it, and 20 s after the drop somebody does', async () => {
		const { give, house, read } = await scene(openLiveScene);
		const url = await house.listen();
		const { live } = house.grounds;
		const socket = io(url, {
			path: '/live',
			transports: ['websocket'],
			reconnection: false,
			extraHeaders: { cookie: await house.cookieOf('convener') }
		});
		await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
		house.advance(3_600_000);
		expect((await read('deputy')).chairGoneSince).toBeNull();
		expect(await give('deputy', 'take-chair')).toMatchObject({ told: 'chair-present' });
		const gone = new Promise<void>((resolve) => live.onPresence((_, connected) => !connected && resolve()));
		socket.disconnect();
		await gone;
		expect((await read('deputy')).chairGoneSince).toBe(TODAY + 3_600_000);
		house.advance(19_999);
		expect(await give('deputy', 'take-chair')).toMatchObject({ told: 'chair-present' });
		house.advance(1);
		expect(await give('deputy', 'take-chair')).toMatchObject({ told: ['chair-taken'] });
	});

	test('[M7] everybody who follows hears each event once, in order, and a restart changes nothing', async () => {
		const opened = await openLiveScene();
		const { give, house } = opened;
		const url = await house.listen();
		const socket = io(url, {
			path: '/live',
			transports: ['websocket'],
			extraHeaders: { cookie: await house.cookieOf('of-u-police') }
		});
		const heard: string[] = [];
		socket.on('meetings/event', ({ seq, event, before = [] }) => {
			for (const { type } of before) heard.push(type);
			heard.push(`${seq} ${event.type}`);
		});
		const followed = await socket.emitWithAck('meetings/follow', { id: 'm-1' });
		expect(followed).toMatchObject({ ok: true, seq: 4, state: { state: 'live' } });
		const last = new Promise<void>((resolve) => socket.on('meetings/event', ({ seq }) => seq === 8 && resolve()));
		await give('convener', 'next', { from: 'm-1-1' });
		await give('convener', 'park', { itemId: 'm-1-2' });
		await last;
		socket.disconnect();
		expect(heard).toEqual(['item-left', '6 item-entered', 'item-left', '8 item-parked']);
		const before = opened.meetings.live('m-1');
		await house.close();
		const again = await openHouse(house.folder);
		onTestFinished(async () => {
			await again.close();
			again.remove();
		});
		expect(openDomains(again).meetings.live('m-1')).toEqual(before);
	});
});

describe('the agenda in the room', () => {
	test('[M8] an item deleted while it is discussed stays on the table until the chair leaves it', async () => {
		const { give, house, read, meetings } = await scene(openLiveScene);
		await house.grounds.sync.edit(meetings.documentName('m-1', 'agenda'), (doc) => {
			removeItem(doc, 'm-1-1');
			moveItem(doc, 'm-1-3', null);
		});
		house.advance(5 * MINUTE);
		expect((await read('observer', '/agenda')).items).toMatchObject([
			{ id: 'm-1-3', standing: 'waiting', removed: false },
			{ id: 'm-1-2', standing: 'waiting', removed: false },
			{ id: 'm-1-1', standing: 'open', removed: true, title: '校园安全', actualMs: 5 * MINUTE }
		]);
		await give('convener', 'next', { from: 'm-1-1' });
		expect(meetings.live('m-1')?.discussed.map(({ id }) => id)).toEqual(['m-1-1', 'm-1-3']);
	});

	test('[M9] plan, overrun and the expected end are told', async () => {
		const { house, read } = await scene(openLiveScene);
		house.advance(25 * MINUTE);
		expect(await read('of-u-police', '/agenda')).toMatchObject({
			plannedMinutes: 45,
			overrunMinutes: 0,
			lacks: [],
			expectedEnd: TODAY + 50 * MINUTE,
			lateMinutes: 0
		});
	});
});

describe('who reads what', () => {
	const all = { agenda: 'meeting:m-1:agenda:1', actions: 'meeting:m-1:actions:1', minutes: 'meeting:m-1:minutes:1' };
	test.each([
		['convener', 200, { ...all, internal: 'meeting:m-1:internal:1', notes: 'meeting:m-1:notes:1' }],
		['secretary', 200, { ...all, internal: 'meeting:m-1:internal:1' }],
		['of-u-police', 200, all],
		['observer', 200, all],
		['of-u-guest', 403, undefined],
		['outsider', 403, undefined]
	])('[M4] %s: %i', async (who, status, documents) => {
		const { house } = shared;
		const answer = await house.ask(who, { url: '/api/meetings/m-1' });
		expect([answer.statusCode, answer.json().documents]).toEqual([status, documents]);
		const list = (await house.ask(who, { url: '/api/meetings' })).json();
		expect(list.items.length > 0).toBe(status === 200);
		for (const path of ['/agenda', '/attendance']) {
			expect((await house.ask(who, { url: `/api/meetings/m-1${path}` })).statusCode).toBe(status);
		}
	});

	test('[M4] an invited unit takes part in this meeting only', async () => {
		const { give, house, read, meetings } = await scene();
		await give('secretary', 'reschedule', { invitedUnitIds: ['u-guest'] });
		expect((await read('of-u-guest')).participantUnitIds).toEqual([...members, 'u-guest']);
		expect((await house.ask('of-u-guest', { url: '/api/meetings' })).json().items).toHaveLength(1);
		expect((await meetings.people('m-1')).map(({ id }) => id)).toContain('of-u-guest');
	});

	test('[M1] the list is filtered, sorted by start and read in pages', async () => {
		const { house, secretary, meetings, give } = await scene();
		for (const [index, days] of [3, 1, 2].entries()) {
			const startsAt = TODAY + days * 86_400_000;
			await meetings.schedule(council, { id: `m-x${index}`, startsAt }, { person: secretary, at: TODAY });
		}
		await give('secretary', 'publish');
		const list = async (query: string) => (await house.ask('observer', { url: `/api/meetings?${query}` })).json();
		const ids = (page: { items: { id: string }[] }): string[] => page.items.map(({ id }) => id);
		expect(ids(await list(''))).toEqual(['m-x0', 'm-x2', 'm-x1', 'm-1']);
		expect(ids(await list('state=published'))).toEqual(['m-1']);
		expect(ids(await list('councilId=c-other'))).toEqual([]);
		const first = await list('order=asc&limit=3');
		const second = await list(`order=asc&limit=3&cursor=${first.next}`);
		expect([ids(first), ids(second), second.next]).toEqual([['m-1', 'm-x1', 'm-x2'], ['m-x0'], null]);
		expect((await list('cursor=nonsense')).code).toBe('bad-request');
		expect((await list('state=unheard-of')).code).toBe('bad-request');
	});
});

describe('ending', () => {
	test('[M12] a closed meeting keeps its agenda as it was: the drafts are sealed', async () => {
		const { give, house, meetings } = await scene(openLiveScene);
		const { sync, outbox } = house.grounds;
		expect(await give('convener', 'end')).toMatchObject({ told: ['item-left', 'ended'] });
		expect(await give('of-u-police', 'close')).toMatchObject({ status: 403 });
		expect(await give('secretary', 'close')).toMatchObject({ told: ['closed'] });
		await outbox.drained();
		const sealed = (['agenda', 'actions', 'minutes'] as const).map((part) =>
			sync.isSealed(meetings.documentName('m-1', part))
		);
		expect(sealed).toEqual([true, true, false]);
		const doc = await sync.read(meetings.documentName('m-1', 'agenda'));
		expect(readAgenda(doc)).toHaveLength(3);
		doc.destroy();
	});
});
