import { expect, onTestFinished, test, vi } from 'vitest';
import { later } from './composing-gate.ts';
import { openDocument, type OpenDocument } from './document.svelte.ts';
import { forgetfulNotes } from './markers.ts';
import { ReferenceServer, type MemorySocket } from './reference-server.ts';
import { Transports, type Carriage } from './transports.ts';

/** What the live connection was given to carry. */
type Event = readonly [string, ...unknown[]];

/** A live connection in memory that carries documents to a server, and a network that may let no WebSocket through. */
function county() {
	vi.useFakeTimers({ now: 1_000_000 });
	const server = new ReferenceServer();
	const net = { blocks: null as 'refuses' | 'swallows' | 'throws' | null, tried: 0 };
	const state = { transport: null as Carriage['transport'], refusal: null as string | null, told: [] as Event[] };
	const [watching, listeners] = [new Set<() => void>(), new Set<(name: string, ...args: unknown[]) => void>()];
	const links = new Map<number, MemorySocket>();
	const say = (...event: Event): void => {
		for (const listener of listeners) listener(...event);
	};
	const carriage: Carriage = {
		get transport() {
			return state.transport;
		},
		onTransport: (told) => (watching.add(told), () => watching.delete(told)),
		listen: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
		ask: async (_name, body) => {
			if (state.refusal !== null) return { ok: false, refusal: { code: state.refusal } };
			const { name, flags } = body as { name: string; flags: string };
			const link = links.size + 1;
			// oxlint-disable unicorn/prefer-add-event-listener -- as y-websocket does; sockets in memory have nothing else
			const socket: MemorySocket = new server.WebSocket(`ws://carried/sync/${name}?${flags}`) as never;
			socket.onmessage = ({ data }) => say('sync/frames', link, data);
			socket.onclose = ({ code }) => say('sync/close', link, code, '');
			// oxlint-enable unicorn/prefer-add-event-listener
			links.set(link, socket);
			return { ok: true, value: { link } };
		},
		tell: (name, ...args) => {
			state.told.push([name, ...args]);
			const [link, ...frames] = args;
			const socket = links.get(Number(link));
			if (name === 'sync/close') socket?.close();
			else for (const frame of frames) socket?.send(frame as Uint8Array);
		}
	};
	const live = (transport: Carriage['transport']): void => {
		state.transport = transport;
		if (transport === null) for (const socket of links.values()) socket.close();
		for (const told of watching) told();
	};
	const Native = function MaybeWebSocket(url: string) {
		net.tried += 1;
		if (net.blocks === null) return new server.WebSocket(url);
		if (net.blocks === 'throws') throw new Error('forbidden here');
		const dead = { readyState: 0, close: () => undefined, onclose: null as ((event: object) => void) | null };
		if (net.blocks === 'refuses') setTimeout(() => dead.onclose?.({ code: 1006 }), 5);
		return dead;
	} as unknown as typeof WebSocket;
	onTestFinished(() => {
		server.destroy();
		vi.useRealTimers();
	});
	return { server, net, state, carriage, live, Native, say };
}

function page({ carriage, Native }: ReturnType<typeof county>, account = 'secretary'): OpenDocument {
	const document = openDocument({
		name: 'meeting:m-1:agenda:1',
		account,
		url: 'ws://here/sync',
		live: carriage,
		surroundings: { WebSocket: Native, notes: forgetfulNotes(), chance: () => 0.5 }
	});
	onTestFinished(() => document.close());
	return document;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('[W13] where WebSocket is let through, the live connection carries nothing', async () => {
	const all = county();
	all.live('websocket');
	const document = page(all);
	await pass(100);
	document.doc.getText('t').insert(0, '好');
	await pass(10);
	expect([document.transport, document.status.kind, all.state.told]).toEqual(['websocket', 'saved', []]);
});

test.each(['refuses', 'swallows', 'throws'] as const)(
	'[W13] where the network or the page %s WebSocket, the live connection carries the document both ways',
	async (blocks) => {
		const all = county();
		all.net.blocks = blocks;
		all.live('polling');
		const [one, two] = [page(all), page(all, 'convener')];
		await pass(blocks === 'swallows' ? 6000 : 1000);
		expect([one.transport, one.status.kind]).toEqual(['carried', 'saved']);
		one.doc.getText('t').insert(0, '经由');
		two.doc.getText('t').insert(0, '轮询');
		await pass(10);
		expect([one.status.kind, two.status.kind]).toEqual(['saved', 'saved']);
		expect(one.doc.getText('t').toString()).toBe(two.doc.getText('t').toString());
		expect(all.server.doc.getText('t').length).toBe(4);
	}
);

test('[W13] two failures are needed where the live connection itself has a WebSocket, and a server that is away is none', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	const document = page(all);
	await pass(20_000);
	expect(document.transport).toBe('websocket');
	const before = all.net.tried;
	all.live('websocket');
	await pass(12_000);
	expect([document.transport, all.net.tried - before]).toEqual(['carried', 2]);
});

test('[W13] when the live connection breaks the carried document does too, and comes back with it', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	all.live('polling');
	const document = page(all);
	await pass(1000);
	all.live(null);
	expect(document.status.kind).toBe('connecting');
	document.doc.getText('t').insert(0, '断线时写的');
	await pass(5000);
	expect(document.status).toMatchObject({ kind: 'local' });
	all.live('polling');
	await pass(200);
	expect([document.transport, document.status.kind]).toEqual(['carried', 'saved']);
	expect(all.server.doc.getText('t').toString()).toBe('断线时写的');
});

test('[W13] a WebSocket is tried beside it, and taken when it opens', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	all.live('polling');
	const document = page(all);
	await pass(1000);
	const before = all.net.tried;
	await pass(5 * 60_000);
	expect([document.transport, document.status.kind, all.net.tried - before]).toEqual(['carried', 'saved', 1]);
	all.net.blocks = null;
	await pass(5 * 60_000 + 1000);
	expect([document.transport, document.status.kind]).toEqual(['websocket', 'saved']);
});

test('[W13] one that cannot be made beside the carried document is a try that failed', async () => {
	const all = county();
	all.net.blocks = 'throws';
	all.live('polling');
	const document = page(all);
	await pass(1000);
	const before = all.net.tried;
	await pass(10 * 60_000 + 1000);
	expect([document.transport, document.status.kind, all.net.tried - before]).toEqual(['carried', 'saved', 2]);
});

test('[W13] once the live connection has found a WebSocket, so does the document', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	all.live('polling');
	const document = page(all);
	await pass(1000);
	all.net.blocks = null;
	all.live('websocket');
	await pass(500);
	expect([document.transport, document.status.kind]).toEqual(['websocket', 'saved']);
});

test('[W13] a refusal over the live connection is one', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	all.live('polling');
	all.state.refusal = 'not-allowed';
	const refused = page(all);
	await pass(1000);
	expect(refused.status).toMatchObject({ kind: 'refused', reason: 'not-allowed' });
	all.state.refusal = null;
	const refusedLater = page(all, 'convener');
	await pass(1000);
	all.say('sync/close', 1, 4401, 'not-signed-in');
	await pass(10);
	expect(refusedLater.status).toMatchObject({ kind: 'refused', reason: 'not-signed-in' });
});

test('[W13] a message that no polling takes ends the link instead of the live connection', async () => {
	const all = county();
	all.net.blocks = 'refuses';
	all.live('polling');
	const document = page(all);
	await pass(1000);
	document.doc.getMap('sheet').set('one-value', 'x'.repeat(200_000));
	await pass(10);
	expect(document.status).toMatchObject({ kind: 'refused', reason: 'too-large', unsaved: 1 });
	const sizes = all.state.told.flat().map((part) => (part instanceof Uint8Array ? part.length : 0));
	expect(Math.max(...sizes)).toBeLessThan(180 * 1024);
});

test('[W13] without a live connection a WebSocket that hangs is given up after ten seconds and tried again', async () => {
	const all = county();
	all.net.blocks = 'swallows';
	const transports = new Transports({
		WebSocket: all.Native,
		carriage: null,
		later,
		again: () => {
			transports.closed();
			open();
		}
	});
	const open = (): unknown => new transports.WebSocket('ws://here/sync/x');
	onTestFinished(() => transports.close());
	open();
	await pass(9000);
	expect(all.net.tried).toBe(1);
	await pass(22_000);
	expect([all.net.tried, transports.present]).toEqual([4, 'websocket']);
});
