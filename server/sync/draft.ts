/**
 * One document on the server: what is on disk as bytes (`text`), and, while people write, a Yjs copy that is ahead of it by
 * what is on its way there. It judges and applies updates; it knows no connections.
 */
import * as Y from 'yjs';
import type { Reach, UpdateLog } from '#server/storage/port.ts';
import { syncFrame } from '#shared/sync/frames.ts';
import { furthest } from '#server/storage/reach.ts';
import { limits } from '#shared/sync/limits.ts';
import type { Compactor } from './compactor.ts';
import { Copy, documentOf } from './copy.ts';
import { DurableText } from './durable-text.ts';
import { judge, type GuardFault, type Roots } from './guard.ts';
import { Parcel } from './parcel.ts';
import type { Range } from './ranges.ts';
import { readUpdate } from './update-reader.ts';

/** New: `bytes` must be stored. `parts`: what it cost. */
export type Changed = {
	readonly kind: 'changed';
	readonly bytes: Uint8Array;
	/** More than what came: whoever sent it has to be told too. */
	readonly isMore: boolean;
	readonly claims: readonly number[];
	readonly parts: number;
	readonly reached: readonly Reach[];
};

export type Applied =
	| Changed
	| { readonly kind: 'known'; readonly parts: number }
	| { readonly kind: 'gap'; readonly parts: number }
	| { readonly kind: 'refused'; readonly fault: GuardFault | 'broke-the-copy' | 'too-costly' | 'full' };

/** The person id the server's own edits are recorded under; no person's id has a colon. */
export const SERVER = ':server';

/** Into a full document one may still type, and delete. */
const SMALL_BYTES = 4096;
/** Payloads that said nothing new, kept to recognise: every returning client sends the same list of deletes. */
const KEPT_PAYLOADS = 8;
const LONGEST_KEPT = 256 * 1024;

export type DraftGrounds = { readonly log: UpdateLog; readonly compactor: Pick<Compactor, 'snapshot'> };

export class Draft {
	readonly name: string;
	/** Rows that could not be read: the text may lack something, and is never compacted over the evidence. */
	readonly damaged: number;
	readonly #lost: ReadonlyMap<number, number>;
	readonly text: DurableText;
	readonly #grounds: DraftGrounds;
	readonly #roots: Roots;
	#owners: Map<number, string>;
	#copy: Copy | null = null;
	/** Applied and not yet known to be on disk, oldest first. */
	#pending: Uint8Array[] = [];
	#pendingBytes = 0;
	/** The vector of a copy that was let go; no byte has come since. */
	#vector: Uint8Array | null = null;
	#compacting: Promise<void> | null = null;
	readonly #nothings: Uint8Array[] = [];

	constructor(grounds: DraftGrounds, name: string, roots: Roots) {
		const { snapshot, outline, tail, upTo, damaged, lost } = grounds.log.load(name);
		this.#grounds = grounds;
		this.name = name;
		this.#roots = roots;
		this.damaged = damaged;
		this.#lost = lost;
		this.text = new DurableText(snapshot && { bytes: snapshot, outline }, tail, upTo);
		this.#owners = new Map(grounds.log.owners(name));
		// What cannot be read at all is found before anybody is let in.
		this.vector();
	}

	get isSettled(): boolean {
		return this.#pending.length === 0;
	}

	writerOf(clientId: number): string | undefined {
		return this.#owners.get(clientId);
	}

	#awake(): Copy {
		return (this.#copy ??= new Copy(this.#roots, this.#parts()));
	}

	#parts(): readonly Uint8Array[] {
		return [...this.text.parts(), ...this.#pending];
	}

	/** Lets the copy go, if there is one and nothing is under way; the next edit makes it anew. */
	sleep(): boolean {
		if (!this.#copy || !this.isSettled) return false;
		this.#vector = this.#copy.vector();
		this.#copy.destroy();
		this.#copy = null;
		return true;
	}

	/** The copy holds half of something: forgotten, and made anew when it is needed. */
	#forget(): void {
		this.#copy?.destroy();
		this.#copy = this.#vector = null;
		this.#nothings.length = 0;
	}

	/** [S10] Judged first, applied then; whatever breaks in spite of that does not outlive the call. */
	apply(personId: string, update: Uint8Array, presentOwner: (clientId: number) => string | undefined): Applied {
		const size = this.text.bytes + this.#pendingBytes;
		if (size > limits.documentBytes && update.length > SMALL_BYTES) return { kind: 'refused', fault: 'full' };
		if (this.#saidNothingBefore(update)) return { kind: 'known', parts: 1 };
		const nothing = this.#copy ? null : this.#partsOfNothing(update, (deletes) => this.#areDeletedOnDisk(deletes));
		if (nothing !== null) return { kind: 'known', parts: nothing };
		const copy = this.#awake();
		const held = copy.heldBack;
		const lost = held ? furthest([...this.#lost, ...held.reach]) : this.#lost;
		const judged = judge(
			{ doc: copy.doc, roots: this.#roots, owners: this.#owners, presentOwner, lost },
			personId,
			update
		);
		if (judged.kind !== 'pass') return judged;
		if (held?.contradicts(update)) return { kind: 'refused', fault: 'foreign-client-id' };
		const fresh = judged.overlaps ? Y.diffUpdate(update, copy.vector()) : update;
		let { parts } = judged;
		const written = copy.apply(fresh, parts, (steps) => (parts += steps));
		if (written === 'too-costly' || written === 'broken') {
			this.#forget();
			return { kind: 'refused', fault: written === 'broken' ? 'broke-the-copy' : written };
		}
		if (written !== null) return this.#changedBy(personId, { ...judged, ...written, parts });
		this.#keepNothing(update);
		return { kind: 'known', parts };
	}

	#changedBy(personId: string, { bytes, isMore, claims, parts, reached }: Omit<Changed, 'kind'>): Changed {
		for (const clientId of claims) this.#owners.set(clientId, personId);
		this.#pending.push(bytes);
		this.#pendingBytes += bytes.length;
		return { kind: 'changed', bytes, isMore, claims, parts, reached };
	}

	/** Text only grows and deletes are never taken back, so what was known stays known until something is lost. */
	#saidNothingBefore(update: Uint8Array): boolean {
		return this.#nothings.some((known) => known.length === update.length && Buffer.compare(known, update) === 0);
	}

	#keepNothing(update: Uint8Array): void {
		// A single letter said twice is not worth a place.
		if (update[0] !== 0 || update.length > LONGEST_KEPT) return;
		if (this.#nothings.length >= KEPT_PAYLOADS) this.#nothings.shift();
		this.#nothings.push(update.slice());
	}

	/**
	 * An edit by the server. It is made on a second copy, so that one that throws half-way leaves nothing.
	 * Null when it changed nothing.
	 */
	edit(mutate: (doc: Y.Doc) => void): Changed | null {
		const trial = documentOf(this.#roots, this.#parts());
		const updates: Uint8Array[] = [];
		trial.on('update', (update: Uint8Array) => updates.push(update));
		try {
			trial.transact(() => mutate(trial));
			if (updates.length === 0) return null;
			const written = this.#awake().applyOwn(Y.mergeUpdates(updates));
			if (written === 'broken' || written === 'too-costly') {
				this.#forget();
				throw new Error(`An edit broke the server's copy of ${this.name}`);
			}
			if (written === null) return null;
			const reached: readonly Reach[] = [[trial.clientID, Y.getState(trial.store, trial.clientID)]];
			return this.#changedBy(SERVER, { ...written, claims: [trial.clientID], parts: 0, reached });
		} finally {
			trial.destroy();
		}
	}

	/**
	 * What is on disk and somebody with `vector` lacks, and how many bytes had to be gone through to know it. Of a text with
	 * holes it is what holds together.
	 * @throws for bytes that are no state vector.
	 */
	answer(vector: Uint8Array): { readonly parcels: readonly Parcel[]; readonly walked: number } {
		if (this.damaged === 0) return this.text.answer(vector);
		const copy = this.isSettled ? this.#awake() : new Copy(this.#roots, this.text.parts());
		return { parcels: [new Parcel([syncFrame('step2', copy.difference(vector))])], walked: this.text.bytes };
	}

	/** A document with the text that is on disk, for whoever wants to read it. */
	read(): Y.Doc {
		return documentOf(this.#roots, this.text.parts());
	}

	/** The oldest pending update is on disk. */
	stored(lastId: number): void {
		const update = this.#pending.shift();
		if (!update) return;
		this.#pendingBytes -= update.length;
		this.text.append(update, lastId);
	}

	/** Nothing that was on its way will be on disk. @throws when not even the claims can be read. */
	lost(): void {
		this.#pending = [];
		this.#pendingBytes = 0;
		this.#forget();
		// Claims went with the rows: whose ids they are is told anew when the text comes again.
		this.#owners = new Map(this.#grounds.log.owners(this.name));
	}

	/** What we have, and what is on its way to the disk. */
	vector(): Uint8Array {
		if (this.#copy) return this.#copy.vector();
		// Where rows are missing only Yjs knows how far the text holds together.
		if (this.damaged > 0) return this.#awake().vector();
		return (this.#vector ??= Y.encodeStateVector(new Map(this.text.clocks())));
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

	/** The fingerprint of what is on disk, or null while that cannot be told without waking the copy. */
	hash(): number | null {
		return this.#copy && this.isSettled ? this.#copy.hash() : null;
	}

	/**
	 * [S16] A returning client's step 2 always carries every delete it knows of. Such an update without structs, all of whose
	 * deletes are known, says nothing; this is asked before a reader's or a late update is refused. Answers how many parts
	 * it has, null when it says something.
	 */
	saysNothing(update: Uint8Array): number | null {
		if (this.#saidNothingBefore(update)) return 1;
		return this.#partsOfNothing(
			update,
			(deletes) => this.#areDeletedOnDisk(deletes) || deletes.every((range) => this.#awake().isDeleted(range))
		);
	}

	#partsOfNothing(update: Uint8Array, areKnown: (deletes: readonly Range[]) => boolean): number | null {
		if (update[0] !== 0) return null;
		try {
			const { deletes, parts } = readUpdate(update);
			if (!areKnown(deletes)) return null;
			this.#keepNothing(update);
			return parts;
		} catch {
			// Malformed: then it says something we do not want.
			return null;
		}
	}

	/** [S48] Told from the bytes, so that nobody who comes back wakes a copy; where there is one, it is asked. */
	#areDeletedOnDisk(deletes: readonly Range[]): boolean {
		return this.#copy === null && this.damaged === 0 && this.text.areDeleted(deletes);
	}

	/** A snapshot of a text with holes would say that they are none. */
	get #isWhole(): boolean {
		return this.damaged === 0 || (this.#copy !== null && this.#copy.heldBack === null);
	}

	get isWorthCompacting(): boolean {
		return this.#isWhole && this.#compacting === null && this.text.isWorthCompacting;
	}

	get isWorthCompactingAtRest(): boolean {
		return this.#isWhole && this.#compacting === null && this.text.isWorthCompactingAtRest;
	}

	/** [S24] What comes meanwhile stays in the tail. Rejects when it could not be done; nothing has changed then. */
	compact(): Promise<void> {
		this.#compacting ??= this.#compact().finally(() => {
			this.#compacting = null;
		});
		return this.#compacting;
	}

	async #compact(): Promise<void> {
		const { parts, rows, upTo } = this.text.covered();
		const snapshot = await this.#grounds.compactor.snapshot(parts);
		await this.#grounds.log.compact(this.name, upTo, snapshot.bytes, snapshot.outline);
		this.text.compacted(snapshot, rows);
	}

	get underWay(): Promise<void> | null {
		return this.#compacting;
	}

	destroy(): void {
		this.#copy?.destroy();
		this.#copy = null;
	}
}
