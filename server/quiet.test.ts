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

test('the garbage of the start goes in the first quiet second', () => {
	const stop = tidyWhenQuiet(collect, () => size);
	utilization = 0.4;
	vi.advanceTimersByTime(60_000);
	expect(collect).not.toHaveBeenCalled();
	utilization = 0.01;
	vi.advanceTimersByTime(1000);
	expect(collect).toHaveBeenCalledTimes(1);
	stop();
});

test('later it goes only after half a minute in which nobody did anything, and when it is worth it', () => {
	const stop = tidyWhenQuiet(collect, () => size);
	vi.advanceTimersByTime(1000);
	expect(collect).toHaveBeenCalledTimes(1);
	size += 10e6;
	vi.advanceTimersByTime(120_000);
	expect(collect).toHaveBeenCalledTimes(1);
	// Somebody types a key now and then.
	for (let n = 0; n < 10; n++) {
		utilization = 0.004;
		vi.advanceTimersByTime(1000);
		size += 1e6;
		utilization = 0;
		vi.advanceTimersByTime(20_000);
	}
	expect(collect).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(30_000);
	expect(collect).toHaveBeenCalledTimes(2);
	stop();
	size = 200e6;
	vi.advanceTimersByTime(120_000);
	expect(collect).toHaveBeenCalledTimes(2);
});
