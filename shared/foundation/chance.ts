/** Chance that can be repeated: for tests, faults and benches, which name a run by its seed. */

export type Chance = {
	/** From 0 to below 1. */
	readonly next: () => number;
	/** A whole number from 0 to below `count`. */
	readonly below: (count: number) => number;
	readonly of: <T>(list: readonly T[]) => T;
};

/** mulberry32. Its sequences are pinned: seeds that failed once are kept by name, and every bench has the same text. */
export function chanceOf(seed: number): Chance {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (count: number): number => Math.floor(next() * count);
	return { next, below, of: <T>(list: readonly T[]) => list[below(list.length)] as T };
}

const MOST_BYTES = 4096;

/** The bytes with some of them changed, missing, added or repeated. */
export function mutate(bytes: Uint8Array, { below }: Chance): Uint8Array {
	const mutated = [...bytes];
	for (let count = 1 + below(4); count > 0; count--) {
		const at = below(mutated.length);
		const kind = below(4);
		if (kind === 0) mutated[at] = below(256);
		else if (kind === 1) mutated.splice(at, 1 + below(4));
		else if (kind === 2) mutated.splice(at, 0, below(256), below(256));
		else mutated.push(...mutated.slice(at, at + below(20)));
	}
	return Uint8Array.from(mutated.slice(0, MOST_BYTES));
}
