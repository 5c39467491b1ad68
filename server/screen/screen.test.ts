import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nobody } from '#shared/attendance/apply.ts';
import type { Attendance } from '#shared/attendance/model.ts';
import type { Person } from '#shared/auth/model.ts';
import { person } from '#shared/auth/scene.ts';
import { emptyBook, type DecisionBook } from '#shared/decisions/model.ts';
import { quietFloor } from '#shared/floor/apply.ts';
import { noMeeting } from '#shared/meetings/apply.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { ADDRESS_LIVES, KEY_LIVES } from '#shared/screen/model.ts';
import { noVotes } from '#shared/votes/views.ts';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { openScreen } from './index.ts';

const about = { councilId: 'c-edu', participantUnitIds: ['u-edu', 'u-police'] };
const agenda = [
	{ id: 'a', title: '校园安全', unitId: 'u-police', minutes: 20 },
	{ id: 'b', title: '资金拨付', unitId: 'u-edu', minutes: 10 }
];

type Scene = {
	readonly house: House;
	readonly meets: (meeting: Partial<Meeting>) => void;
	readonly decides: (book: DecisionBook) => void;
	readonly gathers: (people: readonly Person[], checkIns: Attendance['checkIns']) => void;
};

async function open(folder?: string): Promise<Scene> {
	const house = await openHouse(folder);
	onTestFinished(async () => {
		await house.close();
		house.remove();
	});
	let meeting: Meeting = {
		...noMeeting('m-1'),
		state: 'live',
		councilId: 'c-edu',
		year: 2026,
		ordinal: 4,
		startsAt: TODAY,
		startedAt: TODAY,
		turns: [{ item: agenda[0]!, enteredAt: TODAY, leftAt: null }]
	};
	let book = emptyBook('m-1');
	let [people, attendance]: [readonly Person[], Attendance] = [[], nobody];
	const listeners: ((id: string) => void)[] = [];
	const tell = (): void => listeners.forEach((listener) => listener('m-1'));
	openScreen(house.grounds, {
		meetings: {
			find: (id) => (id === 'm-1' ? meeting : id === 'm-2' ? { ...meeting, id, title: '另一会议' } : null),
			subject: (id) => (id === 'm-1' || id === 'm-2' ? about : null),
			live: () => ({ quorum: { required: 2, present: 1 }, streams: [{ stream: 'meetings:m-1', version: 0 }] }),
			agenda: async () => agenda,
			attendance: () => attendance,
			participantUnitIds: () => about.participantUnitIds,
			people: async () => people,
			door: async (_, at) => ({ code: 'door-code', until: at + 30_000, spoken: '1234' })
		},
		units: { unit: (id) => ({ shortName: `单位${id}` }), council: () => ({ name: '教育联席会议' }) },
		floor: () => quietFloor,
		votes: () => noVotes,
		decisions: () => book,
		papers: () => ['方案.pdf'],
		changes: [(listener) => void listeners.push(listener)]
	});
	if (folder === undefined) {
		await house.person('chair', 'u-edu', { role: 'convener', councilId: 'c-edu' });
		await house.person('secretary', 'u-edu', { role: 'secretary', councilId: 'c-edu' });
		await house.person('edu', 'u-edu', { role: 'liaison', unitId: 'u-edu' });
		await house.person('observer', 'u-x', { role: 'observer', councilId: 'c-edu' });
		await house.person('other', 'u-x', { role: 'secretary', councilId: 'c-other' });
	}
	return {
		house,
		meets: (change) => {
			meeting = { ...meeting, ...change };
			tell();
		},
		gathers: (who, checkIns) => {
			people = who;
			attendance = { ...nobody, checkIns };
			tell();
		},
		decides: (next) => {
			book = next;
			tell();
		}
	};
}

const give = (house: House, who: string | null, verb: string, payload: object = {}) =>
	house.ask(who, { method: 'POST', url: `/api/screen/m-1/${verb}`, payload });
const addressOf = async (house: House): Promise<string> =>
	(await give(house, 'secretary', 'make-address')).json().address.code;
const bring = (house: House, code: string, headers: Record<string, string> = {}) =>
	house.ask(null, { method: 'POST', url: '/api/screen/hall/open', payload: { code }, headers });
const cookieOf = (answer: Awaited<ReturnType<typeof bring>>): string =>
	String(answer.headers['set-cookie']).split(';')[0] ?? '';
const asScreen = (house: House, cookie: string, url = '/api/screen/hall/now', headers: Record<string, string> = {}) =>
	house.ask(null, { method: 'GET', url, headers: { ...headers, cookie } });
const opened = async (house: House): Promise<string> => cookieOf(await bring(house, await addressOf(house)));

describe('the address', () => {
	test.each([
		['chair', 200, undefined],
		['secretary', 200, undefined],
		['edu', 403, 'not-allowed'],
		['observer', 403, 'not-allowed'],
		['other', 403, 'not-allowed'],
		[null, 401, 'not-signed-in']
	])('[S1] [S6] %s makes one, or chooses: %i', async (who, status, code) => {
		const { house } = await open();
		for (const [verb, body] of [
			['make-address', {}],
			['choose', { view: 'door' }],
			['revoke', {}],
			['lower', {}]
		] as const) {
			const answer = await give(house, who, verb, body);
			expect([verb, answer.statusCode, answer.json().code]).toEqual([verb, status, code]);
		}
	});

	test('[S2] trades it once for a key; the key reads, also after a reload; the second browser is told why not', async () => {
		const { house } = await open();
		const code = await addressOf(house);
		expect(code).toMatch(/^[2-9a-hjkmnp-z]{8}$/);
		const answer = await bring(house, `${code.slice(0, 4).toUpperCase()}-${code.slice(4)}`);
		expect(answer.headers['set-cookie']).toMatch(
			/^lianxi_screen=[\w-]{32}; Path=\/api\/screen\/hall; Max-Age=604800; HttpOnly; SameSite=Strict$/
		);
		const [first, again] = [await asScreen(house, cookieOf(answer)), await asScreen(house, cookieOf(answer))];
		expect(first.json().projection).toMatchObject({ stage: 'item', item: { title: '校园安全', papers: ['方案.pdf'] } });
		expect(again.json().version).toBe(first.json().version);
		const second = await bring(house, code);
		expect([second.statusCode, second.json().code, second.headers['set-cookie']]).toEqual([
			409,
			'screen-address-used',
			undefined
		]);
	});

	test('[S2] of two browsers at once one is let in', async () => {
		const { house } = await open();
		const code = await addressOf(house);
		const answers = await Promise.all([bring(house, code), bring(house, code), bring(house, code)]);
		expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409, 409]);
	});

	test('[S1] [S2] expired, withdrawn, invented, malformed', async () => {
		const { house } = await open();
		const [late, withdrawn] = [await addressOf(house), await addressOf(house)];
		house.advance(ADDRESS_LIVES);
		const tried = await Promise.all([late, withdrawn, 'k7pm3wq9', 'nonsense!', ''].map((code) => bring(house, code)));
		expect(tried.map((answer) => answer.json().code)).toEqual([
			'screen-address-over',
			'screen-address-over',
			'screen-address-unknown',
			'screen-address-unknown',
			'bad-request'
		]);
	});

	test('[S1] the same request again is answered with the same address', async () => {
		const { house } = await open();
		const ask = () =>
			house.ask('chair', {
				method: 'POST',
				url: '/api/screen/m-1/make-address',
				payload: {},
				headers: { 'idempotency-key': 'key-0001' }
			});
		const [one, two] = [(await ask()).json(), (await ask()).json()];
		expect(two.address).toEqual(one.address);
		expect((await bring(house, one.address.code)).statusCode).toBe(200);
	});

	test('[S2] guessing is slowed down by address', async () => {
		const { house } = await open();
		const codes = await Promise.all(Array.from({ length: 25 }, () => bring(house, 'k7pm3wq9')));
		expect(codes.map(({ statusCode }) => statusCode).filter((status) => status === 429)).toHaveLength(5);
	});

	test('[S1] no meeting without a screen has an address, and one made before the end opens nothing after it', async () => {
		const { house, meets } = await open();
		const code = await addressOf(house);
		meets({ state: 'minutes' });
		expect((await give(house, 'secretary', 'make-address')).json().code).toBe('screen-not-now');
		expect((await bring(house, code)).json().code).toBe('screen-not-now');
	});
});

describe('the key', () => {
	test('[S4] opens nothing else: no reading, command or live connection', async () => {
		const { house } = await open();
		const cookie = await opened(house);
		const secret = cookie.split('=')[1] ?? '';
		for (const brought of [cookie, `lianxi_session=${secret}`, `${cookie}; lianxi_session=${secret}`]) {
			expect((await asScreen(house, brought, '/api/screen/m-1')).statusCode).toBe(401);
			for (const url of ['/api/screen/m-1/choose', '/api/screen/m-1/make-address', '/api/screen/hall/choose']) {
				const answer = await house.ask(null, { method: 'POST', url, payload: {}, headers: { cookie: brought } });
				expect([url, answer.statusCode]).toEqual([url, 401]);
			}
		}
		const at = await house.listen();
		const shake = async (brought: string): Promise<number> =>
			(await fetch(`${at}/live/?EIO=4&transport=polling`, { headers: { cookie: brought } })).status;
		expect([await shake(cookie), await shake(await house.cookieOf('chair'))]).toEqual([403, 200]);
	});

	test('[S4] a session is no key, nor is a forged one, nor the code, nor the hash', async () => {
		const { house } = await open();
		const code = await addressOf(house);
		const forged = ['A'.repeat(32), code, '../../etc', ''].map((each) => `lianxi_screen=${each}`);
		const session = await house.cookieOf('chair');
		const answers = await Promise.all([...forged, session, ''].map((cookie) => asScreen(house, cookie)));
		expect(answers.map((answer) => answer.json().code)).toEqual(Array.from({ length: 6 }, () => 'screen-no-key'));
	});

	test('[S4] reads its own meeting, whatever it asks for', async () => {
		const { house } = await open();
		const cookie = await opened(house);
		for (const url of ['/api/screen/hall/now?meeting=m-2', '/api/screen/hall/now?id=m-2&n=1']) {
			expect((await asScreen(house, cookie, url)).json().projection.meeting.title).toBe('');
		}
	});

	test('[S4] ends when it is revoked, with the meeting, and after seven days; each is told', async () => {
		const { house, meets } = await open();
		const [one, two] = [await opened(house), await opened(house)];
		const code = async (cookie: string): Promise<string | undefined> => (await asScreen(house, cookie)).json().code;
		await give(house, 'chair', 'revoke', { n: 1 });
		expect([await code(one), await code(two)]).toEqual(['screen-revoked', undefined]);
		house.advance(KEY_LIVES - 1);
		expect(await code(two)).toBeUndefined();
		house.advance(1);
		expect(await code(two)).toBe('screen-no-key');
		const three = await opened(house);
		meets({ state: 'minutes' });
		expect(await code(three)).toBe('screen-over');
	});

	test('[S4] [S5] holds over a restart; neither code nor key lies in the folder or in an event', async () => {
		const { house } = await open();
		const waiting = await addressOf(house);
		const cookie = cookieOf(await bring(house, waiting));
		const secrets = [waiting, cookie.split('=')[1] ?? ''];
		const facts = JSON.stringify(house.grounds.storage.facts('screen:m-1', 0));
		const rows = JSON.stringify(
			await house.grounds.storage.read
				.withTables<{ screen_keys: object }>()
				.selectFrom('screen_keys')
				.selectAll()
				.execute()
		);
		for (const secret of secrets) expect(`${facts}${rows}`).not.toContain(secret);
		await house.close();
		const again = await open(house.folder);
		expect((await asScreen(again.house, cookie)).statusCode).toBe(200);
		expect((await bring(again.house, waiting)).json().code).toBe('screen-address-used');
	});

	test('a foreign page neither opens nor reads', async () => {
		const { house } = await open();
		const foreign = { origin: 'https://evil.example', host: 'localhost' };
		expect((await bring(house, await addressOf(house), foreign)).json().code).toBe('foreign-origin');
		const cookie = await opened(house);
		for (const url of ['/api/screen/hall/now', '/api/screen/hall/stream']) {
			expect((await asScreen(house, cookie, url, foreign)).json().code).toBe('foreign-origin');
		}
	});
});

test('[S8] what is read holds a conclusion only while it is raised', async () => {
	const { house, decides } = await open();
	const cookie = await opened(house);
	const shown = async () => (await asScreen(house, cookie)).json().projection.conclusion;
	expect((await give(house, 'chair', 'raise', { itemId: 'a' })).json().code).toBe('screen-no-conclusion');
	const concluded = {
		itemId: 'a',
		kind: 'agreed',
		text: '年底前完成',
		decisionIds: [],
		personId: 'chair',
		at: TODAY
	} as const;
	decides({ ...emptyBook('m-1'), conclusions: [{ ...concluded, version: 1 }] });
	expect(await shown()).toBeNull();
	await give(house, 'chair', 'raise', { itemId: 'a' });
	expect(await shown()).toMatchObject({ text: '年底前完成' });
	await give(house, 'secretary', 'lower');
	expect(await shown()).toBeNull();
});

test('[A18] [S11] the hall counts as the room does: chairs and office too, observers not', async () => {
	const { house, gathers } = await open();
	const cookie = await opened(house);
	const here = { at: TODAY, recordedBy: 'x', reason: null, way: 'link', left: null } as const;
	gathers(
		[
			person('chair', { role: 'convener', councilId: 'c-edu' }),
			person('secretary', { role: 'secretary', councilId: 'c-edu' }),
			person('observer', { role: 'observer', councilId: 'c-edu' }),
			person('edu', { role: 'liaison', unitId: 'u-edu' })
		],
		[
			{ ...here, personId: 'chair', unitId: null, position: 1 },
			{ ...here, personId: 'edu', unitId: 'u-edu', position: 2 }
		]
	);
	expect((await asScreen(house, cookie)).json().projection.attendance).toMatchObject({
		present: 2,
		expected: 3,
		ofNoUnit: { present: 1, expected: 2 },
		units: [
			{ present: 1, expected: 1 },
			{ present: 0, expected: 0 }
		]
	});
});

test('a screen that polls is told only what is new, and the desk sees that it is there', async () => {
	const { house } = await open();
	const cookie = await opened(house);
	const { version } = (await asScreen(house, cookie)).json();
	const ask = async (known: string) => (await asScreen(house, cookie, `/api/screen/hall/now?version=${known}`)).json();
	expect(await ask(version)).toEqual({ now: TODAY, version });
	expect(await ask('another')).toMatchObject({ version, projection: { stage: 'item' } });
	const desk = async () => (await house.ask('chair', { method: 'GET', url: '/api/screen/m-1' })).json();
	expect(await desk()).toMatchObject({ connected: [1], projection: { stage: 'item' }, state: { opened: [{ n: 1 }] } });
	house.advance(20_001);
	expect((await desk()).connected).toEqual([]);
	for (const who of ['edu', 'observer', 'other']) {
		expect((await house.ask(who, { method: 'GET', url: '/api/screen/m-1' })).statusCode).toBe(403);
	}
});

describe('the stream', () => {
	test('[S4] [S7] tells each change, and why it ends; the desk sees the line', async () => {
		const { house, meets } = await open();
		const cookie = await opened(house);
		const line = await listen(`${await house.listen()}/api/screen/hall/stream`, cookie);
		expect(await line.until('shown')).toMatchObject({ now: TODAY, projection: { stage: 'item' } });
		expect((await house.ask('chair', { method: 'GET', url: '/api/screen/m-1' })).json().connected).toEqual([1]);
		meets({ turns: [{ item: agenda[1]!, enteredAt: TODAY, leftAt: null }] });
		expect(await line.until('shown', 'now')).toMatchObject({ projection: { item: { title: '资金拨付' } } });
		await give(house, 'secretary', 'revoke');
		expect(await line.until('end')).toEqual({ code: 'screen-revoked' });
		await line.closed;
		expect((await house.ask('chair', { method: 'GET', url: '/api/screen/m-1' })).json().connected).toEqual([]);
	});

	test('[S4] a screen whose meeting ends is told so', async () => {
		const { house, meets } = await open();
		const line = await listen(`${await house.listen()}/api/screen/hall/stream`, await opened(house));
		await line.until('shown');
		meets({ state: 'minutes', endedAt: TODAY });
		expect(await line.until('end')).toEqual({ code: 'screen-over' });
	});

	test('of one screen two lines are held: the oldest makes room', async () => {
		const { house } = await open();
		const [cookie, at] = [await opened(house), await house.listen()];
		const lines = [];
		for (let count = 0; count < 3; count += 1) {
			const line = await listen(`${at}/api/screen/hall/stream`, cookie);
			await line.until('shown');
			lines.push(line);
		}
		await lines[0]?.closed;
		expect(lines.map(({ response }) => response.complete)).toEqual([true, false, false]);
	});
});

describe('a line that takes nothing', () => {
	/** As many lines of one screen, none of which is ever read; the server's ends of them. */
	async function unread(house: House, cookie: string, count: number): Promise<readonly Socket[]> {
		const { port } = new URL(await house.listen());
		const held: Socket[] = [];
		for (let n = 0; n < count; n += 1) {
			const come = once(house.grounds.fastify.server, 'connection');
			const asked = once(house.grounds.fastify.server, 'request');
			const socket = connect(Number(port), '127.0.0.1').pause();
			onTestFinished(() => void socket.destroy());
			socket.write(`GET /api/screen/hall/stream HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n\r\n`);
			held.push(...((await come) as [Socket]));
			await asked;
		}
		return held;
	}
	const closed = (socket: Socket | undefined): Promise<unknown> | undefined =>
		socket?.destroyed ? undefined : once(socket!, 'close');

	test('[S13] is cut off when newer ones of its screen take its place', async () => {
		const { house } = await open();
		const [first, second, third] = await unread(house, await opened(house), 3);
		await closed(first);
		expect([second?.destroyed, third?.destroyed]).toEqual([false, false]);
	});

	test('[S13] is cut off when its screen is revoked, though the network is full of what it did not take', async () => {
		const { house, decides } = await open();
		const text = 'x'.repeat(16_000_000);
		const word = { itemId: 'a', kind: 'agreed', text, decisionIds: [], personId: 'chair', at: TODAY } as const;
		decides({ ...emptyBook('m-1'), conclusions: [{ ...word, version: 1 }] });
		await give(house, 'chair', 'raise', { itemId: 'a' });
		const [line] = await unread(house, await opened(house), 1);
		await expect.poll(() => line?.writableLength).toBeGreaterThan(0);
		await give(house, 'chair', 'revoke');
		await closed(line);
		expect(line?.destroyed).toBe(true);
	});
});

test('[S13] nobody asks for the head of a stream', async () => {
	const { house } = await open();
	const headers = { cookie: await opened(house) };
	const answer = await house.ask(null, { method: 'HEAD', url: '/api/screen/hall/stream', headers });
	expect(answer.statusCode).toBe(404);
});

/** Reads server-sent events as they come. */
async function listen(url: string, cookie: string) {
	const response = await new Promise<IncomingMessage>((resolve) => httpGet(url, { headers: { cookie } }, resolve));
	expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
	let text = '';
	const waiting: (() => void)[] = [];
	response.setEncoding('utf8').on('data', (piece: string) => {
		text += piece;
		waiting.splice(0).forEach((go) => go());
	});
	const closed = new Promise<void>((resolve) => response.on('close', () => resolve()));
	onTestFinished(() => void response.destroy());
	const next = async (): Promise<{ event: string; data: unknown }> => {
		for (;;) {
			const end = text.indexOf('\n\n');
			if (end >= 0) {
				const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
				text = text.slice(end + 2);
				return { event, data: JSON.parse(data) };
			}
			await new Promise<void>((resolve) => waiting.push(resolve));
		}
	};
	/** The data of the next event of this name. */
	const until = async (name: string, having?: string): Promise<unknown> => {
		for (;;) {
			const { event, data } = await next();
			if (event === name && (having === undefined || having in (data as object))) return data;
		}
	};
	return { response, closed, until };
}
