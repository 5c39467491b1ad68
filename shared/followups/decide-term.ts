/** Extensions and pauses: the only ways in which a limit moves before the work is submitted. */
import { may } from '#shared/auth/may.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import { dayOf, isIsoDate } from '#shared/foundation/time.ts';
import { hasPassed, limitAfterPause } from './clock.ts';
import type { CommandOf } from './commands.ts';
import { wrongState } from './decide-carry.ts';
import type { FollowupFacts, Judged, Judges } from './decide.ts';
import { followupDefaults, type Followup } from './model.ts';
import { actsFor } from './views.ts';

export const termJudges: Judges<'ask-extension' | 'decide-extension' | 'ask-pause' | 'decide-pause' | 'resume'> = {
	'ask-extension': askExtension,
	'decide-extension': decideExtension,
	'ask-pause': ({ state, asked }, { reason }, { at, person }) => {
		if (state !== 'received' && state !== 'in-progress') return wrongState(state);
		if (asked) return refuse('already-asked');
		if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
		return done([{ type: 'pause-asked', at, personId: person.id, reason: reason.trim() }]);
	},
	'decide-pause': ({ asked, source }, { grant, reason }, { at, person }) => {
		if (asked?.kind !== 'pause') return refuse('nothing-asked');
		// [F17] Only the supervising leader stops a clock.
		if (!may(person, 'followups.extend', { councilId: source.councilId })) return refuse('needs-supervising-leader');
		if (reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
		const from = dayOf(at);
		return done([{ type: 'pause-decided', at, personId: person.id, grant, reason: reason.trim(), from }]);
	},
	resume: ({ state, dueOn, round }, { reason }, { at, person, calendar }) => {
		const pause = round.pauses.find(({ to }) => to === null);
		if (state !== 'paused' || !pause || dueOn === null) return wrongState(state);
		const to = dayOf(at) > pause.from ? dayOf(at) : pause.from;
		const moved = limitAfterPause(dueOn, calendar, pause.from, to);
		return done([{ type: 'resumed', at, personId: person.id, reason: reason.trim(), to, dueOn: moved }]);
	}
};

/** [F15] Before the due moment, with reason, progress and a later day. */
function askExtension(followup: Followup, command: CommandOf<'ask-extension'>, facts: FollowupFacts): Judged {
	const { at, person, calendar, settings = followupDefaults } = facts;
	const { state, dueOn, round, asked } = followup;
	if (state !== 'in-progress' || dueOn === null)
		return wrongState(state, state === 'extension' ? 'already-asked' : undefined);
	if (asked) return refuse('already-asked');
	if (round.extensions >= settings.extensions) return refuse('extensions-used', { limit: settings.extensions });
	if (hasPassed(dueOn, calendar, at)) return refuse('extension-too-late', { dueOn });
	if (command.reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	if (command.progress.trim() === '') return refuse('report-empty', {}, ['progress']);
	if (!isIsoDate(command.dueOn)) return refuse('bad-date', { date: command.dueOn }, ['dueOn']);
	if (command.dueOn <= dueOn) return refuse('extension-not-later', { dueOn }, ['dueOn']);
	return done([
		{
			type: 'extension-asked',
			at,
			personId: person.id,
			reason: command.reason.trim(),
			progress: command.progress.trim(),
			dueOn: command.dueOn
		}
	]);
}

/** [F16] The office may grant the first for another unit than its own; the last needs the supervising leader. */
function decideExtension(followup: Followup, command: CommandOf<'decide-extension'>, facts: FollowupFacts): Judged {
	const { at, person, settings = followupDefaults } = facts;
	const { state, asked, source, round, leadUnitId } = followup;
	if (state !== 'extension' || asked?.kind !== 'extension') return refuse('nothing-asked');
	const leads = may(person, 'followups.extend', { councilId: source.councilId });
	const isLast = round.extensions + 1 >= settings.extensions;
	if (!leads && (isLast || actsFor(person, leadUnitId))) return refuse('needs-supervising-leader');
	if (command.reason.trim() === '') return refuse('reason-missing', {}, ['reason']);
	const { dueOn } = asked;
	return done([
		{ type: 'extension-decided', at, personId: person.id, grant: command.grant, reason: command.reason.trim(), dueOn }
	]);
}
