/** The clock of a follow-up: working days since it was assigned, without its pauses. */
import {
	addWorkingDays,
	endOfTerm,
	workingDayFrom,
	workingDaysBetween,
	type Calendar
} from '#shared/foundation/calendar.ts';
import { addDays, dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { Followup, FollowupState, Pause } from './model.ts';

export type Clock = {
	readonly state: 'not-started' | 'running' | 'stopped' | 'frozen';
	readonly startedOn: IsoDate;
	/** The day it shows: today while it runs, else the day on which it was stopped or frozen. */
	readonly until: IsoDate;
	readonly dueOn: IsoDate;
	/** `dueOn`, or the next working day where that is a day off. */
	readonly lastDay: IsoDate;
	readonly termDays: number;
	readonly usedDays: number;
	readonly leftDays: number;
	readonly overdue: boolean;
	readonly overdueDays: number;
	readonly pausedDays: number;
};

const clockStates: Readonly<Record<FollowupState, Clock['state']>> = {
	draft: 'not-started',
	assigned: 'running',
	received: 'running',
	returned: 'running',
	'in-progress': 'running',
	extension: 'running',
	paused: 'stopped',
	submitted: 'frozen',
	verified: 'frozen',
	closed: 'frozen',
	rebound: 'not-started',
	transferred: 'not-started',
	merged: 'not-started',
	cancelled: 'not-started'
};

/** [F5] Null while no clock has been started, and for what ended without being done. */
export function clockOf(followup: Followup, calendar: Calendar, at: Instant): Clock | null {
	const state = clockStates[followup.state];
	const { dueOn, round } = followup;
	if (state === 'not-started' || dueOn === null || round.startedOn === null) return null;
	return reading(followup, state, calendar, { startedOn: round.startedOn, dueOn, at });
}

type Given = { readonly startedOn: IsoDate; readonly dueOn: IsoDate; readonly at: Instant };

function reading(
	followup: Followup,
	state: Clock['state'],
	calendar: Calendar,
	{ startedOn, dueOn, at }: Given
): Clock {
	const { pauses, submissions } = followup.round;
	const today = later(dayOf(at), startedOn);
	const stoppedOn = pauses.findLast((pause) => pause.to === null)?.from;
	const frozenAt = state === 'frozen' ? submissions.at(-1)?.at : undefined;
	const until = state === 'stopped' && stoppedOn ? stoppedOn : frozenAt === undefined ? today : dayOf(frozenAt);
	const lastDay = workingDayFrom(calendar, dueOn);
	const pausedBefore = pausedDaysWithin(pauses, calendar, startedOn, until);
	const endedPauses = pauses.filter((pause) => pause.to !== null);
	return {
		state,
		startedOn,
		until,
		dueOn,
		lastDay,
		// A pause moved the limit by its own length, so the term stays what was given.
		termDays: Math.max(
			1,
			workingDaysBetween(calendar, startedOn, lastDay) - pausedDaysWithin(endedPauses, calendar, startedOn, lastDay)
		),
		usedDays: workingDaysBetween(calendar, startedOn, until) - pausedBefore,
		leftDays: Math.max(0, workingDaysBetween(calendar, until, lastDay)),
		overdue: until > lastDay,
		overdueDays: Math.max(0, workingDaysBetween(calendar, lastDay, until)),
		pausedDays: pausedDaysWithin(pauses, calendar, startedOn, state === 'stopped' ? today : until)
	};
}

/** [F6] The working days of pauses that lie after `from`, up to and including `to`. An open pause lasts until then. */
export function pausedDaysWithin(pauses: readonly Pause[], calendar: Calendar, from: IsoDate, to: IsoDate): number {
	let days = 0;
	for (const pause of pauses) {
		const start = later(pause.from, from);
		const end = pause.to === null || pause.to > to ? to : pause.to;
		if (end > start) days += workingDaysBetween(calendar, start, end);
	}
	return days;
}

/** [F6] The limit after a pause: as many working days later as the pause lasted. */
export function limitAfterPause(dueOn: IsoDate, calendar: Calendar, from: IsoDate, to: IsoDate): IsoDate {
	const days = workingDaysBetween(calendar, from, to);
	return days > 0 ? addWorkingDays(calendar, workingDayFrom(calendar, dueOn), days) : dueOn;
}

/** [F7] Whether a limit has passed: its day, or the next working day, is over in Shanghai. */
export function hasPassed(dueOn: IsoDate, calendar: Calendar, at: Instant): boolean {
	return at >= endOfTerm(calendar, dueOn);
}

export function later(one: IsoDate, other: IsoDate): IsoDate {
	return one > other ? one : other;
}

/** The first day after a deadline. */
export function dayAfter(date: IsoDate): IsoDate {
	return addDays(date, 1);
}
