/** Seeded chaos. A failing seed is in the test's name; pin it by adding it to `pinned`. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { chanceOf, mutate } from '#shared/foundation/chance.ts';
import { Chaos, honestFrames } from './chaos.ts';
import { MemoryClient, MemoryHouse, settle } from './memory-house.ts';

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
			expect(chaos.refusals()).toEqual([]);
		}
		await chaos.calm();
		expect(new Set(await chaos.texts()).size).toBe(1);
		for (const client of chaos.clients) expect(client.saved).toBe(client.sent);
		chaos.kill();
	}
);

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
