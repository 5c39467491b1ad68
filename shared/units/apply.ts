import type { Council, CouncilEvent, UnitEvent, UnitTree } from './model.ts';

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

export function applyCouncils(councils: readonly Council[], event: CouncilEvent): readonly Council[] {
	switch (event.type) {
		case 'founded': {
			const { councilId: id, name, leadUnitId, officeUnitId, memberUnitIds, settings } = event;
			return [...councils, { id, name, leadUnitId, officeUnitId, memberUnitIds, settings }];
		}
		case 'changed': {
			const { settings, ...change } = event.change;
			return councils.map((council) =>
				council.id === event.councilId
					? { ...council, ...change, settings: { ...council.settings, ...settings } }
					: council
			);
		}
	}
}
