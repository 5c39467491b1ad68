/** Pure questions about attendance: who is there, by unit, and whether that is a quorum. */
import type { Attendance, CheckIn, Quorum } from './model.ts';

export function checkInOf({ checkIns }: Pick<Attendance, 'checkIns'>, personId: string): CheckIn | null {
	return checkIns.find((each) => each.personId === personId) ?? null;
}

/** How many member units must be present: null is more than half of them, 0 switches it off. */
export function requiredUnits(quorum: number | null, memberUnits: number): number {
	return quorum ?? Math.floor(memberUnits / 2) + 1;
}

/**
 * [A4] [A11] Counted by units: how many people a unit sent, or that other units came too, changes nothing. A unit on leave is
 * there by its stand-in only: whoever else comes ends the leave.
 */
export function quorumOf(
	{ checkIns }: Pick<Attendance, 'checkIns'>,
	memberUnitIds: readonly string[],
	quorum: number | null
): Quorum {
	const there = new Set(checkIns.filter(({ left }) => left === null).map(({ unitId }) => unitId));
	return {
		required: requiredUnits(quorum, memberUnitIds.length),
		present: memberUnitIds.filter((unitId) => there.has(unitId)).length
	};
}

export function isOnLeave({ leaves }: Pick<Attendance, 'leaves'>, unitId: string): boolean {
	return leaves.some((each) => each.unitId === unitId && each.standing === 'approved');
}

export function isStandIn({ standIns }: Pick<Attendance, 'standIns'>, personId: string, unitId: string): boolean {
	return standIns.some((each) => each.personId === personId && each.unitId === unitId);
}

export function isQuorate({ required, present }: Quorum): boolean {
	return present >= required;
}

export type UnitAttendance = { readonly unitId: string; readonly present: number; readonly expected: number };

/** 教育局 2/2 到会: per unit, in the order of the units, how many are there of how many act for it. */
export function byUnit(
	{ checkIns }: Pick<Attendance, 'checkIns'>,
	units: readonly { readonly unitId: string; readonly people: number }[]
): readonly UnitAttendance[] {
	return units.map(({ unitId, people }) => {
		const came = checkIns.filter((each) => each.unitId === unitId);
		const present = came.filter(({ left }) => left === null).length;
		return { unitId, present, expected: Math.max(people, came.length) };
	});
}
