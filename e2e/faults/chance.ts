/** Chance that can be repeated. */

export type Chance = {
	/** From 0 to below `count`. */
	readonly below: (count: number) => number;
	readonly of: <T>(list: readonly T[]) => T;
};

/** mulberry32 */
export function chanceOf(seed: number): Chance {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (count: number): number => Math.floor(next() * count);
	return { below, of: <T>(list: readonly T[]) => list[below(list.length)] as T };
}
