import { describe, expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { followupDefaults, type Followup } from '#shared/followups/model.ts';
import {
	askExtension,
	assigned,
	at,
	closed,
	open,
	paused,
	people,
	received,
	report,
	run,
	submitted,
	verified,
	working
} from '#shared/followups/scene.ts';
import { councilDefaults } from '#shared/units/model.ts';
import { cardOf } from './card.ts';
import { nextFor, nextFromCard, stepsFor, type Scene } from './steps.ts';

const council = {
	id: 'c-education',
	memberUnitIds: ['u-police', 'u-transport', 'u-finance'],
	officeUnitId: 'u-office',
	settings: councilDefaults
};
const unitIds = ['u-office', 'u-police', 'u-transport', 'u-finance', 'u-county'];
const sceneOf = (person: Person, date: string): Scene => ({
	person,
	at: at(date),
	calendar: chinaCalendar,
	unitIds,
	council
});
const offered = (followup: Followup, person: Person, date: string): readonly string[] =>
	stepsFor(followup, sceneOf(person, date)).map(({ verb, reason }) => (reason ? `${verb}: ${reason.code}` : verb));
const next = (followup: Followup, person: Person, date: string): string | null => {
	const step = nextFor(followup, sceneOf(person, date));
	return step === null ? null : step.reason ? `${step.verb}: ${step.reason.code}` : step.verb;
};

describe('what is offered', () => {
	test.each([
		['[F2] the office assigns a draft', open(), people.office, '2026-11-27', ['assign', 'transfer', 'merge', 'cancel']],
		['[F26] the lead signs for what is assigned', assigned(), people.lead, '2026-11-30', ['receive']],
		[
			'[F12] the lead sees why it cannot submit yet',
			run(received(), [people.lead, '2026-12-01', report(40)]),
			people.lead,
			'2026-12-02',
			['report', 'submit: co-steps-open', 'co-step', 'ask-extension', 'ask-pause']
		],
		[
			'[F15] and that an extension comes too late',
			working(),
			people.lead,
			'2026-12-21',
			['report', 'submit', 'ask-extension: extension-too-late', 'ask-pause']
		],
		['[F18] only the verifying unit verifies', submitted(), people.stranger, '2026-12-11', []],
		[
			'[F18] whoever acts for the lead too does not',
			submitted(),
			people.twoHats,
			'2026-12-11',
			['verify: verifier-is-lead', 'send-back: verifier-is-lead']
		],
		[
			'[F19] the office closes what is verified',
			verified(),
			people.office,
			'2026-12-14',
			['close', 'send-back', 'transfer', 'merge', 'cancel']
		],
		['[F27] and reopens what is closed', closed(), people.office, '2026-12-15', ['rebound']],
		['[F17] a unit that has no part in it does nothing', working(), people.stranger, '2026-12-02', []]
	] as const)('%s', (...[, followup, person, date, verbs]) => {
		expect(offered(followup, person, date)).toEqual(verbs);
	});
});

describe('the one next step', () => {
	const late = '2026-12-02';
	test.each([
		['[F23] the lead signs', assigned(), people.lead, '2026-11-30', 'receive'],
		['[F23] then begins', received(), people.lead, late, 'begin'],
		['[F23] then reports', working(), people.lead, late, 'report'],
		[
			'[F23] and submits when all is done',
			run(working(), [people.lead, late, report(100)]),
			people.lead,
			late,
			'submit'
		],
		['[F23] others wait for the lead', working(), people.office, late, null],
		[
			'[F11] a co-unit has its own part',
			run(received(), [people.lead, '2026-12-01', report(40)]),
			people.co,
			late,
			'co-step'
		],
		['[F11] and nothing more when it is done', working(), people.co, late, null],
		['[F23] the verifier verifies', submitted(), people.office, '2026-12-11', 'verify'],
		['[F23] the office closes', verified(), people.office, '2026-12-14', 'close'],
		['[F6] the lead resumes what it had paused', paused(), people.lead, '2026-12-08', 'resume'],
		['[F6] though the office might', paused(), people.office, '2026-12-08', null],
		[
			'[F16] an extension is decided',
			run(working(), [people.lead, late, askExtension('2026-12-25')]),
			people.leader,
			late,
			'decide-extension'
		],
		['[F23] nobody, when it has ended', closed(), people.office, '2026-12-15', null]
	] as const)('%s', (...[, followup, person, date, verb]) => {
		expect(next(followup, person, date)).toBe(verb);
	});

	test.each([
		['the lead', assigned(), people.lead],
		['the lead at work', working(), people.lead],
		['the verifier', submitted(), people.office],
		['a stranger', submitted(), people.stranger],
		['the office', verified(), people.office],
		['the leader', working(), people.leader]
	] as const)('[F23] a summary alone says the same for %s', (_, followup, person) => {
		const card = cardOf(followup, 1, { at: at('2026-12-11'), calendar: chinaCalendar, settings: followupDefaults });
		expect(nextFromCard(card, { person, council })?.verb ?? null).toBe(next(followup, person, '2026-12-11'));
	});
});
