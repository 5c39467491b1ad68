/** The tree of units as the page walks it. */
import type { UnitKind } from '#shared/units/model.ts';

export type UnitLine = {
	readonly id: string;
	readonly parentId: string | null;
	readonly kind: UnitKind;
	readonly name: string;
	readonly shortName: string;
};

export type Branch = UnitLine & { readonly below: readonly Branch[] };

/** A unit whose parent is not in the list stands at the top: nothing is lost from sight. */
export function branches(units: readonly UnitLine[]): readonly Branch[] {
	const known = new Set(units.map(({ id }) => id));
	const children = new Map<string | null, UnitLine[]>();
	for (const unit of units) {
		const parent = unit.parentId !== null && known.has(unit.parentId) ? unit.parentId : null;
		children.set(parent, [...(children.get(parent) ?? []), unit]);
	}
	const grow = (parent: string | null): readonly Branch[] =>
		(children.get(parent) ?? []).map((unit) => ({ ...unit, below: grow(unit.id) }));
	return grow(null);
}

/** The branches that hold a match, with all that lies above it. */
export function matching(tree: readonly Branch[], text: string): readonly Branch[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return tree;
	return tree.flatMap((branch) => {
		const below = matching(branch.below, wanted);
		const hit = [branch.name, branch.shortName].some((name) => name.toLowerCase().includes(wanted));
		return hit || below.length > 0 ? [{ ...branch, below }] : [];
	});
}
