import { expect, test } from 'vitest';
import { branches, matching, type Branch, type UnitLine } from './branches.ts';

const unit = (id: string, parentId: string | null, name = id): UnitLine => ({
	id,
	parentId,
	kind: 'department',
	name,
	shortName: name
});
const shape = (tree: readonly Branch[]): unknown => tree.map(({ id, below }) => [id, shape(below)]);
const county = [unit('u-county', null), unit('u-edu', 'u-county', '教育局'), unit('u-school', 'u-edu', '第一小学')];

test('[I11] units hang below their parents, an orphan stands at the top', () => {
	expect(shape(branches([...county, unit('u-x', 'u-gone')]))).toEqual([
		['u-county', [['u-edu', [['u-school', []]]]]],
		['u-x', []]
	]);
});

test('[I12] a found unit keeps what lies above it, nothing found is an empty tree', () => {
	const tree = branches([...county, unit('u-finance', 'u-county', '财政局')]);
	expect(shape(matching(tree, ' 小学 '))).toEqual([['u-county', [['u-edu', [['u-school', []]]]]]]);
	expect(matching(tree, '没有')).toEqual([]);
});
