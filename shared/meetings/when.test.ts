import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, instantOf } from '#shared/foundation/time.ts';
import { readWhen } from './when.ts';

/** Monday 2026-11-23, 15:00 */
const now = instantOf('2026-11-23', 15 * 60);
const told = (text: string, at = now) => {
	const read = readWhen(text, at);
	if (read.kind !== 'read') return read.kind === 'empty' ? 'empty' : `${read.fault} ${read.about}`.trim();
	const minute = (read.startsAt - instantOf(dayOf(read.startsAt))) / 60_000;
	const clock = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
	return [dayOf(read.startsAt), clock, ...(read.minutes === null ? [] : [read.minutes])].join(' ');
};

describe('typed times', () => {
	test.each([
		['周四 15:00 1.5h', '2026-11-26 15:00 90'],
		['周四15:00 1.5小时', '2026-11-26 15:00 90'],
		['明天下午3点', '2026-11-24 15:00'],
		['12月9日 9:00-11:30', '2026-12-09 9:00 150'],
		['next Thursday 15:00 90min', '2026-12-03 15:00 90'],
		['下周三上午九点半', '2026-12-02 9:30'],
		['下周三三点半', 'half-of-day 3:30'],
		['十二月九日下午两点，两个半小时', '2026-12-09 14:00 150'],
		['2027年1月5日14时30分 2小时', '2027-01-05 14:30 120'],
		['1月5日 14:30', '2027-01-05 14:30'],
		['2026-12-09 09:00', '2026-12-09 9:00'],
		['12/9 9:00', '2026-12-09 9:00'],
		['下周一 15点 90分钟', '2026-11-30 15:00 90'],
		['后天9点到11点', '2026-11-25 9:00 120'],
		['周五下午2点半-4点', '2026-11-27 14:30 90'],
		['星期五 14：30～16：00', '2026-11-27 14:30 90'],
		['今天晚上7点 1小时30分', '2026-11-23 19:00 90'],
		['明早8点 半小时', '2026-11-24 8:00 30'],
		['今晚8点 一刻钟', '2026-11-23 20:00 15'],
		['下午4点', 'no-day'],
		['下月8号上午10点', '2026-12-08 10:00'],
		['30号 10:00', '2026-11-30 10:00'],
		['8日 10:00', '2026-12-08 10:00'],
		['tomorrow 3pm', '2026-11-24 15:00'],
		['Dec 9, 9:00am-11:30am', '2026-12-09 9:00 150'],
		['9 December 2026 at 2:30 pm for 1 h 30 min', '2026-12-09 14:30 90'],
		['Thu 15:00', '2026-11-26 15:00'],
		['12月9日周三 9:00', '2026-12-09 9:00']
	])('[M33] %s: %s', (text, expected) => {
		expect(told(text)).toBe(expected);
	});

	test.each([
		['', 'empty'],
		['  ', 'empty'],
		['周四', 'no-time'],
		['15:00', 'no-day'],
		['周四3点', 'half-of-day 3'],
		['周四 3:00', 'half-of-day 3:00'],
		['周一 16:00', 'which-week 周一'],
		['今天 14:00', 'past'],
		['本周一 9:00', 'past'],
		['2025年12月9日 9:00', 'past'],
		['2月30日 9:00', 'no-such-day 2月30日'],
		['12月9日周四 9:00', 'weekday-differs 周四'],
		['明天周二 9:00', '2026-11-24 9:00'],
		['周四 15:00-14:00', 'end-before-start'],
		['周四 15:00-16:30 2h', 'two-lengths'],
		['周四 25:00', 'not-understood 25:00'],
		['周四 15:00 会议室见', 'not-understood 会议室见'],
		['周四 周五 15:00', 'two-days'],
		['周四 15:00 16:00', 'two-times'],
		['周四 15:00 2分钟', 'length-out-of-bounds'],
		['周四 15:00 30小时', 'length-out-of-bounds'],
		['周四 99999999999999999999:00', 'not-understood 99999999999999999999:00']
	])('[M34] %s: %s', (text, expected) => {
		expect(told(text)).toBe(expected);
	});

	test('[M33] the turn of the year', () => {
		const end = instantOf('2026-12-31', 10 * 60);
		expect(told('31号 15:00', end)).toBe('2026-12-31 15:00');
		expect(told('下月31号 15:00', end)).toBe('2027-01-31 15:00');
		expect(told('明天 15:00', end)).toBe('2027-01-01 15:00');
	});

	test('[M34] whatever is typed, what is read lies ahead and its length is allowed', () => {
		const piece = fc.constantFrom(
			'周四',
			'下周',
			'一',
			'明天',
			'12月',
			'9日',
			'30',
			':',
			'15:00',
			'三点',
			'半',
			'-',
			'下午',
			'1.5h',
			' ',
			'2027年',
			'小时',
			'pm',
			'Dec',
			'/',
			'9'
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
					fc.string()
				),
				(text) => {
					const read = readWhen(text, now);
					if (read.kind !== 'read') return;
					expect(read.startsAt).toBeGreaterThan(now);
					expect(read.minutes === null || (read.minutes >= 5 && read.minutes <= 1440)).toBe(true);
				}
			),
			{ numRuns: 2000 }
		);
	});
});
