import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Arrivals } from './arrivals.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[O8] arrivals are told together, once in ten seconds, with at most three names', () => {
	const arrivals = new Arrivals();
	for (const name of ['召某', '王某', '李某', '周某']) arrivals.add(name);
	vi.advanceTimersByTime(9999);
	expect(arrivals.batch.count).toBe(0);
	vi.advanceTimersByTime(1);
	expect(arrivals.batch).toEqual({ names: ['召某', '王某', '李某'], count: 4 });
	arrivals.add('何某');
	expect(arrivals.batch.count).toBe(4);
	vi.advanceTimersByTime(10_000);
	expect(arrivals.batch).toEqual({ names: ['何某'], count: 1 });
});
