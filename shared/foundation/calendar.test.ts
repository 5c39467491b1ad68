import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addWorkingDays,
	chinaCalendar,
	endOfTerm,
	gaps,
	holidayName,
	isWorkingDay,
	openCalendar,
	withYear,
	workingDayFrom,
	workingDaysBetween
} from './calendar.ts';
import { chinaHolidays } from './holidays.ts';
import { addDays, instantOf } from './time.ts';

describe('the calendar of China', () => {
	test('[C1] 2026 has the published number of working days', () => {
		// 261 weekdays; 19 of them off (元旦 2, 春节 6, 清明 1, 劳动 3, 端午 1, 中秋 1, 国庆 5), 6 make-up days.
		expect(workingDaysBetween(chinaCalendar, '2025-12-31', '2026-12-31')).toBe(261 - 19 + 6);
	});

	test.each([
		['2026-11-23', true, 'a Monday'],
		['2026-11-22', false, 'a Sunday'],
		['2026-10-01', false, 'National Day'],
		['2026-10-10', true, 'a make-up Saturday'],
		['2026-02-14', true, 'a make-up Saturday'],
		['2026-02-16', false, 'a Monday of the Spring Festival'],
		['2027-02-05', false, 'the eve of the Spring Festival'],
		['2031-05-01', true, 'a Thursday of a year without a table']
	])('[C2] %s: working %s (%s)', (date, working) => {
		expect(isWorkingDay(chinaCalendar, date)).toBe(working);
	});

	test('[C2] a holiday has a name', () => {
		expect(holidayName(chinaCalendar, '2026-10-03')).toBe('国庆节');
		expect(holidayName(chinaCalendar, '2026-10-08')).toBeNull();
	});

	test.each([
		['2026-11-23', 3, '2026-11-26'],
		['2026-11-27', 1, '2026-11-30'],
		['2026-09-30', 1, '2026-10-08'],
		['2026-10-08', 2, '2026-10-10'],
		['2026-11-23', 0, '2026-11-23'],
		['2026-11-30', -1, '2026-11-27']
	])('[C3] %s and %i working days is %s', (from, days, to) => {
		expect(addWorkingDays(chinaCalendar, from, days)).toBe(to);
	});
});

const count = (from: string, to: string): number => workingDaysBetween(chinaCalendar, from, to);

describe('counting', () => {
	const date = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2025-01-01', days));

	test('[C4] what is added is counted', () => {
		fc.assert(
			fc.property(date, fc.integer({ min: 0, max: 120 }), (from, days) => {
				expect(workingDaysBetween(chinaCalendar, from, addWorkingDays(chinaCalendar, from, days))).toBe(days);
			})
		);
	});

	test('[C4] counts add up over any day between, and turn their sign', () => {
		fc.assert(
			fc.property(date, date, date, (a, b, c) => {
				expect(count(a, b) + count(b, c)).toBe(count(a, c));
				expect(count(a, b) + count(b, a)).toBe(0);
			})
		);
	});

	test('[C4] one day counts exactly when it is a working day', () => {
		fc.assert(
			fc.property(date, (day) => {
				const counted = workingDaysBetween(chinaCalendar, addDays(day, -1), day);
				expect(counted).toBe(isWorkingDay(chinaCalendar, day) ? 1 : 0);
			})
		);
	});

	test('[C5] a deadline on a Saturday ends with Monday', () => {
		expect(workingDayFrom(chinaCalendar, '2026-11-28')).toBe('2026-11-30');
		expect(endOfTerm(chinaCalendar, '2026-11-28')).toBe(instantOf('2026-12-01'));
		expect(endOfTerm(chinaCalendar, '2026-11-27')).toBe(instantOf('2026-11-28'));
	});
});

describe('the table', () => {
	test('[C6] says which years are incomplete', () => {
		expect(gaps(chinaCalendar, '2026-01-01', '2026-12-31')).toEqual([]);
		expect(gaps(chinaCalendar, '2028-03-01', '2026-12-31')).toEqual([
			{ year: '2027', basis: 'statutory' },
			{ year: '2028', basis: 'weekends' }
		]);
	});

	const year2028 = {
		basis: 'published',
		source: '县政府通知',
		off: [{ from: '2028-01-03', to: '2028-01-03', name: '元旦' }],
		work: ['2028-01-08']
	} as const;

	test('[C7] takes a new year, and counts by it', () => {
		const edited = withYear(chinaHolidays, '2028', year2028);
		if (!edited.ok) throw new Error(edited.refusal.code);
		const calendar = openCalendar(edited.value);
		expect(isWorkingDay(calendar, '2028-01-03')).toBe(false);
		expect(isWorkingDay(calendar, '2028-01-08')).toBe(true);
		expect(gaps(calendar, '2028-01-01', '2028-02-01')).toEqual([]);
	});

	test.each([
		['a date that does not exist', { ...year2028, work: ['2028-02-30'] }],
		['a date of another year', { ...year2028, work: ['2027-01-09'] }],
		['a day off that is worked', { ...year2028, work: ['2028-01-03'] }],
		[
			'days off that end before they begin',
			{ ...year2028, off: [{ from: '2028-01-04', to: '2028-01-03', name: '元旦' }] }
		]
	])('[C7] refuses %s', (_, year) => {
		expect(withYear(chinaHolidays, '2028', year)).toMatchObject({ ok: false, refusal: { code: 'bad-calendar' } });
	});
});
