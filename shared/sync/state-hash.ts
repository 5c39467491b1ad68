/**
 * A fingerprint of a document: which changes it has, and how much of them is deleted. Two copies that have heard the same
 * have the same; that two others have it by chance is one in four thousand million.
 */
import type * as Y from 'yjs';

/** The finish of MurmurHash3: every bit of the word moves every bit of the answer. */
function mixed(word: number): number {
	let bits = word >>> 0;
	bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return (bits ^ (bits >>> 16)) >>> 0;
}

/** Numbers beyond 32 bits count with all their bits. */
function folded(number: number): number {
	return (number ^ mixed(Math.floor(number / 2 ** 32))) >>> 0;
}

/**
 * The order of `clocks` makes no difference, so that whoever keeps a map need not sort it; a client without changes makes
 * none either. @param deleted how many of all clock positions are deleted
 */
export function stateHash(clocks: Iterable<readonly [number, number]>, deleted: number): number {
	let sum = mixed(folded(deleted) ^ 0x5bd1e995);
	for (const [client, clock] of clocks)
		if (clock > 0) sum = (sum + mixed(folded(clock) ^ mixed(folded(client) ^ 0x9e3779b9))) >>> 0;
	return sum;
}

/** Of a whole document. Walks over all of it. */
export function hashOf(doc: Y.Doc): number {
	const clocks: [number, number][] = [];
	let deleted = 0;
	for (const [client, structs] of doc.store.clients) {
		const last = structs.at(-1);
		if (last) clocks.push([client, last.id.clock + last.length]);
		for (const struct of structs) if (struct.deleted) deleted += struct.length;
	}
	return stateHash(clocks, deleted);
}
