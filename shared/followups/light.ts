/**
 * The light of a follow-up, used by server, board, exports and tests alike. It is computed, never typed, and says why:
 * rule, dates, days counted, pauses, and on which day it will change if nobody does anything.
 */
import { addWorkingDays, workingDayFrom, workingDaysBetween, type Calendar } from '#shared/foundation/calendar.ts';
import { dayOf, instantOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import { clockOf, dayAfter, later, pausedDaysWithin, type Clock } from './clock.ts';
import { followupDefaults, type Followup, type FollowupSettings, type LightColour, type Pause } from './model.ts';

/** The rule that gave the light; L1 … in the order in which they are tried. */
const lightRules = {
	'not-started': { number: 'L0', colour: 'grey' },
	ended: { number: 'L0', colour: 'grey' },
	paused: { number: 'L0', colour: 'grey' },
	closed: { number: 'L0', colour: 'grey' },
	overdue: { number: 'L1', colour: 'red' },
	'sent-back-twice': { number: 'L2', colour: 'red' },
	'milestone-missed': { number: 'L3', colour: 'yellow' },
	behind: { number: 'L4', colour: 'yellow' },
	'no-report': { number: 'L5', colour: 'yellow' },
	'due-soon': { number: 'L6', colour: 'blue' },
	'on-schedule': { number: 'L7', colour: 'green' }
} as const satisfies Readonly<Record<string, { number: string; colour: LightColour }>>;
export type LightRule = keyof typeof lightRules;

export type Why = {
	readonly rule: LightRule;
	readonly number: string;
	readonly clock: Clock | null;
	/** "原定 3/31，延至 4/15，第1次": the first limit, the one in force, granted extensions. */
	readonly originalDueOn: IsoDate | null;
	readonly dueOn: IsoDate | null;
	readonly extensions: number;
	readonly pauses: readonly (Pause & { readonly days: number })[];
	readonly percent: number;
	/** Where the straight line is on the day shown. */
	readonly expectedPercent: number | null;
	readonly reportedOn: IsoDate | null;
	readonly sentBack: number;
	readonly milestone: { readonly title: string; readonly dueOn: IsoDate } | null;
	/** True when the light is that of the moment of submission. */
	readonly frozen: boolean;
};

export type Light = {
	readonly colour: LightColour;
	readonly why: Why;
	/** The first day on which it is another colour if nothing happens; null when it stays. */
	readonly changes: { readonly on: IsoDate; readonly to: LightColour } | null;
};

/** [F20] The light at an instant. */
export function lightOf(
	followup: Followup,
	calendar: Calendar,
	at: Instant,
	settings: FollowupSettings = followupDefaults
): Light {
	const clock = clockOf(followup, calendar, at);
	const rule = ruleOf(followup, clock, calendar, settings);
	const { colour, number } = lightRules[rule];
	const today = clock?.until ?? dayOf(at);
	const { limits, pauses, extensions, submissions } = followup.round;
	const milestone = missedMilestone(followup, calendar, today);
	return {
		colour,
		why: {
			rule,
			number,
			clock,
			originalDueOn: limits[0]?.dueOn ?? followup.dueOn,
			dueOn: followup.dueOn,
			extensions,
			pauses: pauses.map((pause) => ({
				...pause,
				days: workingDaysBetween(calendar, pause.from, pause.to ?? dayOf(at))
			})),
			percent: followup.percent,
			expectedPercent: clock && expectedPercent(clock),
			reportedOn: followup.reportedAt === null ? null : dayOf(followup.reportedAt),
			sentBack: sentBackTimes(submissions),
			milestone: milestone && { title: milestone.title, dueOn: milestone.dueOn },
			frozen: clock?.state === 'frozen'
		},
		changes: clock?.state === 'running' ? nextChange(followup, clock, calendar, settings) : null
	};
}

function sentBackTimes(submissions: Followup['round']['submissions']): number {
	return submissions.filter(({ outcome }) => outcome.kind === 'sent-back').length;
}

/** [F20] The first that applies: grey, red, yellow, blue, green. */
function ruleOf(followup: Followup, clock: Clock | null, calendar: Calendar, settings: FollowupSettings): LightRule {
	if (followup.state === 'paused' || followup.state === 'closed') return followup.state;
	if (clock === null) return followup.endedBecause ? 'ended' : 'not-started';
	if (clock.overdue) return 'overdue';
	if (sentBackTimes(followup.round.submissions) >= settings.sentBackRed) return 'sent-back-twice';
	if (missedMilestone(followup, calendar, clock.until)) return 'milestone-missed';
	// A submission reports the whole, so what was reported before it is no longer behind or silent.
	const open = clock.state !== 'frozen';
	if (open && expectedPercent(clock) - followup.percent > settings.behindPercent) return 'behind';
	if (open && silentDays(followup, clock, calendar) > settings.reportEveryDays) return 'no-report';
	return clock.leftDays <= blueDays(clock, settings) ? 'due-soon' : 'on-schedule';
}

function missedMilestone(
	{ milestones }: Followup,
	calendar: Calendar,
	today: IsoDate
): Followup['milestones'][number] | null {
	return milestones.find(({ doneAt, dueOn }) => doneAt === null && today > workingDayFrom(calendar, dueOn)) ?? null;
}

function expectedPercent({ usedDays, termDays }: Clock): number {
	return Math.min(100, (usedDays / termDays) * 100);
}

function blueDays({ termDays }: Clock, settings: FollowupSettings): number {
	return Math.max(settings.blueAtLeastDays, Math.floor(termDays * settings.blueShare));
}

/** [F22] A submission is a report too; without any, the cycle runs from the assignment. */
function lastReportOn({ round, reportedAt }: Followup, { startedOn }: Clock): IsoDate {
	return [reportedAt, round.submissions.at(-1)?.at ?? null].reduce<IsoDate>(
		(last, at) => (at === null ? last : later(last, dayOf(at))),
		startedOn
	);
}

function silentDays(followup: Followup, clock: Clock, calendar: Calendar): number {
	const since = lastReportOn(followup, clock);
	return (
		workingDaysBetween(calendar, since, clock.until) -
		pausedDaysWithin(followup.round.pauses, calendar, since, clock.until)
	);
}

/** [F24] Only a few days can bring another light; the first of them that does is the answer. */
function nextChange(
	followup: Followup,
	clock: Clock,
	calendar: Calendar,
	settings: FollowupSettings
): Light['changes'] {
	const { pauses } = followup.round;
	const { startedOn, until, lastDay, termDays } = clock;
	const reportedOn = lastReportOn(followup, clock);
	const paused = (from: IsoDate): number => pausedDaysWithin(pauses, calendar, from, until);
	const behindAfter = Math.floor(((followup.percent + settings.behindPercent) / 100) * termDays) + 1;
	const candidates = [
		dayAfter(lastDay),
		addWorkingDays(calendar, lastDay, -blueDays(clock, settings)),
		addWorkingDays(calendar, startedOn, behindAfter + paused(startedOn)),
		addWorkingDays(calendar, reportedOn, settings.reportEveryDays + 1 + paused(reportedOn)),
		...followup.milestones.map(({ dueOn }) => dayAfter(workingDayFrom(calendar, dueOn)))
	];
	const now = lightRules[ruleOf(followup, clock, calendar, settings)].colour;
	for (const on of candidates.filter((day) => day > until).toSorted()) {
		const then = clockOf(followup, calendar, instantOf(on));
		const to = lightRules[ruleOf(followup, then, calendar, settings)].colour;
		if (to !== now) return { on, to };
	}
	return null;
}
