import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { openMemoryLog, type MemoryLog } from '#server/storage/memory/update-log.ts';
import { NAME } from './memory-house.ts';
import { openHouse, type OpenHouse } from './open-house.ts';

/** What was said to a newcomer in the turn in which it came. */
type Said = { readonly bytes: number; readonly writes: number };

type House = OpenHouse & {
	readonly url: string;
	readonly port: number;
	readonly log: MemoryLog;
	readonly atOnce: readonly Said[];
};

/** The house with a door on a port. */
async function onPort(answers: 'at once' | 'later' = 'at once'): Promise<House> {
	const log = openMemoryLog();
	const house = openHouse(log, answers);
	const server: Server = createServer();
	const atOnce: Said[] = [];
	server.on('upgrade', (request, socket: Socket, head: Buffer) => {
		const writes = [vi.spyOn(socket, '_write'), vi.spyOn(socket, '_writev')];
		house.sync.upgrade(request, socket, head);
		atOnce.push({ bytes: socket.bytesWritten, writes: writes.reduce((sum, { mock }) => sum + mock.calls.length, 0) });
	});
	onTestFinished(() => void server.close());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { ...house, url: `ws://127.0.0.1:${port}/sync`, port, log, atOnce };
}

const headers = (house: House, who: string) => ({ cookie: `who=${who}`, origin: `http://127.0.0.1:${house.port}` });

function stock(house: House, who: string, name = NAME, params: Record<string, string> = {}) {
	class Socket extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: headers(house, who) });
		}
	}
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(house.url, name, doc, {
		WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		params
	});
	const closed: number[] = [];
	const saved: number[] = [];
	provider.on('connection-close', (event) => closed.push(event?.code ?? 0));
	provider.messageHandlers[100] = (_encoder, decoder) => {
		saved.push(decoder.arr[decoder.pos++] ?? -1);
	};
	onTestFinished(() => provider.destroy());
	return { doc, provider, closed, saved, items: doc.getArray<unknown>('items') };
}

const soon = <T>(check: () => T) => vi.waitFor(check, { timeout: 3000, interval: 5 });

test('[S3] the stock client reads what another wrote, and writes in turn', async () => {
	const house = await onPort();
	const one = stock(house, 'p-1');
	one.items.push(['甲']);
	const two = stock(house, 'p-2');
	await soon(() => expect(two.items.toJSON()).toEqual(['甲']));
	two.items.push(['乙']);
	await soon(() => expect(one.items.toJSON()).toEqual(['甲', '乙']));
	expect([one.closed, two.closed]).toEqual([[], []]);
});

test('[S7] "saved" counts every update message of the connection, and only when asked for', async () => {
	const house = await onPort();
	const asked = stock(house, 'p-1', NAME, { saved: '1' });
	const silent = stock(house, 'p-2');
	await soon(() => expect(asked.saved.at(-1)).toBe(1));
	asked.items.push([1]);
	asked.items.push([2]);
	await soon(() => expect(asked.saved.at(-1)).toBe(3));
	await soon(() => expect(silent.items.length).toBe(2));
	expect(silent.saved).toEqual([]);
});

test('[S49] a WebSocket of the same page ends the one before it, and what both wrote stays', async () => {
	const house = await onPort();
	const params = { saved: '1', page: '1z' };
	const before = stock(house, 'p-1', NAME, params);
	const colleague = stock(house, 'p-2', NAME, params);
	before.items.push(['甲']);
	await soon(() => expect(colleague.items.toJSON()).toEqual(['甲']));
	const after = stock(house, 'p-1', NAME, params);
	// Two at once are no page: the first would come back, and back.
	before.provider.on('connection-close', () => (before.provider.shouldConnect = false));
	after.items.push(['乙']);
	await soon(() => expect(before.closed).toEqual([4500]));
	await soon(() => expect(colleague.items.toJSON()).toHaveLength(2));
	expect([after.closed, colleague.closed, house.sync.counts().links]).toEqual([[], [], 2]);
});

test('[S21] presence carries the name the server knows, whatever the client claims', async () => {
	const house = await onPort();
	const one = stock(house, 'p-1');
	const two = stock(house, 'p-2');
	one.provider.awareness.setLocalState({ user: { name: '县长', id: 'p-9' }, cursor: null });
	await soon(() => {
		expect(two.provider.awareness.getStates().get(one.doc.clientID)).toEqual({
			cursor: null,
			user: { id: 'p-1', name: 'Name p-1', unitId: 'u-edu', color: 1 }
		});
	});
	one.provider.destroy();
	await soon(() => expect(two.provider.awareness.getStates().has(one.doc.clientID)).toBe(false));
});

const refusals: readonly (readonly [string, string, string, number])[] = [
	['nobody signed in', 'nobody', NAME, 4401],
	['no right to the document', 'stranger', NAME, 4403],
	['a document that does not exist', 'p-1', 'meeting:nowhere:agenda:1', 4404],
	['a domain nobody serves', 'p-1', 'party:m-1:agenda:1', 4404],
	['a name that is none', 'p-1', 'meeting', 4404]
];

const bothManners = refusals.flatMap((refusal) =>
	(['at once', 'later'] as const).map((known) => [known, ...refusal] as const)
);

test.each(bothManners)(
	'[S4] who comes is known %s, %s: accepted and closed with its code',
	async (known, ...refusal) => {
		const [, who, name, code] = refusal;
		const house = await onPort(known);
		const cookie = who === 'nobody' ? '' : `who=${who}`;
		const heard: unknown[] = [];
		const socket = new WebSocket(`${house.url}/${name}`, { headers: { ...headers(house, who), cookie } });
		socket.on('message', (data) => heard.push(data));
		const closed = await new Promise<number>((resolve) => socket.on('close', resolve));
		expect([closed, heard]).toEqual([code, []]);
	}
);

const origins = ['http://evil.example', 'null', '', 'http://127.0.0.1.evil.example', 'https://127.0.0.1:1', 'file://'];

test.each(origins)('[S4] the origin "%s" gets HTTP 403 and no socket', async (origin) => {
	const house = await onPort();
	const socket = new WebSocket(`${house.url}/${NAME}`, { headers: { cookie: 'who=p-1', origin } });
	socket.on('error', () => undefined);
	const status = await new Promise<number | undefined>((resolve) =>
		socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
	);
	expect(status).toBe(403);
});

const KEY = 'AAAAAAAAAAAAAAAAAAAAAA==';

/** The first bytes a client gets, each piece as the network brings it. */
async function piecesFor(house: House, path: string, key = KEY): Promise<readonly string[]> {
	const pieces: string[] = [];
	const socket = connect(house.port, '127.0.0.1');
	onTestFinished(() => void socket.destroy());
	socket.on('data', (piece) => pieces.push(piece.toString('latin1')));
	const head = {
		...headers(house, 'p-1'),
		host: `127.0.0.1:${house.port}`,
		connection: 'Upgrade',
		upgrade: 'websocket'
	};
	const more = { 'sec-websocket-version': '13', 'sec-websocket-key': key };
	const lines = Object.entries({ ...head, ...more }).map(([name, value]) => `${name}: ${value}`);
	socket.write([`GET /sync/${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
	await soon(() => expect(pieces.length).toBeGreaterThan(0));
	return pieces;
}

test.each(['at once', 'later'] as const)('[S4] who is known %s and shakes no hand gets HTTP 400', async (known) => {
	const house = await onPort(known);
	const [answer = ''] = await piecesFor(house, NAME, 'short');
	expect(answer).toMatch(/^HTTP\/1\.1 400 /);
	expect(house.sync.counts().links).toBe(0);
});

test('[S3] the agreement to speak and our question are one write, and so are the agreement and a refusal', async () => {
	const house = await onPort();
	const [welcome = ''] = await piecesFor(house, NAME);
	const [refusal = ''] = await piecesFor(house, 'meeting');
	const bodyOf = (piece: string): string => piece.slice(piece.indexOf('\r\n\r\n') + 4);
	expect(welcome).toMatch(/^HTTP\/1\.1 101 /);
	// A step 1 of nothing yet, and a close with 4404.
	expect(Buffer.from(bodyOf(welcome), 'latin1')).toEqual(Buffer.from([0x82, 4, 0, 0, 1, 0]));
	expect(Buffer.from(bodyOf(refusal), 'latin1').readUInt16BE(2)).toBe(4404);
	expect(house.atOnce).toEqual([welcome, refusal].map(({ length }) => ({ bytes: length, writes: 1 })));
});

test('[S3] where who comes is known later everything is as ever', async () => {
	const house = await onPort('later');
	const [one, two] = [stock(house, 'p-1'), stock(house, 'p-2')];
	one.items.push(['text']);
	await soon(() => expect(two.items.toJSON()).toEqual(['text']));
	expect([one.closed, two.closed]).toEqual([[], []]);
});

test('[S16] a reader who writes is closed with 4403, does not come back, and changes nothing', async () => {
	const house = await onPort();
	const writer = stock(house, 'p-1');
	const reader = stock(house, 'reader');
	writer.items.push(['text']);
	await soon(() => expect(reader.items.length).toBe(1));
	reader.items.push(['mine']);
	await soon(() => expect(reader.closed).toEqual([4403]));
	expect(reader.provider.shouldConnect).toBe(false);
	const copy = await house.sync.read(NAME);
	expect(copy.getArray('items').toJSON()).toEqual(['text']);
});

test('[S16] a reader who returns with the deletes everybody knows is no writer', async () => {
	const house = await onPort();
	const writer = stock(house, 'p-1');
	const reader = stock(house, 'reader');
	writer.items.push(['a', 'b']);
	writer.items.delete(0, 1);
	await soon(() => expect(reader.items.toJSON()).toEqual(['b']));
	reader.provider.disconnect();
	reader.provider.connect();
	await soon(() => expect(reader.provider.synced).toBe(true));
	writer.items.push(['c']);
	await soon(() => expect(reader.items.toJSON()).toEqual(['b', 'c']));
	expect(reader.closed).toEqual([0]);
});

test('[S18] an ended session closes its sockets with 4401 within a second', async () => {
	const house = await onPort();
	const one = stock(house, 'p-1');
	const two = stock(house, 'p-2');
	await soon(() => expect([one.provider.synced, two.provider.synced]).toEqual([true, true]));
	const before = Date.now();
	await house.sync.revoke({ sessionId: 's-p-1' });
	await soon(() => expect(one.closed).toEqual([4401]));
	expect(Date.now() - before).toBeLessThan(1000);
	expect(two.closed).toEqual([]);
});

test('[S13] a text message and a frame that is no message close with 4400', async () => {
	const house = await onPort();
	for (const data of ['hello', Buffer.from([9]), Buffer.from([0, 2, 200])]) {
		const socket = new WebSocket(`${house.url}/${NAME}`, { headers: headers(house, 'p-1') });
		socket.on('open', () => socket.send(data));
		expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4400);
	}
});

test('[S4] an update of more than 1 MiB closes with 4413', async () => {
	const house = await onPort();
	const one = stock(house, 'p-1');
	await soon(() => expect(one.provider.synced).toBe(true));
	one.items.push(['x'.repeat(1024 * 1024)]);
	await soon(() => expect(one.closed).toEqual([4413]));
});

test('[S18] a twenty-first link of one person closes with 4429', async () => {
	const house = await onPort();
	const all = Array.from({ length: 21 }, () => stock(house, 'p-1'));
	await soon(() => expect(all.filter(({ closed }) => closed[0] === 4429)).toHaveLength(1));
	await soon(() => expect(all.filter(({ provider }) => provider.synced)).toHaveLength(20));
});

test('[S23] closing says 4503, on which clients come back, and what was acknowledged is on disk', async () => {
	const house = await onPort();
	const one = stock(house, 'p-1', NAME, { saved: '1' });
	await soon(() => expect(one.saved.at(-1)).toBe(1));
	one.items.push(['last words']);
	await soon(() => expect(one.saved.at(-1)).toBe(2));
	await house.sync.close();
	await soon(() => expect(one.closed[0]).toBe(4503));
	expect(house.log.load(NAME).tail).toHaveLength(1);
});
