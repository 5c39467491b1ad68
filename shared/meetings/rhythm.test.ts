import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chinaCalendar, isWorkingDay } from '#shared/foundation/calendar.ts';
import { addDays, dayNumber, isoDate } from '#shared/foundation/time.ts';
import type { Rhythm } from '#shared/units/model.ts';
import { proposedDates } from './rhythm.ts';

const today = '2026-11-23'; // a Monday
const next = (rhythm: Rhythm, last: string | null = null, from = today, count = 3) =>
	proposedDates({ rhythm, today: from, last, calendar: chinaCalendar }, count);
const days = (...args: Parameters<typeof next>) => next(...args).map(({ date }) => date);

describe('proposed dates', () => {
	test.each<[string, Rhythm, string | null, readonly string[]]>([
		['none', { kind: 'none' }, null, []],
		['weekly', { kind: 'weekly', weekday: 4 }, null, ['2026-11-26', '2026-12-03', '2026-12-10']],
		['weekly, today is such a day', { kind: 'weekly', weekday: 1 }, null, ['2026-11-30', '2026-12-07', '2026-12-14']],
		[
			'weekly, one is planned',
			{ kind: 'weekly', weekday: 4 },
			'2026-11-26',
			['2026-12-03', '2026-12-10', '2026-12-17']
		],
		['every two weeks', { kind: 'fortnightly', weekday: 2 }, '2026-11-17', ['2026-12-01', '2026-12-15', '2026-12-29']],
		[
			'every two weeks, the first',
			{ kind: 'fortnightly', weekday: 2 },
			null,
			['2026-11-24', '2026-12-08', '2026-12-22']
		],
		[
			'second Wednesday',
			{ kind: 'monthly-weekday', nth: 2, weekday: 3 },
			null,
			['2026-12-09', '2027-01-13', '2027-02-10']
		],
		['last Friday', { kind: 'monthly-weekday', nth: 5, weekday: 5 }, null, ['2026-11-27', '2026-12-25', '2027-01-29']],
		['on the 31st', { kind: 'monthly-day', day: 31 }, null, ['2026-11-30', '2026-12-31', '2027-02-01']],
		['quarterly', { kind: 'quarterly', month: 3, day: 10 }, null, ['2026-12-10', '2027-03-10', '2027-06-10']],
		['four times a year', { kind: 'yearly', times: 4 }, null, ['2026-12-15', '2027-03-15', '2027-06-15']],
		['twice a year, met', { kind: 'yearly', times: 2 }, '2026-11-20', ['2027-06-15', '2027-12-15', '2028-06-15']]
	])('[M30] %s', (_, rhythm, last, expected) => {
		expect(days(rhythm, last)).toEqual(expected);
	});

	test('[M31] a day on which nobody works moves to the next working day, and says why', () => {
		expect(next({ kind: 'monthly-day', day: 1 }, null, '2026-12-10', 2)).toEqual([
			{ date: '2027-01-04', moved: { from: '2027-01-01', holiday: '元旦' } },
			{ date: '2027-02-01', moved: null }
		]);
		expect(next({ kind: 'monthly-day', day: 12 }, null, '2026-11-23', 1)).toEqual([
			{ date: '2026-12-14', moved: { from: '2026-12-12', holiday: null } }
		]);
	});

	test('[M31] a week that moves onto the next is that one', () => {
		// 2026-10-01 lies in a holiday that ends on 10-07.
		expect(next({ kind: 'weekly', weekday: 4 }, null, '2026-09-28', 2)).toEqual([
			{ date: '2026-10-08', moved: null },
			{ date: '2026-10-15', moved: null }
		]);
	});

	test('[M32] a meeting held early, or moved by a holiday, was the turn it stands nearest to', () => {
		expect(days({ kind: 'monthly-day', day: 25 }, '2026-11-20')).toEqual(['2026-12-25', '2027-01-25', '2027-02-25']);
		expect(days({ kind: 'monthly-day', day: 31 }, '2027-02-01', '2027-02-02', 1)).toEqual(['2027-03-01']);
	});

	test('[M30] once a year: as many as are asked for, also when the next one was held already', () => {
		expect(days({ kind: 'yearly', times: 1 }, '2026-06-16', '2026-06-15', 4)).toHaveLength(4);
	});

	test('[M30] [M31] whatever the rhythm, proposals are later working days in order', () => {
		const weekday = fc.integer({ min: 1, max: 5 });
		const day = fc.integer({ min: 1, max: 31 });
		const rhythms: fc.Arbitrary<Rhythm> = fc.oneof(
			fc.record({ kind: fc.constantFrom('weekly' as const, 'fortnightly' as const), weekday }),
			fc.record({ kind: fc.constant('monthly-weekday' as const), nth: fc.integer({ min: 1, max: 5 }), weekday }),
			fc.record({ kind: fc.constant('monthly-day' as const), day }),
			fc.record({ kind: fc.constant('quarterly' as const), month: fc.integer({ min: 1, max: 3 }), day }),
			fc.record({ kind: fc.constant('yearly' as const), times: fc.integer({ min: 1, max: 12 }) })
		);
		const from = dayNumber('2024-01-01');
		const dates = fc.integer({ min: from, max: from + 2000 }).map(isoDate);
		const lasts = fc.option(fc.tuple(dates, fc.integer({ min: -900, max: 60 })));
		fc.assert(
			fc.property(rhythms, dates, lasts, (rhythm, on, last) => {
				const proposed = days(rhythm, last && addDays(on, last[1]), on, 4);
				expect(proposed).toHaveLength(4);
				for (const [index, date] of proposed.entries()) {
					expect(isWorkingDay(chinaCalendar, date)).toBe(true);
					expect(date > (proposed[index - 1] ?? on)).toBe(true);
				}
			})
		);
	});
});
