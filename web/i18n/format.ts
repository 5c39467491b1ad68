/**
 * Days, times and numbers as officials write them: 11月23日 周一 15:41. Always Asia/Shanghai, whatever the computer says:
 * a meeting at three is at three. The year stands only where it is not the present one.
 */
import { dayNumber, dayOf, instantOf, weekday, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import { language } from './language.ts';

const zhDays = ['一', '二', '三', '四', '五', '六', '日'];
const enDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const enMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "11月23日", "2025年11月23日" when `now` lies in another year. */
export function formatDay(date: IsoDate, now?: Instant): string {
	const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
	const other = now !== undefined && dayOf(now).slice(0, 4) !== date.slice(0, 4);
	if (language() === 'en') return `${day} ${enMonths[month - 1]}${other ? ` ${year}` : ''}`;
	return `${other ? `${year}年` : ''}${month}月${day}日`;
}

/** "11月": the head of a day shown as a sheet of a calendar. */
export function formatMonth(date: IsoDate): string {
	const month = Number(date.slice(5, 7));
	return language() === 'en' ? (enMonths[month - 1] ?? '') : `${month}月`;
}

/** "周一" */
export function formatWeekday(date: IsoDate): string {
	const index = weekday(date) - 1;
	return language() === 'en' ? (enDays[index] ?? '') : `周${zhDays[index]}`;
}

/** "11月23日 周一" */
export function formatDate(date: IsoDate, now?: Instant): string {
	return language() === 'en'
		? `${formatWeekday(date)} ${formatDay(date, now)}`
		: `${formatDay(date, now)} ${formatWeekday(date)}`;
}

/** "15:41", with `seconds` "15:41:08" */
export function formatTime(at: Instant, { seconds = false } = {}): string {
	const passed = Math.floor((at - instantOf(dayOf(at))) / 1000);
	const pieces = [Math.floor(passed / 3600), Math.floor(passed / 60) % 60, ...(seconds ? [passed % 60] : [])];
	return pieces.map((piece) => String(piece).padStart(2, '0')).join(':');
}

/** "11月23日 周一 15:41" */
export function formatMoment(at: Instant, now?: Instant): string {
	return `${formatDate(dayOf(at), now)} ${formatTime(at)}`;
}

/** "今天 15:41", "昨天 16:00", "明天 09:00", else the day: for what is near. */
export function formatNear(at: Instant, now: Instant): string {
	const away = dayNumber(dayOf(at)) - dayNumber(dayOf(now));
	const zh: Readonly<Record<number, string>> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' };
	const en: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };
	const word = (language() === 'en' ? en : zh)[away];
	return word === undefined ? formatMoment(at, now) : `${word} ${formatTime(at)}`;
}

/** "90 分钟", "1 小时 30 分": a length of time as one says it. */
export function formatMinutes(minutes: number): string {
	const whole = Math.round(minutes);
	if (language() === 'en') return `${whole} min`;
	return `${whole} 分钟`;
}

/** "06:12", "1:06:12": a running clock. */
export function formatClock(milliseconds: number): string {
	const seconds = Math.floor(Math.abs(milliseconds) / 1000);
	const two = (number: number): string => String(number).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** "86.4%" of 0.864; one digit unless told. */
export function formatPercent(part: number, digits = 1): string {
	return `${formatNumber(part * 100, digits)}%`;
}

/** Grouped by thousands, at most `digits` after the point. */
export function formatNumber(value: number, digits = 0): string {
	const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
	const [whole = '', fraction] = String(Math.abs(rounded)).split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
	return `${rounded < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
