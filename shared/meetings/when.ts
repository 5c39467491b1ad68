/**
 * A time as somebody types it: "周四 15:00 1.5h", "明天下午3点", "next Thursday 15:00 90min". What is read is shown before it
 * is taken; what could be read in two ways is asked about and never guessed.
 */
import { addDays, dayOf, instantOf, isIsoDate, weekday, type Instant, type IsoDate } from '#shared/foundation/time.ts';

export type WhenFault =
	| 'no-day'
	| 'no-time'
	| 'past'
	| 'no-such-day'
	| 'weekday-differs'
	| 'half-of-day'
	| 'which-week'
	| 'end-before-start'
	| 'two-days'
	| 'two-times'
	| 'two-lengths'
	| 'length-out-of-bounds'
	| 'not-understood';

export type When =
	| { readonly kind: 'empty' }
	| { readonly kind: 'read'; readonly startsAt: Instant; readonly minutes: number | null }
	/** `about` is the piece of the text that it is about; often empty. */
	| { readonly kind: 'fault'; readonly fault: WhenFault; readonly about: string };

const fault = (which: WhenFault, about = ''): When => ({ kind: 'fault', fault: which, about });

/** [M33] [M34] */
export function readWhen(typed: string, now: Instant): When {
	const text = plain(typed);
	if (text === '') return { kind: 'empty' };
	const rest = new Pieces(text);
	const days = readDays(rest, dayOf(now));
	if ('fault' in days) return fault(days.fault, days.about);
	const lengths = rest.all(LENGTH).map(lengthOf);
	const times = rest.all(TIMES);
	const left = rest.left();
	if (left !== '') return fault('not-understood', left);
	if (times.length > 1) return fault('two-times');
	if (lengths.length > 1) return fault('two-lengths');
	const [time] = times;
	if (!time) return fault('no-time');
	if (days.date === null) return fault('no-day');
	const clock = readTimes(time);
	if ('fault' in clock) return fault(clock.fault, clock.about);
	if (clock.minutes !== null && lengths.length > 0) return fault('two-lengths');
	const minutes = clock.minutes ?? lengths[0] ?? null;
	if (minutes !== null && !(minutes >= 5 && minutes <= 1440)) return fault('length-out-of-bounds');
	const startsAt = instantOf(days.date, clock.start);
	return startsAt <= now ? fault('past') : { kind: 'read', startsAt, minutes };
}

/** What is left of the text while pieces are taken out of it. */
class Pieces {
	#text: string;
	constructor(text: string) {
		this.#text = text;
	}
	all(pattern: RegExp): readonly Readonly<Record<string, string | undefined>>[] {
		const found = [...this.#text.matchAll(pattern)];
		this.#text = this.#text.replace(pattern, ' | ');
		return found.map((match) => ({ ...match.groups, whole: match[0].trim() }));
	}
	left(): string {
		return this.#text.replace(/\b(on|at|for|from|the)\b|[,，。、;；|()（）的开在于\s]+/g, ' ').trim();
	}
}

const DIGITS = '零一二三四五六七八九';

/** Full-width characters, capitals and Chinese numbers, except in the name of a weekday. */
function plain(typed: string): string {
	return typed
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[〜～]/g, '~')
		.replace(/(周|星期|礼拜)([一二三四五六日天])/g, (_, __, day: string) => `周${day === '天' ? '日' : day}\u2063`)
		.replace(/(?<!周)[零〇一二两三四五六七八九十]+/g, numberIn)
		.replace(/\u2063/g, '')
		.trim();
}

function numberIn(word: string): string {
	const digits = [...word.replace('〇', '零').replace('两', '二')];
	const ten = digits.indexOf('十');
	const one = (digit: string | undefined): number => (digit === undefined ? 0 : DIGITS.indexOf(digit));
	if (ten < 0) return digits.map(one).join('');
	return String((ten === 0 ? 1 : one(digits[ten - 1])) * 10 + one(digits[ten + 1]));
}

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const weekdays = 'mon|tue|wed|thu|fri|sat|sun';
const DATE = new RegExp(
	[
		'(?<y>\\d{4})[年/.-](?<m>\\d{1,2})[月/.-](?<d>\\d{1,2})[日号]?',
		'(?<m2>\\d{1,2})月(?<d2>\\d{1,2})[日号]?',
		'(?<!\\d)(?<m3>\\d{1,2})/(?<d3>\\d{1,2})(?!\\d)',
		`\\b(?<month>${months})[a-z]*\\.?\\s+(?<d4>\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(?<y4>\\d{4}))?\\b(?!:)`,
		`\\b(?<d5>\\d{1,2})(?:st|nd|rd|th)?\\s+(?<month5>${months})[a-z]*(?:,?\\s+(?<y5>\\d{4}))?\\b(?!:)`,
		'(?<next>下个?月|本月)?(?<!\\d)(?<d6>\\d{1,2})[日号]'
	].join('|'),
	'g'
);
const NEAR = /大后天|后天|明天|明日|今天|今日|明(?=[早晚])|今(?=[早晚])|the day after tomorrow|tomorrow|today/g;
const WEEKDAY = new RegExp(
	`(?<zhWeek>下下个?|下个?|本|这个?)?周(?<zh>[一二三四五六日])|(?:(?<enWeek>this|next)\\s+)?\\b(?<en>${weekdays})[a-z]*\\b`,
	'g'
);
const NEAR_DAYS: Readonly<Record<string, number>> = {
	今: 0,
	今天: 0,
	今日: 0,
	today: 0,
	明: 1,
	明天: 1,
	明日: 1,
	tomorrow: 1,
	后天: 2,
	'the day after tomorrow': 2,
	大后天: 3
};

type DayRead = { readonly date: IsoDate | null } | { readonly fault: WhenFault; readonly about: string };

function readDays(rest: Pieces, today: IsoDate): DayRead {
	const dates = rest.all(DATE).map((found) => ({ ...dateOf(found, today), about: found['whole'] ?? '' }));
	const near = rest.all(NEAR).map(({ whole = '' }) => addDays(today, NEAR_DAYS[whole] ?? 0));
	const weeks = rest.all(WEEKDAY);
	const impossible = dates.find(({ date }) => date === null);
	if (impossible) return { fault: 'no-such-day', about: impossible.about };
	const days = [...dates.flatMap(({ date }) => date ?? []), ...near];
	if (days.length > 1 || weeks.length > 1) return { fault: 'two-days', about: '' };
	const [day = null] = days;
	const [week] = weeks;
	if (!week) return { date: day };
	const about = week['whole'] ?? '';
	const wanted = week['zh']
		? '一二三四五六日'.indexOf(week['zh']) + 1
		: weekdays.split('|').indexOf(week['en'] ?? '') + 1;
	if (day !== null) return weekday(day) === wanted ? { date: day } : { fault: 'weekday-differs', about };
	return inWeek(today, wanted, { word: week['zhWeek'] ?? week['enWeek'], about });
}

/** A bare weekday is the coming one; said on that day it may mean today or a week later. */
function inWeek(
	today: IsoDate,
	wanted: number,
	week: { readonly word: string | undefined; readonly about: string }
): DayRead {
	const inThis = addDays(today, wanted - weekday(today));
	const word = week.word?.replace('个', '');
	if (word === '下' || word === 'next') return { date: addDays(inThis, 7) };
	if (word === '下下') return { date: addDays(inThis, 14) };
	if (word !== undefined) return { date: inThis };
	if (inThis === today) return { fault: 'which-week', about: week.about };
	return { date: inThis > today ? inThis : addDays(inThis, 7) };
}

function dateOf(
	found: Readonly<Record<string, string | undefined>>,
	today: IsoDate
): { readonly date: IsoDate | null } {
	const { y, y4, y5, m, m2, m3, d, d2, d3, d4, d5, d6, month, month5, next } = found;
	const day = Number(d ?? d2 ?? d3 ?? d4 ?? d5 ?? d6);
	const thisYear = Number(today.slice(0, 4));
	const named = month ?? month5;
	if (d6 !== undefined) return { date: dayOfMonth(today, day, next) };
	const number = Number(m ?? m2 ?? m3 ?? (named ? months.split('|').indexOf(named) + 1 : 0));
	const year = y ?? y4 ?? y5;
	if (year !== undefined) return { date: real(Number(year), number, day) };
	const inThis = real(thisYear, number, day);
	return { date: inThis !== null && inThis >= today ? inThis : (real(thisYear + 1, number, day) ?? inThis) };
}

/** "9号": of this month, or of the next when that is over. */
function dayOfMonth(today: IsoDate, day: number, word: string | undefined): IsoDate | null {
	const [year = 0, month = 1] = today.split('-').map(Number);
	const inThis = real(year, month, day);
	if (word === '本月' || (word === undefined && inThis !== null && inThis >= today)) return inThis;
	return month === 12 ? real(year + 1, 1, day) : real(year, month + 1, day);
}

function real(year: number, month: number, day: number): IsoDate | null {
	const date = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
	return isIsoDate(date) ? date : null;
}

const HALF = '凌晨|早上|清晨|早|上午|中午|下午|傍晚|晚上|晚';
const clockAs = (name: string): string =>
	[
		`(?<half${name}>${HALF})?\\s*`,
		`(?<![\\d.:])(?<hour${name}>[01]?\\d|2[0-3])`,
		`(?:\\s*(?<noon${name}>am|pm)\\b`,
		`|:(?<minute${name}>[0-5]\\d)(?![\\d:])(?:\\s*(?<noonAfter${name}>am|pm)\\b)?`,
		`|[点时](?:钟|整)?(?:(?<words${name}>半|1刻|3刻)|(?<part${name}>[0-5]?\\d)(?!\\d|分钟|小时|个|\\.|h|m)分?)?)`
	].join('');
const TIMES = new RegExp(`${clockAs('')}(?:\\s*(?:[-–—~至到]|to)\\s*${clockAs('End')})?`, 'g');
const LENGTH = new RegExp(
	[
		'(?<half>半个?小时)',
		'(?<quarters>[13])刻钟',
		'(?<hours>\\d+(?:\\.\\d+)?)\\s*(?<and>个半)?(?<unit>(?:个)?小时|hours?\\b|hrs?\\b|h(?![a-z]))半?(?:\\s*(?<more>\\d{1,2})\\s*(?:分钟|分|minutes?|min|m)(?![a-z]))?',
		'(?<minutes>\\d{1,4})\\s*(?:分钟|minutes?\\b|mins?\\b|m(?![a-z]))'
	].join('|'),
	'g'
);

function lengthOf({ half, quarters, hours, and, more, minutes }: Readonly<Record<string, string | undefined>>): number {
	if (half !== undefined) return 30;
	if (quarters !== undefined) return Number(quarters) * 15;
	if (minutes !== undefined) return Number(minutes);
	return Math.round(Number(hours) * 60) + (and === undefined ? 0 : 30) + Number(more ?? 0);
}

type Clock =
	{ readonly start: number; readonly minutes: number | null } | { readonly fault: WhenFault; readonly about: string };

function readTimes(found: Readonly<Record<string, string | undefined>>): Clock {
	const start = clockOf(found, '');
	if (start === null) {
		const { hour = '', minute, words } = found;
		return { fault: 'half-of-day', about: `${hour}${minute ? `:${minute}` : words === '半' ? ':30' : ''}` };
	}
	if (found['hourEnd'] === undefined) return { start, minutes: null };
	const bare = minutesOf(found, 'End');
	const said = found['halfEnd'] ?? found['noonEnd'] ?? found['noonAfterEnd'];
	const end = said === undefined && bare <= start && bare < 720 ? bare + 720 : (clockOf(found, 'End') ?? bare);
	return end > start ? { start, minutes: end - start } : { fault: 'end-before-start', about: '' };
}

function minutesOf(found: Readonly<Record<string, string | undefined>>, name: string): number {
	const words: Readonly<Record<string, number>> = { 半: 30, '1刻': 15, '3刻': 45 };
	const said = found[`words${name}`];
	const minute = said === undefined ? Number(found[`minute${name}`] ?? found[`part${name}`] ?? 0) : (words[said] ?? 0);
	return Number(found[`hour${name}`]) * 60 + minute;
}

/** Minutes after midnight; null when it could be in the night or in the afternoon. Nobody means three at night. */
function clockOf(found: Readonly<Record<string, string | undefined>>, name: string): number | null {
	const at = minutesOf(found, name);
	const half = found[`half${name}`];
	const noon = found[`noon${name}`] ?? found[`noonAfter${name}`];
	const hour = found[`hour${name}`] ?? '';
	if (noon === 'am') return at >= 720 && at < 780 ? at - 720 : at;
	if (noon === 'pm' || half === '下午' || half === '傍晚' || half === '晚上' || half === '晚')
		return at < 720 ? at + 720 : at;
	if (half === '中午') return at < 240 ? at + 720 : at;
	if (half === undefined && hour.length === 1 && at < 420) return null;
	return at;
}
