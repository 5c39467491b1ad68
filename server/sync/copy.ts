/**
 * A document as Yjs holds it: what the guard asks and updates are applied to. It is costly (some ten times its bytes) and
 * lives only while people write. Its updates are always bytes that Yjs wrote itself, never a stranger's.
 */
import * as Y from 'yjs';
import { hashOf } from '#shared/sync/state-hash.ts';
import type { Roots } from './guard.ts';
import { metered, TooCostly } from './meter.ts';
import { boundTidying, load } from './tidying.ts';

/** What one change wrote; null: nothing. After `broken` and `too-costly` the copy may hold half of it and is of no use. */
export type Written = Uint8Array | null | 'broken' | 'too-costly';

export class Copy {
	readonly doc: Y.Doc;
	#written: Uint8Array[] = [];
	#vector: Uint8Array | null = null;
	#hash: number | null = null;
	/** What builds on rows that are damaged: on disk, and out of the way until the rest is back. */
	#held: Uint8Array[] = [];

	constructor(roots: Roots, parts: readonly Uint8Array[]) {
		this.doc = documentOf(roots, parts);
		this.#holdBack();
		this.doc.on('update', (update: Uint8Array) => this.#written.push(update));
	}

	/** What builds on damaged rows, in Yjs's second format. */
	get held(): readonly Uint8Array[] {
		return this.#held;
	}

	/** Nothing is missing in what it has. */
	get isWhole(): boolean {
		return this.#held.length === 0;
	}

	/** Whoever were told of it would send it back, and it would be a gap. */
	#holdBack(): void {
		const { store } = this.doc;
		const { pendingStructs, pendingDs } = store;
		if (pendingStructs) this.#held.push(pendingStructs.update);
		if (pendingDs) this.#held.push(pendingDs);
		store.pendingStructs = store.pendingDs = null;
	}

	/** Of what was held back, as much as fits now. */
	#tryAgain(): void {
		const held = this.#held;
		this.#held = [];
		for (const update of held) {
			// Yjs keeps what waits in its second format.
			Y.applyUpdateV2(this.doc, update);
			this.#holdBack();
		}
	}

	/** What somebody with `vector` lacks. @throws for bytes that are no state vector. */
	difference(vector: Uint8Array): Uint8Array {
		return vector.length === 0 ? Y.encodeStateAsUpdate(this.doc) : Y.encodeStateAsUpdate(this.doc, vector);
	}

	vector(): Uint8Array {
		return (this.#vector ??= Y.encodeStateVector(this.doc));
	}

	hash(): number {
		return (this.#hash ??= hashOf(this.doc));
	}

	/** Applies within the meter; `steps` is told what it cost beside its parts. */
	apply(update: Uint8Array, parts: number, steps: (count: number) => void): Written {
		return this.#run(() => steps(metered(parts, () => Y.applyUpdate(this.doc, update))));
	}

	/** An update of our own making. */
	applyOwn(update: Uint8Array): Written {
		return this.#run(() => Y.applyUpdate(this.doc, update));
	}

	#run(work: () => void): Written {
		const { store } = this.doc;
		this.#written = [];
		try {
			work();
		} catch (error) {
			// Too costly, or the guard let something through that Yjs trips over.
			return error instanceof TooCostly ? 'too-costly' : 'broken';
		}
		if (store.pendingStructs !== null || store.pendingDs !== null) return 'broken';
		if (this.#written.length > 0) this.#tryAgain();
		const [first, ...more] = this.#written;
		this.#written = [];
		if (first === undefined) return null;
		this.#vector = this.#hash = null;
		// Yjs may write twice: it also tidies formatting after foreign edits.
		return more.length === 0 ? first : Y.mergeUpdates([first, ...more]);
	}

	isDeleted({ client, clock, length }: { client: number; clock: number; length: number }): boolean {
		const structs = this.doc.store.clients.get(client);
		if (!structs || clock + length > Y.getState(this.doc.store, client)) return false;
		for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
			const struct = structs[index];
			if (!struct || struct.id.clock >= clock + length) return true;
			if (!struct.deleted) return false;
		}
		return true;
	}

	destroy(): void {
		this.doc.destroy();
	}
}

/** A document with the roots its domain names, whatever was written yet. */
export function documentOf(roots: Roots, parts: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	for (const [name, kind] of Object.entries(roots)) {
		if (kind === 'array') doc.getArray(name);
		else if (kind === 'map') doc.getMap(name);
		else doc.getXmlFragment(name);
	}
	load(doc, parts);
	boundTidying(doc);
	return doc;
}
