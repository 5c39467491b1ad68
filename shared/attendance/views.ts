/** Pure questions about attendance: who is there, by unit, and whether that is a quorum. */
import type { Attendance, CheckIn, Quorum } from './model.ts';

export function checkInOf({ checkIns }: Attendance, personId: string): CheckIn | null {
	return checkIns.find((each) => each.personId === personId) ?? null;
}

/** How many member units must be present: null is more than half of them, 0 switches it off. */
export function requiredUnits(quorum: number | null, memberUnits: number): number {
	return quorum ?? Math.floor(memberUnits / 2) + 1;
}

/** [A4] Counted by units: how many people a unit sent, or that other units came too, changes nothing. */
export function quorumOf({ checkIns }: Attendance, memberUnitIds: readonly string[], quorum: number | null): Quorum {
	const there = new Set(checkIns.map(({ unitId }) => unitId));
	return {
		required: requiredUnits(quorum, memberUnitIds.length),
		present: memberUnitIds.filter((unitId) => there.has(unitId)).length
	};
}

export function isQuorate({ required, present }: Quorum): boolean {
	return present >= required;
}

export type UnitAttendance = { readonly unitId: string; readonly present: number; readonly expected: number };

/** 教育局 2/2 到会: per unit, in the order of the units, how many came of how many act for it. */
export function byUnit(
	{ checkIns }: Attendance,
	units: readonly { readonly unitId: string; readonly people: number }[]
): readonly UnitAttendance[] {
	return units.map(({ unitId, people }) => {
		const present = checkIns.filter((each) => each.unitId === unitId).length;
		return { unitId, present, expected: Math.max(people, present) };
	});
}
