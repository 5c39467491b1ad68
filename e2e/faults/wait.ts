/** Waiting for the outside world, which no test hands a clock to. */

export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Answers how many milliseconds it took until `isTrue`.
 * @throws after `ms`, naming what did not come.
 */
export async function until(what: string, isTrue: () => boolean, ms = 20_000): Promise<number> {
	const begun = performance.now();
	while (!isTrue()) {
		if (performance.now() - begun > ms) throw new Error(`Not within ${ms / 1000} s: ${what}`);
		await pause(5);
	}
	return performance.now() - begun;
}
