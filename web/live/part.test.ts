import { expect, test } from 'vitest';
import { part } from './part.ts';

test('[W7] a part of the program that the network dropped is fetched again, ever more seldom, until it is there', async () => {
	const waits: number[] = [];
	let failures = 6;
	const fetched = await part(
		async () => {
			failures -= 1;
			if (failures >= 0) throw new TypeError('Failed to fetch dynamically imported module');
			return 'here';
		},
		async (ms) => void waits.push(ms)
	);
	expect(fetched).toBe('here');
	expect(waits).toEqual([3000, 6000, 12_000, 24_000, 30_000, 30_000]);
});
