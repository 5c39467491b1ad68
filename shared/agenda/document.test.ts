import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addItem, moveItem, readAgenda, removeItem, setMinutes, setUnit, titleOf } from './document.ts';
import { agendaLacks, overrunMinutes, plannedMinutes } from './views.ts';

const ids = (doc: Y.Doc): string[] => readAgenda(doc).map(({ id }) => id);

function agendaOf(...names: string[]): Y.Doc {
	const doc = new Y.Doc();
	for (const id of names) addItem(doc, { id, title: `title ${id}`, unitId: 'u-edu', minutes: 10 });
	return doc;
}

function replica(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}

function merge(...docs: Y.Doc[]): void {
	for (const from of docs) for (const to of docs) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
}

/** As the stock client writes: pushed into the array, no order. */
function push(doc: Y.Doc, id: string): void {
	doc
		.getArray('items')
		.push([new Y.Map<unknown>(Object.entries({ id, title: new Y.Text(id), unitId: null, minutes: 5 }))]);
}

describe('reading', () => {
	test('[G1] malformed entries are passed over and stay where they are', () => {
		const doc = agendaOf('a');
		const items = doc.getArray<unknown>('items');
		items.push([
			'text',
			7,
			new Y.Array(),
			new Y.Map([['title', 'no id']]),
			new Y.Map<unknown>([['id', 'has space']]),
			new Y.Map<unknown>([['id', 5]])
		]);
		addItem(doc, { id: 'b' });
		expect(ids(doc)).toEqual(['a', 'b']);
		expect(items.length).toBe(8);
	});

	test.each([
		['minutes', -5, 0],
		['minutes', Number.NaN, 0],
		['minutes', '10', 0],
		['minutes', 1e9, 480],
		['minutes', 12.4, 12],
		['unitId', 5, null],
		['unitId', 'no such id!', null],
		['title', 'plain\n text ', 'plain text'],
		['title', '\u202e安\u0000全\u200b', '安全'],
		['title', { a: 1 }, '']
	])('[G1] [X2] %s %j reads as %j', (name, value, expected) => {
		const doc = agendaOf('a');
		(doc.getArray('items').get(0) as Y.Map<unknown>).set(name, value);
		expect(readAgenda(doc)[0]).toMatchObject({ [name]: expected });
	});

	test('[G1] an unknown field survives every edit', () => {
		const doc = agendaOf('a', 'b');
		const fields = doc.getArray('items').get(0) as Y.Map<unknown>;
		fields.set('papers', ['x.pdf']);
		moveItem(doc, 'a', 'b');
		setMinutes(doc, 'a', 30);
		setUnit(doc, 'a', null);
		expect(fields.get('papers')).toEqual(['x.pdf']);
		expect(readAgenda(doc)[1]).toEqual({ id: 'a', title: 'title a', unitId: null, minutes: 30 });
	});

	test('[G5] an id that stands twice is one item, and is removed whole', () => {
		const doc = agendaOf('a', 'b');
		push(doc, 'a');
		expect(ids(doc)).toEqual(['a', 'b']);
		removeItem(doc, 'a');
		expect(ids(doc)).toEqual(['b']);
	});

	test('[G6] adding an id that is there changes nothing', () => {
		const doc = agendaOf('a');
		expect(addItem(doc, { id: 'a', title: 'other' })).toBe(false);
		expect(readAgenda(doc)[0]?.title).toBe('title a');
	});

	test('[G5] a title written as a plain string becomes text to edit', () => {
		const doc = agendaOf('a');
		(doc.getArray('items').get(0) as Y.Map<unknown>).set('title', 'plain');
		titleOf(doc, 'a')?.insert(5, '!');
		expect(readAgenda(doc)[0]?.title).toBe('plain!');
	});
});

describe('order', () => {
	test('[G2] items of another program stand behind what precedes them in the array', () => {
		const doc = new Y.Doc();
		for (const id of ['x', 'y', 'z']) push(doc, id);
		expect(ids(doc)).toEqual(['x', 'y', 'z']);
		const mixed = agendaOf('a', 'b', 'c');
		moveItem(mixed, 'c', null);
		push(mixed, 'last');
		expect(ids(mixed)).toEqual(['c', 'a', 'b', 'last']);
	});

	test.each([
		['c', null, ['c', 'a', 'b']],
		['a', 'c', ['b', 'c', 'a']],
		['a', 'b', ['b', 'a', 'c']],
		['b', 'a', ['a', 'b', 'c']]
	])('[G3] %s moved behind %s', (id, after, expected) => {
		const doc = agendaOf('a', 'b', 'c');
		expect(moveItem(doc, id, after)).toBe(true);
		expect(ids(doc)).toEqual(expected);
		const others = new Y.Doc();
		for (const each of ['a', 'b', 'c']) push(others, each);
		moveItem(others, id, after);
		expect(ids(others)).toEqual(expected);
	});

	test('[G3] a move next to what is gone, or behind itself, changes nothing', () => {
		const doc = agendaOf('a', 'b');
		expect(moveItem(doc, 'a', 'gone')).toBe(false);
		expect(moveItem(doc, 'gone', 'a')).toBe(false);
		expect(moveItem(doc, 'a', 'a')).toBe(false);
		expect(ids(doc)).toEqual(['a', 'b']);
	});

	test('[G3] the same gap can be halved for ever', () => {
		const doc = agendaOf('a', 'b', 'c');
		for (let turn = 0; turn < 200; turn += 1) moveItem(doc, ids(doc)[2] ?? '', 'a');
		expect(ids(doc)).toEqual(['a', 'b', 'c']);
		expect(new Set(ids(doc)).size).toBe(3);
	});

	test('[G3] two dropped into the same gap can be parted again', () => {
		const one = agendaOf('a', 'b');
		const other = replica(one);
		addItem(one, { id: 'm' }, 'a');
		addItem(other, { id: 'n' }, 'a');
		merge(one, other);
		expect(ids(one)).toEqual(['a', 'm', 'n', 'b']);
		moveItem(one, 'b', 'm');
		expect(ids(one)).toEqual(['a', 'm', 'b', 'n']);
	});

	test('[G4] a move keeps what somebody else types into the title meanwhile', () => {
		const one = agendaOf('a', 'b', 'c');
		const other = replica(one);
		moveItem(one, 'a', 'c');
		titleOf(other, 'a')?.insert(0, '新');
		setMinutes(other, 'a', 25);
		merge(one, other);
		expect(ids(one)).toEqual(['b', 'c', 'a']);
		expect(readAgenda(one)[2]).toMatchObject({ title: '新title a', minutes: 25 });
		expect(readAgenda(other)).toEqual(readAgenda(one));
	});
});

type Step = { who: number; kind: 'move' | 'type' | 'add' | 'push' | 'merge'; a: number; b: number };
const step = fc.record<Step>({
	who: fc.nat(2),
	kind: fc.constantFrom('move', 'type', 'add', 'push', 'merge'),
	a: fc.nat(9),
	b: fc.nat(9)
});

test('[G4] whatever three people do at once, all see the same and nothing typed or added is lost', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			const first = agendaOf('a', 'b', 'c');
			const docs = [first, replica(first), replica(first)];
			const added = new Set(['a', 'b', 'c']);
			let typed = 0;
			steps.forEach(({ who, kind, a, b }, index) => {
				const doc = docs[who] ?? first;
				const present = ids(doc);
				const one = present[a % present.length] ?? '';
				const other = present[b % present.length] ?? '';
				if (kind === 'move') moveItem(doc, one, b === 0 ? null : other);
				if (kind === 'type') {
					titleOf(doc, one)?.insert(0, '字');
					typed += 1;
				}
				if (kind === 'add') addItem(doc, { id: `n-${index}` }, other);
				if (kind === 'push') push(doc, `n-${index}`);
				if (kind === 'add' || kind === 'push') added.add(`n-${index}`);
				if (kind === 'merge') merge(doc, docs[(who + 1) % 3] ?? first);
			});
			merge(...docs);
			const [seen, second, third] = docs.map((doc) => readAgenda(doc));
			expect(second).toEqual(seen);
			expect(third).toEqual(seen);
			expect(new Set(seen?.map(({ id }) => id))).toEqual(added);
			expect(seen?.reduce((sum, { title }) => sum + [...title].filter((sign) => sign === '字').length, 0)).toBe(typed);
		}),
		{ numRuns: 300 }
	);
});

test('[G7] the sum is shown against the planned length', () => {
	const items = readAgenda(agendaOf('a', 'b', 'c'));
	expect(plannedMinutes(items)).toBe(30);
	expect(overrunMinutes(items, 25)).toBe(5);
	expect(overrunMinutes(items, 30)).toBe(0);
});

test('[G8] an item says what it lacks', () => {
	const doc = agendaOf('a');
	addItem(doc, { id: 'b', minutes: 0 });
	expect(agendaLacks(readAgenda(doc)).map(({ itemId, lack }) => `${itemId} ${lack}`)).toEqual([
		'b title',
		'b unit',
		'b minutes'
	]);
});
