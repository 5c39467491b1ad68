/** When a council meets next by its rhythm: proposals for the office, never appointments. */
import { holidayName, isWorkingDay, workingDayFrom, type Calendar } from '#shared/foundation/calendar.ts';
import { addDays, dayNumber, isIsoDate, weekday, type IsoDate } from '#shared/foundation/time.ts';
import type { Rhythm } from '#shared/units/model.ts';

export type Proposal = {
	readonly date: IsoDate;
	/** The day of the rhythm when nobody works on it, and the holiday's name; null for a plain weekend. */
	readonly moved: { readonly from: IsoDate; readonly holiday: string | null } | null;
};

export type RhythmFacts = {
	readonly rhythm: Rhythm;
	readonly today: IsoDate;
	/** The day of the latest meeting, held or still to come; null when there is none. */
	readonly last: IsoDate | null;
	readonly calendar: Calendar;
};

const MOST_TURNS = 500;

/** [M30] [M31] [M32] The next days, in order, all later than today and than the turn the latest meeting stood for. */
export function proposedDates(facts: RhythmFacts, count: number): readonly Proposal[] {
	const { today, last, calendar } = facts;
	const turns = turnsOf(facts, count + 2).map((day) => ({ turn: day, ...onWorkingDay(calendar, day) }));
	const met = last === null ? '' : (nearest(turns, last)?.turn ?? '');
	const open = turns.filter(({ turn, date }) => date > today && turn > met);
	// A turn that moves onto the day of the next one is that one.
	return open
		.filter(({ date }, index) => open[index + 1]?.date !== date)
		.slice(0, count)
		.map(({ date, moved }) => ({ date, moved }));
}

/** [M31] */
function onWorkingDay(calendar: Calendar, day: IsoDate): Proposal {
	if (isWorkingDay(calendar, day)) return { date: day, moved: null };
	return { date: workingDayFrom(calendar, day), moved: { from: day, holiday: holidayName(calendar, day) } };
}

/** [M32] The turn that a meeting stood for; of two as near, the later one. */
function nearest<Turn extends { readonly date: IsoDate }>(turns: readonly Turn[], day: IsoDate): Turn | null {
	const away = ({ date }: Turn): number => Math.abs(dayNumber(date) - dayNumber(day));
	return turns.reduce<Turn | null>((best, turn) => (best && away(best) < away(turn) ? best : turn), null);
}

/** The days of the rhythm around and for `years` after the latest meeting and today, before holidays are looked at. */
function turnsOf({ rhythm, today, last }: RhythmFacts, years: number): readonly IsoDate[] {
	switch (rhythm.kind) {
		case 'none':
			return [];
		case 'weekly':
			return every(7, dayInWeek(addDays(earlier(today, last), -7), rhythm.weekday));
		case 'fortnightly':
			// [M30] Counted from the week of the latest meeting; without one, from now.
			return every(14, last ? dayInWeek(last, rhythm.weekday) : dayInWeek(addDays(today, 6), rhythm.weekday));
		case 'monthly-weekday':
			return inMonths({ today, last, years }, (month) => nthWeekday(month, rhythm.nth, rhythm.weekday));
		case 'monthly-day':
			return inMonths({ today, last, years }, (month) => dayInMonth(month, rhythm.day));
		case 'quarterly':
			return inMonths({ today, last, years }, (month) =>
				(month.number - 1) % 3 === rhythm.month - 1 ? dayInMonth(month, rhythm.day) : null
			);
		case 'yearly': {
			const { times } = rhythm;
			const months = Array.from({ length: times }, (_, part) => Math.floor((12 * (part + 1)) / times));
			return inMonths({ today, last, years }, (month) =>
				months.includes(month.number) ? dayInMonth(month, 15) : null
			);
		}
	}
}

function earlier(today: IsoDate, last: IsoDate | null): IsoDate {
	return last !== null && last < today ? last : today;
}

/** Enough of them to reach today from a meeting long ago, and on. */
function every(days: number, from: IsoDate): readonly IsoDate[] {
	return Array.from({ length: MOST_TURNS }, (_, index) => addDays(from, index * days)).filter(isIsoDate);
}

type Month = { readonly year: number; readonly number: number };

type Span = Pick<RhythmFacts, 'today' | 'last'> & { readonly years: number };

function inMonths({ today, last, years }: Span, dayOf: (month: Month) => IsoDate | null): readonly IsoDate[] {
	const first = Number(earlier(today, last).slice(0, 4)) - 1;
	const end = Number((last !== null && last > today ? last : today).slice(0, 4)) + years;
	const days: IsoDate[] = [];
	for (let year = Math.max(first, end - 20); year <= end; year++)
		for (let number = 1; number <= 12; number++) {
			const day = dayOf({ year, number });
			if (day !== null) days.push(day);
		}
	return days;
}

function dayInWeek(date: IsoDate, day: number): IsoDate {
	return addDays(date, day - weekday(date));
}

const dateIn = ({ year, number }: Month, day: number): IsoDate =>
	`${String(year).padStart(4, '0')}-${String(number).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

function dayInMonth(month: Month, day: number): IsoDate {
	let wanted = day;
	while (!isIsoDate(dateIn(month, wanted))) wanted -= 1;
	return dateIn(month, wanted);
}

function nthWeekday(month: Month, nth: number, day: number): IsoDate {
	const first = dateIn(month, 1);
	const date = addDays(first, ((day - weekday(first) + 7) % 7) + (nth - 1) * 7);
	return date.slice(0, 7) === first.slice(0, 7) ? date : addDays(date, -7);
}
