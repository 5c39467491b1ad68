/**
 * The one permission table: who may do something. Whether it is allowed *now* is for the domain's decide.ts.
 * The server enforces it at every door; the screens use it to explain a closed one.
 */
import type { CouncilRole, Person, UnitRole } from './model.ts';

/** What is asked about. A field that does not apply is left out, and then grants nothing. */
export type Subject = {
	readonly councilId?: string;
	/** Member and invited units of a meeting, or member units of a council. */
	readonly participantUnitIds?: readonly string[];
	/** People who stand in for a unit of a meeting: participants there, and they speak for that unit. */
	readonly standIns?: readonly { readonly personId: string; readonly unitId: string }[];
	/** The unit that leads a follow-up, or that is evaluated. */
	readonly unitId?: string;
	readonly coUnitIds?: readonly string[];
	/** Once a sheet is provisional its units may see it. */
	readonly provisional?: boolean;
	/** Who wrote it, while it is theirs alone and after. */
	readonly authorId?: string;
	/** People named one by one. */
	readonly personIds?: readonly string[];
	/** How far a topic or a paper is shown; without one it is a draft. */
	readonly level?: 'public' | 'internal' | 'need-to-know';
};

type Rule = (person: Person, subject: Subject) => boolean;

const inCouncil =
	(...roles: CouncilRole[]): Rule =>
	(person, { councilId }) =>
		councilId !== undefined &&
		person.holdings.some((held) => 'councilId' in held && held.councilId === councilId && roles.includes(held.role));

const forUnits =
	(units: (subject: Subject) => readonly (string | undefined)[], ...roles: UnitRole[]): Rule =>
	(person, subject) =>
		person.holdings.some(
			(held) => 'unitId' in held && roles.includes(held.role) && units(subject).includes(held.unitId)
		);

const anyOf =
	(...rules: Rule[]): Rule =>
	(person, subject) =>
		rules.some((rule) => rule(person, subject));

const both =
	(one: Rule, other: Rule): Rule =>
	(person, subject) =>
		one(person, subject) && other(person, subject);

const signedIn: Rule = () => true;
const administrator: Rule = (person) => person.holdings.some((held) => held.role === 'administrator');
const ofAnotherUnit: Rule = (person, { unitId }) => unitId === undefined || person.unitId !== unitId;

const chairs = inCouncil('convener', 'deputy');
const office = inCouncil('secretary');
const ofParticipatingUnits = forUnits(({ participantUnitIds }) => participantUnitIds ?? [], 'member', 'liaison');
const standIns: Rule = (person, subject) => subject.standIns?.some(({ personId }) => personId === person.id) ?? false;
const standsInForIt: Rule = (person, { unitId, standIns: all }) =>
	all?.some((one) => one.personId === person.id && one.unitId === unitId) ?? false;
const participants = anyOf(ofParticipatingUnits, standIns);
const council = anyOf(chairs, office, participants, inCouncil('supervising-leader', 'evaluator', 'observer'));
const lead = forUnits(({ unitId }) => [unitId], 'member', 'liaison');
const involved = forUnits(({ unitId, coUnitIds }) => [unitId, ...(coUnitIds ?? [])], 'member', 'liaison');
const author: Rule = (person, { authorId }) => authorId === person.id;
const atLevel =
	(...levels: NonNullable<Subject['level']>[]): Rule =>
	(_, { level }) =>
		level !== undefined && levels.includes(level);
const leftDraft = atLevel('public', 'internal', 'need-to-know');
const named: Rule = (person, { personIds }) => personIds?.includes(person.id) ?? false;
/** Topics and papers have the same levels. */
const readsAtLevel = anyOf(
	author,
	both(leftDraft, anyOf(involved, standsInForIt, named, chairs, office)),
	both(atLevel('internal'), council),
	atLevel('public')
);

const rules = {
	'units.read': signedIn,
	'people.administer': administrator,
	'councils.read': anyOf(council, administrator),
	'meetings.read': council,
	'meetings.prepare': anyOf(chairs, office),
	'meetings.chair': chairs,
	/** The office turns the page for the chair. */
	'meetings.turn': anyOf(chairs, office),
	'meetings.attend': anyOf(participants, chairs, office, inCouncil('supervising-leader')),
	/** Who comes, leave, stand-ins: for a unit of the meeting. */
	'attendance.answer': ofParticipatingUnits,
	'attendance.decide': chairs,
	'attendance.door': anyOf(chairs, office),
	/** Whose item it is, is for the item. */
	'ready.mark': anyOf(participants, office),
	/** The screen in the hall: its address, what it shows, its end. */
	'screen.control': anyOf(chairs, office),
	'agenda.write': anyOf(participants, chairs, office),
	/** Items whose words only they read. */
	'agenda.internal': anyOf(chairs, office),
	/** What a chair notes for the meeting; no office, no administrator. */
	'agenda.notes': chairs,
	'actions.write': anyOf(participants, chairs, office),
	'minutes.read': council,
	'minutes.write': office,
	'decisions.read': council,
	'decisions.conclude': chairs,
	'followups.read': anyOf(council, involved),
	'followups.assign': office,
	'followups.carry': lead,
	'followups.cooperate': involved,
	'followups.verify': both(anyOf(participants, office), ofAnotherUnit),
	'followups.close': office,
	'followups.extend': inCouncil('supervising-leader'),
	'followups.decide-extension': anyOf(office, inCouncil('supervising-leader')),
	'followups.resume': anyOf(office, lead, inCouncil('supervising-leader')),
	'evaluations.read': council,
	'evaluations.mark': both(inCouncil('evaluator'), ofAnotherUnit),
	'evaluations.read-sheet': anyOf(
		both(inCouncil('evaluator'), ofAnotherUnit),
		both(anyOf(office, chairs), ofAnotherUnit),
		both(council, (_, { provisional }) => provisional === true)
	),
	'evaluations.settle': both(anyOf(office, chairs), ofAnotherUnit),
	'topics.read': readsAtLevel,
	/** For a unit: which units may is for the council's tree. */
	'topics.draft': lead,
	'topics.revise': anyOf(author, both(leftDraft, lead)),
	'topics.support': both(both(leftDraft, readsAtLevel), participants),
	'topics.order': participants,
	'topics.triage': both(leftDraft, office),
	'topics.schedule': both(leftDraft, anyOf(chairs, office)),
	'papers.read': readsAtLevel,
	/** For the unit whose paper it is, by whoever speaks for it in the meeting; a draft topic's by its author. */
	'papers.hand-in': anyOf(author, lead, standsInForIt, chairs, office),
	'papers.call': anyOf(chairs, office),
	'papers.erase': office
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof rules;

export function may(person: Person, action: Action, subject: Subject = {}): boolean {
	return rules[action](person, subject);
}

/** What is not there for whoever may not read it: "not allowed" would tell that it is. */
const hidden: Partial<Readonly<Record<Action, Action>>> = {
	'topics.read': 'topics.read',
	'topics.revise': 'topics.read',
	'topics.support': 'topics.read',
	'topics.triage': 'topics.read',
	'topics.schedule': 'topics.read',
	'papers.hand-in': 'papers.read',
	'papers.erase': 'papers.read'
};

/** Whether somebody who may not do something may hear that it is about something. */
export function mayKnow(person: Person, action: Action, subject: Subject): boolean {
	const reading = hidden[action];
	return reading === undefined || may(person, reading, subject);
}
