/** What is told from an outline and the tail is what a Y.Doc says, for documents made by chance. The seed is in the test's name. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { chanceOf, mutate, type Chance } from '#shared/foundation/chance.ts';
import { readMessage } from '#shared/sync/frames.ts';
import { edit } from './chaos.ts';
import { documentOf } from './copy.ts';
import { DurableText } from './durable-text.ts';
import { clocksOf, deletesIn, lackingOf, outlineOf, packOutline, unpackOutline } from './outline.ts';
import type { Range } from './ranges.ts';
import { snapshotOf } from './snapshot.ts';
import { load } from './tidying.ts';

const EDITS = 7;
const seeds = Array.from({ length: 25 }, (_, index) => 3000 + index);

/** Rows as the log of a server has them: what three people wrote at once, as one Y.Doc told it on. */
function rowsOf(chance: Chance, edits: number): readonly Uint8Array[] {
	const server = documentOf({ items: 'array' }, []);
	const rows: Uint8Array[] = [];
	server.on('update', (update: Uint8Array) => rows.push(update));
	const people = [1, 2, 3].map(() => {
		const doc = documentOf({ items: 'array' }, []);
		doc.clientID = chance.below(2 ** 32);
		return doc;
	});
	for (let count = 0; count < edits; count++) {
		const doc = chance.of(people);
		edit(doc, chance, EDITS);
		if (chance.below(3) > 0) continue;
		Y.applyUpdate(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)));
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)));
	}
	return rows;
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
const docOf = (updates: readonly Uint8Array[]): Y.Doc => documentOf({ items: 'array' }, updates);
const vectorOf = (doc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

function deletesOf(doc: Y.Doc): readonly Range[] {
	const { clients } = Y.createDeleteSetFromStructStore(doc.store);
	return [...clients].flatMap(([client, all]) => all.map(({ clock, len }) => ({ client, clock, length: len })));
}

const positions = (ranges: Iterable<Range>): readonly string[] =>
	[...ranges]
		.flatMap(({ client, clock, length }) => Array.from({ length }, (_, at) => `${client}/${clock + at}`))
		.toSorted();

/** Ranges here and there, most of them not deleted or only in part. */
const somewhere = (doc: Y.Doc, { below }: Chance): readonly Range[] =>
	[...vectorOf(doc)].flatMap(([client, clock]) =>
		Array.from({ length: 20 }, () => ({ client, clock: below(clock + 2), length: 1 + below(6) }))
	);

function isDeleted({ store }: Y.Doc, { client, clock, length }: Range): boolean {
	if (clock + length > Y.getState(store, client)) return false;
	const ends = clock + length;
	const structs = store.clients.get(client) ?? [];
	return structs.every(
		(struct) => struct.deleted || struct.id.clock >= ends || struct.id.clock + struct.length <= clock
	);
}

test.each(seeds)('[S48] an outline says what the Y.Doc says that the snapshot came from (seed %i)', (seed) => {
	const chance = chanceOf(seed);
	// Large enough for several marks from time to time.
	const doc = docOf(rowsOf(chance, chance.of([0, 3, 60, 60, 3000])));
	const { bytes, outline: packed } = snapshotOf([Y.encodeStateAsUpdate(doc)]);
	const outline = unpackOutline(packed!, bytes.length)!;
	expect(clocksOf(outline)).toEqual(vectorOf(doc));
	expect(positions(deletesIn(bytes, outline))).toEqual(positions(deletesOf(doc)));
	for (let round = 0; round < 30; round++) {
		const known = new Map([...vectorOf(doc)].map(([client, clock]) => [client, chance.below(clock + 2)]));
		for (const client of known.keys()) if (chance.below(4) === 0) known.delete(client);
		const vector = Y.encodeStateVector(known);
		const lacking = lackingOf(bytes, outline, known);
		expect(isSame(lacking.bytes, Y.diffUpdate(bytes, vector))).toBe(true);
		expect(lacking.walked).toBeLessThanOrEqual(bytes.length + 8);
	}
});

test.each(seeds)('[S48] with a tail, and after any compaction, the text says what a Y.Doc says (seed %i)', (seed) => {
	const chance = chanceOf(seed);
	const rows = rowsOf(chance, 250);
	const text = new DurableText(null, [], 0);
	const doc = new Y.Doc();
	for (const [index, row] of rows.entries()) {
		text.append(row, index + 1);
		// As the log is read: what there was to tidy is in the rows.
		load(doc, [row]);
		if (chance.below(8) === 0) {
			const { parts, rows: covered } = text.covered();
			text.compacted(snapshotOf(parts), covered);
		}
		if (chance.below(4) > 0) continue;
		expect(new Map(text.clocks())).toEqual(vectorOf(doc));
		expect(text.areDeleted(deletesOf(doc))).toBe(true);
		for (const range of somewhere(doc, chance)) expect(text.areDeleted([range])).toBe(isDeleted(doc, range));
		const before = docOf(rows.slice(0, chance.below(index + 1)));
		for (const { messages } of text.answer(Y.encodeStateVector(before)).parcels) {
			const message = readMessage(messages[0]!);
			if ('payload' in message) Y.applyUpdate(before, message.payload);
		}
		expect(before.getArray('items').toJSON()).toEqual(doc.getArray('items').toJSON());
	}
});

test('[S48] who lacks the end of a long text is answered from its end', () => {
	const doc = docOf([]);
	const words = new Y.Text();
	doc.getArray('items').push([words]);
	for (let at = 0; at < 5000; at++) words.insert(0, `${at}`);
	const most = Y.encodeStateVector(doc);
	for (let at = 0; at < 20; at++) words.insert(0, 'new');
	const text = new DurableText(snapshotOf([Y.encodeStateAsUpdate(doc)]), [], 1);
	expect(text.answer(most).walked).toBeLessThan(text.bytes / 5);
	const without = new DurableText({ bytes: Y.encodeStateAsUpdate(doc), outline: null }, [], 1);
	expect(without.answer(most).walked).toBe(text.bytes);
});

test('[S44] [S48] what is gone through to put the end of a text and its tail together counts', () => {
	const doc = docOf([]);
	const words = new Y.Text();
	doc.getArray('items').push([words]);
	words.insert(0, 'ab'.repeat(3000));
	for (let at = 0; at < 3000; at++) words.delete(at, 1);
	const text = new DurableText(snapshotOf([Y.encodeStateAsUpdate(doc)]), [], 1);
	const most = Y.encodeStateVector(doc);
	doc.on('update', (update: Uint8Array) => text.append(update, 2));
	words.insert(0, 'new');
	const { parcels, walked } = text.answer(most);
	// All that is deleted is in the answer, and had to be read.
	expect(parcels.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(6000);
	expect(walked).toBeGreaterThan(6000);
});

test('[S48] of a text that lacks something there is no outline', () => {
	const [first, ...rest] = rowsOf(chanceOf(5), 60);
	expect(first).toBeDefined();
	expect(snapshotOf(rest).outline).toBe(null);
	const [one, other] = [docOf([]), docOf([])];
	one.getArray('items').push(['a']);
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
	const before = Y.encodeStateVector(other);
	other.getArray('items').push(['b']);
	expect(snapshotOf([Y.encodeStateAsUpdate(other, before)]).outline).toBe(null);
	one.getArray('items').push(['c', 'd']);
	const holed = Y.mergeUpdates([Y.encodeStateAsUpdate(one), lateOf(one)]);
	expect(outlineOf(holed)).toBe(null);
});

/** What `doc` will write after something nobody hears of. */
function lateOf(doc: Y.Doc): Uint8Array {
	const copy = docOf([Y.encodeStateAsUpdate(doc)]);
	copy.clientID = doc.clientID;
	copy.getArray('items').push(['lost']);
	const vector = Y.encodeStateVector(copy);
	copy.getArray('items').push(['late']);
	return Y.encodeStateAsUpdate(copy, vector);
}

test('[S48] bytes that are no outline, or of another format, are none: the text is gone through as ever', () => {
	const chance = chanceOf(48);
	const doc = docOf(rowsOf(chance, 200));
	const { bytes, outline } = snapshotOf([Y.encodeStateAsUpdate(doc)]);
	const packed = outline!;
	const others = [
		new Uint8Array(),
		Uint8Array.of(2, ...packed.slice(1)),
		packed.slice(0, -1),
		Uint8Array.of(...packed, 0)
	];
	for (const wrong of others) {
		expect(unpackOutline(wrong, bytes.length)).toBe(null);
		const text = new DurableText({ bytes, outline: wrong }, [], 1);
		expect(new Map(text.clocks())).toEqual(vectorOf(doc));
		expect(text.areDeleted(deletesOf(doc))).toBe(false);
	}
	// Whatever they are, reading them ends.
	for (let round = 0; round < 2000; round++) unpackOutline(mutate(packed, chance), bytes.length);
	expect(packOutline(unpackOutline(packed, bytes.length)!)).toEqual(packed);
});
