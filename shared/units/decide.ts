/** What may happen to the tree of units and to a council. */
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { inOneLine } from '#shared/foundation/written.ts';
import type { ChangeCouncil, FoundCouncil } from './commands.ts';
import {
	councilDefaults,
	type Council,
	type CouncilChange,
	type CouncilEvent,
	type CouncilSettings,
	type Unit,
	type UnitEvent,
	type UnitTree
} from './model.ts';
import { LONGEST_NAME, readRows } from './rows.ts';
import { mayBeParent, mayStandUnder, presentUnit } from './views.ts';

export type Facts = { readonly personId: string | null; readonly at: number };

/** [U2] Adds what a paste names; all of it or nothing. `newId` gives an id per unit. */
export function importUnits(
	tree: UnitTree,
	text: string,
	facts: Facts & { readonly newId: () => string }
): Result<readonly UnitEvent[]> {
	const { units, faults } = readRows(text, tree.units);
	const [first] = faults;
	if (first) return refuse('rows-wrong', { count: faults.length, row: first.row }, ['text']);
	if (units.length === 0) return done([]);
	const planned = units.map((unit) => ({ ...unit, id: facts.newId() }));
	const parents = new Map(
		[...planned, ...tree.units].filter(({ kind }) => mayBeParent(kind)).map(({ name, id }) => [name, id])
	);
	const added = planned.map(({ id, name, shortName, kind, parent }): Unit => {
		const parentId = parent === null ? null : (parents.get(parent) ?? null);
		return { id, name, shortName, kind, parentId, successorId: null };
	});
	return done([{ type: 'units-added', personId: facts.personId, at: facts.at, units: added }]);
}

/** [U7] The first run: the county itself and, where some were pasted, its units; all of it or nothing. */
export function foundCounty(
	tree: UnitTree,
	county: { readonly id: string; readonly name: string; readonly rows: string },
	facts: Facts & { readonly newId: () => string }
): Result<readonly UnitEvent[]> {
	if (tree.units.length > 0) return refuse('already-set-up');
	const name = inOneLine(county.name);
	if (name === '') return refuse('row-name', { limit: LONGEST_NAME }, ['county']);
	const root: Unit = {
		id: county.id,
		name,
		shortName: name,
		kind: 'county',
		parentId: null,
		successorId: null
	};
	const { personId, at } = facts;
	const founded: UnitEvent = { type: 'units-added', personId, at, units: [root] };
	if (county.rows.trim() === '') return done([founded]);
	const imported = importUnits({ units: [root] }, county.rows, facts);
	return imported.ok ? done([founded, ...imported.value]) : imported;
}

/** [U1] Adds units with ids of their own, as the demonstration does; what is there already is left out. */
export function addUnits(tree: UnitTree, units: readonly Unit[], facts: Facts): Result<readonly UnitEvent[]> {
	const there = new Set(tree.units.map(({ id }) => id));
	const added = units.filter(({ id }) => !there.has(id));
	const byId = new Map([...tree.units, ...added].map((unit) => [unit.id, unit]));
	const wrong = added.find(({ kind, parentId }) => {
		const parent = parentId === null ? null : byId.get(parentId);
		return parent === undefined || !mayStandUnder(kind, parent?.kind ?? null);
	});
	if (wrong) return refuse('row-under', { name: wrong.name, parent: byId.get(wrong.parentId ?? '')?.name ?? '' });
	return done(added.length === 0 ? [] : [{ type: 'units-added', ...facts, units: added }]);
}

/** [U5] One unit follows another; a circle of successors is refused. */
export function succeed(
	tree: UnitTree,
	command: { readonly unitId: string; readonly successorId: string },
	facts: Facts
): Result<readonly UnitEvent[]> {
	const unit = tree.units.find(({ id }) => id === command.unitId);
	const last = presentUnit(tree.units, command.successorId);
	if (!unit || !last) return refuse('not-found');
	if (last.id === unit.id) return refuse('unit-follows-itself', { name: unit.name }, ['successorId']);
	if (unit.successorId === command.successorId) return done([]);
	return done([{ type: 'unit-succeeded', ...facts, unitId: unit.id, successorId: command.successorId }]);
}

/** [U6] A council has a name, a lead unit and members that are units. */
export function found(
	councils: readonly Council[],
	{ councilId, ...command }: FoundCouncil & { readonly councilId: string },
	facts: Facts & { readonly unitIds: ReadonlySet<string> }
): Result<readonly CouncilEvent[]> {
	const taken = councils.find(({ id }) => id === councilId);
	if (taken) return refuse('council-taken', { name: taken.name });
	const { officeUnitId = command.leadUnitId, settings, ...rest } = command;
	const founded = { ...rest, name: inOneLine(rest.name), officeUnitId, settings: merged(councilDefaults, settings) };
	if (founded.name === '') return refuse('bad-request', { problem: 'name' }, ['name']);
	const wrong = fieldsAtFault(founded, facts.unitIds);
	if (wrong.length > 0) return refuse('no-such-unit', {}, wrong);
	const { personId, at } = facts;
	return done([{ type: 'founded', councilId, personId, at, ...founded }]);
}

export function change(
	councils: readonly Council[],
	{ councilId, ...command }: ChangeCouncil & { readonly councilId: string },
	facts: Facts & { readonly unitIds: ReadonlySet<string> }
): Result<readonly CouncilEvent[]> {
	const council = councils.find(({ id }) => id === councilId);
	if (!council) return refuse('not-found');
	const { settings, name, ...others } = command;
	const rest = { ...others, ...(name !== undefined && { name: inOneLine(name) }) };
	if (rest.name === '') return refuse('bad-request', { problem: 'name' }, ['name']);
	const wrong = fieldsAtFault(rest, facts.unitIds);
	if (wrong.length > 0) return refuse('no-such-unit', {}, wrong);
	const asked: CouncilChange = { ...rest, ...(settings && { settings: merged(council.settings, settings) }) };
	if (JSON.stringify({ ...council, ...asked }) === JSON.stringify(council)) return done([]);
	const { personId, at } = facts;
	return done([{ type: 'changed', councilId, personId, at, change: asked }]);
}

function merged(before: CouncilSettings, asked: ChangeCouncil['settings']): CouncilSettings {
	return { ...before, ...asked, followups: { ...before.followups, ...asked?.followups } };
}

function fieldsAtFault(
	{ leadUnitId, officeUnitId, memberUnitIds }: CouncilChange,
	unitIds: ReadonlySet<string>
): readonly string[] {
	return [
		...(leadUnitId !== undefined && !unitIds.has(leadUnitId) ? ['leadUnitId'] : []),
		...(officeUnitId !== undefined && !unitIds.has(officeUnitId) ? ['officeUnitId'] : []),
		...(memberUnitIds?.some((id) => !unitIds.has(id)) ? ['memberUnitIds'] : [])
	];
}
