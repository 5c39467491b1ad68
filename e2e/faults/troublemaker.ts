/**
 * A process of its own with one person in it who means harm: tries one thing for a while, over as many links as it gets,
 * and comes back when thrown out. Answers how long the slowest closing took; -1 when nothing was closed.
 */
import { randomBytes } from 'node:crypto';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { presenceFrame, syncFrame } from '#shared/sync/frames.ts';
import {
	deepTypes,
	deepValue,
	farNeighbours,
	gap,
	manyDeletes,
	manyFormats,
	manyPieces,
	strangeVector
} from '#shared/sync/hostile-updates.ts';
import { speak, upgradeText } from './raw.ts';
import type { Order, Trouble } from './troubles.ts';
import { pause } from './wait.ts';

const LINKS = 20;
const newId = (): number => randomBytes(4).readUInt32LE();
const sync = (update: Uint8Array): Uint8Array => syncFrame('update', update);

/** Sends on an open link; called again and again until the time is up or the link is closed. */
type Harm = { readonly everyMs: number; readonly links: number; readonly say: (socket: WebSocket) => void };

const each = (frames: readonly Uint8Array[]): Harm => ({
	everyMs: 100_000,
	links: 1,
	say: (socket) => frames.forEach((bytes) => socket.send(bytes))
});
const once = (bytes: Uint8Array): Harm => each([bytes]);

const harms: Readonly<Record<Exclude<Trouble, 'idle upgrades' | 'coming and going'>, () => Harm>> = {
	// 75 KB of these once stood a server still for 11 s
	gaps: () => ({
		everyMs: 100_000,
		links: 1,
		say: (socket) => {
			const client = newId();
			for (let clock = 1; clock <= 5000; clock++) socket.send(sync(gap(client, clock * 10)));
		}
	}),
	'deep types': () => once(sync(deepTypes(newId(), 50_000))),
	'deep values': () => once(sync(deepValue(newId(), 300_000))),
	'many deletes': () => each(manyDeletes(newId(), 90_000).map(sync)),
	'far neighbours': () => once(sync(farNeighbours(newId(), 50_000))),
	formats: () => {
		const bytes = sync(manyFormats(3000));
		return { everyMs: 150, links: 1, say: (socket) => socket.send(bytes) };
	},
	pieces: () => {
		const { written, deleted } = manyPieces(30_000);
		return each([...written, deleted].map(sync));
	},
	'large updates': () => ({
		everyMs: 20,
		links: 4,
		say: (socket) => {
			const doc = new Y.Doc();
			doc.getArray('items').push(['x'.repeat(1_000_000)]);
			socket.send(sync(Y.encodeStateAsUpdate(doc)));
		}
	}),
	fragments: () => ({
		everyMs: 100_000,
		links: 1,
		say: (socket) => {
			for (let piece = 0; piece < 20_000; piece++) socket.send(Uint8Array.of(0), { fin: false });
		}
	}),
	'unfinished fragments': () => ({
		everyMs: 100_000,
		links: LINKS,
		say: (socket) => {
			for (let piece = 0; piece < 60; piece++) socket.send(new Uint8Array(10_000), { fin: false });
		}
	}),
	'a flood of letters': () => {
		const clients = new Map<WebSocket, Y.Doc>();
		return {
			// within what one link may say, on all the links one person has
			everyMs: 20,
			links: LINKS,
			say: (socket) => {
				const doc = clients.get(socket) ?? new Y.Doc();
				clients.set(socket, doc);
				const before = Y.encodeStateVector(doc);
				doc.getArray('items').push([1]);
				socket.send(sync(Y.encodeStateAsUpdate(doc, before)));
			}
		};
	},
	'a flood of presence': () => {
		let clock = 0;
		const ids = new Map<WebSocket, number>();
		return {
			everyMs: 20,
			links: LINKS,
			say: (socket) => {
				const id = ids.get(socket) ?? newId();
				ids.set(socket, id);
				clock += 1;
				const entry = encoding.encode((encoder) => {
					for (const number of [1, id, clock]) encoding.writeVarUint(encoder, number);
					encoding.writeVarString(encoder, JSON.stringify({ cursor: 'x'.repeat(3900) + clock }));
				});
				socket.send(presenceFrame(entry));
			}
		};
	},
	'questions for everything': () => ({
		everyMs: 170,
		links: LINKS,
		say: (socket) => socket.send(syncFrame('step1', strangeVector(newId())))
	})
};

/** The slowest closing after the first harm on a link. */
async function harmOverLinks({ url, name, cookie, ms }: Order, harm: Harm): Promise<number> {
	const until = performance.now() + ms;
	let slowest = -1;
	const link = async (): Promise<void> => {
		while (performance.now() < until) {
			const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${name}`, { headers: { cookie, origin: url } });
			socket.on('error', () => undefined);
			socket.binaryType = 'arraybuffer';
			let said = Number.NaN;
			const closed = new Promise<void>((resolve) => {
				socket.on('close', () => {
					if (!Number.isNaN(said)) slowest = Math.max(slowest, performance.now() - said);
					resolve();
				});
			});
			const opened = new Promise<void>((resolve) => void socket.on('open', () => resolve()));
			await Promise.race([opened, closed]);
			while (socket.readyState === WebSocket.OPEN && performance.now() < until) {
				if (Number.isNaN(said)) said = performance.now();
				harm.say(socket);
				await Promise.race([closed, pause(Math.min(harm.everyMs, Math.max(1, until - performance.now())))]);
			}
			// The time is up: not the server's doing.
			if (socket.readyState === WebSocket.OPEN) {
				said = Number.NaN;
				socket.terminate();
			}
			await Promise.race([closed, pause(2500)]);
			await pause(20);
		}
	};
	await Promise.all(Array.from({ length: harm.links }, link));
	return slowest;
}

async function idleUpgrades({ url, name, cookie, ms }: Order): Promise<number> {
	const port = Number(new URL(url).port);
	const half = upgradeText(`/sync/${name}`, { cookie }).slice(0, -2);
	const raws = await Promise.all(Array.from({ length: 1000 }, () => speak(port, half)));
	await pause(ms);
	for (const { socket } of raws) socket.destroy();
	return -1;
}

async function comingAndGoing({ url, name, cookie, ms }: Order): Promise<number> {
	const until = performance.now() + ms;
	const port = Number(new URL(url).port);
	const one = async (): Promise<void> => {
		while (performance.now() < until) {
			const { socket } = await speak(port, upgradeText(`/sync/${name}`, { cookie }));
			await pause(5);
			socket.destroy();
		}
	};
	await Promise.all(Array.from({ length: 5 }, one));
	return -1;
}

async function make(order: Order): Promise<number> {
	const { trouble } = order;
	if (trouble === 'idle upgrades') return idleUpgrades(order);
	if (trouble === 'coming and going') return comingAndGoing(order);
	return harmOverLinks(order, harms[trouble]());
}

process.on('message', (order: Order) => {
	make(order).then(
		(ms) => process.send?.({ ms }),
		(error: unknown) => process.send?.({ error: String(error) })
	);
});
process.on('disconnect', () => process.exit(0));
