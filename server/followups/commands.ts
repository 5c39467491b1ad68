/** A door for each step of a follow-up. */
import type { Action, Subject } from '#shared/auth/may.ts';
import { done, refuse } from '#shared/foundation/result.ts';
import {
	followupBodies,
	type FollowupCommand,
	type FollowupEvent,
	type FollowupVerb
} from '#shared/followups/commands.ts';
import { decideFollowup } from '#shared/followups/decide.ts';
import type { FollowupBook } from '#shared/followups/model.ts';
import type { Asked, Doors } from '#server/live/doors.ts';
import type { Book } from '#server/storage/book.ts';
import type { Standing } from './index.ts';

/** Who may knock with which command; what is allowed now is for the judge. */
const doorOf: Readonly<Record<FollowupVerb, Action>> = {
	assign: 'followups.assign',
	'decide-return': 'followups.assign',
	receive: 'followups.carry',
	return: 'followups.carry',
	begin: 'followups.carry',
	report: 'followups.carry',
	'ask-extension': 'followups.carry',
	'ask-pause': 'followups.carry',
	submit: 'followups.carry',
	'co-step': 'followups.cooperate',
	'decide-extension': 'followups.decide-extension',
	'decide-pause': 'followups.extend',
	resume: 'followups.resume',
	verify: 'followups.verify',
	'send-back': 'followups.verify',
	close: 'followups.close',
	rebound: 'followups.close',
	transfer: 'followups.close',
	merge: 'followups.close',
	cancel: 'followups.close'
};

type Given = {
	readonly book: Book<FollowupBook, FollowupEvent>;
	readonly subjectOf: (id: string) => Subject | null;
	readonly givenFor: (councilId: string) => Standing;
};

export function serveCommands(doors: Doors, { book, subjectOf, givenFor }: Given): void {
	const run = async (verb: FollowupVerb, { id, body, person, at, key }: Asked<object>) => {
		// The door has checked the body against this verb's own schema.
		const command = { ...body, type: verb } as FollowupCommand;
		if (command.type === 'merge' && book.read(command.intoId).state === null)
			return refuse('not-found', {}, ['intoId']);
		const given = givenFor(book.read(id).state?.source.councilId ?? '');
		const told = await book.command(id, { person, at, key, body: command }, (state) =>
			decideFollowup(state, command, { person, at, ...given })
		);
		return told.ok ? done(told.value) : told;
	};
	for (const verb of Object.keys(followupBodies) as FollowupVerb[])
		doors.command({
			name: `followups/${verb}`,
			body: followupBodies[verb],
			may: doorOf[verb],
			of: subjectOf,
			run: (asked) => run(verb, asked)
		});
}
