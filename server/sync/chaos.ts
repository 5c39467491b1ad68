/**
 * For tests only: a county of clients around one document. What is done by chance is a step; a run of steps is named by
 * its seed.
 */
import * as Y from 'yjs';
import { StorageFault } from '#server/storage/port.ts';
import type { Chance } from '#shared/foundation/chance.ts';
import { syncFrame } from '#shared/sync/frames.ts';
import { closing } from '#shared/wire/closing.ts';
import { MemoryClient, MemoryHouse, NAME, settle } from './memory-house.ts';

type Item = Y.Map<Y.Text | number>;

/** As many kinds of edits as the seeds know that were found with them. */
const FEW_EDITS = 5;

export function edit(doc: Y.Doc, chance: Chance, kinds = FEW_EDITS): void {
	const { below } = chance;
	const items = doc.getArray<Item>('items');
	const at = below(items.length + 1);
	const item = at < items.length ? items.get(at) : null;
	const title = item?.get('title');
	switch (below(kinds)) {
		case 0:
			return items.insert(at, [new Y.Map<Y.Text | number>([['title', new Y.Text('议题')]])]);
		case 1:
			return item ? items.delete(at, 1) : undefined;
		case 2:
			return item ? void item.set('minutes', below(60)) : undefined;
		case 3:
			return title instanceof Y.Text ? title.insert(below(title.length + 1), 'abc') : undefined;
		case 4:
			return title instanceof Y.Text && title.length > 1 ? title.delete(below(title.length - 1), 1) : undefined;
		case 5:
			return title instanceof Y.Text && title.length > 1
				? title.format(below(title.length - 1), 1, { bold: below(2) === 0 || null })
				: undefined;
		default:
			return doc.transact(() => {
				for (let count = 2 + below(10); count > 0; count--) edit(doc, chance);
			});
	}
}

/** A county of clients around one document, through faults. */
export class Chaos {
	readonly clients: readonly MemoryClient[];
	house = new MemoryHouse();
	readonly #chance: Chance;
	readonly #kinds: { readonly steps: number; readonly edits: number };

	/** `wide`: with all that was thought of since the first seeds were pinned. */
	constructor(chance: Chance, { wide = false } = {}) {
		this.#chance = chance;
		this.#kinds = wide ? { steps: 18, edits: 7 } : { steps: 14, edits: FEW_EDITS };
		this.clients = ['p-1', 'p-1', 'p-2', 'p-3', 'p-4'].map((id) => new MemoryClient(id, chance.below(2 ** 32)));
		if (wide) for (const client of this.clients) client.inPieces = chance.below(2) === 0;
	}

	async step(): Promise<void> {
		const client = this.#chance.of(this.clients);
		this.house.now += 100;
		switch (this.#chance.below(this.#kinds.steps)) {
			case 0:
			case 1:
			case 2:
			case 3:
				return edit(client.doc, this.#chance, this.#kinds.edits);
			case 4:
			case 5:
			case 6:
				return void client.deliverOne();
			case 7:
			case 8:
				return void client.readOne();
			case 9:
				return this.house.turn();
			case 10:
				return this.#comeOrGo(client);
			case 11:
				return this.#disk();
			case 12:
				client.buffered = this.#chance.of([0, 0, 2_000_000]);
				return this.house.rooms.beat(this.house.now);
			case 13:
				return this.#chance.below(10) === 0 ? this.kill() : undefined;
			case 14:
				return client.hold();
			case 15:
			case 16:
				return client.release();
			default:
				return this.#chance.below(20) === 0 ? this.#everybodyAway() : undefined;
		}
	}

	/** Long enough that the room is let go; meanwhile everybody writes on, alone. */
	async #everybodyAway(): Promise<void> {
		for (const client of this.clients) client.drop();
		for (let beat = 0; beat < 3; beat++) {
			this.house.now += 30_000;
			this.house.rooms.beat(this.house.now);
			await this.house.turn();
		}
		for (const { doc } of this.clients) edit(doc, this.#chance, this.#kinds.edits);
	}

	async #comeOrGo(client: MemoryClient): Promise<void> {
		if (client.isConnected && this.#chance.below(3) > 0) return;
		if (client.isConnected) return client.drop();
		client.drop();
		await client.connect(this.house);
	}

	#disk(): void {
		const { log } = this.house;
		const change = this.#chance.below(6);
		if (change === 0) log.hold();
		else if (change === 1) log.failWith(new StorageFault('full', true));
		else {
			log.failWith(null);
			log.release();
		}
	}

	/** What was acknowledged is on the disk that the next process finds. */
	kill(): void {
		const stored = this.house.stored();
		for (const { doc, acknowledged } of this.clients) {
			const found = Y.getState(stored.store, doc.clientID);
			if (found < acknowledged) throw new Error(`Acknowledged up to ${acknowledged}, on disk up to ${found}`);
		}
		for (const client of this.clients) client.drop();
		const { now, disk } = this.house;
		this.house = new MemoryHouse({ disk });
		this.house.now = now;
	}

	async calm(): Promise<void> {
		this.house.log.failWith(null);
		this.house.log.release();
		for (let round = 0; round < 3; round++) {
			for (const client of this.clients) {
				client.buffered = 0;
				client.release();
				if (!client.isConnected) {
					client.drop();
					await client.connect(this.house);
				}
			}
			this.house.now += 5000;
			this.house.rooms.beat(this.house.now);
			await settle(this.house, ...this.clients);
		}
	}

	/** Codes that nobody honest should see. 4408 is just: a link that the chaos leaves unread for 30 s. */
	refusals(): readonly number[] {
		const codes = this.clients.map(({ closedWith }) => closedWith ?? 0);
		return codes.filter((code) => code > 0 && code < 4500 && code !== closing['too-slow']);
	}

	/** After `calm`: what everybody has, the server's copy and the disk; all the same when all is well. */
	async texts(): Promise<readonly string[]> {
		const stored = this.house.stored();
		const copy = await this.house.rooms.open(NAME).read();
		const docs = [stored, copy, ...this.clients.map(({ doc }) => doc)];
		// Names in a map have no order.
		const texts = docs.map((doc) =>
			JSON.stringify(doc.getArray<Item>('items').map((item) => [item.get('title'), item.get('minutes')]))
		);
		stored.destroy();
		copy.destroy();
		return texts;
	}
}

/** Honest frames to mutate, by somebody who may write. */
export function honestFrames(chance: Chance): readonly Uint8Array[] {
	const doc = new Y.Doc();
	const frames: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => frames.push(syncFrame('update', update)));
	for (let count = 0; count < 60; count++) edit(doc, chance);
	return [...frames, syncFrame('step2', Y.encodeStateAsUpdate(doc)), syncFrame('step1', Y.encodeStateVector(doc))];
}
