/**
 * The server's own copy of a document: what the log holds, plus what is on its way there. It judges and applies updates
 * and answers differences; it knows no connections. Its bytes are always those Yjs wrote itself, never a stranger's.
 */
import * as Y from 'yjs';
import type { UpdateLog } from '#server/storage/port.ts';
import { limits } from '#shared/sync/limits.ts';
import { judge, type GuardFault, type Roots } from './guard.ts';
import { metered, TooCostly } from './meter.ts';
import { readUpdate } from './update-reader.ts';

export type Applied =
	/** New: `bytes` must be stored. `parts`: what it cost. */
	| { readonly kind: 'changed'; readonly bytes: Uint8Array; readonly claims: readonly number[]; readonly parts: number }
	| { readonly kind: 'known'; readonly parts: number }
	| { readonly kind: 'gap'; readonly parts: number }
	| { readonly kind: 'refused'; readonly fault: GuardFault | 'broke-the-copy' | 'too-costly' | 'full' };

/** The person id the server's own edits are recorded under; no person's id has a colon. */
export const SERVER = ':server';

/** Compaction pays when the tail is longer than this. */
const TAIL_ROWS = 200;
const TAIL_BYTES = 64 * 1024;
/** Into a full document one may still type, and delete. */
const SMALL_BYTES = 4096;

export class Draft {
	readonly name: string;
	/** Rows that could not be read: the copy may lack text, and is never compacted over the evidence. */
	damaged = 0;
	readonly #log: UpdateLog;
	readonly #roots: Roots;
	#owners: Map<number, string>;
	#doc: Y.Doc;
	#written: Uint8Array[] = [];
	/** Applied and not yet known to be on disk, oldest first. */
	#pending: Uint8Array[] = [];
	#upTo = 0;
	#tailRows = 0;
	#tailBytes = 0;
	/** About as many bytes as the whole takes. */
	#size = 0;
	#vector: Uint8Array | null = null;
	#whole: Uint8Array | null = null;

	constructor(log: UpdateLog, name: string, roots: Roots) {
		this.#log = log;
		this.name = name;
		this.#roots = roots;
		this.#owners = new Map(log.owners(name));
		this.#doc = this.#load();
	}

	get pendingCount(): number {
		return this.#pending.length;
	}

	writerOf(clientId: number): string | undefined {
		return this.#owners.get(clientId);
	}

	#load(): Y.Doc {
		const { snapshot, tail, upTo, damaged } = this.#log.load(this.name);
		const doc = emptyDocument(this.#roots);
		doc.transact(() => {
			if (snapshot) Y.applyUpdate(doc, snapshot);
			for (const update of [...tail, ...this.#pending]) Y.applyUpdate(doc, update);
		});
		this.damaged = damaged;
		this.#upTo = upTo;
		this.#tailRows = tail.length;
		this.#tailBytes = tail.reduce((sum, { length }) => sum + length, 0);
		this.#size = (snapshot?.length ?? 0) + this.#tailBytes;
		doc.on('update', (update: Uint8Array) => this.#written.push(update));
		this.#written = [];
		this.#changed();
		return doc;
	}

	/** Forgets the copy and makes it anew from the log and what is on its way there. */
	reload(): void {
		this.#doc.destroy();
		this.#doc = this.#load();
	}

	#changed(): void {
		this.#vector = null;
		this.#whole = null;
	}

	/** [S10] Judged first, applied then; whatever breaks in spite of that does not outlive the call. */
	apply(personId: string, update: Uint8Array, presentOwner: (clientId: number) => string | undefined): Applied {
		if (this.#size > limits.documentBytes && update.length > SMALL_BYTES) return { kind: 'refused', fault: 'full' };
		const document = { doc: this.#doc, roots: this.#roots, owners: this.#owners, presentOwner };
		const judged = judge(document, personId, update);
		if (judged.kind !== 'pass') return judged;
		const fresh = judged.overlaps ? Y.diffUpdate(update, this.vector()) : update;
		let { parts } = judged;
		const bytes = this.#run(() => {
			parts += metered(parts, () => Y.applyUpdate(this.#doc, fresh));
		});
		if (bytes === 'too-costly') return { kind: 'refused', fault: bytes };
		if (bytes === 'broken') return { kind: 'refused', fault: 'broke-the-copy' };
		if (bytes === null) return { kind: 'known', parts };
		return this.#changedBy(bytes, personId, judged.claims, parts);
	}

	#changedBy(bytes: Uint8Array, personId: string, claims: readonly number[], parts: number): Applied {
		for (const clientId of claims) this.#owners.set(clientId, personId);
		this.#pending.push(bytes);
		this.#size += bytes.length;
		this.#changed();
		return { kind: 'changed', bytes, claims, parts };
	}

	/** What Yjs wrote while `work` ran, or null. Yjs may write twice: it also tidies formatting after foreign edits. */
	#run(work: () => void): Uint8Array | null | 'broken' | 'too-costly' {
		const { store } = this.#doc;
		const waited = store.pendingStructs !== null || store.pendingDs !== null;
		this.#written = [];
		try {
			work();
		} catch (error) {
			// Too costly, or the guard let something through that Yjs trips over. Half of it may be applied: of no use.
			this.reload();
			return error instanceof TooCostly ? 'too-costly' : 'broken';
		}
		if (!waited && (store.pendingStructs !== null || store.pendingDs !== null)) {
			this.reload();
			return 'broken';
		}
		const [first, ...more] = this.#written;
		this.#written = [];
		if (first === undefined) return null;
		return more.length === 0 ? first : Y.mergeUpdates([first, ...more]);
	}

	/**
	 * An edit by the server. It is made on a second copy, so that one that throws half-way leaves nothing.
	 * Null when it changed nothing.
	 */
	edit(mutate: (doc: Y.Doc) => void): Extract<Applied, { kind: 'changed' }> | null {
		const copy = this.copy();
		const updates: Uint8Array[] = [];
		copy.on('update', (update: Uint8Array) => updates.push(update));
		try {
			copy.transact(() => mutate(copy));
			if (updates.length === 0) return null;
			const bytes = this.#run(() => Y.applyUpdate(this.#doc, Y.mergeUpdates(updates)));
			if (bytes === 'broken' || bytes === 'too-costly')
				throw new Error(`An edit broke the server's copy of ${this.name}`);
			if (bytes === null) return null;
			const applied = this.#changedBy(bytes, SERVER, [copy.clientID], 0);
			return applied.kind === 'changed' ? applied : null;
		} finally {
			copy.destroy();
		}
	}

	/** A second document with the same text, for whoever wants to read or try. */
	copy(): Y.Doc {
		const copy = emptyDocument(this.#roots);
		Y.applyUpdate(copy, this.whole());
		return copy;
	}

	/** The oldest pending update is on disk. */
	stored(lastId: number): void {
		const update = this.#pending.shift();
		this.#upTo = Math.max(this.#upTo, lastId);
		this.#tailRows += 1;
		this.#tailBytes += update?.length ?? 0;
	}

	/** Nothing that was on its way will be on disk. */
	lost(): void {
		this.#pending = [];
		// Claims went with the rows: whose ids they are is told anew when the text comes again.
		this.#owners = new Map(this.#log.owners(this.name));
		this.reload();
	}

	vector(): Uint8Array {
		return (this.#vector ??= Y.encodeStateVector(this.#doc));
	}

	/** What everybody had been told before `untold` and all that is pending. */
	vectorBefore(untold: readonly Uint8Array[]): Uint8Array {
		const vector = Y.decodeStateVector(this.vector());
		for (const update of [...untold, ...this.#pending]) {
			for (const [client, clock] of Y.parseUpdateMeta(update).from) {
				vector.set(client, Math.min(vector.get(client) ?? clock, clock));
			}
		}
		return Y.encodeStateVector(vector);
	}

	whole(): Uint8Array {
		return (this.#whole ??= Y.encodeStateAsUpdate(this.#doc));
	}

	/** @throws for bytes that are no state vector. */
	difference(vector: Uint8Array): Uint8Array {
		const isFresh = vector.length === 0 || (vector.length === 1 && vector[0] === 0);
		return isFresh ? this.whole() : Y.encodeStateAsUpdate(this.#doc, vector);
	}

	/**
	 * [S16] A returning client's step 2 always carries every delete it knows of. Such an update without structs, all of whose
	 * deletes are known, says nothing; this is asked before a reader's or a late update is refused. Answers how many parts
	 * it has, null when it says something.
	 */
	saysNothing(update: Uint8Array): number | null {
		if (update[0] !== 0) return null;
		try {
			const { deletes, parts } = readUpdate(update);
			return deletes.every((range) => this.#isDeleted(range)) ? parts : null;
		} catch {
			// Malformed: then it says something we do not want.
			return null;
		}
	}

	#isDeleted({ client, clock, length }: { client: number; clock: number; length: number }): boolean {
		const structs = this.#doc.store.clients.get(client);
		if (!structs || clock + length > Y.getState(this.#doc.store, client)) return false;
		for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
			const struct = structs[index];
			if (!struct || struct.id.clock >= clock + length) return true;
			if (!struct.deleted) return false;
		}
		return true;
	}

	/** Several updates as one. */
	merge(updates: readonly Uint8Array[]): Uint8Array {
		const [first, ...more] = updates;
		return first !== undefined && more.length === 0 ? first : Y.mergeUpdates([...updates]);
	}

	get isWorthCompacting(): boolean {
		const long = this.#tailRows > TAIL_ROWS || this.#tailBytes > TAIL_BYTES;
		return long && this.#pending.length === 0 && this.damaged === 0;
	}

	/** Only with nothing pending: a snapshot must not hold what the log may yet refuse. */
	compact(): Promise<void> {
		this.#tailRows = 0;
		this.#tailBytes = 0;
		this.#size = this.whole().length;
		return this.#log.compact(this.name, this.#upTo, this.whole());
	}

	destroy(): void {
		this.#doc.destroy();
	}
}

function emptyDocument(roots: Roots): Y.Doc {
	const doc = new Y.Doc();
	for (const [name, kind] of Object.entries(roots)) {
		if (kind === 'array') doc.getArray(name);
		else if (kind === 'map') doc.getMap(name);
		else doc.getXmlFragment(name);
	}
	return doc;
}
