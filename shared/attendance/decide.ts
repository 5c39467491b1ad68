/** Whether somebody is checked in now. */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Attendance, AttendanceEvent } from './model.ts';
import { checkInOf } from './views.ts';

export type Facts = {
	readonly at: number;
	readonly state: Phase;
	readonly councilId: string;
	/** Member and invited units of the meeting. */
	readonly participantUnitIds: readonly string[];
};

type Judged = Result<readonly AttendanceEvent[]>;

/** [A1] By the person, once the agenda is published and until the meeting ends. */
export function checkIn(attendance: Attendance, asker: Person, unitId: string | undefined, facts: Facts): Judged {
	if (checkInOf(attendance, asker.id)) return done([]); // [A2]
	if (facts.state !== 'published' && facts.state !== 'live') return refuse('check-in-not-open');
	return arrive(asker, unitId, { ...facts, recordedBy: asker.id, reason: null });
}

/** [A3] By the office, with a reason, until the meeting is closed. */
export function checkInFor(
	attendance: Attendance,
	{ person, unitId, reason }: { readonly person: Person; readonly unitId: string | undefined; readonly reason: string },
	facts: Facts & { readonly officer: Person }
): Judged {
	if (checkInOf(attendance, person.id)) return done([]);
	if (facts.state !== 'live' && facts.state !== 'minutes') return refuse('check-in-not-open');
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	return arrive(person, unitId, { ...facts, recordedBy: facts.officer.id, reason: reason.trim() });
}

/** [A5] For a unit of the meeting that the person acts for, or for none as chair, office or leader of the council. */
function arrive(
	person: Person,
	asked: string | undefined,
	{ at, councilId, participantUnitIds, recordedBy, reason }: Facts & Pick<AttendanceEvent, 'recordedBy' | 'reason'>
): Judged {
	const own = person.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	const units = own.filter((unitId) => participantUnitIds.includes(unitId));
	if (asked !== undefined && !units.includes(asked)) return refuse('not-your-unit', {}, ['unitId']);
	const ofCouncil = person.holdings.some(
		(held) =>
			'councilId' in held && held.councilId === councilId && held.role !== 'observer' && held.role !== 'evaluator'
	);
	const unitId = asked ?? units[0] ?? null;
	if (unitId === null && !ofCouncil) return refuse('not-invited');
	return done([{ type: 'checked-in', personId: person.id, unitId, at, recordedBy, reason }]);
}
