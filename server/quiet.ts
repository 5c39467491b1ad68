/**
 * Gives memory back while nobody waits. V8 lets garbage gather in proportion to what it found the last time it looked, so
 * the garbage of the start, or of a thousand people who came, would stay for as long as the process is up.
 */
import { getHeapStatistics } from 'node:v8';

const LOOK_MS = 1000;
/** Above this share of time the loop has other work. */
const QUIET = 0.05;
/** Below this it is not worth the tenth of a second it takes. */
const WORTH_BYTES = 8 * 1024 * 1024;

const held = (): number => {
	const { used_heap_size: used, external_memory: external } = getHeapStatistics();
	return used + external;
};

export type Collect = () => void;

/** Looks every second. Node must have been started with --expose-gc, or it does nothing. */
export function tidyWhenQuiet(
	collect: Collect | undefined = globalThis.gc && whole(globalThis.gc),
	size: () => number = held
): () => void {
	if (collect === undefined) return () => undefined;
	let before = performance.eventLoopUtilization();
	let least = 0;
	const timer = setInterval(() => {
		const now = performance.eventLoopUtilization();
		const { utilization } = performance.eventLoopUtilization(now, before);
		before = now;
		if (utilization > QUIET || size() < least + WORTH_BYTES) return;
		collect();
		least = size();
		before = performance.eventLoopUtilization();
	}, LOOK_MS).unref();
	return () => clearInterval(timer);
}

const whole =
	(gc: NodeJS.GCFunction): Collect =>
	() =>
		gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
