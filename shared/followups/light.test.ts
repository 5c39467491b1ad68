import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { lightOf } from './light.ts';
import {
	people,
	started,
	at,
	open,
	run,
	submit,
	stepDone,
	report,
	received,
	submitted,
	closed,
	paused,
	back
} from './scene.ts';

describe('the light', () => {
	const milestones = [{ id: 'ms-1', title: '招标', dueOn: '2026-12-03' }];
	const withMilestone = run(
		open(),
		[people.office, started, { type: 'assign', milestones }],
		[people.lead, started, { type: 'receive' }],
		[people.lead, '2026-12-01', report(90)]
	);
	const good = run(received(), [people.lead, '2026-12-01', report(90)]);
	const sentTwice = run(
		submitted(),
		[people.office, '2026-12-11', back],
		[people.lead, '2026-12-14', submit],
		[people.office, '2026-12-15', back]
	);
	test.each([
		['not-started', 'grey', open(), '2026-11-27'],
		['ended', 'grey', run(open(), [people.office, started, { type: 'cancel', reason: '改议' }]), '2026-11-27'],
		['paused', 'grey', paused(), '2026-12-31'],
		['closed', 'grey', closed(), '2026-12-31'],
		['overdue', 'red', good, '2026-12-19'],
		['sent-back-twice', 'red', sentTwice, '2026-12-15'],
		['milestone-missed', 'yellow', withMilestone, '2026-12-04'],
		['behind', 'yellow', received(), '2026-12-02'],
		['no-report', 'yellow', good, '2026-12-16'],
		['due-soon', 'blue', run(good, [people.lead, '2026-12-14', report(95)]), '2026-12-15'],
		['on-schedule', 'green', good, '2026-12-02'],
		['on-schedule', 'green', submitted(), '2026-12-31']
	] as const)('[F20] %s is %s', (rule, colour, followup, date) => {
		expect(lightOf(followup, chinaCalendar, at(date))).toMatchObject({ colour, why: { rule } });
	});
	test('[F20] overdue wins over everything but a pause', () => {
		expect(lightOf(sentTwice, chinaCalendar, at('2026-12-31')).why.rule).toBe('overdue');
		expect(lightOf(paused(), chinaCalendar, at('2027-03-01')).colour).toBe('grey');
	});
	test('[F20] says the days it counted', () => {
		expect(lightOf(good, chinaCalendar, at('2026-12-24')).why).toMatchObject({
			number: 'L1',
			originalDueOn: '2026-12-18',
			clock: { overdueDays: 4, usedDays: 19, termDays: 15 },
			percent: 90,
			reportedOn: '2026-12-01'
		});
	});
	test('[F22] a submission counts as a report, and a pause is no silence', () => {
		const sent = run(good, [people.co, '2026-12-02', stepDone], [people.lead, '2026-12-10', submit]);
		const returned = run(sent, [people.office, '2026-12-11', back]);
		expect(lightOf(returned, chinaCalendar, at('2026-12-16')).why.rule).not.toBe('no-report');
		const resumed = run(paused(), [people.lead, '2026-12-30', { type: 'resume', reason: '' }]);
		expect(lightOf(resumed, chinaCalendar, at('2026-12-31')).why.rule).not.toBe('no-report');
	});
	test('[F24] says the day on which it will change', () => {
		expect(lightOf(good, chinaCalendar, at('2026-12-02')).changes).toEqual({ on: '2026-12-15', to: 'blue' });
		expect(lightOf(good, chinaCalendar, at('2026-12-15')).changes).toEqual({ on: '2026-12-16', to: 'yellow' });
		expect(lightOf(good, chinaCalendar, at('2026-12-16')).changes).toEqual({ on: '2026-12-19', to: 'red' });
		expect(lightOf(good, chinaCalendar, at('2026-12-19')).changes).toBeNull();
		expect(lightOf(closed(), chinaCalendar, at('2026-12-19')).changes).toBeNull();
	});
});
