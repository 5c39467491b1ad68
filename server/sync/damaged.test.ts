/** A document of which rows were damaged on the disk: what holds together is shown, and the rest comes back from who has it. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { guests, MemoryHouse, NAME, settle } from './memory-house.ts';

/** p-1 and p-2 write in turns, each behind the other, a row a letter; then rows of these places are damaged and the server starts anew. */
async function damagedHouse(...places: readonly number[]) {
	const before = new MemoryHouse();
	const [one, other] = await guests(before, 'p-1', 'p-2');
	for (const letter of 'abcdef') {
		(letter.charCodeAt(0) % 2 === 1 ? one : other).items.push([letter]);
		await settle(before, one, other);
	}
	one.drop();
	other.drop();
	for (const place of places.toSorted((a, b) => b - a)) before.log.damage(NAME, place);
	return { house: new MemoryHouse({ disk: before.disk }), one, other };
}

const all = ['a', 'b', 'c', 'd', 'e', 'f'];

test('[S45] of a text with a hole everybody gets what holds together, and somebody new writes in it as ever', async () => {
	const { house } = await damagedHouse(2);
	const [reader, writer] = await guests(house, 'p-3', 'p-4');
	expect(reader.items.toJSON()).toEqual(['a', 'b']);
	expect(reader.doc.store.pendingStructs).toBe(null);
	writer.items.push(['new']);
	await settle(house, reader, writer);
	expect([writer.closedWith, writer.saved, reader.items.toJSON()]).toEqual([null, 2, ['a', 'b', 'new']]);
});

test.each([[[2]], [[5]], [[0]], [[1, 3]], [[0, 1, 2, 3, 4, 5]]])(
	'[S45] what rows %j held comes back from whoever still has it, of all authors, to everybody and onto the disk',
	async (places) => {
		const { house, one, other } = await damagedHouse(...places);
		const [reader] = await guests(house, 'p-3');
		// p-2 has what p-1 wrote, and p-1 is not here
		await other.connect(house);
		await settle(house, reader, other);
		expect([other.closedWith, reader.items.toJSON()]).toEqual([null, all]);
		await one.connect(house);
		one.items.push(['g']);
		await settle(house, reader, one, other);
		expect([one.closedWith, one.saved > 0, other.items.toJSON()]).toEqual([null, true, [...all, 'g']]);
		const [late] = await guests(new MemoryHouse({ disk: house.disk }), 'p-5');
		expect(late.items.toJSON()).toEqual([...all, 'g']);
	}
);

test('[S45] beyond what was lost nobody writes under the name of another, and within what is there it changes nothing', async () => {
	for (const place of [5, 2]) {
		const { house, one } = await damagedHouse(place);
		const [forger] = await guests(house, 'p-3');
		const before = house.stored().getArray('items').toJSON();
		const forged = new Y.Doc();
		Y.applyUpdate(forged, Y.encodeStateAsUpdate(one.doc));
		forged.clientID = one.doc.clientID;
		forged.getArray('items').push(['never written by p-1']);
		forger.update('update', Y.encodeStateAsUpdate(forged));
		await settle(house, forger);
		expect([forger.closedWith, house.stored().getArray('items').toJSON()]).toEqual([4403, before]);
	}
});

test('[S45] who brings back what was lost cannot change what was written behind it', async () => {
	const { house, one } = await damagedHouse(2);
	const [forger] = await guests(house, 'p-3');
	const before = house.stored().getArray('items').toJSON();
	const forged = new Y.Doc();
	// c was lost; e, by the same hand, was not
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(one.doc));
	const text = Buffer.from(Y.encodeStateAsUpdate(forged));
	text[text.indexOf('e', text.indexOf('c'))] = 'E'.charCodeAt(0);
	forger.update('update', text);
	await settle(house, forger);
	expect([forger.closedWith, house.stored().getArray('items').toJSON()]).toEqual([4403, before]);
});

test('[S45] a text with holes is compacted only when it is whole again, and then it is', async () => {
	const { house, one, other } = await damagedHouse(1);
	const [writer] = await guests(house, 'p-3');
	for (let n = 0; n < 410; n++) {
		writer.items.insert(0, [n]);
		house.now += 100;
		await settle(house, writer);
	}
	expect(house.disk.snapshots.size).toBe(0);
	await other.connect(house);
	await settle(house, writer, other);
	writer.items.insert(0, ['last']);
	await settle(house, writer, other);
	expect(house.disk.snapshots.size).toBe(1);
	const [late] = await guests(new MemoryHouse({ disk: house.disk }), 'p-5');
	expect(late.items.toJSON().slice(-6)).toEqual(all);
	await one.connect(house);
	await settle(house, one);
	expect(one.closedWith).toBe(null);
});
