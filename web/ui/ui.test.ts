import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { Acknowledged } from './acknowledged.svelte.ts';
import { iconNames } from './icons.ts';
import { looksCookie, looksFrom } from './looks.ts';
import { Toasts } from './toasts.svelte.ts';

const here = new URL('.', import.meta.url).pathname;

test('[U1] every icon that has a name has a drawing, and the other way round', () => {
	const drawn = [...readFileSync(`${here}icons.svg`, 'utf8').matchAll(/<symbol id="i-([a-z-]+)"/g)].map(
		([, name]) => name
	);
	expect([...iconNames].sort()).toEqual(drawn.sort());
});

test('[U2] looks survive the cookie, and nonsense in it is the plain look', () => {
	const looks = { theme: 'dark', text: 'xlarge', folded: true } as const;
	const [, value = ''] = /^looks=([^;]*)/.exec(looksCookie(looks)) ?? [];
	expect(looksFrom(value)).toEqual(looks);
	expect(looksFrom('"><script>.huge')).toEqual({ theme: 'auto', text: 'standard', folded: false });
});

test('[U3] colours, sizes and durations are numbers in tokens.css only', () => {
	const rough = readdirSync(here)
		.filter((name) => name.endsWith('.svelte'))
		.filter((name) => /#[0-9a-f]{3,8}\b(?=[;\s,)])/i.test(readFileSync(here + name, 'utf8').split('<style>')[1] ?? ''));
	expect(rough).toEqual([]);
});

describe('a step that the server records', () => {
	const once = () => {
		let count = 0;
		return new Acknowledged<{ code: string }>(() => `key-${(count += 1)}`);
	};

	test('[U4] says stored only after the answer, and a second press meanwhile does nothing', async () => {
		const step = once();
		let answer = (_told: { ok: true; value: null }): void => undefined;
		const running = step.run<null>(() => new Promise((resolve) => (answer = resolve)));
		expect(step.state).toBe('sent');
		expect(await step.run(async () => ({ ok: true, value: null }))).toBe(null);
		answer({ ok: true, value: null });
		await running;
		expect(step.state).toBe('stored');
	});

	test('[U4] a form that was changed, or another one, is not called stored', async () => {
		const step = once();
		await step.run(async () => ({ ok: true, value: null }));
		step.forget();
		expect(step.state).toBe('idle');
	});

	test('[U5] keeps its key when the network swallowed it, takes a new one after a refusal', async () => {
		const step = once();
		const keys: string[] = [];
		const act = (code: string) => async (key: string) => {
			keys.push(key);
			return { ok: false as const, refusal: { code } };
		};
		await step.run(act('offline'));
		await step.run(act('stale'));
		await step.run(act('stale'));
		expect(keys).toEqual(['key-1', 'key-1', 'key-2']);
		expect([step.state, step.refusal?.code]).toEqual(['idle', 'stale']);
	});
});

test('[U6] a toast goes after eight seconds, at most three stand', () => {
	vi.useFakeTimers();
	const toasts = new Toasts();
	for (const text of ['一', '二', '三', '四']) toasts.say(text);
	expect(toasts.shown.map(({ text }) => text)).toEqual(['二', '三', '四']);
	vi.advanceTimersByTime(8000);
	expect(toasts.shown).toEqual([]);
	vi.useRealTimers();
});
