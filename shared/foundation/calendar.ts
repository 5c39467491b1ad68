/**
 * Working days: Monday to Friday, less the days off, plus the make-up days of an editable table.
 * A term counts from the day after it began, so "three working days from Monday" ends on Thursday.
 */
import { chinaHolidays } from './holidays.ts';
import { refuse, done, type Result } from './result.ts';
import { addDays, dayNumber, instantOf, isIsoDate, isoDate, type Instant, type IsoDate } from './time.ts';

export type DaysOff = { readonly from: IsoDate; readonly to: IsoDate; readonly name: string };

export type CalendarYear = {
	readonly basis: 'published' | 'statutory';
	readonly source: string;
	readonly off: readonly DaysOff[];
	/** Days of a weekend on which people work. */
	readonly work: readonly IsoDate[];
};

/** Plain JSON, by year: what an administrator edits and the server hands to the screens. */
export type CalendarTable = Readonly<Record<string, CalendarYear>>;

/** A table made ready for counting: the days that differ from their weekday, by day number, in order. */
export type Calendar = {
	readonly table: CalendarTable;
	readonly names: ReadonlyMap<number, string>;
	readonly exceptions: readonly { readonly day: number; readonly working: boolean }[];
};

/** A year whose table is missing or incomplete: counts that touch it may change. */
export type Gap = { readonly year: string; readonly basis: 'statutory' | 'weekends' };

const isWeekend = (day: number): boolean => (((day + 3) % 7) + 7) % 7 >= 5;

/** [C2] A day off wins over its weekday, a make-up day over both. */
export function openCalendar(table: CalendarTable): Calendar {
	const working = new Map<number, boolean>();
	const names = new Map<number, string>();
	for (const year of Object.values(table))
		for (const { from, to, name } of year.off)
			for (let day = dayNumber(from); day <= dayNumber(to); day++) {
				working.set(day, false);
				names.set(day, name);
			}
	for (const year of Object.values(table)) for (const date of year.work) working.set(dayNumber(date), true);
	const exceptions = [...working]
		.map(([day, works]) => ({ day, working: works }))
		.filter((exception) => exception.working === isWeekend(exception.day))
		.toSorted((one, other) => one.day - other.day);
	return { table, names, exceptions };
}

/** The calendar of a fresh installation. */
export const chinaCalendar: Calendar = openCalendar(chinaHolidays);

const works = (calendar: Calendar, day: number): boolean =>
	calendar.exceptions.find((exception) => exception.day === day)?.working ?? !isWeekend(day);

export function isWorkingDay(calendar: Calendar, date: IsoDate): boolean {
	return works(calendar, dayNumber(date));
}

/** The name of the holiday, or null on every other day. */
export function holidayName(calendar: Calendar, date: IsoDate): string | null {
	return calendar.names.get(dayNumber(date)) ?? null;
}

/** [C3] The nth working day after `from` (before it for a negative n); `from` itself never counts, and n = 0 is `from`. */
export function addWorkingDays(calendar: Calendar, from: IsoDate, n: number): IsoDate {
	const step = n < 0 ? -1 : 1;
	let day = dayNumber(from);
	for (let left = Math.abs(Math.trunc(n)); left > 0;) {
		day += step;
		if (works(calendar, day)) left--;
	}
	return isoDate(day);
}

/** Weekdays up to and including a day, counted from a Monday long ago; differences of it are counts. */
function weekdaysUpTo(day: number): number {
	const sinceMonday = day + 3;
	const weeks = Math.floor(sinceMonday / 7);
	return weeks * 5 + Math.min(sinceMonday - weeks * 7 + 1, 5);
}

/** [C4] Working days after `from`, up to and including `to`; negative when `to` is the earlier one. */
export function workingDaysBetween(calendar: Calendar, from: IsoDate, to: IsoDate): number {
	const start = dayNumber(from);
	const end = dayNumber(to);
	if (end < start) return 0 - workingDaysBetween(calendar, to, from);
	let count = weekdaysUpTo(end) - weekdaysUpTo(start);
	for (const { day, working } of calendar.exceptions) if (day > start && day <= end) count += working ? 1 : -1;
	return count;
}

/** [C5] The day itself when people work on it, otherwise the next on which they do. */
export function workingDayFrom(calendar: Calendar, date: IsoDate): IsoDate {
	return isWorkingDay(calendar, date) ? date : addWorkingDays(calendar, date, 1);
}

/** [C5] The first instant after a deadline: midnight in Shanghai after the day, or after the next working day if it is none. */
export function endOfTerm(calendar: Calendar, dueOn: IsoDate): Instant {
	return instantOf(addDays(workingDayFrom(calendar, dueOn), 1));
}

/** [C6] The years between two days whose table is missing or lists the statutory days only. */
export function gaps(calendar: Calendar, from: IsoDate, to: IsoDate): readonly Gap[] {
	const [first, last] = from <= to ? [from, to] : [to, from];
	const found: Gap[] = [];
	for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
		const name = String(year).padStart(4, '0');
		const table = calendar.table[name];
		if (!table) found.push({ year: name, basis: 'weekends' });
		else if (table.basis === 'statutory') found.push({ year: name, basis: 'statutory' });
	}
	return found;
}

/** [C7] The table with one year replaced, or the reason why that year cannot be used. */
export function withYear(table: CalendarTable, name: string, year: CalendarYear): Result<CalendarTable> {
	const inside = (date: IsoDate): boolean => isIsoDate(date) && date.startsWith(`${name}-`);
	for (const { from, to } of year.off)
		if (!inside(from) || !inside(to) || to < from) return refuse('bad-calendar', { date: `${from}—${to}` }, ['off']);
	for (const date of year.work) {
		if (!inside(date)) return refuse('bad-calendar', { date }, ['work']);
		if (year.off.some(({ from, to }) => from <= date && date <= to)) return refuse('bad-calendar', { date }, ['work']);
	}
	return done({ ...table, [name]: year });
}
