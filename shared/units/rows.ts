/**
 * Units pasted from a spreadsheet: name, kind, parent, short name (tab or comma between). Every row at fault is named with
 * its reason, so that one look is enough to mend them all; nothing is added while any is wrong.
 */
import { refuse, type Refusal, type RefusalCode } from '#shared/foundation/result.ts';
import { inOneLine } from '#shared/foundation/written.ts';
import type { Unit, UnitKind } from './model.ts';
import { kindNamed, mayBeParent, mayStandUnder } from './views.ts';

export type RowFault = { readonly row: number; readonly refusal: Refusal };

/** A unit to be added. `parent` names it: there is no id yet. */
export type PlannedUnit = {
	readonly row: number;
	readonly name: string;
	readonly shortName: string;
	readonly kind: UnitKind;
	readonly parent: string | null;
};

export type ReadRows = {
	readonly units: readonly PlannedUnit[];
	readonly faults: readonly RowFault[];
	/** Rows that are in the tree already, left out. */
	readonly known: number;
};

const MOST_ROWS = 5000;
export const LONGEST_NAME = 60;
const headings = new Set(['名称', '单位', '单位名称', 'name', 'unit']);

type Row = {
	readonly row: number;
	readonly name: string;
	readonly kind: string;
	readonly parent: string;
	readonly shortName: string;
};

function fault(row: number, code: RefusalCode, params: Refusal['params'] = {}): RowFault {
	return { row, refusal: refuse(code, params).refusal };
}

/** Cells of a line: quoted ones may hold the separator, doubled quotes stand for one. */
function cells(line: string): readonly string[] {
	const separator = line.includes('\t') ? '\t' : /[,，]/;
	if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
	const mark = separator === '\t' ? '\t' : ',，';
	const pattern = new RegExp(`\\s*(?:"((?:[^"]|"")*)"|([^${mark}]*))\\s*(?:[${mark}]|$)`, 'gy');
	const found: string[] = [];
	for (let match = pattern.exec(line); match && found.length < 16; match = pattern.exec(line)) {
		found.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
		if (pattern.lastIndex >= line.length) break;
	}
	return found;
}

/** [U2] Empty lines and a heading line are passed over; rows keep the number of their line. */
function rowsOf(text: string): readonly Row[] {
	return text
		.replace(/^\uFEFF/, '')
		.split(/\r\n|\r|\n/)
		.map((line, index) => ({ cells: cells(line).map(inOneLine), row: index + 1 }))
		.filter(({ cells: found }, index) => found.some((cell) => cell !== '') && !(index === 0 && isHeading(found[0])))
		.map(({ cells: [name = '', kind = '', parent = '', shortName = ''], row }) => ({
			row,
			name,
			kind,
			parent,
			shortName
		}));
}

function isHeading(cell: string | undefined): boolean {
	return headings.has((cell ?? '').toLowerCase());
}

/** The kinds of all names that can be a parent, of the tree and of the paste; a name that cannot comes last. */
function parentKinds(rows: readonly Row[], present: readonly Unit[]): ReadonlyMap<string, UnitKind> {
	const kinds = new Map<string, UnitKind>();
	const note = (name: string, kind: UnitKind): void => {
		const noted = kinds.get(name);
		if (noted === undefined || (!mayBeParent(noted) && mayBeParent(kind))) kinds.set(name, kind);
	};
	for (const { name, kind } of present) note(name, kind);
	for (const { name, kind } of rows) {
		const named = kindNamed(kind);
		if (named) note(name, named);
	}
	return kinds;
}

/** Reads a paste against the units that are there. */
export function readRows(text: string, present: readonly Unit[]): ReadRows {
	const rows = rowsOf(text);
	const refused = (row: number, code: RefusalCode, params = {}): ReadRows => ({
		units: [],
		faults: [fault(row, code, params)],
		known: 0
	});
	if (rows.length === 0) return refused(1, 'rows-empty');
	if (rows.length > MOST_ROWS) return refused(MOST_ROWS + 1, 'too-many-rows', { limit: MOST_ROWS });
	const kinds = parentKinds(rows, present);
	const county = [...kinds].find(([, kind]) => kind === 'county')?.[0] ?? null;
	const nameOf = new Map(present.map(({ id, name }) => [id, name]));
	const there = new Set(present.map(({ name, parentId }) => placeOf(name, nameOf.get(parentId ?? '') ?? null)));
	const seen = new Set<string>();
	const faults: RowFault[] = [];
	const units: PlannedUnit[] = [];
	let known = 0;
	for (const row of rows) {
		const kind = kindNamed(row.kind);
		const parent = row.parent || (kind === 'county' ? null : county);
		const place = placeOf(row.name, parent);
		const wrong =
			faultOf(row, kind, parent, kinds) ??
			(kind === 'county' && row.name !== county ? fault(row.row, 'row-county', { name: county ?? '' }) : null) ??
			(seen.has(place) ? fault(row.row, 'row-twice', { name: row.name }) : null);
		seen.add(place);
		if (wrong) faults.push(wrong);
		else if (there.has(place)) known += 1;
		else if (kind) units.push({ row: row.row, name: row.name, shortName: row.shortName || row.name, kind, parent });
	}
	return { units, faults, known };
}

/** Two villages may have the same name under two townships. */
function placeOf(name: string, parent: string | null): string {
	return `${parent ?? ''}\n${name}`;
}

function faultOf(
	row: Row,
	kind: UnitKind | null,
	parent: string | null,
	kinds: ReadonlyMap<string, UnitKind>
): RowFault | null {
	if (row.name === '' || row.name.length > LONGEST_NAME) return fault(row.row, 'row-name', { limit: LONGEST_NAME });
	if (kind === null) return fault(row.row, 'row-kind', { kind: row.kind });
	if (parent === null) return kind === 'county' ? null : fault(row.row, 'row-parent', { parent: '' });
	const above = kinds.get(parent);
	if (above === undefined) return fault(row.row, 'row-parent', { parent });
	return mayStandUnder(kind, above) ? null : fault(row.row, 'row-under', { name: row.name, parent });
}
