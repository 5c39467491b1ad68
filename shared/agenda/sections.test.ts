import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addInternal,
	addItem,
	addSection,
	moveInternal,
	moveItem,
	moveSection,
	noteOf,
	readAgenda,
	readInternal,
	readNotes,
	readOutline,
	removeItem,
	titleOf
} from './document.ts';
import type { AgendaEntry, InternalItem } from './model.ts';
import { chineseNumeral, numbersOf, sectionMinutes, sectionStep, withInternal } from './views.ts';

/** Headings are written in capitals. */
const idsOf = (doc: Y.Doc): string =>
	readOutline(doc)
		.map(({ id }) => id)
		.join('');

function agendaOf(names: string): Y.Doc {
	const doc = new Y.Doc();
	for (const id of names) {
		if (id === id.toUpperCase()) addSection(doc, { id, title: id });
		else addItem(doc, { id, title: id, minutes: 10 });
	}
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

test('[G9] a heading is no item', () => {
	const doc = agendaOf('aBcDe');
	expect(readAgenda(doc).map(({ id }) => id)).toEqual(['a', 'c', 'e']);
	expect(readOutline(doc)[1]).toEqual({ kind: 'section', id: 'B', title: 'B' });
	titleOf(doc, 'B')?.insert(1, '组');
	expect(readOutline(doc)[1]).toMatchObject({ title: 'B组' });
});

test('[G9] any other kind is an item', () => {
	const doc = agendaOf('a');
	(doc.getArray('items').get(0) as Y.Map<unknown>).set('kind', 7);
	expect(readAgenda(doc)).toHaveLength(1);
});

test.each([
	[1, '一'],
	[10, '十'],
	[11, '十一'],
	[20, '二十'],
	[47, '四十七'],
	[99, '九十九'],
	[100, '100'],
	[0, '0']
])('[G10] %i is read %s', (n, words) => {
	expect(chineseNumeral(n)).toBe(words);
});

test('[G10] headings and items are numbered through, internal items are not', () => {
	const doc = agendaOf('aBcdEf');
	const internal: InternalItem = { id: 'x', title: '', unitId: null, minutes: 5, internal: true, after: 'a' };
	expect(Object.fromEntries(numbersOf(withInternal(readOutline(doc), [internal])))).toEqual({
		a: 1,
		B: 1,
		c: 2,
		d: 3,
		E: 2,
		f: 4
	});
});

test('[G7] minutes are summed below a heading', () => {
	const outline = readOutline(agendaOf('aBcdE'));
	expect([sectionMinutes(outline, 'B'), sectionMinutes(outline, 'E'), sectionMinutes(outline, 'gone')]).toEqual([
		20, 0, 0
	]);
});

describe('a section', () => {
	test.each([
		['B', 'e', 'aDeBc'],
		['B', 'D', 'aDeBc'],
		['D', null, 'aDeBc'],
		['D', 'a', 'aDeBc'],
		['B', null, 'aBcDe'],
		['B', 'a', 'aBcDe']
	])('[G11] %s behind %s takes its items along and cuts none', (id, after, expected) => {
		const doc = agendaOf('aBcDe');
		expect(moveSection(doc, id, after)).toBe(true);
		expect(idsOf(doc)).toBe(expected);
	});

	test('[G11] it goes into no section of its own, and an item is no section', () => {
		const doc = agendaOf('aBcDe');
		expect([moveSection(doc, 'B', 'c'), moveSection(doc, 'gone', 'a'), moveSection(doc, 'B', 'gone')]).toEqual([
			false,
			false,
			false
		]);
		expect(moveSection(doc, 'a', 'c')).toBe(false);
		expect(idsOf(doc)).toBe('aBcDe');
	});

	test('[G11] moves in one transaction', () => {
		const doc = agendaOf('BcdEf');
		let updates = 0;
		doc.on('update', () => (updates += 1));
		moveSection(doc, 'B', 'f');
		expect([idsOf(doc), updates]).toEqual(['EfBcd', 1]);
	});

	test.each([
		['B', 1, 'aDeBcF'],
		['D', 1, 'aBcFDe'],
		['D', -1, 'aDeBcF'],
		['F', -1, 'aBcFDe'],
		['B', -1, null],
		['F', 1, null]
	] as const)('[G11] %s by %i', (id, by, expected) => {
		const doc = agendaOf('aBcDeF');
		const place = sectionStep(readOutline(doc), id, by);
		expect(place === undefined ? null : moveSection(doc, id, place) && idsOf(doc)).toBe(expected);
	});

	test('[G11] without its heading its items stay', () => {
		const doc = agendaOf('aBcDe');
		removeItem(doc, 'D');
		expect(idsOf(doc)).toBe('aBce');
	});

	test('[G12] into a gap that has no room, and among items of another program', () => {
		const doc = agendaOf('aBcDe');
		for (let turn = 0; turn < 120; turn += 1) moveSection(doc, idsOf(doc)[1] ?? '', idsOf(doc)[3] ?? null);
		expect(idsOf(doc)).toBe('aBcDe');
		doc.getArray('items').push([new Y.Map<unknown>([['id', 'z']])]);
		expect(idsOf(doc)).toBe('aBcDez');
		moveSection(doc, 'B', 'z');
		expect(idsOf(doc)).toBe('aDezBc');
	});
});

type Step = { who: number; kind: 'item' | 'section' | 'add' | 'head' | 'type' | 'merge'; a: number; b: number };
const step = fc.record<Step>({
	who: fc.nat(1),
	kind: fc.constantFrom('item', 'section', 'add', 'head', 'type', 'merge'),
	a: fc.nat(20),
	b: fc.nat(20)
});

test('[G12] any two who move sections and items at once end alike, nothing lost, everything numbered', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			const first = agendaOf('aBcDef');
			const docs = [first, replica(first)];
			const added = new Set('aBcDef');
			let typed = 0;
			steps.forEach(({ who, kind, a, b }, index) => {
				const doc = docs[who] ?? first;
				const outline = readOutline(doc);
				const one = outline[a % outline.length] as AgendaEntry;
				const other = b === 0 ? null : (outline[b % outline.length]?.id ?? null);
				const before = outline.length;
				if (kind === 'item' && !('kind' in one)) moveItem(doc, one.id, other);
				if (kind === 'section') moveSection(doc, one.id, other);
				if (kind === 'add' || kind === 'head') added.add(`n-${index}`);
				if (kind === 'add') addItem(doc, { id: `n-${index}`, minutes: 1 }, other);
				if (kind === 'head') addSection(doc, { id: `n-${index}` }, other);
				if (kind === 'merge') merge(...docs);
				if (kind === 'type') {
					titleOf(doc, one.id)?.insert(0, '字');
					typed += 1;
				}
				const count = kind === 'add' || kind === 'head' ? 1 : 0;
				expect(readOutline(doc).length).toBeGreaterThanOrEqual(before + count);
			});
			merge(...docs);
			const [seen, second] = docs.map(readOutline);
			expect(second).toEqual(seen);
			expect(new Set(seen?.map(({ id }) => id))).toEqual(added);
			expect([...numbersOf(seen ?? []).keys()]).toEqual(seen?.map(({ id }) => id));
			const signs = (seen ?? []).reduce((sum, { title }) => sum + [...title].filter((sign) => sign === '字').length, 0);
			expect(signs).toBe(typed);
		}),
		{ numRuns: 300 }
	);
});

describe('internal items', () => {
	const laid = (doc: Y.Doc, internal: Y.Doc): string =>
		withInternal(readOutline(doc), readInternal(internal))
			.map(({ id }) => id)
			.join('');

	test('[G13] stand behind the entry they were put behind, and at the end when it is gone', () => {
		const doc = agendaOf('aBc');
		const internal = new Y.Doc();
		addInternal(internal, { id: 'x', after: 'a', title: '人事', unitId: 'u-1', minutes: 15 });
		addInternal(internal, { id: 'y', after: null });
		addInternal(internal, { id: 'z', after: 'B' });
		expect(laid(doc, internal)).toBe('yaxBzc');
		moveInternal(internal, 'z', 'a', 'x');
		expect(laid(doc, internal)).toBe('yaxzBc');
		moveInternal(internal, 'z', 'a', null);
		expect(laid(doc, internal)).toBe('yazxBc');
		removeItem(doc, 'a');
		expect(laid(doc, internal)).toBe('yBczx');
		expect(readInternal(internal)[0]).toMatchObject({ internal: true });
	});

	test('[G13] what takes the id of an internal item is not shown in its place, whatever stands behind it', () => {
		const internal = new Y.Doc();
		addInternal(internal, { id: 'a', after: 'b', title: '人事' });
		addInternal(internal, { id: 'x', after: 'a' });
		const whole = withInternal(readOutline(agendaOf('ab')), readInternal(internal));
		expect(whole.map(({ id }) => id)).toEqual(['b', 'a', 'x']);
		expect(whole[1]).toMatchObject({ title: '人事', internal: true });
	});
});

describe('notes', () => {
	test('[G16] two begun at once on one item become one, and no letter is lost', () => {
		const one = new Y.Doc();
		const other = new Y.Doc();
		noteOf(one, 'a')?.insert(0, '问经费');
		noteOf(other, 'a')?.insert(0, '请财政先讲');
		merge(one, other);
		expect(readNotes(one)).toEqual(readNotes(other));
		const text = noteOf(one, 'a')?.toString() ?? '';
		expect(text.split('\n').toSorted()).toEqual(['请财政先讲', '问经费'].toSorted());
		merge(one, other);
		expect(readNotes(other).get('a')).toBe(text);
		expect(noteOf(other, 'a')?.toString()).toBe(text);
	});

	test('[G16] what another program left as a plain string can be written in', () => {
		const doc = new Y.Doc();
		doc.getArray('items').push([new Y.Map<unknown>(Object.entries({ id: 'a', text: '旧' }))]);
		noteOf(doc, 'a')?.insert(1, '新');
		expect(readNotes(doc).get('a')).toBe('旧新');
	});
});
