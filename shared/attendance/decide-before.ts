/** What units ask before the meeting, and what the chair says to it: who comes, leave, stand-ins and their vote. */
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Attendance, AttendanceEvent, Leave, StandIn } from './model.ts';
import { checkInOf } from './views.ts';

export type Asking = {
	readonly asker: Person;
	readonly at: number;
	readonly state: Phase;
	readonly participantUnitIds: readonly string[];
};

type Judged = Result<readonly AttendanceEvent[]>;

/** The unit somebody speaks for: the one named, or the first of the meeting's that they act for. */
export function unitSpokenFor(
	person: Person,
	asked: string | undefined,
	participantUnitIds: readonly string[]
): Result<string> {
	const units = participantUnitIds.filter((unitId) => actsFor(person, unitId));
	const unitId = asked === undefined ? units[0] : units.find((each) => each === asked);
	return unitId === undefined ? refuse('not-your-unit', {}, ['unitId']) : done(unitId);
}

function actsFor({ holdings }: Pick<Person, 'holdings'>, unitId: string): boolean {
	return holdings.some((held) => 'unitId' in held && held.unitId === unitId);
}

/** [A7] */
export function answer(
	{ leaves, answers }: Attendance,
	{ unitId, coming, acting }: { readonly unitId: string | undefined } & Coming,
	facts: Asking
): Judged {
	const spoken = before(facts, unitId);
	if (!spoken.ok) return spoken;
	if (leaves.some((each) => each.unitId === spoken.value && each.standing !== 'refused')) return refuse('leave-stands');
	if (coming.length === 0) return refuse('nobody-coming', {}, ['coming']);
	if (!coming.every((id) => acting.some((person) => person.id === id && actsFor(person, spoken.value))))
		return refuse('not-of-the-unit', {}, ['coming']);
	const known = answers.find((each) => each.unitId === spoken.value);
	if (known && [...known.coming].sort().join() === [...coming].sort().join()) return done([]);
	return done([{ type: 'answered', ...by(spoken.value, facts), coming }]);
}

type Coming = { readonly coming: readonly string[]; readonly acting: readonly Pick<Person, 'id' | 'holdings'>[] };

/** [A8] With a stand-in, when one is named with it. */
export function askLeave(
	attendance: Attendance,
	{
		unitId,
		reason,
		standIn
	}: { readonly unitId: string | undefined; readonly reason: string; readonly standIn: Named | null },
	facts: Asking
): Judged {
	const spoken = before(facts, unitId);
	if (!spoken.ok) return spoken;
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	const known = attendance.leaves.find((each) => each.unitId === spoken.value);
	if (known && known.standing !== 'refused') return refuse('leave-stands');
	const { checkIns, standIns } = attendance;
	const cameFor = checkIns.find(
		(each) => each.unitId === spoken.value && !standIns.some(({ personId }) => personId === each.personId)
	);
	if (cameFor) return refuse('unit-came');
	const asked: AttendanceEvent = { type: 'leave-asked', ...by(spoken.value, facts), reason: reason.trim() };
	if (!standIn) return done([asked]);
	const named = nameStandIn(attendance, { unitId, ...standIn }, facts);
	return named.ok ? done([asked, ...named.value]) : named;
}

export function withdrawLeave({ leaves }: Attendance, unitId: string | undefined, facts: Asking): Judged {
	const spoken = before(facts, unitId);
	if (!spoken.ok) return spoken;
	const known = leaves.some((each) => each.unitId === spoken.value);
	return done(known ? [{ type: 'leave-withdrawn', ...by(spoken.value, facts) }] : []);
}

/** Who stands in, as the server found them. */
export type Named = { readonly person: Person; readonly delegates: boolean };

/** [A9] */
export function nameStandIn(
	attendance: Attendance,
	{ unitId, person, delegates }: { readonly unitId: string | undefined } & Named,
	facts: Asking
): Judged {
	const spoken = before(facts, unitId);
	if (!spoken.ok) return spoken;
	const known = attendance.standIns.find((each) => each.unitId === spoken.value);
	if (known?.personId === person.id && (known.vote !== null) === delegates) return done([]);
	const came = unlessCame(attendance, known);
	if (came) return came;
	const elsewhere = attendance.standIns.some((each) => each.personId === person.id && each.unitId !== spoken.value);
	if (elsewhere) return refuse('stands-in-elsewhere', {}, ['standIn']);
	const there = checkInOf(attendance, person.id);
	// There is one check-in per person: it was for somebody else.
	if (there && there.unitId !== spoken.value) return refuse('stand-in-came', {}, ['standIn']);
	return done([{ type: 'stand-in-named', ...by(spoken.value, facts), personId: person.id, delegates }]);
}

export function withdrawStandIn(attendance: Attendance, unitId: string | undefined, facts: Asking): Judged {
	const spoken = before(facts, unitId);
	if (!spoken.ok) return spoken;
	const known = attendance.standIns.find((each) => each.unitId === spoken.value);
	if (!known) return done([]);
	return unlessCame(attendance, known) ?? done([{ type: 'stand-in-withdrawn', ...by(spoken.value, facts) }]);
}

export type Verdict = {
	readonly unitId: string;
	readonly why: string | null;
	/** When what the chair read was asked: another request may have taken its place. */
	readonly askedAt?: number | undefined;
};

/** [A8] Approved without words, refused with a reason. */
export function decideLeave(
	{ leaves }: Attendance,
	{ unitId, ...verdict }: Verdict,
	facts: Omit<Asking, 'participantUnitIds'>
): Judged {
	const leave = leaves.find((each) => each.unitId === unitId);
	const judged = judge(leave ?? null, verdict, facts);
	if (judged !== 'decide') return judged;
	const { type, ...what } = { type: 'leave-approved' as const, ...by(unitId, facts) };
	const { why } = verdict;
	return done([why === null ? { type, ...what } : { type: 'leave-refused', ...what, why: why.trim() }]);
}

/** [A9] */
export function decideDelegation(
	{ standIns }: Attendance,
	{ unitId, ...verdict }: Verdict,
	facts: Omit<Asking, 'participantUnitIds'>
): Judged {
	const standIn = standIns.find((each) => each.unitId === unitId);
	const judged = judge(standIn?.vote ? { ...standIn, ...standIn.vote } : null, verdict, facts);
	if (judged !== 'decide') return judged;
	const { why } = verdict;
	const what = by(unitId, facts);
	return done([
		why === null ? { type: 'delegation-approved', ...what } : { type: 'delegation-refused', ...what, why: why.trim() }
	]);
}

function judge(
	request: Pick<Leave, 'standing' | 'by' | 'at'> | null,
	{ why, askedAt }: Omit<Verdict, 'unitId'>,
	{ asker, state }: Pick<Asking, 'asker' | 'state'>
): Judged | 'decide' {
	if (!request) return refuse('nothing-asked');
	if (askedAt !== undefined && askedAt !== request.at) return refuse('stale', {}, ['askedAt']);
	if (state !== 'published' && state !== 'live') return refuse('not-before-the-meeting');
	if (why?.trim() === '') return refuse('reason-missing', {}, ['reason']);
	if (request.standing !== 'asked') {
		return request.standing === (why === null ? 'approved' : 'refused') ? done([]) : refuse('request-decided');
	}
	return request.by === asker.id ? refuse('own-request') : 'decide';
}

/** Units speak between the notice and the start. */
function before({ asker, state, participantUnitIds }: Asking, unitId: string | undefined): Result<string> {
	return state === 'published' ? unitSpokenFor(asker, unitId, participantUnitIds) : refuse('not-before-the-meeting');
}

function unlessCame(attendance: Attendance, standIn: StandIn | undefined): Refused | null {
	const came = standIn && checkInOf(attendance, standIn.personId);
	return came?.unitId === standIn?.unitId && came ? refuse('stand-in-came', {}, ['standIn']) : null;
}

function by(unitId: string, { asker, at }: Pick<Asking, 'asker' | 'at'>) {
	return { unitId, by: asker.id, at };
}
