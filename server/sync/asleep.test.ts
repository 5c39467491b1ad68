/** Who comes back wakes nobody: a draft without a Yjs copy says the same as one with. The seed is in the test's name. */
import { expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { openMemoryLog, type MemoryDisk } from '#server/storage/memory/update-log.ts';
import { chanceOf } from '#shared/foundation/chance.ts';
import { Chaos } from './chaos.ts';
import { Draft } from './draft.ts';
import { DurableText } from './durable-text.ts';
import { guests, MemoryHouse, NAME, settle } from './memory-house.ts';
import { snapshotOf } from './snapshot.ts';

const roots = { items: 'array' } as const;

/** As the next process finds it. No copy can be asked for its fingerprint while it sleeps. */
function draftOn(disk: MemoryDisk): Draft {
	const compactor = { snapshot: async (parts: readonly Uint8Array[]) => snapshotOf(parts) };
	const draft = new Draft({ log: openMemoryLog(disk), compactor }, NAME, roots);
	onTestFinished(() => draft.destroy());
	return draft;
}

const isAsleep = (draft: Draft): boolean => draft.hash() === null;
const clocksOf = (vector: Uint8Array): ReadonlyMap<number, number> => Y.decodeStateVector(vector);
const nobody = (): undefined => undefined;

test.each(Array.from({ length: 12 }, (_, index) => 4000 + index))(
	'[S48] whatever happened, a draft that sleeps knows what is there and what is deleted (seed %i)',
	async (seed) => {
		const chaos = new Chaos(chanceOf(seed), { wide: true });
		onTestFinished(() => chaos.clients.forEach((client) => client.destroy()));
		for (let round = 0; round < 6; round++) {
			for (let step = 0; step < 80; step++) await chaos.step();
			await chaos.calm();
			const { house } = chaos;
			const stored = house.stored();
			const draft = draftOn(house.disk);
			expect(clocksOf(draft.vector())).toEqual(clocksOf(Y.encodeStateVector(stored)));
			const deletes = Y.encodeStateAsUpdate(stored, Y.encodeStateVector(stored));
			for (const { doc } of chaos.clients) {
				const back = Y.encodeStateAsUpdate(doc, draft.vector());
				expect(draft.saysNothing(back)).not.toBe(null);
				expect(draft.apply('p-9', back, nobody).kind).toBe('known');
			}
			expect([isAsleep(draft), draft.saysNothing(deletes) !== null]).toEqual([true, true]);
			// Something new is something new, whoever says it.
			const [client] = chaos.clients;
			client!.doc.getArray('items').delete(0, Math.min(1, client!.doc.getArray('items').length));
			const said = Y.encodeStateAsUpdate(client!.doc, draft.vector());
			const isNew = Buffer.compare(said, deletes) !== 0;
			expect([draft.saysNothing(said) === null, isAsleep(draft)]).toEqual([isNew, !isNew]);
			expect(draft.apply('p-1', said, nobody).kind).toBe(isNew ? 'changed' : 'known');
			stored.destroy();
			await draft.compact();
			await chaos.calm();
		}
	}
);

/** A text with deletes, packed, and a client who has all of it. */
async function packedHouse() {
	const before = new MemoryHouse();
	const [one] = await guests(before, 'p-1');
	for (let at = 0; at < 80; at++) one.items.insert(0, [`${at}`]);
	one.items.delete(10, 30);
	await settle(before, one);
	one.drop();
	await before.rooms.close();
	expect(before.disk.snapshots.size).toBe(1);
	return { one, disk: before.disk };
}

test.each(['open', 'sealed', 'older'] as const)(
	'[S48] who comes back to a document that is %s wakes no copy',
	async (standing) => {
		const { one, disk } = await packedHouse();
		if (standing === 'sealed') disk.sealed.add(NAME);
		const house = new MemoryHouse({ disk });
		if (standing === 'older') house.standing = 'older';
		const awake = vi.spyOn(DurableText.prototype, 'parts');
		onTestFinished(() => awake.mockRestore());
		await one.connect(house);
		await settle(house, one);
		expect([one.closedWith, one.saved, disk.late.size, awake.mock.calls.length]).toEqual([null, 1, 0, 0]);
	}
);

test('[S48] where the outline is missing, is none, or rows are damaged, a copy is asked as ever', async () => {
	const { one, disk } = await packedHouse();
	const base = disk.snapshots.get(NAME)!;
	const sent = Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(one.doc));
	for (const outline of [null, Uint8Array.of(9, 9), new Uint8Array()]) {
		const draft = draftOn({ ...disk, snapshots: new Map([[NAME, { ...base, outline }]]) });
		expect(clocksOf(draft.vector())).toEqual(clocksOf(Y.encodeStateVector(one.doc)));
		expect([draft.saysNothing(sent) !== null, isAsleep(draft)]).toEqual([true, false]);
	}
	const lost = { id: 1, document: NAME, update: new Uint8Array(), personId: 'p-1' };
	const draft = draftOn({ ...disk, lost: [lost] });
	expect(draft.sleep()).toBe(true);
	expect([draft.saysNothing(sent) !== null, isAsleep(draft)]).toEqual([true, false]);
});
