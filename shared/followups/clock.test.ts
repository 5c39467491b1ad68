import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { clockOf } from './clock.ts';
import { lightOf } from './light.ts';
import { people, started, at, open, run, assign, working, submitted, paused, back } from './scene.ts';

describe('the clock', () => {
	test('[F6] a pause stops it and moves the limit by as many working days', () => {
		const stopped = clockOf(paused(), chinaCalendar, at('2026-12-08'));
		expect(stopped).toMatchObject({ state: 'stopped', usedDays: 4, pausedDays: 3, until: '2026-12-03' });
		const resumed = run(paused(), [people.office, '2026-12-08', { type: 'resume', reason: '' }]);
		expect(resumed.dueOn).toBe('2026-12-23');
		const running = clockOf(resumed, chinaCalendar, at('2026-12-09'));
		expect(running).toMatchObject({ usedDays: 5, termDays: 15, pausedDays: 3 });
	});
	test('[F6] a pause over a weekend costs and gives nothing', () => {
		const stopped = run(
			working(),
			[people.lead, '2026-12-04', { type: 'ask-pause', reason: '停电' }],
			[people.leader, '2026-12-04', { type: 'decide-pause', grant: true, reason: '同意' }],
			[people.lead, '2026-12-06', { type: 'resume', reason: '来电' }]
		);
		expect(stopped.dueOn).toBe('2026-12-18');
	});
	test('[F7] a limit on a Saturday passes with Monday', () => {
		const saturday = run(open({ dueOn: '2026-12-19' }), [people.office, started, assign]);
		expect(clockOf(saturday, chinaCalendar, at('2026-12-21', 1439))?.overdue).toBe(false);
		expect(clockOf(saturday, chinaCalendar, at('2026-12-22', 0))).toMatchObject({ overdue: true, overdueDays: 1 });
	});
	test('[F8] frozen while submitted, counting on from the submission when sent back', () => {
		expect(clockOf(submitted(), chinaCalendar, at('2026-12-17'))).toMatchObject({ state: 'frozen', usedDays: 9 });
		const sent = run(submitted(), [people.office, '2026-12-17', back]);
		expect(clockOf(sent, chinaCalendar, at('2026-12-17'))).toMatchObject({ state: 'running', usedDays: 14 });
		expect(sent.dueOn).toBe('2026-12-22');
	});
	test('[F8] late work stays late, whatever date it is given', () => {
		const sent = run(submitted('2026-12-21'), [people.office, '2026-12-21', back]);
		expect(sent.dueOn).toBe('2026-12-18');
		expect(lightOf(sent, chinaCalendar, at('2026-12-21')).why.rule).toBe('overdue');
	});
});
