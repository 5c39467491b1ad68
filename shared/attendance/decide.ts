/** Whether somebody is checked in now, leaves or comes back. What is asked before the meeting: decide-before.ts. */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Attendance, AttendanceEvent, Way } from './model.ts';
import { checkInOf, isOfCouncil, isStandIn } from './views.ts';

export type Facts = {
	readonly at: number;
	readonly state: Phase;
	readonly councilId: string;
	/** Member and invited units of the meeting. */
	readonly participantUnitIds: readonly string[];
	/** What the door said of the code somebody brought; without one it is the link. */
	readonly way?: Way;
};

type Judged = Result<readonly AttendanceEvent[]>;
type Arrived = Extract<AttendanceEvent, { type: 'checked-in' }>;

/** [A1] By the person, once the agenda is published and until the meeting ends. */
export function checkIn(attendance: Attendance, asker: Person, unitId: string | undefined, facts: Facts): Judged {
	const known = checkInOf(attendance, asker.id);
	const isOpen = facts.state === 'published' || facts.state === 'live';
	// [A16] Who left and is here again; afterwards nobody comes back.
	if (known?.left && isOpen) return done([{ type: 'came-back', personId: asker.id, at: facts.at, by: asker.id }]);
	if (known) return done([]); // [A2]
	if (!isOpen) return refuse('check-in-not-open');
	return arrive(attendance, asker, unitId, { ...facts, recordedBy: asker.id, reason: null, way: facts.way ?? 'link' });
}

/** [A3] [A16] By the office, with a reason, until the meeting is closed; also back, who was recorded as left. */
export function checkInFor(
	attendance: Attendance,
	{ person, unitId, reason }: { readonly person: Person; readonly unitId: string | undefined; readonly reason: string },
	facts: Facts & { readonly officer: Person }
): Judged {
	const known = checkInOf(attendance, person.id);
	if (known && !known.left) return done([]);
	if (facts.state !== 'live' && facts.state !== 'minutes') return refuse('check-in-not-open');
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	// [A16] That somebody left may have been recorded of the wrong person.
	if (known)
		return done([
			{ type: 'came-back', personId: person.id, at: facts.at, by: facts.officer.id, reason: reason.trim() }
		]);
	const recorded = { recordedBy: facts.officer.id, reason: reason.trim(), way: 'office' } as const;
	return arrive(attendance, person, unitId, { ...facts, ...recorded });
}

/** [A16] By the person, or by the office with a reason. */
export function leaveEarly(
	attendance: Attendance,
	personId: string,
	{ by, at, state, reason }: Pick<Facts, 'at' | 'state'> & { readonly by: string; readonly reason: string | null }
): Judged {
	const known = checkInOf(attendance, personId);
	if (!known) return refuse('not-checked-in');
	if (known.left) return done([]);
	if (state !== 'live') return refuse('meeting-not-live');
	if (by !== personId && (reason ?? '').trim() === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'left-early', personId, at, by, reason: reason?.trim() || null }]);
}

/** [A5] For a unit of the meeting that the person acts for, or for none as chair, office or leader of the council. */
function arrive(
	attendance: Attendance,
	person: Person,
	asked: string | undefined,
	{ at, councilId, participantUnitIds, ...how }: Facts & Required<Pick<Arrived, 'recordedBy' | 'reason' | 'way'>>
): Judged {
	const stoodInFor = attendance.standIns.filter((each) => each.personId === person.id).map(({ unitId }) => unitId);
	const own = person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	// [A10] Whoever was named to stand in came for that.
	const units = [...stoodInFor, ...own].filter((unitId) => participantUnitIds.includes(unitId));
	if (asked !== undefined && !units.includes(asked)) return refuse('not-your-unit', {}, ['unitId']);
	const unitId = asked ?? units[0] ?? null;
	if (unitId === null && !isOfCouncil(person.holdings, councilId)) return refuse('not-invited');
	const { recordedBy, reason, way } = how;
	const came: Arrived = { type: 'checked-in', personId: person.id, unitId, at, recordedBy, reason, way };
	const leave = attendance.leaves.find((each) => each.unitId === unitId && each.standing !== 'refused');
	if (!leave || isStandIn(attendance, person.id, leave.unitId)) return done([came]);
	return done([{ type: 'leave-withdrawn', unitId: leave.unitId, by: recordedBy, at }, came]); // [A11]
}
