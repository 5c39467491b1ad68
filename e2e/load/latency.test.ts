import { describe, expect, test } from 'vitest';
import { latencies, median, quantile, type Witness } from './latency.ts';

const witness = (clientId: number, rest: Partial<Witness>): Witness => ({
	document: 'a',
	clientId,
	sent: [],
	arrivals: [],
	...rest
});

describe('from key to remote copy', () => {
	const writer = witness(7, { sent: [7, 1, 100, 7, 2, 110, 7, 3, 120] });

	test('one step of a clock brings all keys up to it', () => {
		const reader = witness(8, { arrivals: [7, 1, 104, 7, 3, 125] });
		expect(latencies([writer], [reader], 999)).toEqual({ ms: [4, 15, 5], missing: 0 });
	});

	test('a key that never came counts with the time it has been waited for', () => {
		const reader = witness(8, { arrivals: [7, 2, 115] });
		expect(latencies([writer], [reader], 500)).toEqual({ ms: [15, 5, 380], missing: 1 });
	});

	test('nobody waits for their own keys, or for those of another document', () => {
		const elsewhere = witness(8, { document: 'b' });
		expect(latencies([writer], [writer, elsewhere], 500)).toEqual({ ms: [], missing: 0 });
	});
});

describe('quantiles', () => {
	test('a sample counts for as many people as it stands for', () => {
		const editors = [1, 2].map((ms) => ({ ms, weight: 1 }));
		const viewers = [50, 60].map((ms) => ({ ms, weight: 49 }));
		expect(quantile([...viewers, ...editors], 0.5)).toBe(50);
		expect(quantile(editors, 0.5)).toBe(1);
		expect(quantile([...viewers, ...editors], 1)).toBe(60);
	});

	test('nothing measured is no number', () => {
		expect(quantile([], 0.95)).toBeNaN();
		expect(median([])).toBeNaN();
	});

	test('the median of an even number of runs lies between the middle two', () => {
		expect(median([4, 1, 3, 2])).toBe(2.5);
		expect(median([9, 1, 2])).toBe(2);
	});
});
