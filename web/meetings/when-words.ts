/** What a typed time was read as, in words. Fetched when somebody types one. */
import { chinaCalendar, holidayName, isWorkingDay } from '#shared/foundation/calendar.ts';
import { dayOf, weekday, type Instant } from '#shared/foundation/time.ts';
import { readWhen, type WhenFault } from '#shared/meetings/when.ts';
import { formatDate, formatTime } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export type WhenRead = {
	readonly text: string;
	/** Null: it cannot be taken. */
	readonly taken: { readonly startsAt: Instant; readonly minutes: number | null } | null;
	readonly isWorkingDay: boolean;
};

const faults: Readonly<Record<WhenFault, (about: { readonly about: string }) => string>> = {
	'no-day': m.when_fault_no_day,
	'no-time': m.when_fault_no_time,
	past: m.when_fault_past,
	'no-such-day': m.when_fault_no_such_day,
	'weekday-differs': m.when_fault_weekday_differs,
	'half-of-day': (which) =>
		which.about.includes(':') ? m.when_fault_half_of_day_clock(which) : m.when_fault_half_of_day(which),
	'which-week': m.when_fault_which_week,
	'end-before-start': m.when_fault_end_before_start,
	'two-days': m.when_fault_two_days,
	'two-times': m.when_fault_two_times,
	'two-lengths': m.when_fault_two_lengths,
	'length-out-of-bounds': m.when_fault_length_out_of_bounds,
	'not-understood': m.when_fault_not_understood
};

/** Null while nothing is typed. `length` is the one the meeting has when none is typed. */
export function whenRead(typed: string, now: Instant, length: number): WhenRead | null {
	const read = readWhen(typed, now);
	if (read.kind === 'empty') return null;
	if (read.kind === 'fault')
		return { text: faults[read.fault]({ about: read.about }), taken: null, isWorkingDay: true };
	const { startsAt } = read;
	const minutes = read.minutes ?? length;
	const date = formatDate(dayOf(startsAt), now);
	const [from, to] = [formatTime(startsAt), formatTime(startsAt + minutes * 60_000)];
	const works = isWorkingDay(chinaCalendar, dayOf(startsAt));
	return {
		text: `${m.when_read({ date, from, to, minutes })} · ${kindOfDay(startsAt)}`,
		taken: { startsAt, minutes: read.minutes },
		isWorkingDay: works
	};
}

export function kindOfDay(at: Instant): string {
	const day = dayOf(at);
	if (isWorkingDay(chinaCalendar, day)) return weekday(day) > 5 ? m.when_make_up() : m.when_working();
	const holiday = holidayName(chinaCalendar, day);
	return holiday === null ? m.when_weekend() : m.when_holiday({ holiday });
}
