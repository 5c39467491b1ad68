import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readMessage } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import { DurableText, merged } from './durable-text.ts';
import { snapshotOf } from './snapshot.ts';

/** What two people write, update by update. */
function written(count: number): { readonly doc: Y.Doc; readonly updates: readonly Uint8Array[] } {
	const doc = new Y.Doc();
	const other = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	other.on('update', (update: Uint8Array, origin: unknown) => origin !== doc && Y.applyUpdate(doc, update, other));
	doc.on('update', (update: Uint8Array, origin: unknown) => origin !== other && Y.applyUpdate(other, update, doc));
	for (let at = 0; at < count; at++) {
		const text = (at % 3 === 0 ? other : doc).getText('items');
		text.insert(Math.floor(text.length / 2), `字${at}`);
		if (at % 5 === 4) text.delete(0, 1);
	}
	return { doc, updates };
}

/** The updates in the messages of parcels, applied. */
function applied(parcels: ReturnType<DurableText['whole']>, to = new Y.Doc()): Y.Doc {
	for (const message of parcels.flatMap(({ messages }) => messages)) {
		const read = readMessage(message);
		if (read.kind !== 'step2' && read.kind !== 'update') throw new Error(`not text: ${read.kind}`);
		Y.applyUpdate(to, read.payload);
		expect(to.store.pendingStructs).toBe(null);
	}
	return to;
}

const same = (one: Y.Doc, other: Y.Doc): void => {
	expect(one.getText('items').toJSON()).toBe(other.getText('items').toJSON());
	expect(Y.encodeStateVector(one).length).toBe(Y.encodeStateVector(other).length);
};

test('[S5] base and tail together are the text; the step 2 comes last: who has heard it may read', () => {
	const { doc, updates } = written(60);
	const text = new DurableText(snapshotOf(updates.slice(0, 30)), updates.slice(30, 50), 50);
	for (const [index, update] of updates.slice(50).entries()) text.append(update, 51 + index);
	const parcels = text.whole();
	expect(parcels.map(({ messages }) => readMessage(messages[0]!).kind)).toEqual(['update', 'step2']);
	same(applied(parcels), doc);
});

test('[S5] a text that was never compacted is one step 2, and an empty one too', () => {
	const { doc, updates } = written(10);
	const text = new DurableText(null, updates, 10);
	expect(text.whole().flatMap(({ messages }) => messages.map((each) => readMessage(each).kind))).toEqual(['step2']);
	same(applied(text.whole()), doc);
	const [empty] = new DurableText(null, [], 0).whole();
	expect(readMessage(empty!.messages[0]!)).toMatchObject({ kind: 'step2', payload: Uint8Array.of(0, 0) });
});

test('[S5] who joins between two keys shares the frames of who joined before', () => {
	const { updates } = written(20);
	const text = new DurableText(snapshotOf(updates.slice(0, 10)), updates.slice(10, 15), 15);
	const [base, tail] = text.whole();
	expect(text.whole()).toEqual([base, tail]);
	expect(text.whole()[1]).toBe(tail);
	text.append(updates[15]!, 16);
	const after = text.whole();
	expect(after[0]).toBe(base);
	expect(after[1]).not.toBe(tail);
});

test('[S5] a base that was told lies in its own frame, and is still the base', () => {
	const { doc, updates } = written(40);
	const text = new DurableText(snapshotOf(updates.slice(0, 30)), updates.slice(30), 40);
	const [base] = text.whole();
	expect(text.parts()[0]!.buffer).toBe(base!.wire.buffer);
	expect(base!.messages[0]!.buffer).toBe(base!.wire.buffer);
	const copy = new Y.Doc();
	for (const part of text.parts()) Y.applyUpdate(copy, part);
	same(copy, doc);
	text.forgetAnswers();
	same(applied(text.whole()), doc);
});

test('[S5] a difference brings exactly what is missing, from any earlier state', () => {
	const { doc, updates } = written(60);
	const text = new DurableText(snapshotOf(updates.slice(0, 40)), updates.slice(40), 60);
	for (const known of [0, 1, 20, 40, 55, 60]) {
		const copy = new Y.Doc();
		for (const update of updates.slice(0, known)) Y.applyUpdate(copy, update);
		applied(text.answer(Y.encodeStateVector(copy)).parcels, copy);
		expect(copy.store.pendingStructs).toBe(null);
		same(copy, doc);
	}
});

test('[S5] everybody who comes back with the same text gets the same answer, whatever they wrote meanwhile', () => {
	const { doc, updates } = written(30);
	const text = new DurableText(snapshotOf(updates), [], 30);
	const answers = Array.from({ length: 3 }, (_, own) => {
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
		copy.getText('items').insert(0, `mine ${own}`);
		return text.answer(Y.encodeStateVector(copy));
	});
	const [first] = answers[0]!.parcels;
	expect(answers.map(({ parcels }) => parcels[0] === first)).toEqual([true, true, true]);
	expect(answers.map(({ walked }) => walked > 0)).toEqual([true, false, false]);
});

test('[S44] a vector of clients that nobody knows is answered as if it were empty, without going through the text', () => {
	const text = new DurableText(snapshotOf(written(30).updates), [], 30);
	const vector = Y.encodeStateVector(new Map([[4711, 12]]));
	expect(text.answer(vector)).toEqual({ parcels: text.whole(), walked: 0 });
});

test('[S2] what is no state vector is refused', () => {
	const text = new DurableText(null, written(3).updates, 3);
	expect(() => text.answer(Uint8Array.of(5, 1))).toThrow(Error);
});

test('[S24] a compaction takes the place of what it covered and leaves what came meanwhile', () => {
	const { doc, updates } = written(60);
	const text = new DurableText(null, updates.slice(0, 40), 40);
	const { parts, rows, upTo } = text.covered();
	for (const [index, update] of updates.slice(40).entries()) text.append(update, 41 + index);
	text.compacted(snapshotOf(parts), rows);
	expect([upTo, text.rows]).toEqual([40, updates.length - 40]);
	same(applied(text.whole()), doc);
	expect(new Map(text.clocks())).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
});

test('[S5] a tail of any length is joined to the same text', () => {
	for (const count of [0, 1, 32, 33, 64, 65, 1100]) {
		const { doc, updates } = written(count);
		const copy = new Y.Doc();
		Y.applyUpdate(copy, merged(updates));
		expect(copy.store.pendingStructs).toBe(null);
		same(copy, doc);
	}
});

test('[S24] beside the largest base a tail is compacted before joining it takes long', () => {
	const text = new DurableText({ bytes: new Uint8Array(limits.documentBytes), outline: null }, [], 0);
	const key = written(1).updates[0]!;
	let rows = 0;
	for (; !text.isWorthCompacting; rows++) text.append(key, rows);
	expect(rows).toBeLessThanOrEqual(4001);
});

test('[S24] typing beside a large base does not compact it again and again', () => {
	const large = new Y.Doc();
	for (let at = 0; at < 3000; at++) large.getText('items').insert(0, `段落${at} `);
	const small = Y.encodeStateAsUpdate(new Y.Doc());
	const key = written(1).updates[0]!;
	const keys = (base: Uint8Array): number => {
		const text = new DurableText({ bytes: base, outline: null }, [], 0);
		let count = 0;
		for (; !text.isWorthCompacting; count++) text.append(key, count);
		return count;
	};
	expect(keys(Y.encodeStateAsUpdate(large))).toBeGreaterThan(keys(small));
});

test('[S24] few rows of many bytes are compacted when a document is let go, few small ones are not', () => {
	const [key] = written(1).updates;
	const pasted = new Y.Doc();
	pasted.getText('items').insert(0, '字'.repeat(40_000));
	const text = new DurableText(null, [key!], 1);
	expect(text.isWorthCompactingAtRest).toBe(false);
	text.append(Y.encodeStateAsUpdate(pasted), 2);
	expect([text.rows, text.isWorthCompactingAtRest]).toEqual([2, true]);
});
