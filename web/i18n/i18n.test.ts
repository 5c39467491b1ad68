import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '@inlang/paraglide-js';
import { instantOf } from '#shared/foundation/time.ts';
import { languages } from './compile.ts';

/** A text, or one for each form of a count. */
type Written = string | readonly [{ readonly match: Readonly<Record<string, string>> }];
const messages = (locale: string): Record<string, Written> =>
	JSON.parse(readFileSync(new URL(`./messages/${locale}.json`, import.meta.url), 'utf8')) as Record<string, Written>;
const texts = (written: Written = ''): readonly string[] =>
	typeof written === 'string' ? [written] : Object.values(written[0].match);
/** One language may name a thing twice where the other says “it”. */
const blanks = (written: Written | undefined): string[] =>
	[
		...new Set(
			[
				...texts(written)
					.join()
					.matchAll(/\{(\w+)\}/g)
			].map(([, name]) => name ?? '')
		)
	].sort();

beforeAll(() => compile(languages));

describe('messages', () => {
	const [zh, en] = [messages('zh-CN'), messages('en')];

	test('[I1] both languages have the same keys, none empty', () => {
		expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
		const written = [...Object.entries(zh), ...Object.entries(en)];
		expect(written.filter(([, text]) => texts(text).some((each) => each.trim() === ''))).toEqual([]);
	});

	test('[I2] both languages have the same blanks', () => {
		for (const [key, text] of Object.entries(zh)) expect([key, blanks(en[key])]).toEqual([key, blanks(text)]);
	});

	// A wrong path to the plugin only warns, and every message becomes undefined.
	test('[I3] a compiled message is its text in each language', async () => {
		const { m } = await import('./paraglide/messages.js');
		expect(m.app_name({}, { locale: 'zh-CN' })).toBe('联席');
		expect(m.app_name({}, { locale: 'en' })).toBe('Lianxi');
		expect(m.ui_number({ number: 'E-1' }, { locale: 'zh-CN' })).toBe('编号 E-1');
		expect(Object.keys(m).length).toBeGreaterThanOrEqual(Object.keys(zh).length);
	});
});

describe('a count', () => {
	/** “1 units”: what is counted needs its singular as well. Behind “of” it stands in the plural in any case. */
	const counted = /(?<!of )\{(\w+)\} (?!times\b|has\b|is\b|was\b|hours\b)[a-z]+s\b/g;
	/** Never one: who was away shorter is told nothing, a break lasts ten minutes and more. */
	const never = new Set(['home_live_many']);
	const amounts = /^(?:count|done|dealt|decisions|times|voted|attending|needed)$/;

	test('[I15] what English counts has a form for one', async () => {
		const { m } = await import('./paraglide/messages.js');
		const en = { locale: 'en' } as const;
		expect(m.room_after_finding({ count: 1, closed: 0, open: 1 }, en)).toBe('1 decision: 0 closed, 1 in hand');
		expect(m.room_after_finding({ count: 0, closed: 0, open: 0 }, en)).toBe('0 decisions: 0 closed, 0 in hand');
		expect(m.screen_vote_needed({ needed: 1 }, en)).toBe('1 vote for is needed');
		expect(m.room_after_finding({ count: 1, closed: 0, open: 1 }, { locale: 'zh-CN' })).toContain('1');
	});

	test('[I15] no English text counts in one form only', () => {
		const plain = Object.entries(messages('en')).flatMap(([key, written]) =>
			typeof written === 'string' && !never.has(key)
				? [...written.matchAll(counted)].filter(([, name = '']) => amounts.test(name)).map(([found]) => [key, found])
				: []
		);
		expect(plain).toEqual([]);
	});
});

describe('days and numbers', () => {
	const at = instantOf('2026-11-23', 15 * 60 + 41) + 8000;
	const told = async (locale: 'zh-CN' | 'en') => {
		const { overwriteGetLocale } = await import('./paraglide/runtime.js');
		overwriteGetLocale(() => locale);
		return import('./format.ts');
	};

	test('[I4] a moment is written as officials write it, in the time of Shanghai', async () => {
		const zh = await told('zh-CN');
		expect(zh.formatMoment(at, at)).toBe('11月23日 周一 15:41');
		expect(zh.formatTime(at, { seconds: true })).toBe('15:41:08');
		expect(zh.formatDay('2025-01-01', at)).toBe('2025年1月1日');
		expect(zh.formatNear(at, at - 86_400_000)).toBe('明天 15:41');
		const en = await told('en');
		expect(en.formatMoment(at, at)).toBe('Mon 23 Nov 15:41');
	});

	test('[I5] numbers are grouped and rounded, a clock counts', async () => {
		const zh = await told('zh-CN');
		expect(zh.formatNumber(1234567.891, 1)).toBe('1,234,567.9');
		expect(zh.formatNumber(-0.25, 1)).toBe('−0.2');
		expect(zh.formatPercent(0.8642)).toBe('86.4%');
		expect(zh.formatClock(372_000)).toBe('06:12');
		expect(zh.formatClock(3_972_900)).toBe('1:06:12');
	});
});

describe('refusals', () => {
	test('[I6] a code becomes its sentence; a fault gives its number; what the server worded stays', async () => {
		const { overwriteGetLocale } = await import('./paraglide/runtime.js');
		overwriteGetLocale(() => 'zh-CN');
		const { sentence } = await import('./refusals.ts');
		expect(sentence({ code: 'locked-out', params: { minutes: 15 } })).toContain('15 分钟');
		expect(sentence({ code: 'fault', params: { fault: 'x-1' } })).toContain('x-1');
		expect(sentence({ code: 'toString' })).toContain('toString');
		expect(sentence({ code: 'not-found', detail: '没有' })).toBe('没有');
	});
});
