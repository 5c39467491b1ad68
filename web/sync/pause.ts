/**
 * How long to wait before a connection is tried again. By chance over a whole window, so that those who were cut off
 * together do not come back together; the more people there were, the longer the window.
 */
import { closing } from '#shared/wire/closing.ts';

export type Cut = {
	/** Null when nobody said why. */
	readonly code: number | null;
	/** Attempts since the last one that brought the text. */
	readonly failures: number;
	/** In the document when it was cut. */
	readonly people: number;
};

const LONGEST_MS = 5000;
const SHORTEST_MS = 50;
const FIRST_MS = 200;
/** A server takes a returning client in less than this. */
const PER_PERSON_MS = 10;

/** @param chance from 0 to 1 */
export function pauseBefore({ code, failures, people }: Cut, chance: number): number {
	const crowd = Math.min(LONGEST_MS, PER_PERSON_MS * people);
	if (code === closing.restarting && failures === 0) return chance * crowd;
	// A single broken line comes back at once, whoever else is there; after that it may be the server.
	const window = failures === 0 ? FIRST_MS : Math.max(crowd, Math.min(LONGEST_MS, FIRST_MS * 2 ** failures));
	return Math.max(SHORTEST_MS, chance * window);
}
