import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { limits } from '#shared/sync/limits.ts';
import { judge, type GuardedDocument, type GuardFault, type Roots } from './guard.ts';

const roots: Roots = { items: 'array', sheet: 'map', minutes: 'xml' };

/** A room with a line of text by p-1, and what p-1 wrote it with. */
function room() {
	const author = new Y.Doc();
	author.getArray('items').push(['a', 'b', new Y.Map([['title', new Y.Text('标题')]])]);
	author.getMap('sheet').set('k', 1);
	author.getXmlFragment('minutes').insert(0, [new Y.XmlElement('p')]);
	author.getArray('items').delete(0, 1);
	const doc = new Y.Doc();
	doc.getArray('items');
	doc.getMap('sheet');
	doc.getXmlFragment('minutes');
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(author));
	const owners = new Map([[author.clientID, 'p-1']]);
	const guarded: GuardedDocument = { doc, roots, owners, presentOwner: () => undefined, lost: new Map() };
	return { author, guarded };
}

/** What an honest writer sends after `edit`. */
function written(base: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
	const vector = Y.encodeStateVector(doc);
	doc.transact(() => edit(doc));
	return Y.encodeStateAsUpdate(doc, vector);
}

const allowed: readonly (readonly [string, (doc: Y.Doc) => void])[] = [
	['text in a field', (doc) => doc.getArray<Y.Map<Y.Text>>('items').get(1).get('title')?.insert(1, '新')],
	[
		'an item with fields nobody knows',
		(doc) => doc.getArray('items').push([new Y.Map([['x', { deep: [1, null, true] }]])])
	],
	['a value in a map', (doc) => doc.getMap('sheet').set('mark', 2.5)],
	[
		'a paragraph with bold text',
		(doc) => {
			const text = new Y.XmlText();
			const paragraph = new Y.XmlElement('paragraph');
			paragraph.setAttribute('align', 'left');
			paragraph.insert(0, [text]);
			doc.getXmlFragment('minutes').push([paragraph]);
			text.insert(0, '会议', { bold: true });
			text.insertEmbed(1, { image: 'x' });
		}
	],
	['a deletion', (doc) => doc.getArray('items').delete(0, 2)],
	[
		'an item put in and taken out again',
		(doc) => {
			doc.getArray('items').push([new Y.Map([['t', 1]])]);
			doc.getArray('items').delete(2, 1);
		}
	],
	[
		'moving items about',
		(doc) => {
			for (let index = 0; index < 20; index++) doc.getArray('items').insert(index % 2, [`${index}`]);
		}
	]
];

test.each(allowed)('[S10] an honest update passes: %s', (_title, edit) => {
	const { author, guarded } = room();
	const update = written(author, edit);
	expect(judge(guarded, 'p-2', update).kind).toBe('pass');
	const before = Y.encodeStateAsUpdate(guarded.doc);
	Y.applyUpdate(guarded.doc, update);
	expect(guarded.doc.store.pendingStructs).toBe(null);
	expect(Y.encodeStateAsUpdate(guarded.doc)).not.toEqual(before);
});

const nest = (depth: number) => (doc: Y.Doc) => {
	let list = doc.getArray<unknown>('items');
	for (let level = 0; level < depth; level++) {
		const inner = new Y.Array<unknown>();
		// Every second one behind a neighbour, so that only the neighbour tells where it lies.
		list.push(level % 2 ? [inner] : [0, inner]);
		list = inner;
	}
};
const value = (depth: number): unknown => (depth === 0 ? 1 : [value(depth - 1)]);

type Refused = readonly (readonly [string, GuardFault, (doc: Y.Doc) => void])[];

const misplaced: Refused = [
	['another root', 'unknown-root', (doc) => doc.getArray('other').push([1])],
	['a root named like a prototype', 'bad-key', (doc) => doc.getArray('__proto__').push([1])],
	['a root whose name every object has', 'unknown-root', (doc) => doc.getArray('toString').push([1])],
	['a name in a list', 'wrong-place', (doc) => doc.getMap('items').set('k', 1)],
	['a place in a map', 'wrong-place', (doc) => doc.getArray('sheet').push([1])],
	['a value between paragraphs', 'wrong-place', (doc) => doc.getArray('minutes').push([1])],
	['a list between paragraphs', 'wrong-place', (doc) => doc.getArray('minutes').push([new Y.Array()])],
	['an attribute of the minutes as a whole', 'wrong-place', (doc) => doc.getMap('minutes').set('k', 'v')],
	['types nested too deep', 'too-deep', nest(limits.depth + 1)],
	['values nested too deep', 'too-deep', (doc) => doc.getArray('items').push([value(limits.depth + 1)])]
];

test.each(misplaced)('[S12] %s is refused', (_title, fault, edit) => {
	const { author, guarded } = room();
	expect(judge(guarded, 'p-2', written(author, edit))).toEqual({ kind: 'refused', fault });
});

const notPlain: Refused = [
	['a subdocument', 'subdocument', (doc) => doc.getArray('items').push([new Y.Doc()])],
	['bytes', 'bad-value', (doc) => doc.getArray('items').push([Uint8Array.of(1)])],
	['bytes within a value', 'bad-value', (doc) => doc.getArray('items').push([{ x: Uint8Array.of(1) }])],
	['a number that is none', 'bad-value', (doc) => doc.getArray('items').push([{ x: NaN }])],
	['an endless number', 'bad-value', (doc) => doc.getMap('sheet').set('k', [-Infinity])],
	['a big integer', 'bad-value', (doc) => doc.getMap('sheet').set('k', 1n)],
	['a hook', 'bad-value', (doc) => doc.getXmlFragment('minutes').push([new Y.XmlHook('x') as unknown as Y.XmlElement])],
	['a field named __proto__', 'bad-key', (doc) => doc.getMap('sheet').set('__proto__', 1)],
	[
		'a field named constructor within a value',
		'bad-key',
		(doc) => doc.getMap('sheet').set('k', JSON.parse('{"a":{"constructor":1}}'))
	],
	[
		'__proto__ within a value',
		'bad-key',
		(doc) => doc.getMap('sheet').set('k', JSON.parse('{"a":{"__proto__":{"x":1}}}'))
	],
	[
		'a mark named __proto__',
		'bad-key',
		(doc) => {
			const text = new Y.Text();
			doc.getArray('items').push([text]);
			text.insert(0, 'x', JSON.parse('{"__proto__":true}') as Record<string, unknown>);
		}
	],
	['a name longer than any', 'bad-key', (doc) => doc.getMap('sheet').set('k'.repeat(limits.keyLength + 1), 1)]
];

test.each(notPlain)('[S14] %s is refused', (_title, fault, edit) => {
	const { author, guarded } = room();
	expect(judge(guarded, 'p-2', written(author, edit))).toEqual({ kind: 'refused', fault });
});

test('[S12] types may nest as deep as the limit', () => {
	const { author, guarded } = room();
	expect(judge(guarded, 'p-2', written(author, nest(limits.depth))).kind).toBe('pass');
	Y.applyUpdate(guarded.doc, written(author, nest(limits.depth)));
});

test('[S12] depth is counted from the root also when it grows step by step', () => {
	const { guarded: base } = room();
	const doc = new Y.Doc();
	const guarded = { ...base, owners: new Map([...base.owners, [doc.clientID, 'p-2']]) };
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(guarded.doc));
	let list = doc.getArray<unknown>('items');
	const kinds: string[] = [];
	for (let level = 0; level <= limits.depth; level++) {
		const vector = Y.encodeStateVector(doc);
		const inner = new Y.Array<unknown>();
		list.push([inner]);
		list = inner;
		const update = Y.encodeStateAsUpdate(doc, vector);
		kinds.push(judge(guarded, 'p-2', update).kind);
		Y.applyUpdate(guarded.doc, update);
	}
	expect(kinds).toEqual([...Array.from({ length: limits.depth }, () => 'pass'), 'refused']);
});

test('[S11] text under the client id of another, and under one nobody recorded, is refused', () => {
	const { author, guarded } = room();
	const vector = Y.encodeStateVector(author);
	author.getArray('items').push(['more']);
	const update = Y.encodeStateAsUpdate(author, vector);
	expect(judge(guarded, 'p-1', update).kind).toBe('pass');
	expect(judge(guarded, 'p-2', update)).toEqual({ kind: 'refused', fault: 'foreign-client-id' });
	expect(judge({ ...guarded, owners: new Map() }, 'p-1', update)).toEqual({
		kind: 'refused',
		fault: 'foreign-client-id'
	});
});

test('[S11] known text of others in a step 2 is no writing under their name', () => {
	const { author, guarded } = room();
	expect(judge(guarded, 'p-2', Y.encodeStateAsUpdate(author)).kind).toBe('pass');
});

test('[S6] a skipped clock, an unknown neighbour and a delete of the unknown are gaps', () => {
	const { author, guarded } = room();
	const missing = written(author, (doc) => doc.getArray('items').push(['x']));
	const ahead = new Y.Doc();
	Y.applyUpdate(ahead, Y.encodeStateAsUpdate(author));
	Y.applyUpdate(ahead, missing);
	const neighbour = written(ahead, (doc) => doc.getArray('items').push(['y']));
	const deleting = written(ahead, (doc) => doc.getArray('items').delete(2, 1));
	const vector = Y.encodeStateVector(author);
	author.getArray('items').push(['1']);
	const between = Y.encodeStateVector(author);
	author.getArray('items').push(['2']);
	const skipped = Y.encodeStateAsUpdate(author, between);
	for (const update of [neighbour, deleting]) expect(judge(guarded, 'p-2', update).kind).toBe('gap');
	expect(judge(guarded, 'p-1', skipped).kind).toBe('gap');
	expect(judge(guarded, 'p-1', Y.encodeStateAsUpdate(author, vector)).kind).toBe('pass');
});

test('[S10] a struct that reaches back into what is known is trimmed', () => {
	const { author, guarded } = room();
	author.getArray('items').insert(0, ['x']);
	const before = Y.encodeStateVector(guarded.doc);
	Y.applyUpdate(guarded.doc, Y.encodeStateAsUpdate(author, before));
	author.getArray('items').insert(1, ['y']);
	const judged = judge(guarded, 'p-1', Y.encodeStateAsUpdate(author, before));
	expect(judged).toMatchObject({ kind: 'pass', overlaps: true });
});

/** Writes the bytes of an update by hand. */
function bytes(...values: readonly (number | string | Uint8Array)[]): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const one of values) {
		if (typeof one === 'string') encoding.writeVarString(encoder, one);
		else if (typeof one === 'object') encoding.writeUint8Array(encoder, one);
		else encoding.writeVarUint(encoder, one);
	}
	return encoding.toUint8Array(encoder);
}

const STRING = 4;
/** One byte, where a number would be written as two. */
const AFTER = Uint8Array.of(0x80 | STRING);
const insert = [STRING, 1, 'items', 'x'] as const;

const shapes: readonly (readonly [string, GuardFault, Uint8Array])[] = [
	['no bytes at all', 'malformed', new Uint8Array()],
	['bytes after the end', 'malformed', bytes(0, 0, 0)],
	['an empty text', 'malformed', bytes(1, 1, 7, 0, STRING, 1, 'items', '', 0)],
	['empty garbage', 'malformed', bytes(1, 1, 7, 0, 0, 0, 0)],
	['a client id of more than 32 bits', 'malformed', bytes(1, 1, 2 ** 33, 0, ...insert, 0)],
	['a client named twice', 'malformed', bytes(2, 1, 7, 0, ...insert, 1, 7, 1, AFTER, 7, 0, 'y', 0)],
	['an unknown kind of content', 'malformed', bytes(1, 1, 7, 0, 31, 1, 'items', 0)],
	['an item built on itself', 'circular', bytes(1, 1, 7, 0, AFTER, 7, 0, 'x', 0)],
	['two that are built on each other', 'circular', bytes(2, 1, 8, 0, AFTER, 7, 0, 'x', 1, 7, 0, AFTER, 8, 0, 'y', 0)],
	['an item in a text letter', 'wrong-place', bytes(1, 2, 7, 0, ...insert, STRING, 0, 7, 0, 'y', 0)],
	['a root that is only named in what is known', 'unknown-root', bytes(1, 1, 7, 0, STRING, 1, 'evil', 'x', 0)],
	['old JSON content', 'bad-value', bytes(1, 1, 7, 0, 2, 1, 'items', 1, '1', 0)]
];

test.each(shapes)('[S13] %s is refused', (_title, fault, update) => {
	const { guarded } = room();
	expect(judge(guarded, 'p-2', update)).toEqual({ kind: 'refused', fault });
});

test('[S13] more parts than anybody writes at once are too large, and found out early', () => {
	const { guarded } = room();
	const encoder = encoding.createEncoder();
	for (const number of [1, limits.updateParts + 1, 7, 0]) encoding.writeVarUint(encoder, number);
	for (let index = 0; index <= limits.updateParts; index++)
		for (const number of [0, 1]) encoding.writeVarUint(encoder, number);
	encoding.writeVarUint(encoder, 0);
	expect(judge(guarded, 'p-2', encoding.toUint8Array(encoder))).toEqual({ kind: 'refused', fault: 'too-large' });
});
