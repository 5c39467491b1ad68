/**
 * What somebody may do with a follow-up now. The same `may` and the same `decide` as on the server, tried with a body that
 * is filled in well: what is still refused is refused for the state of things, and the button says why.
 */
import { may, type Action, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Calendar } from '#shared/foundation/calendar.ts';
import type { Refusal, RefusalCode } from '#shared/foundation/result.ts';
import { addDays, dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { CommandOf, FollowupCommand, FollowupVerb } from '#shared/followups/commands.ts';
import { hasPassed } from '#shared/followups/clock.ts';
import { decideFollowup } from '#shared/followups/decide.ts';
import { followupDefaults, type Followup, type FollowupSettings } from '#shared/followups/model.ts';
import { actsFor, awaited, openSteps, type Awaited } from '#shared/followups/views.ts';
import type { Council } from '#shared/units/model.ts';
import type { Card } from './card.ts';

/** The doors of server/followups/commands.ts, in the order in which the steps are offered. */
const doors = {
	assign: 'followups.assign',
	receive: 'followups.carry',
	'decide-return': 'followups.assign',
	begin: 'followups.carry',
	verify: 'followups.verify',
	close: 'followups.close',
	'decide-extension': 'followups.decide-extension',
	'decide-pause': 'followups.extend',
	resume: 'followups.resume',
	report: 'followups.carry',
	submit: 'followups.carry',
	'co-step': 'followups.cooperate',
	'send-back': 'followups.verify',
	'ask-extension': 'followups.carry',
	return: 'followups.carry',
	'ask-pause': 'followups.carry',
	rebound: 'followups.close',
	transfer: 'followups.close',
	merge: 'followups.close',
	cancel: 'followups.close'
} as const satisfies Readonly<Record<FollowupVerb, Action>>;
export const verbs = Object.keys(doors) as readonly FollowupVerb[];

export type Scene = {
	readonly person: Person;
	readonly at: Instant;
	readonly calendar: Calendar;
	readonly unitIds: readonly string[];
	/** Null where the asker may not read it: then only what a unit's own people may do is offered. */
	readonly council: Pick<Council, 'id' | 'memberUnitIds' | 'officeUnitId' | 'settings'> | null;
};

/** `reason` is why it cannot be done now; null when it can. */
export type Step = { readonly verb: FollowupVerb; readonly reason: Refusal | null };

/** Refusals that mean "not at this point" or "not yours": such a step is not shown at all. */
const silent: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
	'wrong-state',
	'already-assigned',
	'already-received',
	'already-submitted',
	'already-verified',
	'already-closed',
	'not-verified',
	'nothing-asked',
	'not-the-verifier',
	'not-your-step',
	'not-a-co-unit',
	'co-step-done'
]);

export function settingsOf(council: Scene['council']): FollowupSettings {
	return { ...followupDefaults, ...council?.settings.followups };
}

function subjectOf(
	{ leadUnitId, coUnitIds, councilId }: Pick<Card, 'leadUnitId' | 'coUnitIds' | 'councilId'>,
	council: Scene['council']
): Subject {
	return { councilId, participantUnitIds: council?.memberUnitIds ?? [], unitId: leadUnitId, coUnitIds };
}

export function stepsFor(followup: Followup, scene: Scene): readonly Step[] {
	const { person, at, calendar, unitIds, council } = scene;
	const coUnitIds = followup.steps.map(({ unitId }) => unitId);
	const subject = subjectOf({ ...followup, coUnitIds, councilId: followup.source.councilId }, council);
	const facts = {
		person,
		at,
		calendar,
		unitIds,
		officeUnitId: council?.officeUnitId ?? null,
		settings: settingsOf(council)
	};
	return verbs.flatMap((verb): readonly Step[] => {
		if (!may(person, doors[verb], subject)) return [];
		const command = filledIn(verb, followup, scene);
		if (command === null) return [];
		const judged = decideFollowup(followup, command, facts);
		if (judged.ok) return [{ verb, reason: null }];
		return silent.has(judged.refusal.code) ? [] : [{ verb, reason: judged.refusal }];
	});
}

const words = '…';

/** A well filled form; null where there is nothing to fill in. */
function filledIn(
	verb: FollowupVerb,
	followup: Followup,
	{ at, calendar, person, unitIds }: Scene
): FollowupCommand | null {
	const { dueOn, leadUnitId, verifierUnitId } = followup;
	const today = dayOf(at);
	const reason = words;
	switch (verb) {
		case 'receive':
		case 'begin':
		case 'close':
			return { type: verb };
		case 'assign':
			return { type: verb, ...(dueOn !== null && hasPassed(dueOn, calendar, at) && { dueOn: addDays(today, 30) }) };
		case 'return':
		case 'ask-pause':
		case 'resume':
		case 'rebound':
			return { type: verb, reason };
		case 'decide-return':
			return { type: verb, accept: true, reason };
		case 'decide-extension':
		case 'decide-pause':
			return { type: verb, grant: true, reason };
		case 'report':
			return { type: verb, text: words, percent: 0 };
		case 'verify':
			return { type: verb, text: words };
		case 'ask-extension':
			return { type: verb, reason, progress: words, dueOn: addDays(later(dueOn, today), 1) };
		case 'send-back':
			return { type: verb, reason, redoOn: today };
		case 'co-step':
			return ownPart(followup, person);
		case 'submit': {
			const other = unitIds.find((id) => id !== leadUnitId) ?? '';
			const evidence = [{ text: words, ref: null }];
			return { type: verb, text: words, evidence, ...(verifierUnitId === null && { verifierUnitId: other }) };
		}
		case 'transfer':
			return { type: verb, to: words, reason, documentNumber: words };
		case 'merge':
			return { type: verb, intoId: '-', reason, documentNumber: words };
		case 'cancel':
			return { type: verb, reason, documentNumber: words };
	}
}

function later(one: IsoDate | null, other: IsoDate): IsoDate {
	return one !== null && one > other ? one : other;
}

/** The co-unit's own part; for the lead, any open one that it may explain. */
function ownPart(followup: Followup, person: Person): CommandOf<'co-step'> | null {
	const open = openSteps(followup);
	const own = open.find(({ unitId }) => actsFor(person, unitId));
	if (own) return { type: 'co-step', unitId: own.unitId, state: 'done', text: words };
	const first = open[0];
	return first ? { type: 'co-step', unitId: first.unitId, state: 'explained', text: words } : null;
}

const expected: Readonly<Record<Awaited['step'], readonly FollowupVerb[]>> = {
	assign: ['assign'],
	receive: ['receive'],
	'decide-return': ['decide-return'],
	carry: ['begin', 'report', 'submit'],
	'decide-extension': ['decide-extension'],
	'decide-pause': ['decide-pause'],
	resume: ['resume'],
	verify: ['verify'],
	close: ['close']
};

/** The one next step of this person, with the reason when it is barred; null when others are to move. */
export function nextFor(followup: Followup, scene: Scene): Step | null {
	const { person, council, calendar } = scene;
	const waits = awaited(followup, calendar, settingsOf(council));
	if (waits === null) return null;
	const steps = stepsFor(followup, scene);
	const one = (verb: FollowupVerb): Step | undefined => steps.find((step) => step.verb === verb);
	const part = openSteps(followup).some(({ unitId }) => actsFor(person, unitId)) ? one('co-step') : undefined;
	// Office and leader may resume too, but it is the lead that is waited for.
	if (waits.by === 'lead' && !may(person, 'followups.carry', { unitId: followup.leadUnitId })) return part ?? null;
	const wanted = expected[waits.step];
	const ordered = followup.percent >= 100 ? wanted.toReversed() : wanted;
	const found = ordered.map(one).filter((step) => step !== undefined);
	return found.find(({ reason }) => reason === null) ?? part ?? found[0] ?? null;
}

/** The same from a summary alone, before the whole state is known: who may knock, not yet whether it is open. */
export function nextFromCard(card: Card, { person, council }: Pick<Scene, 'person' | 'council'>): Step | null {
	const { awaits, state, percent } = card;
	if (awaits === null) return null;
	const verb: FollowupVerb | undefined =
		awaits.step === 'carry'
			? state === 'received'
				? 'begin'
				: percent >= 100
					? 'submit'
					: 'report'
			: expected[awaits.step][0];
	if (verb === undefined || (awaits.by === 'lead' && !may(person, 'followups.carry', { unitId: card.leadUnitId })))
		return null;
	if (verb === 'verify' && (awaits.unitId === null || !actsFor(person, awaits.unitId))) return null;
	return may(person, doors[verb], subjectOf(card, council)) ? { verb, reason: null } : null;
}

/** Done with one press on the board; every other step wants to be read or filled in first. */
export function isOnePress(verb: FollowupVerb): boolean {
	return verb === 'receive' || verb === 'begin';
}
