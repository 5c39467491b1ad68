import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import type { Followup } from './model.ts';
import { people, at, open, run, submit, verify, assigned, working, submitted, closed, paused, back } from './scene.ts';
import { awaited, laneOf, outcomesOf } from './views.ts';

const outcome = (followup: Followup, date: string) => outcomesOf(followup, chinaCalendar, at(date))[0];

describe('what others read', () => {
	test('[F23] who is to move next, and until when', () => {
		expect(awaited(assigned(), chinaCalendar)).toMatchObject({ by: 'lead', step: 'receive', until: '2026-11-30' });
		expect(awaited(submitted(), chinaCalendar)).toMatchObject({ by: 'verifier', unitId: 'u-office' });
		expect(awaited(closed(), chinaCalendar)).toBeNull();
		expect(laneOf(paused().state)).toBe('in-hand');
	});
	test('[F25] in time, late, or not known yet', () => {
		expect(outcome(closed(), '2026-12-31')).toMatchObject({ onTime: true, firstPass: true, lateDays: 0 });
		expect(outcome(submitted(), '2026-12-31')).toMatchObject({ onTime: null, firstPass: null });
		expect(outcome(working(), '2026-12-18')).toMatchObject({ onTime: null });
		expect(outcome(working(), '2026-12-22')).toMatchObject({ onTime: false, lateDays: 2 });
		expect(outcome(paused(), '2026-12-31')).toMatchObject({ onTime: null });
		expect(outcomesOf(open(), chinaCalendar, at('2026-12-31'))).toEqual([]);
	});
	test('[F25] passed at the second try is in time, but no first pass', () => {
		const second = run(
			submitted(),
			[people.office, '2026-12-11', back],
			[people.lead, '2026-12-21', submit],
			[people.office, '2026-12-22', verify]
		);
		expect(outcome(second, '2026-12-31')).toMatchObject({
			onTime: true,
			firstPass: false,
			firstVerifiedOn: '2026-12-11'
		});
	});
	test('[F25] a rebound keeps the outcome of the finished round', () => {
		const rebound = run(closed(), [people.office, '2026-12-28', { type: 'rebound', reason: '反弹' }]);
		expect(outcomesOf(rebound, chinaCalendar, at('2026-12-31'))).toEqual(
			outcomesOf(closed(), chinaCalendar, at('2026-12-31'))
		);
	});
});
