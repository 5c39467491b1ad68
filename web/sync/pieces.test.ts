import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { pieces, type PieceSize } from './pieces.ts';

const size = (bytes: number): PieceSize => ({ bytes, parts: 1000, clients: 100 });

/** What hands do to a document, by chance. */
type Deed = { readonly who: number; readonly what: number; readonly at: number; readonly words: string };

const deeds = fc.array(
	fc.record({
		who: fc.nat({ max: 3 }),
		what: fc.nat({ max: 9 }),
		at: fc.nat({ max: 1000 }),
		words: fc.string({ unit: 'grapheme', maxLength: 40 })
	}),
	{ minLength: 1, maxLength: 60, size: 'max' }
);

function act(doc: Y.Doc, { what, at, words }: Deed): void {
	const text = doc.getText('t');
	const items = doc.getArray<Y.Map<unknown>>('items');
	const card = items.length > 0 ? items.get(at % items.length) : null;
	const title = card?.get('title');
	const xml = doc.getXmlFragment('minutes');
	switch (what) {
		case 0:
			return text.insert(at % (text.length + 1), words);
		case 1:
			return text.length > 0 ? text.delete(at % text.length, Math.min(9, text.length - (at % text.length))) : undefined;
		case 2:
			return items.insert(at % (items.length + 1), [new Y.Map<unknown>([['title', new Y.Text(words)]])]);
		case 3:
			return items.length > 0 ? items.delete(at % items.length, 1) : undefined;
		case 4:
			return card?.set('minutes', at) as undefined;
		case 5:
			return title instanceof Y.Text ? title.insert(title.length, words) : undefined;
		case 6:
			return xml.insert(at % (xml.length + 1), [new Y.XmlElement('paragraph')]);
		case 7: {
			const node = xml.length > 0 ? xml.get(at % xml.length) : null;
			return node instanceof Y.XmlElement ? node.insert(0, [new Y.XmlText(words)]) : undefined;
		}
		case 8:
			return doc.getArray('plain').insert(0, [words, at, { [`k${words}`]: at }, [words]]);
		default:
			return text.insert(at % (text.length + 1), '😀项目'.repeat(at % 200));
	}
}

/** Four people at once, who hear of each other now and then; the answer is the first one's copy. */
function written(all: readonly Deed[], known = 0): { readonly whole: Y.Doc; readonly older: Y.Doc } {
	const docs = [0, 1, 2, 3].map((index) => {
		const doc = new Y.Doc();
		doc.clientID = 1000 + index * 77;
		return doc;
	});
	const [whole] = docs as [Y.Doc, ...Y.Doc[]];
	const older = new Y.Doc();
	for (const [index, deed] of all.entries()) {
		act(docs[deed.who] ?? whole, deed);
		if (deed.at % 4 === 0) {
			const other = docs[deed.at % 3] ?? whole;
			Y.applyUpdate(whole, Y.encodeStateAsUpdate(other));
			Y.applyUpdate(other, Y.encodeStateAsUpdate(whole));
		}
		if (index < known) Y.applyUpdate(older, Y.encodeStateAsUpdate(whole));
	}
	for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
	return { whole, older };
}

/** Names in a map have no order. */
function sorted(_: string, value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function isSame(one: Y.Doc, other: Y.Doc): boolean {
	const [words, others] = [one, other].map((doc) =>
		JSON.stringify(
			[
				doc.getText('t'),
				doc.getArray('items').toJSON(),
				doc.getArray('plain').toJSON(),
				doc.getXmlFragment('minutes').toString()
			],
			sorted
		)
	);
	return words === others && Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other));
}

function isWhole(doc: Y.Doc): boolean {
	return doc.store.pendingStructs === null && doc.store.pendingDs === null;
}

describe('an update in pieces', () => {
	test('[W10] applied in their order they give the same document, and none has to wait for another', () => {
		fc.assert(
			fc.property(deeds, fc.nat({ max: 60 }), fc.integer({ min: 120, max: 2000 }), (all, known, bytes) => {
				const { whole, older } = written(all, known);
				const update = Y.encodeStateAsUpdate(whole, Y.encodeStateVector(older));
				const cut = pieces(update, size(bytes));
				for (const piece of cut) {
					Y.applyUpdate(older, piece);
					expect(isWhole(older)).toBe(true);
				}
				expect(isSame(older, whole)).toBe(true);
				expect(Math.max(...cut.map(({ length }) => length))).toBeLessThanOrEqual(bytes);
			}),
			{ numRuns: 60 }
		);
	});

	test('[W10] a merged update with holes for what the receiver has is cut as well', () => {
		fc.assert(
			fc.property(deeds, (all) => {
				const doc = new Y.Doc();
				const updates: Uint8Array[] = [];
				doc.on('update', (update: Uint8Array) => updates.push(update));
				for (const deed of all) act(doc, deed);
				const kept = updates.filter((_, index) => index % 3 !== 1);
				const known = updates.filter((_, index) => index % 3 === 1);
				if (kept.length === 0) return;
				const [inPieces, atOnce] = [new Y.Doc(), new Y.Doc()];
				for (const update of known) for (const copy of [inPieces, atOnce]) Y.applyUpdate(copy, update);
				const merged = Y.mergeUpdates(kept);
				for (const piece of pieces(merged, size(150))) Y.applyUpdate(inPieces, piece);
				Y.applyUpdate(atOnce, merged);
				expect(isSame(inPieces, atOnce)).toBe(true);
				expect(isSame(inPieces, doc)).toBe(true);
			})
		);
	});

	test('[W10] one text of eight million characters is cut, and no pair of halves is', () => {
		const doc = new Y.Doc();
		doc.getText('t').insert(0, '😀会'.repeat(2_700_000));
		const cut = pieces(Y.encodeStateAsUpdate(doc), size(128 * 1024));
		expect(cut.length).toBeGreaterThan(100);
		expect(Math.max(...cut.map(({ length }) => length))).toBeLessThanOrEqual(128 * 1024);
		const copy = new Y.Doc();
		for (const piece of cut) Y.applyUpdate(copy, piece);
		expect(copy.getText('t').toString() === doc.getText('t').toString()).toBe(true);
		expect(copy.store.clients.get(doc.clientID)?.length).toBe(1);
	});

	test('[W10] parts and clients are counted too', () => {
		const doc = new Y.Doc();
		for (let client = 1; client <= 50; client++) {
			doc.clientID = client;
			for (let letter = 0; letter < 4; letter++) doc.getText('t').insert(0, 'x');
		}
		const cut = pieces(Y.encodeStateAsUpdate(doc), { bytes: 100_000, parts: 30, clients: 5 });
		for (const piece of cut) {
			const { structs } = Y.decodeUpdate(piece);
			expect(structs.length).toBeLessThanOrEqual(30);
			expect(new Set(structs.map(({ id }) => id.client)).size).toBeLessThanOrEqual(5);
		}
		const copy = new Y.Doc();
		for (const piece of cut) Y.applyUpdate(copy, piece);
		expect(isSame(copy, doc)).toBe(true);
	});

	test('[W10] what cannot be cut goes alone and as it is, and so does what is small', () => {
		const doc = new Y.Doc();
		doc.getMap('sheet').set('a', 1);
		doc.getMap('sheet').set('note', { words: '长'.repeat(1000) });
		doc.getMap('sheet').set('b', 2);
		const update = Y.encodeStateAsUpdate(doc);
		expect(pieces(update, size(10_000))).toEqual([update]);
		const cut = pieces(update, size(200));
		expect(cut.map(({ length }) => length > 200)).toEqual([false, true, false]);
		const copy = new Y.Doc();
		for (const piece of cut) Y.applyUpdate(copy, piece);
		expect(copy.getMap('sheet').toJSON()).toEqual(doc.getMap('sheet').toJSON());
	});

	test('[W10] a circle is left for the server to refuse', () => {
		// Two structs of two clients, each said to stand after the other.
		const circle = Uint8Array.of(2, 1, 2, 0, 0x84, 1, 0, 1, 97, 1, 1, 0, 0x84, 2, 0, 1, 98, 0);
		expect(Y.decodeUpdate(circle).structs).toHaveLength(2);
		expect(pieces(circle, size(10))).toEqual([circle]);
	});
});
