/**
 * A document as Yjs holds it: what the guard asks and updates are applied to. It is costly (some ten times its bytes) and
 * lives only while people write. Its updates are always bytes that Yjs wrote itself, never a stranger's.
 */
import * as Y from 'yjs';
import { hashOf } from '#shared/sync/state-hash.ts';
import { HeldBack } from './brought-back.ts';
import type { Roots } from './guard.ts';
import { metered, TooCostly } from './meter.ts';
import { boundTidying, load } from './tidying.ts';

/**
 * What one change wrote; null: nothing. `isMore`: Yjs added to what came, by tidying formats or by what was held back, so that
 * even who sent it has to be told. After `broken` and `too-costly` the copy may hold half of it and is of no use.
 */
export type Written = { readonly bytes: Uint8Array; readonly isMore: boolean } | null | 'broken' | 'too-costly';

export class Copy {
	readonly doc: Y.Doc;
	#written: Uint8Array[] = [];
	#vector: Uint8Array | null = null;
	#hash: number | null = null;
	/** What builds on rows that are damaged: on disk, and out of the way until the rest is back. */
	#held: Uint8Array[] = [];
	#heldBack: HeldBack | null = null;
	/** Some of it may fit when one of these clients has come beyond this clock. */
	#missing = new Map<number, number>();

	constructor(roots: Roots, parts: readonly Uint8Array[]) {
		this.doc = documentOf(roots, parts);
		this.#holdBack();
		this.doc.on('update', (update: Uint8Array) => this.#written.push(update));
	}

	/** What builds on damaged rows; null when nothing is missing. */
	get heldBack(): HeldBack | null {
		if (this.#held.length === 0) return null;
		return (this.#heldBack ??= new HeldBack(this.#held));
	}

	/** Whoever were told of it would send it back, and it would be a gap. */
	#holdBack(): void {
		const { store } = this.doc;
		const { pendingStructs, pendingDs } = store;
		if (pendingStructs) this.#hold(pendingStructs.update, pendingStructs.missing);
		if (pendingDs) {
			const ranges = [...Y.decodeUpdateV2(pendingDs).ds.clients];
			this.#hold(
				pendingDs,
				ranges.map(([client, [first]]) => [client, first?.clock ?? 0] as const)
			);
		}
		store.pendingStructs = store.pendingDs = null;
	}

	#hold(update: Uint8Array, missing: Iterable<readonly [number, number]>): void {
		this.#held.push(update);
		this.#heldBack = null;
		for (const [client, clock] of missing) {
			this.#missing.set(client, Math.min(clock, this.#missing.get(client) ?? clock));
		}
	}

	/** Of what was held back, as much as fits now. */
	#tryAgain(): void {
		const { store } = this.doc;
		if (![...this.#missing].some(([client, clock]) => Y.getState(store, client) > clock)) return;
		const held = this.#held;
		this.#held = [];
		this.#heldBack = null;
		this.#missing.clear();
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
			if (store.pendingStructs !== null || store.pendingDs !== null) return 'broken';
			if (this.#held.length > 0 && this.#written.length > 0) this.#tryAgain();
		} catch (error) {
			// Too costly, or the guard let something through that Yjs trips over.
			return error instanceof TooCostly ? 'too-costly' : 'broken';
		}
		const [first, ...more] = this.#written;
		this.#written = [];
		if (first === undefined) return null;
		this.#vector = this.#hash = null;
		return { bytes: more.length === 0 ? first : Y.mergeUpdates([first, ...more]), isMore: more.length > 0 };
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
