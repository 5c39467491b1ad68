import { describe, expect, test } from 'vitest';
import type { ItemView } from '#shared/meetings/views.ts';
import { barsOf, groupsOf, neighbour, predecessor, withHeadings } from './rows.ts';

const items = ['a', 'b', 'c'].map((id) => ({ id }));
const view = (id: string, more: Partial<ItemView> = {}): ItemView => ({
	id,
	title: id,
	unitId: null,
	minutes: 10,
	standing: 'waiting',
	plan: 10,
	actualMs: 0,
	overMs: 0,
	removed: false,
	...more
});

describe('a step up or down', () => {
	test.each([
		['a', 1, 'b'],
		['b', 1, 'c'],
		['c', 1, undefined],
		['c', -1, 'a'],
		['b', -1, null],
		['a', -1, undefined],
		['gone', 1, undefined]
	] as const)('[G3] %s by %i stands behind %s', (id, by, after) => {
		expect(neighbour(items, id, by)).toBe(after);
	});

	test('[G3] after a drop an item stands behind the one before it', () => {
		expect(predecessor([{ id: 'c' }, { id: 'a' }, { id: 'b' }], 'a')).toBe('c');
		expect(predecessor([{ id: 'c' }, { id: 'a' }], 'c')).toBe(null);
	});
});

test('[M7] bars share one scale, and what exceeds the plan is a piece of its own', () => {
	const over = view('b', { plan: 15, actualMs: 17 * 60_000 });
	const views = [view('a'), over, view('c', { plan: 50 })];
	expect(barsOf(over, views)).toEqual({ plan: 30, actual: 30, over: 4 });
	expect(barsOf(view('a'), [view('a')])).toEqual({ plan: 40, actual: 0, over: 0 });
});

test('[M10] parked items stand apart; numbers count what is on the agenda', () => {
	const groups = groupsOf([view('a'), view('b', { standing: 'parked' }), view('c'), view('d', { removed: true })]);
	expect(groups.listed.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
	expect(groups.parked.map(({ id }) => id)).toEqual(['b']);
	expect([...groups.numbers]).toEqual([
		['a', 1],
		['c', 2]
	]);
});

test('[G10] headings stand among the items; without any the list is the items; what was taken off stands last', () => {
	const listed = [view('a'), view('b'), view('gone', { removed: true })];
	const heading = { kind: 'section', id: 'S', title: '汇报' } as const;
	const shown = withHeadings(listed, [view('a'), heading, view('b'), view('parked')]);
	expect(shown.map(({ id }) => id)).toEqual(['a', 'S', 'b', 'gone']);
	expect(withHeadings(listed, [])).toEqual(listed);
});

test('[G10] an internal item has no number of its own', () => {
	const groups = groupsOf([view('a'), view('x', { internal: true }), view('b')]);
	expect([...groups.numbers]).toEqual([
		['a', 1],
		['b', 2]
	]);
});
