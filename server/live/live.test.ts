import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import { Type } from 'typebox';
import { afterEach, expect, test, vi } from 'vitest';
import { done } from '#shared/foundation/result.ts';
import { openAuth } from '#server/auth/index.ts';
import { readConfig } from '#server/config/config.ts';
import { openApp } from '#server/http/app.ts';
import { allowOrigins } from '#server/http/origins.ts';
import { openBook } from '#server/storage/book.ts';
import type { Health } from '#server/storage/port.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { openDoors } from './doors.ts';
import { openLive, type Passage } from './live.ts';
import { realTiming, type Timing } from './telling.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

type Added = { readonly type: 'added'; readonly amount: number };

async function house(timing?: Timing) {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-live-'));
	const storage = await openSqlite(folder);
	const log = pino({ level: 'silent' });
	const auth = openAuth(storage, Date.now);
	const read = readConfig([], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	const { fastify } = await openApp(read.config, log, storage);
	const doors = openDoors(fastify, auth, Date.now);
	const book = openBook<number, Added>(storage, {
		domain: 'meetings',
		empty: () => 0,
		apply: (sum, { amount }) => sum + amount
	});
	const invited = new Set<string>();
	const of = (id: string) => (id === 'm-1' ? { councilId: 'c-1', participantUnitIds: [...invited] } : null);
	doors.stream({ domain: 'meetings', may: 'meetings.read', of, book });
	doors.command({
		name: 'meetings/add',
		body: Type.Object({ amount: Type.Integer() }),
		may: 'meetings.chair',
		of,
		run: async ({ id, body, person, at, key }) => {
			const told = await book.command(id, { person, at, key, body }, () => done([{ type: 'added', ...body }]));
			return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
		}
	});
	const health: { now: Health; listeners: ((state: Health) => void)[] } = { now: 'ok', listeners: [] };
	const live = openLive({
		server: fastify.server,
		doors,
		auth,
		origins: allowOrigins(''),
		clock: Date.now,
		log,
		storage: { health: () => health.now, onHealth: (listener) => void health.listeners.push(listener) },
		...(timing && { timing })
	});
	await fastify.listen({ port: 0, host: '127.0.0.1' });
	const { port } = fastify.server.address() as AddressInfo;
	ends.push(async () => {
		await live.close();
		await fastify.close();
		await storage.close();
		rmSync(folder, { recursive: true });
	});
	await auth.add([
		{
			id: 'p-1',
			account: 'chair',
			name: '召某',
			unitId: 'u-1',
			post: '',
			password: null,
			holdings: [{ role: 'convener', councilId: 'c-1' }]
		},
		{
			id: 'p-2',
			account: 'observer',
			name: '魏某',
			unitId: 'u-2',
			post: '',
			password: null,
			holdings: [{ role: 'observer', councilId: 'c-1' }]
		},
		{
			id: 'p-4',
			account: 'guest',
			name: '郭某',
			unitId: 'u-4',
			post: '',
			password: null,
			holdings: [{ role: 'liaison', unitId: 'u-4' }]
		},
		{ id: 'p-3', account: 'outsider', name: '陶某', unitId: 'u-3', post: '', password: null, holdings: [] }
	]);
	const url = `http://127.0.0.1:${port}`;
	const connect = (cookie: string | null, headers: Record<string, string> = {}, transports = ['websocket']): Socket => {
		const socket = io(url, {
			path: '/live',
			transports,
			reconnection: false,
			forceNew: true,
			extraHeaders: { ...(cookie !== null && { cookie }), ...headers }
		});
		ends.push(() => socket.disconnect());
		return socket;
	};
	const cookieOf = async (personId: string) => `lianxi_session=${await auth.sessions.begin(personId, 'test')}`;
	return { auth, connect, cookieOf, url, live, doors, invited, health };
}

const opened = (socket: Socket): Promise<'open' | string> =>
	new Promise((resolve) => {
		// It may have opened while another's cookie was waited for.
		if (socket.connected) resolve('open');
		socket.on('connect', () => resolve('open'));
		socket.on('connect_error', (error) => resolve(error.message));
	});
const ask = (socket: Socket, name: string, body: unknown): Promise<Record<string, unknown>> =>
	new Promise((resolve) => socket.emit(name, body, resolve));

test('[L1] without a cookie, or from another site, the connection is refused', async () => {
	const { connect, cookieOf } = await house();
	expect(await opened(connect(null))).not.toBe('open');
	expect(await opened(connect(await cookieOf('p-1'), { origin: 'http://evil.example' }))).not.toBe('open');
	expect(await opened(connect(await cookieOf('p-1')))).toBe('open');
});

test('[L2] a question and a POST of the same name share one handler, one key and one answer', async () => {
	const { connect, cookieOf, url } = await house();
	const cookie = await cookieOf('p-1');
	const asked = { id: 'm-1', amount: 2, key: 'key-0001' };
	const live = await ask(connect(cookie), 'meetings/add', asked);
	const answer = await fetch(`${url}/api/meetings/m-1/add`, {
		method: 'POST',
		headers: { cookie, 'content-type': 'application/json', 'idempotency-key': 'key-0001' },
		body: JSON.stringify({ amount: 2 })
	});
	const posted: unknown = await answer.json();
	expect(live).toMatchObject({ ok: true, seq: 1, events: [{ type: 'added', amount: 2 }] });
	expect(posted).toEqual({ ok: true, seq: 1, events: [{ type: 'added', amount: 2 }] });
});

test.each([['websocket'], ['polling']])(
	'[L3] who follows hears each event once, numbered, and catches up since n, over %s',
	async (transport) => {
		const { connect, cookieOf } = await house();
		const chair = connect(await cookieOf('p-1'), {}, [transport]);
		const observer = connect(await cookieOf('p-2'), {}, [transport]);
		await ask(chair, 'meetings/add', { id: 'm-1', amount: 1 });
		await ask(chair, 'meetings/add', { id: 'm-1', amount: 2 });
		expect(await ask(observer, 'meetings/follow', { id: 'm-1', since: 1 })).toMatchObject({
			ok: true,
			seq: 2,
			state: 3,
			events: [{ seq: 2, event: { amount: 2 } }]
		});
		const heard = new Promise((resolve) => observer.on('meetings/event', resolve));
		await ask(chair, 'meetings/add', { id: 'm-1', amount: 4 });
		expect(await heard).toEqual({ id: 'm-1', seq: 3, event: { type: 'added', amount: 4 } });
	}
);

test('[L4] bad questions are answered with a code, and the connection lives', async () => {
	const { connect, cookieOf } = await house();
	const observer = connect(await cookieOf('p-2'));
	const outsider = connect(await cookieOf('p-3'));
	const code = async (socket: Socket, name: string, body: unknown) =>
		((await ask(socket, name, body))['refusal'] as { code: string }).code;
	expect(await code(observer, 'meetings/add', { id: 'm-1', amount: 1 })).toBe('not-allowed');
	expect(await code(outsider, 'meetings/follow', { id: 'm-1' })).toBe('not-allowed');
	expect(await code(observer, 'meetings/follow', { id: 'm-9' })).toBe('not-found');
	expect(await code(observer, 'meetings/follow', { id: { $ne: 1 } })).toBe('bad-request');
	expect(await code(observer, 'meetings/follow', null)).toBe('bad-request');
	expect(await code(observer, '__proto__/constructor', {})).toBe('not-found');
	expect(await ask(observer, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
});

test('[L5] ending a session closes its sockets and leaves the person’s other one; a lost role closes all', async () => {
	const { auth, connect, cookieOf, live } = await house();
	const [one, other] = [connect(await cookieOf('p-1')), connect(await cookieOf('p-1'))];
	expect(await Promise.all([opened(one), opened(other)])).toEqual(['open', 'open']);
	const [first] = await auth.sessionsOf('p-1');
	const closed = (socket: Socket) => new Promise((resolve) => socket.on('disconnect', () => resolve('closed')));
	const either = Promise.race([closed(one), closed(other)]);
	await auth.signOut(first?.hash ?? '');
	expect(await either).toBe('closed');
	await expect.poll(() => [one, other].filter(({ connected }) => connected).length).toBe(1);
	expect(live.presence('p-1').connected).toBe(true);
	const last = [one, other].find(({ connected }) => connected);
	const gone = last && closed(last);
	await auth.changeHoldings('p-1', []);
	expect(await gone).toBe('closed');
	await expect.poll(() => live.presence('p-1').connected).toBe(false);
	expect(live.presence('p-1').goneSince).toBeGreaterThan(0);
});

test('[L6] a flood of questions is told to slow down', async () => {
	const { connect, cookieOf } = await house();
	const observer = connect(await cookieOf('p-2'));
	const answers = await Promise.all(Array.from({ length: 120 }, () => ask(observer, 'meetings/follow', { id: 'm-1' })));
	const refused = answers.filter(({ ok }) => ok === false);
	expect(refused.length).toBeGreaterThan(20);
	expect(refused[0]).toMatchObject({ refusal: { code: 'too-many-requests' } });
});

test('[L7] an event that is recorded while the state is read reaches the one who begins to follow', async () => {
	const { connect, cookieOf, doors } = await house();
	const listeners: ((id: string, seq: number, event: Added, state: number) => void)[] = [];
	doors.stream<number, Added>({
		domain: 'racing',
		may: 'meetings.read',
		of: () => ({ councilId: 'c-1' }),
		book: {
			read: () => {
				for (const told of listeners) told('m-1', 1, { type: 'added', amount: 7 }, 7);
				return { version: 0, state: 0 };
			},
			since: () => [],
			command: () => Promise.reject(new Error('nobody asks')),
			heard: (listener) => void listeners.push(listener)
		}
	});
	const observer = connect(await cookieOf('p-2'));
	const heard = new Promise((resolve) => observer.on('racing/event', resolve));
	expect(await ask(observer, 'racing/follow', { id: 'm-1' })).toMatchObject({ ok: true, seq: 0 });
	expect(await heard).toEqual({ id: 'm-1', seq: 1, event: { type: 'added', amount: 7 } });
});

test('[L16] what is on the disk and not applied yet is no part of the answer: it is told once it is', async () => {
	const { connect, cookieOf, doors } = await house();
	doors.stream<number, Added>({
		domain: 'storing',
		may: 'meetings.read',
		of: () => ({ councilId: 'c-1' }),
		book: {
			read: () => ({ version: 1, state: 1 }),
			since: () => [1, 2].map((seq) => ({ seq, event: { type: 'added', amount: seq } })),
			command: () => Promise.reject(new Error('nobody asks')),
			heard: () => undefined
		}
	});
	const answer = await ask(connect(await cookieOf('p-2')), 'storing/follow', { id: 'm-1', since: 0 });
	expect(answer).toMatchObject({ seq: 1, state: 1, events: [{ seq: 1, event: { type: 'added', amount: 1 } }] });
});

test('[L8] a unit that is no longer invited hears nothing more, from the next event on', async () => {
	const { connect, cookieOf, invited } = await house();
	invited.add('u-4');
	const [chair, guest] = [connect(await cookieOf('p-1')), connect(await cookieOf('p-4'))];
	const heard: unknown[] = [];
	guest.on('meetings/event', (event) => heard.push(event));
	await Promise.all([opened(chair), opened(guest)]);
	expect(await ask(guest, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
	await ask(chair, 'meetings/add', { id: 'm-1', amount: 1 });
	await ask(guest, 'meetings/follow', { id: 'm-1' });
	expect(heard).toHaveLength(1);
	invited.clear();
	await ask(chair, 'meetings/add', { id: 'm-1', amount: 2 });
	expect(await ask(guest, 'meetings/follow', { id: 'm-1' })).toMatchObject({ refusal: { code: 'not-allowed' } });
	expect(heard).toHaveLength(1);
});

test('[L15] while a room is being paced, whoever is answered has heard all that was recorded before, and who may not hears nothing', async () => {
	let now = 0;
	const { connect, cookieOf, invited } = await house({
		now: () => (now += 50),
		after: () => () => undefined,
		every: () => () => undefined
	});
	invited.add('u-4');
	const [chair, guest] = [connect(await cookieOf('p-1')), connect(await cookieOf('p-4'))];
	const heard: { readonly chair: unknown[]; readonly guest: unknown[] } = { chair: [], guest: [] };
	chair.on('meetings/event', (event) => heard.chair.push(event));
	guest.on('meetings/event', (event) => heard.guest.push(event));
	await Promise.all([opened(chair), opened(guest)]);
	for (const each of [chair, guest]) await ask(each, 'meetings/follow', { id: 'm-1' });
	const add = (amount: number) => ask(chair, 'meetings/add', { id: 'm-1', amount });
	const told = (seq: number, amount: number) => ({ id: 'm-1', seq, event: { type: 'added', amount } });
	await add(1);
	await add(2);
	expect(heard.chair).toEqual([told(1, 1), told(2, 2)]);
	expect(heard.guest).toEqual([told(1, 1)]);
	await ask(guest, 'meetings/follow', { id: 'm-1' });
	expect(heard.guest).toEqual([told(1, 1), told(2, 2)]);
	invited.clear();
	await add(4);
	await ask(guest, 'meetings/follow', { id: 'm-1' });
	expect(heard.guest).toHaveLength(2);
});

/** A polling client that asks and fetches nothing by itself. */
async function unread(url: string, cookie: string) {
	const session = `${url}/live/?EIO=4&transport=polling`;
	const open = await (await fetch(session, { headers: { cookie } })).text();
	const { sid } = JSON.parse(open.slice(1)) as { readonly sid: string };
	const address = `${session}&sid=${sid}`;
	const say = (...packets: readonly string[]) =>
		fetch(address, { method: 'POST', headers: { cookie }, body: packets.join('\x1e') });
	const take = async () => (await (await fetch(address, { headers: { cookie } })).text()).split('\x1e');
	await say('40');
	await take();
	return { say, take };
}

test('[L17] whoever asks and reads nothing is answered no more until it does, and is cut off after half a minute', async () => {
	const timing = { at: 0, look: () => undefined as void };
	const { connect, cookieOf, doors, live, url } = await house({
		now: () => timing.at,
		after: realTiming.after,
		every: (_, look) => {
			timing.look = look;
			return () => undefined;
		}
	});
	let reads = 0;
	doors.stream<string, never>({
		domain: 'wide',
		may: 'meetings.read',
		of: () => ({ councilId: 'c-1' }),
		book: {
			read: () => ({ version: (reads += 1), state: 'x'.repeat(300_000) }),
			since: () => [],
			command: () => Promise.reject(new Error('nobody commands')),
			heard: () => undefined
		}
	});
	const deaf = await unread(url, await cookieOf('p-1'));
	const questions = Array.from({ length: 30 }, (_, n) => `42${n}["wide/follow",{"id":"a"}]`);
	await deaf.say(...questions);
	await deaf.say('4290["meetings/add",{"id":"m-1","amount":1}]');
	await expect.poll(() => doors.questions.size > 0 && reads).toBeGreaterThanOrEqual(4);
	const other = connect(await cookieOf('p-2'));
	expect(await ask(other, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true, state: 1 });
	expect(reads).toBe(4);

	const answers: string[] = [];
	while (answers.length < 31) answers.push(...(await deaf.take()).filter((packet) => packet.startsWith('43')));
	expect(new Set(answers.map((packet) => /^43\d+/.exec(packet)?.[0])).size).toBe(31);

	await deaf.say(...questions);
	await expect.poll(() => reads).toBeGreaterThanOrEqual(34);
	for (const at of [0, 29_000, 31_000]) {
		expect(live.presence('p-1').connected).toBe(true);
		timing.at = at;
		timing.look();
	}
	expect(live.presence('p-1').connected).toBe(false);
	expect(await ask(other, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
});

test('[L9] one person has 20 connections, also when they come all at once', async () => {
	const { connect, cookieOf } = await house();
	const cookie = await cookieOf('p-1');
	const sockets = Array.from({ length: 40 }, () => connect(cookie));
	await Promise.all(sockets.map(opened));
	await expect.poll(() => sockets.filter((socket) => socket.connected).length).toBe(20);
	const [first] = sockets.filter((socket) => socket.connected);
	if (first) await ask(first, 'meetings/follow', { id: 'm-1' });
	expect(sockets.filter((socket) => socket.connected)).toHaveLength(20);
});

test('[L10] who floods is disconnected; the others are answered', async () => {
	const { connect, cookieOf } = await house();
	const [flooder, other] = [connect(await cookieOf('p-2')), connect(await cookieOf('p-1'))];
	expect(await Promise.all([opened(flooder), opened(other)])).toEqual(['open', 'open']);
	const gone = new Promise<string>((resolve) => flooder.on('disconnect', resolve));
	// in bursts, as long as it takes: what counts is the rate the server sees, and a busy machine may see a slower one
	const flood = setInterval(() => {
		for (let n = 0; n < 600; n++) flooder.emit('meetings/follow', { id: 'm-1' });
	}, 250);
	ends.push(() => clearInterval(flood));
	expect(['transport close', 'io server disconnect']).toContain(await gone);
	clearInterval(flood);
	expect(await ask(other, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
});

test('[L11] a cookie that cannot be decoded is somebody not signed in, over both transports', async () => {
	const { connect, cookieOf, url } = await house();
	const odd = { cookie: 'x=%E0%A4%A; lianxi_session=%E0%A4%A' };
	expect((await fetch(`${url}/live/?EIO=4&transport=polling`, { headers: odd })).status).toBe(403);
	expect(await opened(connect(odd.cookie))).not.toBe('open');
	expect(await opened(connect(`x=%E0%A4%A; ${await cookieOf('p-1')}`))).toBe('open');
});

test.each([['websocket'], ['polling']])(
	'[L12] a guest hears its own events with bytes, and is told when the socket is gone, over %s',
	async (transport) => {
		const { connect, cookieOf, live } = await house();
		const heard: unknown[] = [];
		let gone = 0;
		let passage: Passage | null = null;
		live.carry('guest', (given) => {
			passage = given;
			return {
				hear: (name, args, answer) => {
					heard.push([name, ...args]);
					answer?.({ ok: true, cookie: given.cookie });
					given.send('guest/back', 1, ...args.filter((arg) => arg instanceof Uint8Array));
				},
				gone: () => (gone += 1)
			};
		});
		const cookie = await cookieOf('p-1');
		const socket = connect(cookie, {}, [transport]);
		const back = new Promise<unknown[]>((resolve) => socket.on('guest/back', (...args: unknown[]) => resolve(args)));
		socket.emit('guest/say', 7, Uint8Array.of(1, 2, 3));
		expect(await back).toEqual([1, Buffer.from([1, 2, 3])]);
		expect(await ask(socket, 'guest/ask', { a: 1 })).toEqual({ ok: true, cookie });
		expect(heard).toEqual([
			['guest/say', 7, Buffer.from([1, 2, 3])],
			['guest/ask', { a: 1 }]
		]);
		expect(await ask(socket, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
		socket.disconnect();
		await vi.waitFor(() => expect(gone).toBe(1));
		expect(passage).not.toBeNull();
	}
);

test('[L12] how much a socket has not taken is known, and a guest that fails costs that socket only', async () => {
	const { connect, cookieOf, live } = await house();
	let passage: Passage | null = null;
	live.carry('guest', (given) => {
		passage = given;
		return {
			hear: (name) => {
				if (name === 'guest/fail') throw new Error('broken guest');
			},
			gone: () => undefined
		};
	});
	const socket = connect(await cookieOf('p-1'), {}, ['polling']);
	const other = connect(await cookieOf('p-2'));
	await Promise.all([opened(socket), opened(other)]);
	socket.emit('guest/come');
	await vi.waitFor(() => expect(passage).not.toBeNull());
	const bytes = new Uint8Array(100_000);
	// The poll that hangs takes the first; what comes before the next one waits.
	for (let count = 0; count < 5; count++) (passage as unknown as Passage).send('guest/back', bytes);
	expect((passage as unknown as Passage).buffered).toBeGreaterThanOrEqual(400_000);
	await vi.waitFor(() => expect((passage as unknown as Passage).buffered).toBe(0));
	const cut = new Promise((resolve) => socket.on('disconnect', resolve));
	socket.emit('guest/fail');
	await cut;
	expect(await ask(other, 'meetings/follow', { id: 'm-1' })).toMatchObject({ ok: true });
});

test('[L12] questions to a guest are counted as others are', async () => {
	const { connect, cookieOf, live } = await house();
	live.carry('guest', () => ({ hear: (_name, _args, answer) => answer?.({ ok: true }), gone: () => undefined }));
	const socket = connect(await cookieOf('p-1'));
	await opened(socket);
	const answers = await Promise.all(Array.from({ length: 60 }, () => ask(socket, 'guest/ask', {})));
	expect(answers.filter(({ ok }) => ok === false).length).toBeGreaterThan(10);
});

test('[L12] how the storage is goes to every connection, on arrival and when it changes', async () => {
	const { connect, cookieOf, health } = await house();
	const heard: string[][] = [[], []];
	const [early, late] = heard as [string[], string[]];
	connect(await cookieOf('p-1')).on('house/storage', (state: string) => void early.push(state));
	await expect.poll(() => early).toEqual(['ok']);
	health.now = 'storage-full';
	for (const listener of health.listeners) listener('storage-full');
	connect(await cookieOf('p-3')).on('house/storage', (state: string) => void late.push(state));
	await expect.poll(() => heard).toEqual([['ok', 'storage-full'], ['storage-full']]);
});
