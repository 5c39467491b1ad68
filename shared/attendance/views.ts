/** Pure questions about attendance: who is there, by unit, and whether that is a quorum. */
import type { Holding } from '#shared/auth/model.ts';
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

/** There now; come at all, and perhaps gone since; and of how many. */
export type Heads = { readonly present: number; readonly came: number; readonly expected: number };
export type UnitAttendance = Heads & { readonly unitId: string };

/** 教育局 2/2 到会: per unit, in the order of the units, how many are there of how many act for it. */
export function byUnit(
	{ checkIns }: Pick<Attendance, 'checkIns'>,
	units: readonly { readonly unitId: string; readonly people: number }[]
): readonly UnitAttendance[] {
	return units.map(({ unitId, people }) => {
		const came = checkIns.filter((each) => each.unitId === unitId);
		const present = came.filter(({ left }) => left === null).length;
		return { unitId, present, came: came.length, expected: Math.max(people, came.length) };
	});
}

/** [A5] Chairs, office and leaders of the council; observers and evaluators are not invited by that. */
export function isOfCouncil(holdings: readonly Holding[], councilId: string): boolean {
	return holdings.some(
		(held) =>
			'councilId' in held && held.councilId === councilId && held.role !== 'observer' && held.role !== 'evaluator'
	);
}

/** Ids of those who are expected for no unit: they belong to the council, and act for none of the meeting's units. */
export function ofNoUnit(
	people: readonly { readonly id: string; readonly holdings: readonly Holding[] }[],
	{ councilId, participantUnitIds }: { readonly councilId: string; readonly participantUnitIds: readonly string[] }
): readonly string[] {
	const acts = (held: Holding): boolean => 'unitId' in held && participantUnitIds.includes(held.unitId);
	return people.filter(({ holdings }) => isOfCouncil(holdings, councilId) && !holdings.some(acts)).map(({ id }) => id);
}

/** [A18] All together: the lines of the units, and one of those who are there for none. */
export function headcount(
	{ checkIns }: Pick<Attendance, 'checkIns'>,
	units: readonly UnitAttendance[],
	ofNoUnitIds: readonly string[]
): Heads & { readonly ofNoUnit: Heads } {
	const came = checkIns.filter(({ unitId }) => unitId === null);
	const others = {
		present: came.filter(({ left }) => left === null).length,
		came: came.length,
		expected: new Set([...ofNoUnitIds, ...came.map(({ personId }) => personId)]).size
	};
	const sum = (of: keyof Heads): number => [others, ...units].reduce((all, line) => all + line[of], 0);
	return { present: sum('present'), came: sum('came'), expected: sum('expected'), ofNoUnit: others };
}
