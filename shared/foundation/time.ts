/**
 * Instants are epoch milliseconds, days are ISO dates ("2026-11-23"), both handed in: shared/ has no clock.
 * China keeps one zone without summer time (Asia/Shanghai, UTC+8 since 1991), so a day is integer arithmetic.
 */
export type Instant = number;
export type IsoDate = string;

const DAY = 86_400_000;
const SHANGHAI = 8 * 3_600_000;

/** Days since 1970-01-01 of an ISO date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function dayNumber(date: IsoDate): number {
	const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yearOfEra = y - era * 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of {@link dayNumber}. */
export function isoDate(number: number): IsoDate {
	const z = number + 719_468;
	const era = Math.floor(z / 146_097);
	const dayOfEra = z - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const mp = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
	const month = mp < 10 ? mp + 3 : mp - 9;
	const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
	return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Monday is 1, Sunday 7. */
export function weekday(date: IsoDate): number {
	return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** The day in Asia/Shanghai on which an instant falls. */
export function dayOf(at: Instant): IsoDate {
	return isoDate(Math.floor((at + SHANGHAI) / DAY));
}

/** The instant at which a day begins in Asia/Shanghai, plus `minutes` after midnight. */
export function instantOf(date: IsoDate, minutes = 0): Instant {
	return dayNumber(date) * DAY - SHANGHAI + minutes * 60_000;
}

export function addDays(date: IsoDate, days: number): IsoDate {
	return isoDate(dayNumber(date) + days);
}

/** True for a date that exists: 2026-02-30 does not. */
export function isIsoDate(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && isoDate(dayNumber(text)) === text;
}

/** The quarter of a day, as evaluation periods are named: "2026Q4". */
export function quarterOf(date: IsoDate): string {
	return `${date.slice(0, 4)}Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}
