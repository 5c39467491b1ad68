/** One update for everything that was held back, without the letters that were typed and deleted again meanwhile. */
import * as Y from 'yjs';

function concat(...parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** The clocks at which what `held` writes begins; everything else as it is known now. */
function vectorBefore(doc: Y.Doc, held: Uint8Array): Map<number, number> {
	const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
	for (const [client, clock] of Y.parseUpdateMeta(held).from) vector.set(client, clock);
	return vector;
}

/**
 * Collects what was typed and already deleted since `vector`. The undo manager keeps such letters; they are worth
 * nothing to it (what came and went in one step is never redone) and must not travel.
 */
function forgetDeleted(doc: Y.Doc, vector: ReadonlyMap<number, number>, held: Uint8Array): void {
	for (const client of Y.parseUpdateMeta(held).from.keys()) {
		for (const struct of doc.store.clients.get(client) ?? []) {
			const isNew = struct.id.clock >= (vector.get(client) ?? 0);
			if (isNew && struct instanceof Y.Item && struct.deleted) struct.gc(doc.store, false);
		}
	}
}

/** `held` are the updates as they came. */
export function heldDifference(doc: Y.Doc, held: readonly Uint8Array[]): Uint8Array {
	const merged = Y.mergeUpdates([...held]);
	const vector = vectorBefore(doc, merged);
	forgetDeleted(doc, vector, merged);
	const now = Y.encodeStateVector(doc);
	// An update is its structs followed by its deletes. Without structs (one 0 byte) only the deletes are left: all of the
	// document's in the first, those of `held` in the second.
	const allDeletes = Y.encodeStateAsUpdate(doc, now).length - 1;
	const heldDeletes = Y.diffUpdate(merged, now).subarray(1);
	const whole = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(vector));
	return concat(whole.subarray(0, whole.length - allDeletes), heldDeletes);
}
