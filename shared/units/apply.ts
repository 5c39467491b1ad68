import { councilDefaults, type Council, type CouncilEvent, type UnitEvent, type UnitTree } from './model.ts';

export const noUnits: UnitTree = { units: [] };

export function applyUnits(tree: UnitTree, event: UnitEvent): UnitTree {
	switch (event.type) {
		case 'units-added':
			return { units: [...tree.units, ...event.units] };
		case 'unit-succeeded':
			return {
				units: tree.units.map((unit) => (unit.id === event.unitId ? { ...unit, successorId: event.successorId } : unit))
			};
	}
}

export function noCouncil(id: string): Council {
	return { id, name: '', leadUnitId: '', officeUnitId: '', memberUnitIds: [], settings: councilDefaults };
}

export function applyCouncil(council: Council, event: CouncilEvent): Council {
	switch (event.type) {
		case 'founded': {
			const { name, leadUnitId, officeUnitId, memberUnitIds, settings } = event;
			return { id: council.id, name, leadUnitId, officeUnitId, memberUnitIds, settings };
		}
		case 'changed': {
			const { settings, ...change } = event.change;
			return { ...council, ...change, settings: { ...council.settings, ...settings } };
		}
	}
}
