/** [A17] The lists of the minutes and of the sign-in sheet: a unit stands in one of them. */
import type { Attendance, CheckIn } from './model.ts';
import { isOnLeave, isStandIn } from './views.ts';

export type ListedPerson = Pick<CheckIn, 'personId' | 'at'> & {
	readonly late: boolean;
	readonly leftEarly: boolean;
	readonly standsIn: boolean;
};

/** `unitId` null: chairs, leaders and office, who act for none. */
export type ListedUnit = { readonly unitId: string | null; readonly people: readonly ListedPerson[] };
export type Lists = {
	readonly attending: readonly ListedUnit[];
	readonly observing: readonly ListedUnit[];
	readonly onLeave: readonly ListedUnit[];
	readonly absent: readonly ListedUnit[];
};

export type ListFacts = {
	/** In the council's order. */
	readonly memberUnitIds: readonly string[];
	readonly invitedUnitIds: readonly string[];
	/** Convener, deputies, supervising leaders, in this order. */
	readonly leadingIds: readonly string[];
	/** Null until it started: nobody is late then. */
	readonly startedAt: number | null;
	readonly lateAfterMinutes: number;
};

export function listsOf(attendance: Attendance, facts: ListFacts): Lists {
	const { memberUnitIds, leadingIds } = facts;
	const invited = facts.invitedUnitIds.filter((unitId) => !memberUnitIds.includes(unitId));
	const listed = (unitId: string | null, among = attendance.checkIns): ListedUnit => ({
		unitId,
		people: among
			.filter((each) => each.unitId === unitId)
			.map((each) => ({
				personId: each.personId,
				at: each.at,
				late: isLate(each, facts),
				leftEarly: each.left !== null,
				standsIn: unitId !== null && isStandIn(attendance, each.personId, unitId)
			}))
	});
	const rank = ({ personId }: CheckIn): number => leadingIds.indexOf(personId);
	const leading = attendance.checkIns.filter((each) => rank(each) >= 0).toSorted((a, b) => rank(a) - rank(b));
	const office = attendance.checkIns.filter((each) => rank(each) < 0);
	const came = ({ people }: ListedUnit): boolean => people.length > 0;
	const members = memberUnitIds.map((unitId) => listed(unitId));
	const guests = invited.map((unitId) => listed(unitId));
	const missing = [...members, ...guests].filter((unit) => !came(unit));
	const excused = ({ unitId }: ListedUnit): boolean => unitId !== null && isOnLeave(attendance, unitId);
	return {
		attending: [listed(null, leading), ...members].filter(came),
		observing: [...guests, listed(null, office)].filter(came),
		onLeave: missing.filter(excused),
		absent: missing.filter((unit) => !excused(unit))
	};
}

/** [A15] */
export function isLate(
	{ at, personId, recordedBy }: CheckIn,
	{ startedAt, lateAfterMinutes }: Pick<ListFacts, 'startedAt' | 'lateAfterMinutes'>
): boolean {
	return startedAt !== null && recordedBy === personId && at - startedAt > lateAfterMinutes * 60_000;
}
