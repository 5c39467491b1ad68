import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tidyWhenQuiet } from './quiet.ts';

let utilization = 0;
let size = 100e6;
const collect = vi.fn<() => void>(() => void (size = 40e6));

beforeEach(() => {
	vi.useFakeTimers();
	vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({ idle: 1, active: 1, utilization }));
	utilization = 0;
	size = 100e6;
	collect.mockClear();
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

test('garbage goes when nobody waits, and again only when there is more of it', () => {
	const stop = tidyWhenQuiet(collect, () => size);
	utilization = 0.4;
	vi.advanceTimersByTime(60_000);
	expect(collect).not.toHaveBeenCalled();
	utilization = 0.01;
	vi.advanceTimersByTime(60_000);
	expect(collect).toHaveBeenCalledTimes(1);
	size += 5e6;
	vi.advanceTimersByTime(60_000);
	expect(collect).toHaveBeenCalledTimes(1);
	size += 5e6;
	vi.advanceTimersByTime(60_000);
	expect(collect).toHaveBeenCalledTimes(2);
	stop();
	size = 200e6;
	vi.advanceTimersByTime(60_000);
	expect(collect).toHaveBeenCalledTimes(2);
});
