import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { lightOf } from '#shared/followups/light.ts';
import type { Followup } from '#shared/followups/model.ts';
import {
	askExtension,
	at,
	closed,
	grant,
	open,
	paused,
	people,
	run,
	submitted,
	working
} from '#shared/followups/scene.ts';
import { awaited } from '#shared/followups/views.ts';
import { changeSentence, lightWord, said, turnTitle, whyLines } from './words.ts';

const light = (followup: Followup, date: string) => lightOf(followup, chinaCalendar, at(date));
const why = (followup: Followup, date: string): Record<string, string> =>
	Object.fromEntries(whyLines(light(followup, date), at(date)).map(({ term, text }) => [term, text]));

describe('a light says why', () => {
	test('[F20] what is overdue says by how many working days, and which', () => {
		expect(why(working(), '2026-12-22')).toMatchObject({ 已过: '2 个工作日（12月19日—12月22日）' });
	});
	test('[F15] an extension leaves the first limit in sight', () => {
		const longer = run(
			working(),
			[people.lead, '2026-12-02', askExtension('2026-12-25')],
			[people.office, '2026-12-03', grant]
		);
		expect(why(longer, '2026-12-04')).toMatchObject({ 原定: '12月18日，延至 12月25日（延期 1 次）' });
	});
	test('[F6] a pause is counted', () => {
		expect(why(paused(), '2026-12-08')).toMatchObject({ 停钟: '12月3日 起 3 个工作日' });
	});
	test('[F24] and when it will change', () => {
		expect(changeSentence(light(working(), '2026-12-02'), at('2026-12-02'))).toMatch(/^12月\d+日转(滞后|临期)/);
		expect(changeSentence(light(closed(), '2026-12-20'), at('2026-12-20'))).toBeNull();
		expect(changeSentence(light(submitted(), '2026-12-11'), at('2026-12-11'))).toBe('复核期间停在报结时的灯。');
	});
	test.each([
		['nothing runs before it is assigned', open(), '2026-11-26', '未起算'],
		['it stands', paused(), '2026-12-08', '暂停'],
		['it is over', closed(), '2026-12-20', '已销号'],
		['it is late', working(), '2026-12-22', '逾期 2 天']
	] as const)('[F20] its word says that %s', (_, followup, date, word) => {
		expect(lightWord(light(followup, date))).toBe(word);
	});
});

test('[F23] the title of the steps says whose turn it is', () => {
	const title = (isTurn: boolean, date: string): string =>
		turnTitle('in-progress', awaited(working(), chinaCalendar), { isTurn, nameOf: () => '公安局', now: at(date) });
	expect([title(true, '2026-12-02'), title(false, '2026-12-02'), title(true, '2026-12-22')]).toEqual([
		'轮到您办理，12月18日前',
		'等公安局办理，12月18日前',
		'轮到您办理，应于 12月18日完成'
	]);
});

test('[F15] a refusal writes its days as everywhere else', () => {
	expect(said({ code: 'extension-too-late', params: { dueOn: '2026-12-18' } }, at('2026-12-22'))).toContain('12月18日');
});
