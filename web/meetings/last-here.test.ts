import { expect, test } from 'vitest';
import { AWAY_AFTER } from '#shared/meetings/digest.ts';
import { LastHere } from './last-here.svelte.ts';

function memory(first: Readonly<Record<string, string>> = {}) {
	const words = new Map(Object.entries(first));
	return {
		getItem: (key: string) => words.get(key) ?? null,
		setItem: (key: string, value: string) => void words.set(key, value)
	};
}

test('[M19] a gap of two minutes while not connected, or asleep, is an absence; a shorter one is none', () => {
	const here = new LastHere('ann m-1', null);
	here.tick(1000, true);
	here.tick(2000, false);
	here.tick(999 + AWAY_AFTER, true);
	expect(here.absence).toBe(null);
	here.tick(999 + 2 * AWAY_AFTER, true);
	expect(here.absence).toEqual({ from: 999 + AWAY_AFTER, until: 999 + 2 * AWAY_AFTER });
});

test('[M19] two absences not yet seen to are one, and seen to they are none', () => {
	const here = new LastHere('ann m-1', null);
	for (const at of [0, 1, 2].map((times) => 1000 + times * AWAY_AFTER)) here.tick(at, true);
	expect(here.absence).toEqual({ from: 1000, until: 1000 + 2 * AWAY_AFTER });
	here.seenTo();
	here.tick(2000 + 2 * AWAY_AFTER, true);
	expect(here.absence).toBe(null);
});

test('[M19] a page that was closed remembers, for this person and meeting only; who was never here was not away', () => {
	const storage = memory();
	new LastHere('ann m-1', storage).tick(1_000_000, true);
	const again = (room: string) => {
		const here = new LastHere(room, storage);
		here.tick(1_000_000 + AWAY_AFTER, true);
		return here.absence?.from ?? null;
	};
	expect(again('ben m-1')).toBe(null);
	new LastHere('ann m-1', storage).tick(1_000_000, true);
	expect(again('ann m-1')).toBe(1_000_000);
});

test('[M19] what is kept and is not ours, or storage that throws, changes nothing', () => {
	const closed = {
		getItem: () => {
			throw new Error('forbidden');
		},
		setItem: () => {
			throw new Error('full');
		}
	};
	for (const storage of [
		memory({ 'lianxi/last-here': '{"room":"ann m-1","at":"x"}' }),
		memory({ 'lianxi/last-here': '{' }),
		closed
	]) {
		const here = new LastHere('ann m-1', storage);
		here.tick(9_000_000, true);
		expect(here.absence).toBe(null);
	}
});
