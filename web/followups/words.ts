/** The words of follow-ups: states, steps, lights and why they are what they are. */
import type { Instant, IsoDate } from '#shared/foundation/time.ts';
import { addDays, dayOf, isIsoDate } from '#shared/foundation/time.ts';
import type { FollowupVerb } from '#shared/followups/commands.ts';
import type { Light, LightRule } from '#shared/followups/light.ts';
import type { Followup, FollowupState, LightColour } from '#shared/followups/model.ts';
import type { Awaited } from '#shared/followups/views.ts';
import { formatDay } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { sentence, type Refused } from '#web/i18n/refusals.ts';
import type { LightKind } from '#web/ui/Light.svelte';

export const stateWords: Readonly<Record<FollowupState, () => string>> = {
	draft: m.followups_state_draft,
	assigned: m.followups_state_assigned,
	received: m.followups_state_received,
	returned: m.followups_state_returned,
	'in-progress': m.followups_state_in_progress,
	extension: m.followups_state_extension,
	paused: m.followups_state_paused,
	submitted: m.followups_state_submitted,
	verified: m.followups_state_verified,
	closed: m.followups_state_closed,
	rebound: m.followups_state_rebound,
	transferred: m.followups_state_transferred,
	merged: m.followups_state_merged,
	cancelled: m.followups_state_cancelled
};

export const verbWords: Readonly<Record<FollowupVerb, () => string>> = {
	assign: m.followups_do_assign,
	receive: m.followups_do_receive,
	return: m.followups_do_return,
	'decide-return': m.followups_do_decide_return,
	begin: m.followups_do_begin,
	report: m.followups_do_report,
	'ask-extension': m.followups_do_ask_extension,
	'decide-extension': m.followups_do_decide_extension,
	'ask-pause': m.followups_do_ask_pause,
	'decide-pause': m.followups_do_decide_pause,
	resume: m.followups_do_resume,
	'co-step': m.followups_do_co_step,
	submit: m.followups_do_submit,
	verify: m.followups_do_verify,
	'send-back': m.followups_do_send_back,
	close: m.followups_do_close,
	rebound: m.followups_do_rebound,
	transfer: m.followups_do_transfer,
	merge: m.followups_do_merge,
	cancel: m.followups_do_cancel
};

export const awaitedWords: Readonly<Record<Awaited['step'], () => string>> = {
	assign: m.followups_step_assign,
	receive: m.followups_step_receive,
	'decide-return': m.followups_step_decide_return,
	carry: m.followups_step_carry,
	'decide-extension': m.followups_step_decide_extension,
	'decide-pause': m.followups_step_decide_pause,
	resume: m.followups_step_resume,
	verify: m.followups_step_verify,
	close: m.followups_step_close
};

export type NameOf = (unitId: string) => string;

/** Who is to move next, in words. */
function whoIsNext({ by, unitId }: Pick<Awaited, 'by' | 'unitId'>, nameOf: NameOf): string {
	if (unitId !== null) return nameOf(unitId);
	return by === 'supervising-leader' ? m.followups_now_leader() : m.followups_now_office();
}

/** "12月1日前签收", "今天须签收", "应于 11月20日前签收". */
export function deadlineOfStep(until: IsoDate, step: Awaited['step'], now: Instant): string {
	const what = awaitedWords[step]();
	const today = dayOf(now);
	if (until === today) return m.followups_ask_today({ what });
	const day = formatDay(until, now);
	return until < today ? m.followups_ask_late({ day, what }) : m.followups_ask_by({ day, what });
}

export function lightKind({ colour, why }: Light): LightKind {
	if (colour !== 'grey') return colour;
	return why.rule === 'paused' || why.rule === 'not-started' ? 'paused' : 'closed';
}

const plain: Readonly<Record<LightColour, () => string>> = {
	grey: m.light_paused,
	red: m.light_red,
	yellow: m.light_yellow,
	blue: m.light_blue,
	green: m.light_green
};

export function colourWord(colour: LightColour): string {
	return plain[colour]();
}

/** The word on a light: what is overdue says by how much. */
export function lightWord({ colour, why }: Light): string {
	switch (why.rule) {
		case 'overdue':
			return m.followups_light_days({ days: Math.max(1, why.clock?.overdueDays ?? 1) });
		case 'sent-back-twice':
			return m.followups_light_back_twice();
		case 'not-started':
			return m.followups_light_not_started();
		case 'ended':
			return m.followups_light_ended();
		case 'paused':
			return m.light_paused();
		case 'closed':
			return m.light_closed();
		default:
			return plain[colour]();
	}
}

const rules: Readonly<Record<LightRule, (given: { number: string }) => string>> = {
	'not-started': m.followups_rule_not_started,
	ended: m.followups_rule_ended,
	paused: m.followups_rule_paused,
	closed: m.followups_rule_closed,
	overdue: m.followups_rule_overdue,
	'sent-back-twice': m.followups_rule_sent_back_twice,
	'milestone-missed': m.followups_rule_milestone_missed,
	behind: m.followups_rule_behind,
	'no-report': m.followups_rule_no_report,
	'due-soon': m.followups_rule_due_soon,
	'on-schedule': m.followups_rule_on_schedule
};

export function ruleSentence({ rule, number }: Light['why']): string {
	return rules[rule]({ number });
}

export type Line = { readonly term: string; readonly text: string; readonly strong?: boolean };

/** Why a light is what it is: dates, days counted, pauses, progress. */
export function whyLines({ why }: Light, now: Instant): readonly Line[] {
	const { clock, milestone, rule } = why;
	const lines: (Line | null)[] = [
		{ term: m.followups_why_original(), text: limitText(why, now) },
		clock?.overdue ? { term: m.followups_why_passed(), text: passedText(clock, now), strong: true } : null,
		clock?.overdue ? null : { term: m.followups_why_clock(), text: clockText(clock) },
		{ term: m.followups_why_pauses(), text: pausesText(why, now) },
		clock === null || rule === 'closed' ? null : { term: m.followups_why_progress(), text: progressText(why, now) },
		milestone
			? {
					term: m.followups_why_milestone(),
					text: m.followups_why_milestone_text({ title: milestone.title, day: formatDay(milestone.dueOn, now) })
				}
			: null
	];
	return lines.filter((line) => line !== null);
}

/** "11月9日，延至 11月23日（延期 1 次）" */
export function limitText(
	{ originalDueOn, dueOn, extensions }: Pick<Light['why'], 'originalDueOn' | 'dueOn' | 'extensions'>,
	now: Instant
): string {
	if (dueOn === null) return m.followups_why_unset();
	const due = formatDay(dueOn, now);
	if (originalDueOn === null || originalDueOn === dueOn) return due;
	const original = formatDay(originalDueOn, now);
	return extensions > 0
		? m.followups_why_extended({ original, due, count: extensions })
		: m.followups_why_moved({ original, due });
}

function passedText({ lastDay, until, overdueDays }: NonNullable<Light['why']['clock']>, now: Instant): string {
	const from = formatDay(addDays(lastDay, 1), now);
	const days = Math.max(1, overdueDays);
	return days === 1 && addDays(lastDay, 1) === until
		? m.followups_why_passed_day({ days, from })
		: m.followups_why_passed_days({ days, from, to: formatDay(until, now) });
}

function clockText(clock: Light['why']['clock']): string {
	if (clock === null) return m.followups_why_clock_none();
	const { usedDays: used, termDays: term, leftDays: left, state } = clock;
	return state === 'frozen'
		? m.followups_why_clock_frozen({ used, term })
		: m.followups_why_clock_left({ used, term, left });
}

function pausesText({ pauses }: Light['why'], now: Instant): string {
	if (pauses.length === 0) return m.followups_why_pauses_none();
	return pauses.map(({ from, days }) => m.followups_why_pause({ from: formatDay(from, now), days })).join('；');
}

function progressText({ percent, expectedPercent, reportedOn }: Light['why'], now: Instant): string {
	const reached = m.followups_why_progress_text({ percent, expected: Math.round(expectedPercent ?? 0) });
	const reported = reportedOn
		? m.followups_why_reported({ day: formatDay(reportedOn, now) })
		: m.followups_why_unreported();
	return `${reached}${m.ui_comma()}${reported}`;
}

/** What will become of the light if nobody moves. */
export function changeSentence({ changes, why }: Light, now: Instant): string | null {
	if (why.frozen) return why.rule === 'closed' ? null : m.followups_why_frozen();
	if (changes) return m.followups_why_changes({ day: formatDay(changes.on, now), light: plain[changes.to]() });
	return why.clock?.state === 'running' ? m.followups_why_stays() : null;
}

type Turn = { readonly isTurn: boolean; readonly nameOf: NameOf; readonly now: Instant };

/** Whose turn it is, as the title of what can be done. */
export function turnTitle(state: FollowupState, awaits: Awaited | null, { isTurn, nameOf, now }: Turn): string {
	if (awaits === null) return m.followups_now_ended({ state: stateWords[state]() });
	const what = awaitedWords[awaits.step]();
	const { until } = awaits;
	const day = until === null ? null : formatDay(until, now);
	if (isTurn && until !== null && until < dayOf(now)) return m.followups_now_you_late({ what, day: day ?? '' });
	if (isTurn) return day === null ? m.followups_now_you({ what }) : m.followups_now_you_until({ what, day });
	const who = whoIsNext(awaits, nameOf);
	if (until !== null && until < dayOf(now)) return m.followups_now_waits_late({ who, what, day: day ?? '' });
	return day === null ? m.followups_now_waits({ who, what }) : m.followups_now_waits_until({ who, what, day });
}

/** What has been asked for and waits for an answer. */
export function askedText(asked: Followup['asked'], now: Instant): string | null {
	switch (asked?.kind) {
		case undefined:
			return null;
		case 'return':
			return m.followups_asked_return({ reason: asked.reason });
		case 'extension':
			return m.followups_asked_extension({ reason: asked.reason, day: formatDay(asked.dueOn, now) });
		case 'pause':
			return m.followups_asked_pause({ reason: asked.reason });
	}
}

/** A refusal with its days written as everywhere else. */
export function said(refused: Refused, now: Instant): string {
	const params = Object.entries(refused.params ?? {}).map(([name, value]) => [
		name,
		typeof value === 'string' && isIsoDate(value) ? formatDay(value, now) : value
	]);
	return sentence({ ...refused, params: Object.fromEntries(params) as Record<string, string | number> });
}
