/** Pure questions about the tree of units. */
import { unitKinds, type Unit, type UnitKind } from './model.ts';

const under: Readonly<Record<UnitKind, readonly UnitKind[]>> = {
	county: [],
	department: ['county'],
	township: ['county'],
	'sub-district': ['county'],
	village: ['township', 'sub-district'],
	community: ['sub-district', 'township'],
	school: ['department', 'township', 'sub-district'],
	'private-school': ['department', 'township', 'sub-district']
};

/** [U1] Which kind stands under which; the county stands under none. */
export function mayStandUnder(kind: UnitKind, parent: UnitKind | null): boolean {
	return parent === null ? kind === 'county' : under[kind].includes(parent);
}

/** Whether anything may stand under such a unit. Villages and schools may share a name, these may not. */
export function mayBeParent(kind: UnitKind): boolean {
	return unitKinds.some((each) => under[each].includes(kind));
}

const words: Readonly<Record<UnitKind, readonly string[]>> = {
	county: ['县', '县级', '区', '市', '旗'],
	department: ['部门', '县直部门', '县直', '县直单位'],
	township: ['乡镇', '乡', '镇', '民族乡'],
	'sub-district': ['街道', '街办', '街道办', '街道办事处'],
	village: ['村', '行政村', '村委会'],
	community: ['社区', '居委会'],
	school: ['学校', '公办学校', '幼儿园', '公办幼儿园'],
	'private-school': ['民办学校', '民办', '民办幼儿园']
};

/** [U3] A kind by its code or by what people call it; null for anything else. */
export function kindNamed(text: string): UnitKind | null {
	const word = text.trim().toLowerCase();
	return unitKinds.find((kind) => kind === word || words[kind].includes(word)) ?? null;
}

/** [U5] The unit that stands today for one that was merged or renamed; itself where nothing followed. */
export function presentUnit(units: readonly Unit[], id: string): Unit | null {
	const byId = new Map(units.map((unit) => [unit.id, unit]));
	let unit = byId.get(id) ?? null;
	for (let steps = units.length; unit?.successorId && steps > 0; steps -= 1) unit = byId.get(unit.successorId) ?? unit;
	return unit;
}

/** The unit's ancestors up to the county, nearest first. */
export function ancestors(units: readonly Unit[], id: string): readonly Unit[] {
	const byId = new Map(units.map((unit) => [unit.id, unit]));
	const found: Unit[] = [];
	for (let unit = byId.get(id); unit?.parentId && found.length < 8; unit = byId.get(unit.parentId)) {
		const parent = byId.get(unit.parentId);
		if (parent) found.push(parent);
	}
	return found;
}
