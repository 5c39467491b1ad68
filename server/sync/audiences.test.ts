/** Who is told what and when: editors and viewers, stock clients and those who asked for the roster. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { readMessage } from '#shared/sync/frames.ts';
import { readRoster, type RosterEntry } from '#shared/sync/roster.ts';
import { hashOf } from '#shared/sync/state-hash.ts';
import { guests, MemoryClient, MemoryHouse, NAME, presenceIn, settle } from './memory-house.ts';

const kinds = (frames: readonly Uint8Array[]) => frames.map((frame) => readMessage(frame).kind);

function rosterIn(
	frames: readonly Uint8Array[]
): { readonly whole: boolean; readonly entries: readonly RosterEntry[] }[] {
	return frames.flatMap((frame) => {
		const message = readMessage(frame);
		if (message.kind !== 'roster') return [];
		const roster = readRoster(message.payload);
		if (!roster) throw new Error('the server sent a roster that is none');
		return [roster];
	});
}

/** Delivers what clients sent and lets the server work, without anybody reading. */
async function serve(house: MemoryHouse, ...clients: readonly MemoryClient[]): Promise<void> {
	for (const client of clients) while (client.deliverOne());
	for (let turns = 0; turns < 6; turns++) await house.turn();
}

const caret = (doc: Y.Doc): object => {
	const text = doc.getText('t');
	const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, 0)) as object;
	return { cursor: { anchor: at, head: at } };
};

test('[S40] who asks for the roster hears everybody once, then who came, moved and left, and never type 1', async () => {
	const house = new MemoryHouse();
	const [stock] = await guests(house, 'p-1');
	stock.awareness.setLocalState({ writing: true });
	await settle(house, stock);
	const [asker] = await guests(house, { id: 'p-2', roster: true });
	const heard = new MemoryClient('p-3');
	heard.wants = { saved: false, roster: true, hash: false };
	onTestFinished(() => heard.destroy());
	await heard.connect(house);
	await serve(house, heard);
	expect(rosterIn(heard.inbox)).toMatchObject([
		{
			whole: true,
			entries: [{ kind: 'came', clientId: stock.doc.clientID, user: { id: 'p-1' }, state: { writing: true } }]
		}
	]);
	heard.inbox = [];
	asker.awareness.setLocalState({ name: 'somebody else' });
	await serve(house, asker);
	stock.awareness.setLocalState(caret(stock.doc) as Record<string, unknown>);
	await serve(house, stock);
	stock.drop();
	await serve(house);
	const told = rosterIn(heard.inbox).flatMap(({ entries }) => entries);
	const [came, moved, gone] = told;
	expect(told.map(({ kind }) => kind)).toEqual(['came', 'moved', 'gone']);
	expect(came).toMatchObject({ user: { id: 'p-2', name: 'Name p-2' }, state: { name: 'somebody else' } });
	expect(moved).toMatchObject({ state: caret(stock.doc) });
	expect(gone!.slot).toBe(moved!.slot);
	expect(kinds(heard.inbox)).not.toContain('presence');
});

test('[S40] both manners show the same people', async () => {
	const house = new MemoryHouse();
	const [stock, asker] = await guests(house, 'p-1', { id: 'p-2', roster: true });
	stock.awareness.setLocalState({ cursor: null });
	asker.awareness.setLocalState({ cursor: null });
	await serve(house, stock, asker);
	expect(presenceIn(stock.inbox).map(({ id }) => id)).toContain(asker.doc.clientID);
	const entries = rosterIn(asker.inbox).flatMap((roster) => roster.entries);
	expect(entries).toMatchObject([{ kind: 'came', clientId: stock.doc.clientID }]);
});

test('[S40] a renewal is not relayed; stock clients are told every 20 s, once for all, who is still there', async () => {
	const house = new MemoryHouse();
	const [one, other, asker] = await guests(house, 'p-1', 'p-2', { id: 'p-3', roster: true });
	for (const client of [one, other, asker]) client.awareness.setLocalState({ cursor: null });
	await settle(house, one, other, asker);
	other.inbox = [];
	asker.inbox = [];
	one.awareness.setLocalState({ cursor: null });
	asker.awareness.setLocalState({ cursor: null });
	await serve(house, one, asker);
	expect(other.inbox).toEqual([]);
	house.now += 20_000;
	house.rooms.beat(house.now);
	await serve(house);
	const told = presenceIn(other.inbox).map(({ id }) => id);
	expect(told).toEqual([one.doc.clientID, asker.doc.clientID]);
	expect(rosterIn(asker.inbox)).toEqual([]);
	// A later clock than the one they knew, or they would forget it all the same.
	const before = other.awareness.meta.get(asker.doc.clientID)!.clock;
	while (other.readOne());
	expect(other.awareness.meta.get(asker.doc.clientID)!.clock).toBeGreaterThan(before);
});

test('[S40] a renewal for all does not take back what somebody has said of themselves since', async () => {
	const house = new MemoryHouse();
	const [one, other] = await guests(house, 'p-1', 'p-2');
	one.awareness.setLocalState({ at: 1 });
	await settle(house, one, other);
	one.awareness.setLocalState({ at: 1 });
	await serve(house, one);
	one.awareness.setLocalState({ at: 2 });
	house.now += 20_000;
	house.rooms.beat(house.now);
	await settle(house, one, other);
	expect(one.awareness.getLocalState()).toMatchObject({ at: 2 });
	expect(other.awareness.getStates().get(one.doc.clientID)).toMatchObject({ at: 2 });
});

test('[S41] who asks is told what their copy must amount to, when they have been told all there is', async () => {
	const house = new MemoryHouse();
	const [writer, reader] = await guests(house, 'p-1', { id: 'p-2', hash: true });
	writer.items.push(['a', 'b']);
	writer.items.delete(0);
	await settle(house, writer, reader);
	house.now += 15_000;
	house.rooms.beat(house.now);
	await serve(house);
	const hashes = reader.inbox.map((frame) => readMessage(frame));
	expect(hashes).toEqual([{ kind: 'hash', hash: hashOf(reader.doc) }]);
	expect(writer.inbox).toEqual([]);
	// Nothing new, nothing said.
	house.now += 15_000;
	house.rooms.beat(house.now);
	await serve(house);
	expect(kinds(reader.inbox).filter((kind) => kind === 'hash')).toHaveLength(1);
});

test('[S41] while text is on its way to the disk or to somebody nothing is claimed', async () => {
	const house = new MemoryHouse();
	const [writer, reader] = await guests(house, 'p-1', { id: 'p-2', hash: true });
	writer.items.push(['a']);
	await settle(house, writer, reader);
	house.now += 14_000;
	house.log.hold();
	writer.items.push(['b']);
	while (writer.deliverOne());
	await house.turn();
	house.now += 1000;
	house.rooms.beat(house.now);
	await serve(house);
	expect(kinds(reader.inbox)).toEqual([]);
	house.log.release();
	await serve(house);
	expect(kinds(reader.inbox)).toEqual(['update', 'hash']);
	while (reader.inbox.length > 1) reader.readOne();
	expect(readMessage(reader.inbox[0]!)).toEqual({ kind: 'hash', hash: hashOf(reader.doc) });
});

test('[S42] editors hear each key, viewers on a tick that their number makes longer', async () => {
	const house = new MemoryHouse();
	const [writer, editor, ...viewers] = await guests(house, 'p-1', 'p-2', 'p-3', 'p-4', 'p-5');
	editor.awareness.setLocalState(caret(editor.doc) as Record<string, unknown>);
	writer.items.push(['first']);
	await settle(house, writer, editor, ...viewers);
	for (const viewer of viewers) viewer.cost = 1;
	for (let key = 0; key < 40; key++) {
		// Half of the keys to learn what a tick costs.
		if (key === 20) for (const client of [editor, ...viewers]) client.writes = 0;
		writer.items.push([key]);
		for (let at = 0; at < 10; at++) {
			while (writer.deliverOne());
			house.now += 1;
			await house.due();
		}
	}
	await settle(house, writer, editor, ...viewers);
	expect(editor.writes).toBe(20);
	// Three milliseconds of work, one part in twenty of the time: every 60 ms of 200.
	for (const viewer of viewers) expect(viewer.writes).toBeGreaterThanOrEqual(3);
	for (const viewer of viewers) expect(viewer.writes).toBeLessThanOrEqual(6);
	for (const viewer of viewers) expect(viewer.items.length).toBe(41);
});

test('[S42] who has not written for 30 s is a viewer again, and misses nothing on the way there and back', async () => {
	const house = new MemoryHouse();
	const [one, other] = await guests(house, 'p-1', 'p-2');
	for (let round = 0; round < 4; round++) {
		one.items.push([`one ${round}`]);
		other.items.push([`other ${round}`]);
		while (one.deliverOne() || other.deliverOne());
		house.now += 30_000;
		house.rooms.beat(house.now);
		await settle(house, one, other);
	}
	expect(one.items.length).toBe(8);
	expect(other.items.toJSON()).toEqual(one.items.toJSON());
});

test('[S9] a crowd that comes at once is told about itself in few messages', async () => {
	const house = new MemoryHouse();
	const crowd = Array.from({ length: 40 }, (_, index) => new MemoryClient(`p-${index}`));
	onTestFinished(() => crowd.forEach((client) => client.destroy()));
	for (const client of crowd) {
		client.awareness.setLocalState({ cursor: null });
		await client.connect(house);
	}
	await settle(house, ...crowd);
	for (const client of crowd) {
		expect(client.awareness.getStates().size).toBe(40);
		expect(client.writes).toBeLessThanOrEqual(4);
		expect(client.awareness.getLocalState()).toEqual({ cursor: null });
	}
});

/** Time goes on by milliseconds, and the server does what is due. */
async function pass(house: MemoryHouse, ms: number): Promise<void> {
	for (let at = 0; at < ms; at++) {
		house.now += 1;
		await house.due();
	}
}

/** From now on a tick costs four milliseconds, which takes some ticks to be believed. */
async function slowDown(house: MemoryHouse, mover: MemoryClient, listener: MemoryClient): Promise<void> {
	listener.cost = 4;
	for (let round = 0; round < 10; round++) {
		mover.awareness.setLocalState({ round });
		while (mover.deliverOne());
		await pass(house, 100);
	}
}

test('[S42] that somebody came waits for others who come; who shows where they are takes it along', async () => {
	const house = new MemoryHouse();
	const [writer, viewer, ...crowd] = await guests(house, 'p-1', { id: 'p-2', roster: true }, 'p-3', 'p-4', 'p-5');
	await slowDown(house, writer, viewer);
	await pass(house, 500);
	const told = async (ms: number): Promise<string[]> => {
		viewer.inbox = [];
		for (const client of [writer, ...crowd]) while (client.deliverOne());
		await pass(house, ms);
		return rosterIn(viewer.inbox).flatMap(({ entries }) => entries.map(({ kind }) => kind));
	};
	crowd[0].awareness.setLocalState({ cursor: null });
	expect(await told(5)).toEqual(['came']);
	// Four milliseconds of work, one part in a hundred of the time.
	crowd[1].awareness.setLocalState({ cursor: null });
	expect(await told(300)).toEqual([]);
	expect(await told(120)).toEqual(['came']);
	crowd[2].awareness.setLocalState({ cursor: null });
	writer.awareness.setLocalState(caret(writer.doc) as Record<string, unknown>);
	expect(await told(90)).toEqual(['moved', 'came']);
	crowd[2].drop();
	expect(await told(90)).toEqual(['gone']);
});

test('[S9] those who come between two ticks are told the same bytes, and once who is here', async () => {
	const house = new MemoryHouse();
	const [writer, viewer] = await guests(house, 'p-1', 'p-5');
	await slowDown(house, writer, viewer);
	const crowd = ['p-2', 'p-3', 'p-4'].map((id) => new MemoryClient(id));
	onTestFinished(() => crowd.forEach((client) => client.destroy()));
	for (const client of crowd) {
		client.wants = { saved: true, roster: true, hash: false };
		await client.connect(house);
		client.awareness.setLocalState({ cursor: null });
		while (client.deliverOne());
	}
	await pass(house, 10);
	expect(crowd.flatMap(({ inbox }) => rosterIn(inbox))).toEqual([]);
	await pass(house, 500);
	for (const { inbox } of crowd) {
		expect(rosterIn(inbox)).toMatchObject([{ whole: true, entries: [{}, {}, {}, {}] }]);
	}
	expect(crowd[0]!.parcel).toBe(crowd[2]!.parcel);
});

test('[S9] who comes and writes before the next tick hears who is here, and not their own text', async () => {
	const house = new MemoryHouse();
	const [writer, viewer] = await guests(house, 'p-1', 'p-5');
	await slowDown(house, writer, viewer);
	const [comer, beside] = ['p-2', 'p-3'].map((id) => new MemoryClient(id)) as [MemoryClient, MemoryClient];
	onTestFinished(() => [comer, beside].forEach((client) => client.destroy()));
	for (const client of [comer, beside]) {
		client.wants = { saved: true, roster: true, hash: false };
		await client.connect(house);
		while (client.deliverOne());
	}
	comer.items.push(['mine']);
	while (comer.deliverOne());
	await pass(house, 500);
	const heard = [comer, beside].map(({ inbox }) => [rosterIn(inbox).length, kinds(inbox).includes('update')]);
	expect(heard).toEqual([
		[1, false],
		[1, true]
	]);
});

test('[S24] after a minute without writing readers are served from bytes, and the next key is taken as ever', async () => {
	const house = new MemoryHouse();
	const [one] = await guests(house, 'p-1');
	for (let at = 0; at < 60; at++) {
		house.now += 20;
		one.items.push([at]);
		await settle(house, one);
	}
	house.now += 60_000;
	house.rooms.beat(house.now);
	await settle(house, one);
	expect(house.disk.snapshots.has(NAME)).toBe(true);
	const [reader] = await guests(house, 'p-2');
	expect(reader.items.length).toBe(60);
	one.items.push(['awake']);
	reader.items.push(['again']);
	await settle(house, one, reader);
	expect(one.items.length).toBe(62);
	expect(house.stored().getArray('items').length).toBe(62);
});
