/**
 * Whether a step of a follow-up is allowed now. The doors know who may knock (`may`); here stands what depends on how far
 * the follow-up is, and who must not judge their own work.
 */
import type { Person } from '#shared/auth/model.ts';
import { addWorkingDays, type Calendar } from '#shared/foundation/calendar.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { dayOf, isIsoDate, type Instant } from '#shared/foundation/time.ts';
import { hasPassed } from './clock.ts';
import type { CommandOf, FollowupCommand, FollowupEvent, FollowupVerb, Opening } from './commands.ts';
import { carryJudges } from './decide-carry.ts';
import { closingJudges } from './decide-closing.ts';
import { termJudges } from './decide-term.ts';
import { followupDefaults, type Followup, type FollowupBook, type FollowupSettings } from './model.ts';

export type FollowupFacts = {
	readonly person: Person;
	readonly at: Instant;
	readonly calendar: Calendar;
	/** The unit in which the council's office works: it verifies where nobody else is named. */
	readonly officeUnitId: string | null;
	readonly unitIds: readonly string[];
	readonly settings?: FollowupSettings;
};

export type Judged = Result<readonly FollowupEvent[]>;
export type Judge<Verb extends FollowupVerb> = (
	followup: Followup,
	command: CommandOf<Verb>,
	facts: FollowupFacts
) => Judged;
export type Judges<Verb extends FollowupVerb> = { readonly [Name in Verb]: Judge<Name> };

/** The events of one command, or why it is not allowed now. */
export function decideFollowup(book: FollowupBook, command: FollowupCommand, facts: FollowupFacts): Judged {
	if (book === null) return refuse('not-found');
	return judge(book, command, facts);
}

const judges: Judges<FollowupVerb> = { assign, ...carryJudges, ...termJudges, ...closingJudges };

function judge<Verb extends FollowupVerb>(followup: Followup, command: CommandOf<Verb>, facts: FollowupFacts): Judged {
	// The table is whole and keyed by the command's own type; the compiler cannot follow that through the union.
	const one = judges[command.type as Verb] as Judge<Verb>;
	return one(followup, command, facts);
}

/** [F1] Opens a follow-up once; a second delivery of the same decision finds it there and does nothing. */
export function openFollowup(
	book: FollowupBook,
	id: string,
	opening: Opening,
	facts: Omit<FollowupFacts, 'person'> & { readonly personId: string | null }
): Judged {
	if (book !== null) return done([]);
	const { at, personId, calendar, settings = followupDefaults } = facts;
	const opened: FollowupEvent = { type: 'opened', id, at, personId, ...opening };
	const { dueOn, leadUnitId } = opening;
	if (!settings.assignAtOnce || (dueOn !== null && hasPassed(dueOn, calendar, at))) return done([opened]);
	const startedOn = dayOf(at);
	return done([
		opened,
		{
			type: 'assigned',
			at,
			personId: null,
			leadUnitId,
			startedOn,
			dueOn: dueOn ?? addWorkingDays(calendar, startedOn, settings.termDays),
			newLimit: dueOn === null,
			verifierUnitId: facts.officeUnitId === leadUnitId ? null : facts.officeUnitId,
			milestones: []
		}
	]);
}

/** [F2] [F3] [F4] The office hands it over, and the clock starts. */
function assign(followup: Followup, command: CommandOf<'assign'>, facts: FollowupFacts): Judged {
	const { at, person, calendar, unitIds, officeUnitId, settings = followupDefaults } = facts;
	if (followup.state !== 'draft' && followup.state !== 'rebound')
		return refuse(followup.state === 'assigned' ? 'already-assigned' : 'wrong-state', { state: followup.state });

	const leadUnitId = command.leadUnitId ?? followup.leadUnitId;
	const free = followup.returnedBy.includes(followup.leadUnitId) || followup.finished.length > 0;
	if (leadUnitId !== followup.leadUnitId && !free) return refuse('lead-decided', {}, ['leadUnitId']);
	if (!unitIds.includes(leadUnitId)) return refuse('unknown-unit', { text: followup.text }, ['leadUnitId']);

	const verifierUnitId = command.verifierUnitId ?? (officeUnitId === leadUnitId ? null : officeUnitId);
	if (verifierUnitId === leadUnitId) return refuse('verifier-is-lead', {}, ['verifierUnitId']);
	if (verifierUnitId !== null && !unitIds.includes(verifierUnitId))
		return refuse('unknown-unit', { text: followup.text }, ['verifierUnitId']);

	const startedOn = dayOf(at);
	const standing = followup.dueOn !== null && !hasPassed(followup.dueOn, calendar, at) ? followup.dueOn : null;
	if (standing !== null && command.dueOn !== undefined && command.dueOn !== standing)
		return refuse('deadline-decided', { dueOn: standing }, ['dueOn']);
	if (followup.dueOn !== null && standing === null && command.dueOn === undefined)
		return refuse('deadline-passed', { dueOn: followup.dueOn }, ['dueOn']);
	const dueOn = standing ?? command.dueOn ?? addWorkingDays(calendar, startedOn, settings.termDays);
	const dates = [dueOn, ...(command.milestones ?? []).map((milestone) => milestone.dueOn)];
	const wrong = dates.find((date) => !isIsoDate(date));
	if (wrong !== undefined) return refuse('bad-date', { date: wrong }, ['dueOn']);
	if (dates.some((date) => date < startedOn || date > dueOn)) return refuse('date-outside-term', { dueOn }, ['dueOn']);

	return done([
		{
			type: 'assigned',
			at,
			personId: person.id,
			leadUnitId,
			startedOn,
			dueOn,
			newLimit: standing === null,
			verifierUnitId,
			milestones: command.milestones ?? []
		}
	]);
}
