/** Seeded chaos. A failing seed is in the test's name; pin it by adding it to `pinned`. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { StorageFault } from '#server/storage/port.ts';
import { syncFrame } from '#shared/sync/frames.ts';
import { closing } from '#shared/wire/closing.ts';
import { MemoryClient, MemoryHouse, NAME, settle } from './memory-house.ts';

type Chance = { readonly below: (count: number) => number; readonly of: <T>(list: readonly T[]) => T };

/** mulberry32 */
function chanceOf(seed: number): Chance {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (count: number): number => Math.floor(next() * count);
	return { below, of: <T>(list: readonly T[]) => list[below(list.length)] as T };
}

type Item = Y.Map<Y.Text | number>;

function edit(doc: Y.Doc, { below }: Chance): void {
	const items = doc.getArray<Item>('items');
	const at = below(items.length + 1);
	const item = at < items.length ? items.get(at) : null;
	const title = item?.get('title');
	switch (below(5)) {
		case 0:
			return items.insert(at, [new Y.Map<Y.Text | number>([['title', new Y.Text('议题')]])]);
		case 1:
			return item ? items.delete(at, 1) : undefined;
		case 2:
			return item ? void item.set('minutes', below(60)) : undefined;
		case 3:
			return title instanceof Y.Text ? title.insert(below(title.length + 1), 'abc') : undefined;
		default:
			return title instanceof Y.Text && title.length > 1 ? title.delete(below(title.length - 1), 1) : undefined;
	}
}

/** A county of clients around one document, through faults. */
class Chaos {
	readonly clients: readonly MemoryClient[];
	house = new MemoryHouse();
	readonly #chance: Chance;

	constructor(chance: Chance) {
		this.#chance = chance;
		this.clients = ['p-1', 'p-1', 'p-2', 'p-3', 'p-4'].map((id) => new MemoryClient(id, chance.below(2 ** 32)));
	}

	async step(): Promise<void> {
		const client = this.#chance.of(this.clients);
		this.house.now += 100;
		switch (this.#chance.below(14)) {
			case 0:
			case 1:
			case 2:
			case 3:
				return edit(client.doc, this.#chance);
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
			default:
				return this.#chance.below(10) === 0 ? this.kill() : undefined;
		}
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
}

/**
 * 1002, 1033: who owned a client id was forgotten when the first commit under it failed.
 * 5089, 5156: a link fell behind between its question and the answer, and lost the beginning.
 * 5101: our step 1 spoke of text that was then lost, so that an honest step 2 had a gap.
 */
const pinned: readonly number[] = [1002, 1033, 5089, 5101, 5156];
const seeds = [...pinned, ...Array.from({ length: 30 }, (_, index) => 2000 + index)];

test.each(seeds)(
	'[S26] everybody ends with the same text, all of it on disk, whatever happens (seed %i)',
	async (seed) => {
		const chaos = new Chaos(chanceOf(seed));
		onTestFinished(() => chaos.clients.forEach((client) => client.destroy()));
		for (let step = 0; step < 500; step++) {
			await chaos.step();
			// 4408 is just: a link that the chaos leaves unread for 30 s.
			const codes = chaos.clients.map(({ closedWith }) => closedWith ?? 0);
			const refused = codes.filter((code) => code > 0 && code < 4500 && code !== closing['too-slow']);
			expect(refused).toEqual([]);
		}
		await chaos.calm();
		const stored = chaos.house.stored().getArray('items').toJSON();
		const copy = await chaos.house.rooms.open(NAME).read();
		expect(copy.getArray('items').toJSON()).toEqual(stored);
		for (const client of chaos.clients) {
			expect(client.items.toJSON()).toEqual(stored);
			expect(client.saved).toBe(client.sent);
		}
		chaos.kill();
	}
);

/** Honest frames to mutate, by somebody who may write. */
function honestFrames(chance: Chance): readonly Uint8Array[] {
	const doc = new Y.Doc();
	const frames: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => frames.push(syncFrame('update', update)));
	for (let count = 0; count < 60; count++) edit(doc, chance);
	return [...frames, syncFrame('step2', Y.encodeStateAsUpdate(doc)), syncFrame('step1', Y.encodeStateVector(doc))];
}

function mutate(frame: Uint8Array, { below }: Chance): Uint8Array {
	const mutated = [...frame];
	for (let count = 1 + below(4); count > 0; count--) {
		const at = below(mutated.length);
		const kind = below(4);
		if (kind === 0) mutated[at] = below(256);
		else if (kind === 1) mutated.splice(at, 1 + below(4));
		else if (kind === 2) mutated.splice(at, 0, below(256), below(256));
		else mutated.push(...mutated.slice(at, at + below(20)));
	}
	return Uint8Array.from(mutated.slice(0, 4096));
}

test('[S13] 5,000 mutated frames: no crash, no text of anybody else changed, nothing on disk that does not load', async () => {
	const seed = 20_261_123;
	const chance = chanceOf(seed);
	const house = new MemoryHouse();
	const owner = new MemoryClient('p-1');
	const attacker = new MemoryClient('p-2');
	onTestFinished(() => [owner, attacker].forEach((client) => client.destroy()));
	await owner.connect(house);
	for (let count = 0; count < 30; count++) owner.doc.getArray('items').push([`line ${count}`]);
	await settle(house, owner);
	const clock = Y.getState(owner.doc.store, owner.doc.clientID);
	const frames = [...honestFrames(chance), ...owner.outbox];
	// A deletion is everybody's right; whether forged text got in shows in the owner's clock and in what is stored.
	for (let count = 0; count < 5000; count++) {
		if (!attacker.isConnected) {
			attacker.drop();
			house.now += 61_000;
			house.rooms.beat(house.now);
			await attacker.connect(house);
		}
		house.now += 50;
		attacker.outbox = [mutate(chance.of(frames), chance)];
		attacker.deliverOne();
		attacker.inbox = [];
		if (count % 50 === 0) await settle(house, owner);
	}
	await settle(house, owner);
	const stored = house.stored();
	expect(Y.getState(stored.store, owner.doc.clientID), `seed ${seed}`).toBe(clock);
	expect(stored.store.pendingStructs).toBe(null);
	expect([...stored.share.keys()].filter((root) => root !== 'items')).toEqual([]);
	expect(house.logged.filter((entry) => 'err' in entry)).toEqual([]);
	expect(owner.closedWith).toBe(null);
	expect(owner.items.toJSON()).toEqual(stored.getArray('items').toJSON());
});
