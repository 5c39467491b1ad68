/** Pure questions about follow-ups. */
import type { Person } from '#shared/auth/model.ts';
import { addWorkingDays, workingDayFrom, workingDaysBetween, type Calendar } from '#shared/foundation/calendar.ts';
import { dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import { clockOf } from './clock.ts';
import {
	followupDefaults,
	type CoStep,
	type Followup,
	type FollowupSettings,
	type FollowupState,
	type Lane,
	type Outcome,
	type Round
} from './model.ts';

/** Somebody who works in a unit, or is its member or liaison, is not free to judge its work, and may act for it. */
export function actsFor(person: Person, unitId: string): boolean {
	return person.unitId === unitId || person.holdings.some((held) => 'unitId' in held && held.unitId === unitId);
}

export function openSteps({ steps }: Followup): readonly CoStep[] {
	return steps.filter(({ state }) => state === 'open');
}

const laneOfState: Readonly<Record<FollowupState, Lane>> = {
	draft: 'to-assign',
	returned: 'to-assign',
	rebound: 'to-assign',
	assigned: 'to-receive',
	received: 'in-hand',
	'in-progress': 'in-hand',
	extension: 'in-hand',
	paused: 'in-hand',
	submitted: 'to-verify',
	verified: 'to-verify',
	closed: 'closed',
	transferred: 'ended',
	merged: 'ended',
	cancelled: 'ended'
};

export function laneOf(state: FollowupState): Lane {
	return laneOfState[state];
}

export type Awaited = {
	readonly by: 'office' | 'lead' | 'verifier' | 'supervising-leader';
	readonly unitId: string | null;
	readonly step:
		| 'assign'
		| 'receive'
		| 'decide-return'
		| 'carry'
		| 'decide-extension'
		| 'decide-pause'
		| 'resume'
		| 'verify'
		| 'close';
	/** The last day for it, where the rules set one. */
	readonly until: IsoDate | null;
};

/** [F23] Who is to move next, and until when; null when it has ended. */
export function awaited(
	followup: Followup,
	calendar: Calendar,
	settings: FollowupSettings = followupDefaults
): Awaited | null {
	const { state, leadUnitId, verifierUnitId, dueOn, asked, stateSince, round } = followup;
	const within = (days: number): IsoDate => addWorkingDays(calendar, dayOf(stateSince), days);
	const office = (step: Awaited['step'], until: IsoDate | null = null): Awaited => ({
		by: 'office',
		unitId: null,
		step,
		until
	});
	switch (state) {
		case 'draft':
		case 'rebound':
			return office('assign');
		case 'returned':
			return office('decide-return', within(settings.officeDecidesWithinDays));
		case 'verified':
			return office('close');
		case 'assigned':
			return { by: 'lead', unitId: leadUnitId, step: 'receive', until: within(settings.receiveWithinDays) };
		case 'received':
		case 'in-progress':
			return asked?.kind === 'pause'
				? { by: 'supervising-leader', unitId: null, step: 'decide-pause', until: null }
				: { by: 'lead', unitId: leadUnitId, step: 'carry', until: dueOn };
		case 'extension': {
			const isLast = round.extensions + 1 >= settings.extensions;
			return { by: isLast ? 'supervising-leader' : 'office', unitId: null, step: 'decide-extension', until: null };
		}
		case 'paused':
			return { by: 'lead', unitId: leadUnitId, step: 'resume', until: null };
		case 'submitted':
			return { by: 'verifier', unitId: verifierUnitId, step: 'verify', until: null };
		case 'closed':
		case 'transferred':
		case 'merged':
		case 'cancelled':
			return null;
	}
}

/** [F25] What evaluation counts: one outcome for each round that was assigned. */
export function outcomesOf(followup: Followup, calendar: Calendar, at: Instant): readonly Outcome[] {
	const { state, finished, round } = followup;
	const past = finished.map((one, index) => outcomeOf(followup, one, { index, overdueDays: 0, calendar }));
	if (laneOf(state) === 'ended' || round.startedOn === null) return past.filter((outcome) => outcome !== null);
	const clock = clockOf(followup, calendar, at);
	const overdueDays = clock?.state === 'running' && clock.overdue ? Math.max(1, clock.overdueDays) : 0;
	const present = outcomeOf(followup, round, { index: finished.length, overdueDays, calendar });
	return [...past, present].filter((outcome) => outcome !== null);
}

type Reading = { readonly index: number; readonly overdueDays: number; readonly calendar: Calendar };

function outcomeOf(followup: Followup, round: Round, { index, overdueDays, calendar }: Reading): Outcome | null {
	const dueOn = round.limits.at(-1)?.dueOn;
	if (dueOn === undefined) return null;
	const { submissions } = round;
	const wasLate = submissions.some(({ late }) => late);
	const passed = submissions.at(-1)?.outcome.kind === 'passed';
	const first = submissions[0]?.outcome;
	const lateDays = submissions.map((submission) =>
		submission.late
			? Math.max(1, workingDaysBetween(calendar, workingDayFrom(calendar, submission.dueOn), dayOf(submission.at)))
			: 0
	);
	return {
		followupId: followup.id,
		label: followup.source.label,
		text: followup.text,
		leadUnitId: followup.leadUnitId,
		round: index + 1,
		dueOn,
		onTime: wasLate || overdueDays > 0 ? false : passed ? true : null,
		firstPass: first === undefined || first.kind === 'waiting' ? null : first.kind === 'passed',
		firstVerifiedOn: first === undefined || first.kind === 'waiting' ? null : dayOf(first.at),
		lateDays: Math.max(0, overdueDays, ...lateDays)
	};
}
