/** The lead's and the co-units' own steps: receive, return, begin, report, co-step, submit. */
import { workingDaysBetween } from '#shared/foundation/calendar.ts';
import { done, refuse, type Refused } from '#shared/foundation/result.ts';
import { dayOf } from '#shared/foundation/time.ts';
import { hasPassed } from './clock.ts';
import type { CommandOf, FollowupEvent } from './commands.ts';
import type { FollowupFacts, Judged, Judges } from './decide.ts';
import { followupDefaults, type Followup, type FollowupState } from './model.ts';
import { actsFor, openSteps } from './views.ts';

export const carryJudges: Judges<'receive' | 'return' | 'decide-return' | 'begin' | 'report' | 'co-step' | 'submit'> = {
	receive: ({ state }, _, { at, person }) =>
		state === 'assigned'
			? done([{ type: 'received', at, personId: person.id }])
			: wrongState(state, state === 'received' ? 'already-received' : undefined),
	return: askReturn,
	'decide-return': ({ state }, { accept, reason }, { at, person }) => {
		if (state !== 'returned') return wrongState(state);
		if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
		return done([{ type: 'return-decided', at, personId: person.id, accept, reason: reason.trim() }]);
	},
	begin: ({ state }, _, { at, person }) =>
		state === 'received' ? done([{ type: 'begun', at, personId: person.id }]) : wrongState(state),
	report,
	'co-step': coStep,
	submit
};

export function wrongState(state: FollowupState, code: Refused['refusal']['code'] = 'wrong-state'): Refused {
	return refuse(code, { state });
}

/** [F9] Once for each lead, soon after receiving, with a reason. */
function askReturn(followup: Followup, { reason }: CommandOf<'return'>, facts: FollowupFacts): Judged {
	const { at, person, calendar, settings = followupDefaults } = facts;
	if (followup.state !== 'received') return wrongState(followup.state);
	if (followup.returnedBy.includes(followup.leadUnitId)) return refuse('already-returned');
	const days = workingDaysBetween(calendar, dayOf(followup.receivedAt ?? at), dayOf(at));
	if (days > settings.returnWithinDays) return refuse('return-too-late', { days: settings.returnWithinDays });
	if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	return done([{ type: 'return-asked', at, personId: person.id, reason: reason.trim() }]);
}

/** [F10] A first report also begins the work: nobody has to press two buttons to say one thing. */
function report(followup: Followup, command: CommandOf<'report'>, { at, person }: FollowupFacts): Judged {
	const { state } = followup;
	if (state !== 'received' && state !== 'in-progress' && state !== 'extension') return wrongState(state);
	if (command.text.trim() === '') return refuse('report-empty', {}, ['text']);
	const milestoneIds = [...new Set(command.milestoneIds)];
	if (milestoneIds.some((id) => !followup.milestones.some((milestone) => milestone.id === id)))
		return refuse('unknown-milestone', {}, ['milestoneIds']);
	const told = { at, personId: person.id };
	const begun: readonly FollowupEvent[] = state === 'received' ? [{ type: 'begun', ...told }] : [];
	return done([
		...begun,
		{ type: 'reported', ...told, text: command.text.trim(), percent: command.percent, milestoneIds }
	]);
}

/** [F11] Only the co-unit says that its part is done; the lead may explain why it is not. */
function coStep(followup: Followup, { unitId, state, text }: CommandOf<'co-step'>, facts: FollowupFacts): Judged {
	const { at, person } = facts;
	const working: readonly FollowupState[] = ['received', 'in-progress', 'extension', 'paused'];
	if (!working.includes(followup.state)) return wrongState(followup.state);
	const step = followup.steps.find((one) => one.unitId === unitId);
	if (!step) return refuse('not-a-co-unit', {}, ['unitId']);
	const allowed = actsFor(person, unitId) || (state === 'explained' && actsFor(person, followup.leadUnitId));
	if (!allowed) return refuse('not-your-step', {}, ['unitId']);
	if (step.state === 'done') return refuse('co-step-done', {}, ['unitId']);
	if (text.trim() === '') return refuse('reason-missing', {}, ['text']);
	return done([{ type: 'co-step-taken', at, personId: person.id, unitId, state, text: text.trim() }]);
}

/** [F12] [F13] [F14] "Reported" never means "done": a submission waits for another unit's eyes. */
function submit(followup: Followup, command: CommandOf<'submit'>, facts: FollowupFacts): Judged {
	const { at, person, calendar, unitIds } = facts;
	const { state, dueOn, leadUnitId } = followup;
	if (state === 'submitted' || state === 'verified' || state === 'closed')
		return wrongState(state, 'already-submitted');
	if ((state !== 'in-progress' && state !== 'extension') || dueOn === null) return wrongState(state);
	const open = openSteps(followup);
	if (open.length > 0)
		return refuse('co-steps-open', { units: open.map(({ unitId }) => unitId).join('、') }, ['steps']);
	if (command.text.trim() === '') return refuse('report-empty', {}, ['text']);
	const evidence = command.evidence
		.map(({ text, ref }) => ({ text: text.trim(), ref }))
		.filter(({ text }) => text !== '');
	if (evidence.length === 0) return refuse('evidence-missing', {}, ['evidence']);
	if (command.verifierUnitId === leadUnitId) return refuse('verifier-is-lead', {}, ['verifierUnitId']);
	const chosen = followup.verifierUnitId;
	if (chosen !== null && command.verifierUnitId !== undefined && command.verifierUnitId !== chosen)
		return refuse('verifier-chosen', {}, ['verifierUnitId']);
	const verifierUnitId = chosen ?? command.verifierUnitId;
	if (verifierUnitId === undefined) return refuse('verifier-missing', {}, ['verifierUnitId']);
	if (!unitIds.includes(verifierUnitId)) return refuse('unknown-unit', { text: followup.text }, ['verifierUnitId']);
	return done([
		{
			type: 'submitted',
			at,
			personId: person.id,
			text: command.text.trim(),
			evidence,
			verifierUnitId,
			late: hasPassed(dueOn, calendar, at)
		}
	]);
}
