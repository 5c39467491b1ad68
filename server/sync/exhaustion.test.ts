/** What one person may cost the others. */
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { syncFrame } from '#shared/sync/frames.ts';
import { everyOther, farNeighbours, manyPieces, update } from '#shared/sync/hostile-updates.ts';
import { limits } from '#shared/sync/limits.ts';
import { guests, MemoryClient, MemoryHouse, NAME, settle } from './memory-house.ts';

test('[S27] an update that makes Yjs search for its square is stopped, leaves nothing, and its sender waits', async () => {
	const house = new MemoryHouse();
	const [one, other] = await guests(house, 'p-1', 'p-2');
	one.items.push(['mine']);
	await settle(house, one, other);
	const begun = performance.now();
	other.update('update', farNeighbours(7, 20_000));
	await settle(house, one, other);
	expect(performance.now() - begun).toBeLessThan(3000);
	expect([other.closedWith, one.closedWith, house.stored().getArray('items').toJSON()]).toEqual([4413, null, ['mine']]);
	expect(await new MemoryClient('p-2').connect(house)).toBe(4429);
	house.now += 61_000;
	house.rooms.beat(house.now);
	expect(await new MemoryClient('p-2').connect(house)).toBe(null);
});

test('[S13] somebody who comes back twenty times for more than their share waits a minute', async () => {
	const house = new MemoryHouse();
	for (let index = 0; index < 20; index++) {
		const [one] = await guests(house, 'p-1');
		for (let count = 0; count < 30; count++) one.send(syncFrame('step1', Uint8Array.of(0)));
		await settle(house, one);
		expect(one.closedWith).toBe(4429);
		one.drop();
	}
	expect(await new MemoryClient('p-1').connect(house)).toBe(4429);
	const [other] = await guests(house, 'p-2');
	expect(other.closedWith).toBe(null);
	house.now += 61_000;
	house.rooms.beat(house.now);
	expect(await new MemoryClient('p-1').connect(house)).toBe(null);
});

test('[S27] two who wrote hundreds of entries at the same place, letter by letter and offline, are not stopped', async () => {
	const house = new MemoryHouse();
	// The later id stands behind: each of its entries is searched for among all of the other's.
	const [one, other] = [new MemoryClient('p-1', 1), new MemoryClient('p-2', 2)];
	for (const client of [one, other]) await client.connect(house);
	one.items.push(['first', 'last']);
	await settle(house, one, other);
	for (const client of [one, other]) client.drop();
	for (let n = 0; n < 300; n++) {
		one.items.insert(1 + (n % 2) * n, [`a${n}`]);
		other.items.insert(1, [new Y.Map([['n', n]])]);
	}
	for (const client of [one, other]) await client.connect(house);
	await settle(house, one, other);
	expect([one.closedWith, other.closedWith]).toEqual([null, null]);
	expect([one.items.length, other.items.length, house.stored().getArray('items').length]).toEqual([602, 602, 602]);
});

test.each([
	[
		'repeated',
		[
			[0, 5],
			[0, 5]
		],
		1
	],
	[
		'overlapping',
		[
			[0, 5],
			[3, 4]
		],
		1
	],
	[
		'backwards',
		[
			[5, 2],
			[0, 2]
		],
		1
	],
	['of one client told twice', [[0, 2]], 2]
] as const)('[S27] deleted ranges %s are malformed: each costs a walk', async (_, ranges, groups) => {
	const house = new MemoryHouse();
	const [one, other] = await guests(house, 'p-1', 'p-2');
	one.items.push(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
	await settle(house, one, other);
	const hostile = update(null, (encoder) => {
		encoding.writeVarUint(encoder, groups);
		for (let group = 0; group < groups; group++) {
			encoding.writeVarUint(encoder, one.doc.clientID);
			encoding.writeVarUint(encoder, ranges.length);
			for (const number of ranges.flat()) encoding.writeVarUint(encoder, number);
		}
	});
	other.update('update', hostile);
	await settle(house, one, other);
	expect([other.closedWith, one.items.length]).toEqual([4400, 8]);
});

test('[S27] what one person writes is bounded over all their links, and over coming back', async () => {
	const house = new MemoryHouse();
	const text = 'x'.repeat(1_000_000);
	let refused: number | null = null;
	let taken = 0;
	for (let link = 0; link < 4 && refused === null; link++) {
		const client = new MemoryClient('p-1');
		refused = await client.connect(house);
		for (let n = 0; n < 8 && refused === null; n++) {
			await settle(house, client);
			client.items.push([text]);
			await settle(house, client);
			refused = client.closedWith;
			taken += refused === null ? 1 : 0;
		}
		client.drop();
	}
	expect([refused, taken]).toEqual([4429, 16]);
	const [other] = await guests(house, 'p-2');
	other.items.push(['still']);
	await settle(house, other);
	expect([other.closedWith, other.saved > 0]).toEqual([null, true]);
});

test('[S27] a full document takes small changes only', async () => {
	const house = new MemoryHouse();
	const [client] = await guests(house, 'p-1');
	const text = 'x'.repeat(1_000_000);
	for (let n = 0; n * text.length <= limits.documentBytes; n++) {
		client.items.push([text]);
		await settle(house, client);
		house.now += 4000;
	}
	client.items.push(['small']);
	await settle(house, client);
	expect(client.closedWith).toBe(null);
	client.items.push([text]);
	await settle(house, client);
	expect(client.closedWith).toBe(4413);
}, 30_000);

test('[S27] a state vector larger than any document has writers is refused', async () => {
	const house = new MemoryHouse();
	const [client] = await guests(house, 'p-1');
	const vector = encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, 50_000);
		for (let n = 0; n < 50_000; n++) {
			encoding.writeVarUint(encoder, 2 ** 31 + n);
			encoding.writeVarUint(encoder, 1);
		}
	});
	client.send(
		encoding.encode((encoder) => {
			encoding.writeVarUint(encoder, 0);
			encoding.writeVarUint(encoder, 0);
			encoding.writeVarUint8Array(encoder, vector);
		})
	);
	await settle(house, client);
	expect(client.closedWith).toBe(4413);
});

test('[S27] every other of 50,000 values of a list is not deleted at once: each would copy all behind it', async () => {
	const house = new MemoryHouse();
	const [one, other] = await guests(house, 'p-1', 'p-2');
	one.items.push(Array.from({ length: 50_000 }, () => 1));
	await settle(house, one, other);
	const begun = performance.now();
	other.update('update', everyOther(one.doc.clientID, 20_000));
	await settle(house, one, other);
	expect(performance.now() - begun).toBeLessThan(1000);
	expect([other.closedWith, one.items.length]).toEqual([4413, 50_000]);
	one.items.delete(100, 200);
	await settle(house, one);
	expect([one.closedWith, house.stored().getArray('items').length]).toEqual([null, 49_800]);
});

test.each([
	[12_000, null],
	[30_000, 4413]
])(
	'[S46] formatted text in %i pieces is deleted at once: nobody waits, and what would hold every screen is refused',
	async (count, code) => {
		const house = new MemoryHouse();
		const [one, other] = await guests(house, 'p-1', 'p-2');
		const { written, deleted } = manyPieces(count);
		for (const part of written) one.update('update', part);
		await settle(house, one, other);
		other.drop();
		const begun = performance.now();
		one.update('update', deleted);
		await settle(house, one);
		const took = performance.now() - begun;
		expect(one.closedWith).toBe(code);
		expect(took).toBeLessThan(500);
		// the next process does not pay for it either
		const again = new MemoryHouse({ disk: house.disk });
		const reopened = performance.now();
		const doc = await again.rooms.open(NAME).read();
		expect(performance.now() - reopened).toBeLessThan(1000);
		const title = (doc.getArray('items').get(0) as Y.Map<Y.Text>).get('title');
		expect(title!.length).toBe(code === null ? 2 : count + 2);
	}
);

test('[S17] nothing of a reader is kept aside when the document is sealed', async () => {
	const house = new MemoryHouse();
	house.rights.set('p-2', 'read');
	const [one, reader] = await guests(house, 'p-1', 'p-2');
	one.items.push(['a']);
	await settle(house, one, reader);
	await Promise.all([house.rooms.open(NAME).seal(), settle(house)]);
	reader.items.push(['from a reader']);
	await settle(house, one, reader);
	expect([reader.closedWith, house.log.late(NAME)]).toEqual([4403, []]);
});

test('[S27] of presence everybody is told so much of one person, on all their links; the rest is not heard and closes nobody', async () => {
	const house = new MemoryHouse();
	const links = [1, 2, 3, 4].map((id) => new MemoryClient('p-1', id));
	const onlooker = new MemoryClient('p-2', 5);
	for (const client of [...links, onlooker]) await client.connect(house);
	const seconds = 20;
	let told = 0;
	for (let n = 0; n < seconds * 50; n++) {
		house.now += 20;
		for (const client of links) client.awareness.setLocalState({ cursor: String(n).padEnd(4000, 'x') });
		await settle(house, ...links, onlooker);
		for (const { doc } of links)
			told += onlooker.awareness.getStates().get(doc.clientID)?.['cursor'].startsWith(String(n)) ? 4000 : 0;
	}
	const most = 2 * 1024 * 1024 + seconds * 256 * 1024;
	expect([told > most * 0.9, told <= most]).toEqual([true, true]);
	expect([...links, onlooker].map(({ closedWith }) => closedWith)).toEqual([null, null, null, null, null]);
	house.now += 1000;
	for (const client of links) client.awareness.setLocalState({ cursor: 'last' });
	await settle(house, ...links, onlooker);
	expect(links.map(({ doc }) => onlooker.awareness.getStates().get(doc.clientID)?.['cursor'])).toEqual([
		'last',
		'last',
		'last',
		'last'
	]);
});
