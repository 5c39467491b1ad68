/** [A12] [A13] [A14] When a code of the door holds, and how often one may guess. Making codes is the server's: it has the key. */
export const DOOR_WINDOW = 30_000;
/** Within this time, either way: a guess of tomorrow was counted while the clock was wrong. */
export const GUESSING_WITHIN = 15 * 60_000;
export const MOST_GUESSES = 10;
export const MOST_GUESSES_OF_MEETING = 100;

export function windowOf(at: number): number {
	return Math.floor(at / DOOR_WINDOW);
}

/** Those whose codes are accepted now: the present one, and the one before for whoever was just scanning. */
export function acceptedWindows(at: number): readonly [number, number] {
	return [windowOf(at), windowOf(at) - 1];
}

export function recentGuesses(guesses: readonly number[], at: number): readonly number[] {
	return guesses.filter((guess) => Math.abs(at - guess) < GUESSING_WITHIN);
}
