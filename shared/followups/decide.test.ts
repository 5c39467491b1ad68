import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { applyFollowup } from './apply.ts';
import { clockOf } from './clock.ts';
import type { CommandOf, FollowupCommand } from './commands.ts';
import { openFollowup } from './decide.ts';
import { lightOf } from './light.ts';
import { followupDefaults, type FollowupBook } from './model.ts';
import {
	people,
	opening,
	started,
	at,
	facts,
	open,
	run,
	refusal,
	assign,
	submit,
	stepDone,
	verify,
	report,
	assigned,
	received,
	working,
	submitted,
	verified,
	closed,
	askExtension,
	grant,
	back
} from './scene.ts';

describe('beginning', () => {
	test('[F1] a decision told twice opens one follow-up', () => {
		const again = openFollowup(open(), 'f-1', opening, { ...facts(people.office, '2026-11-27'), personId: null });
		expect(again).toEqual({ ok: true, value: [] });
		expect(open()).toMatchObject({
			state: 'draft',
			dueOn: '2026-12-18',
			steps: [{ unitId: 'u-transport', state: 'open' }]
		});
	});
	test('[F1] assigned at once where the council is set so, but not past its deadline', () => {
		const states = ['2026-12-18', '2026-11-20'].map((dueOn) => {
			const settings = { ...followupDefaults, assignAtOnce: true };
			const given = { ...facts(people.office, started), personId: null, settings };
			const answer = openFollowup(null, 'f-1', { ...opening, dueOn }, given);
			return answer.ok ? answer.value.reduce<FollowupBook>(applyFollowup, null)?.state : null;
		});
		expect(states).toEqual(['assigned', 'draft']);
	});
	test('[F2] the clock starts on the day of assignment', () => {
		expect(clockOf(open(), chinaCalendar, at(started))).toBeNull();
		expect(clockOf(assigned(), chinaCalendar, at(started))).toMatchObject({
			state: 'running',
			usedDays: 0,
			termDays: 15
		});
		expect(refusal(assigned(), people.office, started, assign)).toBe('already-assigned');
		expect(refusal(received(), people.office, started, assign)).toBe('wrong-state');
	});
	test('[F3] a decided deadline stands, one that has passed needs a new one, and none means 15 working days', () => {
		expect(refusal(open(), people.office, started, { type: 'assign', dueOn: '2027-01-10' })).toBe('deadline-decided');
		const late = open({ dueOn: '2026-11-26' });
		expect(refusal(late, people.office, started, assign)).toBe('deadline-passed');
		const renewed = run(late, [people.office, started, { type: 'assign', dueOn: '2026-12-31' }]);
		expect(renewed.round.limits.map(({ dueOn }) => dueOn)).toEqual(['2026-11-26', '2026-12-31']);
		expect(run(open({ dueOn: null }), [people.office, started, assign]).dueOn).toBe('2026-12-18');
	});
	test.each([
		['2026-02-30', 'bad-date'],
		['2026-12-19', 'date-outside-term'],
		['2026-11-26', 'date-outside-term']
	])('[F3] a milestone on %s is refused: %s', (dueOn, code) => {
		const milestones = [{ id: 'ms-1', title: '完成招标', dueOn }];
		expect(refusal(open(), people.office, started, { type: 'assign', milestones })).toBe(code);
	});
	test('[F4] the decided lead stands, and the verifier is another unit', () => {
		expect(refusal(open(), people.office, started, { type: 'assign', leadUnitId: 'u-finance' })).toBe('lead-decided');
		expect(refusal(open(), people.office, started, { type: 'assign', verifierUnitId: 'u-police' })).toBe(
			'verifier-is-lead'
		);
		expect(refusal(open(), people.office, started, { type: 'assign', verifierUnitId: 'u-moon' })).toBe('unknown-unit');
		expect(assigned().verifierUnitId).toBe('u-office');
	});
	test('[F26] signed for once', () => {
		expect(refusal(received(), people.lead, '2026-12-01', { type: 'receive' })).toBe('already-received');
		expect(refusal(open(), people.lead, '2026-12-01', { type: 'receive' })).toBe('wrong-state');
		expect(refusal(null, people.lead, '2026-12-01', { type: 'receive' })).toBe('not-found');
	});
});

describe('a return', () => {
	const askReturn: FollowupCommand = { type: 'return', reason: '职责在交通局' };
	const accept: FollowupCommand = { type: 'decide-return', accept: true, reason: '同意' };
	const decline: FollowupCommand = { type: 'decide-return', accept: false, reason: '职责明确' };
	test('[F9] within two working days of signing, with a reason', () => {
		expect(refusal(received(), people.lead, '2026-12-02', askReturn)).toBeNull();
		expect(refusal(received(), people.lead, '2026-12-03', askReturn)).toBe('return-too-late');
		expect(refusal(received(), people.lead, '2026-12-01', { type: 'return', reason: ' ' })).toBe('reason-missing');
		expect(refusal(assigned(), people.lead, '2026-11-30', askReturn)).toBe('wrong-state');
	});
	test('[F9] declined, the clock has run on and there is no second return', () => {
		const declined = run(received(), [people.lead, '2026-12-01', askReturn], [people.office, '2026-12-02', decline]);
		expect(clockOf(declined, chinaCalendar, at('2026-12-02'))?.usedDays).toBe(3);
		expect(refusal(declined, people.lead, '2026-12-02', askReturn)).toBe('already-returned');
	});
	test('[F9] accepted, it is a draft without a clock, and the office may name another lead', () => {
		const draft = run(received(), [people.lead, '2026-12-01', askReturn], [people.office, '2026-12-02', accept]);
		expect(clockOf(draft, chinaCalendar, at('2026-12-02'))).toBeNull();
		const moved = run(draft, [people.office, '2026-12-03', { type: 'assign', leadUnitId: 'u-transport' }]);
		expect(moved).toMatchObject({ leadUnitId: 'u-transport', steps: [], state: 'assigned' });
		expect(clockOf(moved, chinaCalendar, at('2026-12-04'))?.usedDays).toBe(1);
	});
});

describe('carrying', () => {
	test('[F10] a first report begins the work', () => {
		expect(run(received(), [people.lead, '2026-12-01', report(10)])).toMatchObject({
			state: 'in-progress',
			percent: 10
		});
		expect(refusal(received(), people.lead, '2026-12-01', { type: 'report', text: ' ', percent: 1 })).toBe(
			'report-empty'
		);
		expect(refusal(assigned(), people.lead, '2026-12-01', report(10))).toBe('wrong-state');
	});
	test('[F10] a report marks a milestone of this follow-up only', () => {
		const milestones = [{ id: 'ms-1', title: '招标', dueOn: '2026-12-04' }];
		const begun = run(
			open(),
			[people.office, started, { type: 'assign', milestones }],
			[people.lead, started, { type: 'receive' }]
		);
		const done: CommandOf<'report'> = { type: 'report', text: '完成招标', percent: 30, milestoneIds: ['ms-1'] };
		expect(run(begun, [people.lead, '2026-12-03', done]).milestones[0]?.doneAt).toBe(at('2026-12-03'));
		expect(refusal(begun, people.lead, '2026-12-03', { ...done, milestoneIds: ['ms-2'] })).toBe('unknown-milestone');
	});
	test('[F11] a co-unit finishes its own step, the lead may explain it', () => {
		const explained: CommandOf<'co-step'> = { ...stepDone, state: 'explained' };
		expect(refusal(received(), people.lead, '2026-12-01', stepDone)).toBe('not-your-step');
		expect(refusal(received(), people.lead, '2026-12-01', explained)).toBeNull();
		expect(refusal(received(), people.stranger, '2026-12-01', explained)).toBe('not-your-step');
		expect(refusal(received(), people.co, '2026-12-01', { ...stepDone, unitId: 'u-finance' })).toBe('not-a-co-unit');
		expect(refusal(working(), people.co, '2026-12-03', stepDone)).toBe('co-step-done');
	});
	test('[F15] an extension is asked before the limit has passed, for a later day', () => {
		expect(refusal(working(), people.lead, '2026-12-18', askExtension('2027-01-08'))).toBeNull();
		expect(refusal(working(), people.lead, '2026-12-19', askExtension('2027-01-08'))).toBe('extension-too-late');
		expect(refusal(working(), people.lead, '2026-12-10', askExtension('2026-12-18'))).toBe('extension-not-later');
		expect(refusal(working(), people.lead, '2026-12-10', askExtension('2027-02-30'))).toBe('bad-date');
	});
	test('[F16] the office grants the first for another unit, the last needs the supervising leader, then there is none', () => {
		const asked = run(working(), [people.lead, '2026-12-10', askExtension('2026-12-31')]);
		expect(refusal(asked, people.officeInLead, '2026-12-11', grant)).toBe('needs-supervising-leader');
		const once = run(asked, [people.office, '2026-12-11', grant]);
		expect(once).toMatchObject({ state: 'in-progress', dueOn: '2026-12-31', round: { extensions: 1 } });
		expect(lightOf(once, chinaCalendar, at('2026-12-11')).why.originalDueOn).toBe('2026-12-18');
		const again = run(once, [people.lead, '2026-12-30', askExtension('2027-01-15')]);
		expect(refusal(again, people.office, '2026-12-30', grant)).toBe('needs-supervising-leader');
		const twice = run(again, [people.leader, '2026-12-31', grant]);
		expect(refusal(twice, people.lead, '2027-01-04', askExtension('2027-02-15'))).toBe('extensions-used');
	});
	test('[F16] a refused extension leaves the limit, which ran on while it waited', () => {
		const asked = run(working(), [people.lead, '2026-12-18', askExtension('2026-12-31')]);
		expect(lightOf(asked, chinaCalendar, at('2026-12-21')).colour).toBe('red');
		const refused = run(asked, [
			people.leader,
			'2026-12-21',
			{ type: 'decide-extension', grant: false, reason: '不同意' }
		]);
		expect(refused).toMatchObject({ state: 'in-progress', dueOn: '2026-12-18', round: { extensions: 0 } });
	});
	test('[F17] only the supervising leader stops the clock, and one thing is asked at a time', () => {
		const asked = run(working(), [people.lead, '2026-12-02', { type: 'ask-pause', reason: '低温' }]);
		const stop: FollowupCommand = { type: 'decide-pause', grant: true, reason: '同意' };
		expect(refusal(asked, people.office, '2026-12-03', stop)).toBe('needs-supervising-leader');
		expect(refusal(asked, people.lead, '2026-12-03', askExtension('2026-12-31'))).toBe('already-asked');
		expect(refusal(working(), people.leader, '2026-12-03', stop)).toBe('nothing-asked');
	});
});

describe('closing', () => {
	test('[F12] submitting needs co-steps, words and evidence', () => {
		const alone = run(received(), [people.lead, '2026-12-01', report(90)]);
		expect(refusal(alone, people.lead, '2026-12-02', submit)).toBe('co-steps-open');
		expect(refusal(working(), people.lead, '2026-12-03', { ...submit, evidence: [{ text: ' ', ref: null }] })).toBe(
			'evidence-missing'
		);
		expect(refusal(working(), people.lead, '2026-12-03', { ...submit, text: '' })).toBe('report-empty');
		expect(refusal(received(), people.lead, '2026-12-03', submit)).toBe('wrong-state');
	});
	test('[F13] submitted once', () => {
		for (const followup of [submitted(), verified(), closed()])
			expect(refusal(followup, people.lead, '2026-12-15', submit)).toBe('already-submitted');
	});
	test('[F14] the lead names a verifier only where there is none, and never itself', () => {
		const own = run(open({ leadUnitId: 'u-office', coUnitIds: [] }), [people.office, started, assign]);
		expect(own.verifierUnitId).toBeNull();
		const begun = run(own, [people.office, started, { type: 'receive' }], [people.office, started, report(100)]);
		expect(refusal(begun, people.office, started, submit)).toBe('verifier-missing');
		expect(refusal(begun, people.office, started, { ...submit, verifierUnitId: 'u-office' })).toBe('verifier-is-lead');
		expect(refusal(begun, people.office, started, { ...submit, verifierUnitId: 'u-finance' })).toBeNull();
		expect(refusal(working(), people.lead, started, { ...submit, verifierUnitId: 'u-finance' })).toBe(
			'verifier-chosen'
		);
	});
	test.each([
		['the lead', people.lead, 'verifier-is-lead'],
		['somebody of the office who works in the lead', people.officeInLead, 'verifier-is-lead'],
		['somebody of the verifier who is liaison of the lead', people.twoHats, 'verifier-is-lead'],
		['a third unit', people.stranger, 'not-the-verifier']
	])('[F18] not verified by %s', (_, who, code) => {
		expect(refusal(submitted(), who, '2026-12-11', verify)).toBe(code);
		expect(refusal(submitted(), who, '2026-12-11', back)).toBe(code);
	});
	test('[F19] reported is not done: closing waits for the verification', () => {
		expect(refusal(submitted(), people.office, '2026-12-11', { type: 'close' })).toBe('not-verified');
		expect(refusal(working(), people.office, '2026-12-11', { type: 'close' })).toBe('wrong-state');
		expect(refusal(closed(), people.office, '2026-12-15', { type: 'close' })).toBe('already-closed');
		expect(closed().round.closedAt).toBe(at('2026-12-14'));
	});
	test('[F19] sent back after the verification it is not closed', () => {
		const sent = run(verified(), [people.office, '2026-12-14', back]);
		expect(sent.state).toBe('in-progress');
		expect(refusal(sent, people.office, '2026-12-14', { type: 'close' })).toBe('wrong-state');
	});
	test('[F27] a rebound begins a new round and keeps the finished one', () => {
		const rebound = run(closed(), [people.office, '2026-12-28', { type: 'rebound', reason: '标线被磨掉' }]);
		expect(rebound).toMatchObject({ state: 'rebound', dueOn: null, percent: 0, steps: [{ state: 'open' }] });
		const again = run(rebound, [people.office, '2026-12-28', { type: 'assign', dueOn: '2027-01-15' }]);
		expect(again.finished).toEqual([closed().round]);
		expect(clockOf(again, chinaCalendar, at('2026-12-29'))?.usedDays).toBe(1);
	});
	test('[F21] ends need a reason and a document number, a draft only a reason', () => {
		const cancel: FollowupCommand = { type: 'cancel', reason: '会议改议' };
		expect(run(open(), [people.office, started, cancel]).state).toBe('cancelled');
		expect(refusal(assigned(), people.office, started, cancel)).toBe('document-number-missing');
		expect(refusal(open(), people.office, started, { type: 'cancel', reason: '' })).toBe('reason-missing');
		const merge: CommandOf<'merge'> = {
			type: 'merge',
			intoId: 'f-1',
			reason: '同一件事',
			documentNumber: '〔2026〕9号'
		};
		expect(refusal(working(), people.office, started, merge)).toBe('merged-into-itself');
		expect(run(working(), [people.office, started, { ...merge, intoId: 'f-2' }])).toMatchObject({ state: 'merged' });
		expect(refusal(closed(), people.office, started, { ...merge, intoId: 'f-2' })).toBe('wrong-state');
	});
});
