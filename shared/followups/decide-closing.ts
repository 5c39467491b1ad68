/** Verification by another unit, closing, coming back, and the ends without closing. */
import { may } from '#shared/auth/may.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { dayOf, isIsoDate } from '#shared/foundation/time.ts';
import { later } from './clock.ts';
import type { CommandOf, FollowupEvent } from './commands.ts';
import { wrongState } from './decide-carry.ts';
import type { FollowupFacts, Judged, Judges } from './decide.ts';
import type { Followup, FollowupState } from './model.ts';
import { actsFor } from './views.ts';

export const closingJudges: Judges<'verify' | 'send-back' | 'close' | 'rebound' | 'transfer' | 'merge' | 'cancel'> = {
	verify: (followup, { text }, { at, person }) => {
		const { state, verifierUnitId } = followup;
		if (state === 'verified' || state === 'closed') return wrongState(state, 'already-verified');
		if (state !== 'submitted' || verifierUnitId === null) return wrongState(state);
		const refused = notTheVerifier(followup, { at, person });
		if (refused) return refused;
		return done([{ type: 'verified', at, personId: person.id, unitId: verifierUnitId, text: text.trim() }]);
	},
	'send-back': sendBack,
	close: (followup, _, { at, person }) => {
		const { state, round, leadUnitId } = followup;
		if (state === 'closed') return wrongState(state, 'already-closed');
		if (state !== 'verified') return wrongState(state, state === 'submitted' ? 'not-verified' : undefined);
		// [F19] Judged again on what is recorded, whatever led here.
		const last = round.submissions.at(-1);
		if (last?.outcome.kind !== 'passed' || last.outcome.unitId === leadUnitId) return refuse('not-verified');
		if (last.evidence.length === 0) return refuse('evidence-missing');
		return done([{ type: 'closed', at, personId: person.id }]);
	},
	rebound: ({ state }, { reason }, { at, person }) => {
		if (state !== 'closed') return wrongState(state);
		if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
		return done([{ type: 'rebounded', at, personId: person.id, reason: reason.trim() }]);
	},
	transfer: (followup, command, facts) => end(followup, 'transferred', { ...command, into: command.to.trim() }, facts),
	merge: (followup, command, facts) =>
		command.intoId === followup.id
			? refuse('merged-into-itself', {}, ['intoId'])
			: end(followup, 'merged', { ...command, into: command.intoId }, facts),
	cancel: (followup, command, facts) => end(followup, 'cancelled', { ...command, into: null }, facts)
};

/** [F18] Somebody who acts for the verifying unit, and in no capacity for the lead. */
function notTheVerifier(followup: Followup, { person }: Pick<FollowupFacts, 'at' | 'person'>) {
	const { leadUnitId, verifierUnitId } = followup;
	if (verifierUnitId === leadUnitId || actsFor(person, leadUnitId)) return refuse('verifier-is-lead');
	return verifierUnitId !== null && actsFor(person, verifierUnitId) ? null : refuse('not-the-verifier');
}

/** [F8] A date given with a sending-back moves the limit only for work that was submitted in time. */
function sendBack(followup: Followup, command: CommandOf<'send-back'>, facts: FollowupFacts): Judged {
	const { at, person } = facts;
	const { state, dueOn, source, round, leadUnitId } = followup;
	if ((state !== 'submitted' && state !== 'verified') || dueOn === null) return wrongState(state);
	const office = state === 'verified' && may(person, 'followups.close', { councilId: source.councilId });
	const refused = office && !actsFor(person, leadUnitId) ? null : notTheVerifier(followup, facts);
	if (refused) return refused;
	if (command.reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	if (!isIsoDate(command.redoOn)) return refuse('bad-date', { date: command.redoOn }, ['redoOn']);
	if (command.redoOn < dayOf(at)) return refuse('date-passed', { date: command.redoOn }, ['redoOn']);
	const late = round.submissions.at(-1)?.late ?? false;
	return done([
		{
			type: 'sent-back',
			at,
			personId: person.id,
			reason: command.reason.trim(),
			redoOn: command.redoOn,
			dueOn: late ? dueOn : later(dueOn, command.redoOn)
		}
	]);
}

type Ending = { readonly reason: string; readonly documentNumber?: string | undefined; readonly into: string | null };
const ended: readonly FollowupState[] = ['closed', 'transferred', 'merged', 'cancelled'];

/** [F21] With a reason, and once it has been assigned with a document number. */
function end(
	followup: Followup,
	as: Extract<FollowupEvent, { type: 'ended' }>['as'],
	ending: Ending,
	facts: FollowupFacts
): Judged {
	if (ended.includes(followup.state)) return wrongState(followup.state);
	if (ending.reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	const number = ending.documentNumber?.trim() || null;
	const neverAssigned = followup.state === 'draft' && followup.assignedAt === null;
	if (number === null && !(as === 'cancelled' && neverAssigned))
		return refuse('document-number-missing', {}, ['documentNumber']);
	if (ending.into === '') return refuse('reason-missing', {}, ['to']);
	const { at, person } = facts;
	const { into } = ending;
	return done([
		{ type: 'ended', at, personId: person.id, as, reason: ending.reason.trim(), documentNumber: number, into }
	]);
}
