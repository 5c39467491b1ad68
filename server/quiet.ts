/**
 * Gives memory back while nobody waits. V8 lets garbage gather in proportion to what it found the last time it looked, so
 * the garbage of the start, or of a thousand people who came, would stay for as long as the process is up.
 */
import { getHeapStatistics } from 'node:v8';

const LOOK_MS = 1000;
/** Share of time the loop has other work: just after the start nobody is there; later one slow typist takes more than this. */
const QUIET_AT_START = 0.05;
const QUIET = 0.002;
/** So many quiet looks in a row: a collection stops everybody for a tenth of a second, and a pause in typing is no rest. */
const LOOKS = 30;
/** Below this it is not worth it. */
const WORTH_BYTES = 16 * 1024 * 1024;

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
	let least: number | null = null;
	let looks = 0;
	const isQuiet = (utilization: number): boolean => {
		if (least === null) return utilization <= QUIET_AT_START;
		looks = utilization <= QUIET ? looks + 1 : 0;
		return looks >= LOOKS && size() >= least + WORTH_BYTES;
	};
	const timer = setInterval(() => {
		const now = performance.eventLoopUtilization();
		const { utilization } = performance.eventLoopUtilization(now, before);
		before = now;
		if (!isQuiet(utilization)) return;
		collect();
		least = size();
		looks = 0;
		before = performance.eventLoopUtilization();
	}, LOOK_MS).unref();
	return () => clearInterval(timer);
}

const whole =
	(gc: NodeJS.GCFunction): Collect =>
	() =>
		gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
