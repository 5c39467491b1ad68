/**
 * What is on disk of a document, as bytes: a base (the last snapshot) and the rows since. Readers and people who join are
 * served from here without a Y.Doc, from frames that are made once. Knows nothing that is not on disk.
 */
import * as Y from 'yjs';
import { isEmptyUpdate, syncFrame } from '#shared/sync/frames.ts';
import { clocksOf, deletesIn, lackingOf, unpackOutline, type Outline } from './outline.ts';
import { Parcel } from './parcel.ts';
import { Ranges, type Range } from './ranges.ts';
import type { Snapshot } from './snapshot.ts';
import { readUpdate } from './update-reader.ts';

const EMPTY = Uint8Array.of(0, 0);
/** Answers kept: after a restart nearly everybody comes back with the same vector. */
const KEPT_ANSWERS = 64;
const KEPT_BYTES = 4 * 1024 * 1024;
/** A tail is worth compacting from here on; beside a large base only when it is longer, or typing would rewrite it for ever. */
const TAIL_ROWS = 400;
const MOST_TAIL_ROWS = 4000;
const TAIL_ROWS_AT_REST = 50;
const TAIL_BYTES = 64 * 1024;
const ROWS_PER_BASE_BYTES = 1 / 1024;
const BYTES_PER_BASE_BYTE = 1 / 4;

export class DurableText {
	#base: Uint8Array;
	/** Kept packed: a large text has thousands of marks. */
	#outline: Uint8Array | null;
	#tail: Uint8Array[];
	#tailBytes: number;
	/** The id of the last row. */
	#upTo: number;
	/** What the base and the first rows of the tail cover, by client. */
	#covered: { readonly clocks: Map<number, number>; rows: number } | null = null;
	/** What is deleted in the base and the first rows of the tail. */
	#deleted: { readonly ranges: Ranges; rows: number } | null = null;
	/** The first rows of the tail as one update, so that who joins while others type costs the new rows only. */
	#joined: { readonly bytes: Uint8Array; readonly rows: number } = { bytes: EMPTY, rows: 0 };
	#baseParcel: Parcel | null = null;
	#tailParcel: Parcel | null = null;
	readonly #answers = new Map<string, Parcel>();

	constructor(base: Snapshot | null, tail: readonly Uint8Array[], upTo: number) {
		this.#base = base?.bytes ?? EMPTY;
		this.#outline = base?.outline ?? null;
		this.#tail = [...tail];
		this.#tailBytes = tail.reduce((sum, { length }) => sum + length, 0);
		this.#upTo = upTo;
	}

	get bytes(): number {
		return this.#base.length + this.#tailBytes;
	}

	get rows(): number {
		return this.#tail.length;
	}

	/** Everything, in the order in which it can be applied. */
	parts(): readonly Uint8Array[] {
		return [this.#base, ...this.#tail];
	}

	append(update: Uint8Array, id: number): void {
		this.#tail.push(update);
		this.#tailBytes += update.length;
		this.#upTo = Math.max(this.#upTo, id);
		this.#tailParcel = null;
		if (this.#answers.size > 0) this.#answers.clear();
	}

	#outlined(): Outline | null {
		return this.#outline && unpackOutline(this.#outline, this.#base.length);
	}

	#baseClocks(): Map<number, number> {
		const outline = this.#outlined();
		return outline ? clocksOf(outline) : Y.decodeStateVector(Y.encodeStateVectorFromUpdate(this.#base));
	}

	/** The clocks of a text whose rows are all sound; of a damaged one a Y.Doc must be asked. */
	clocks(): ReadonlyMap<number, number> {
		this.#covered ??= { clocks: this.#baseClocks(), rows: 0 };
		const { clocks, rows } = this.#covered;
		for (const update of this.#tail.slice(rows)) {
			for (const [client, clock] of Y.parseUpdateMeta(update).to) {
				clocks.set(client, Math.max(clocks.get(client) ?? 0, clock));
			}
		}
		this.#covered.rows = this.#tail.length;
		return clocks;
	}

	/** True when all of it is known to be deleted, of a text whose rows are all sound. Where no outline is, nothing is known. */
	areDeleted(deletes: readonly Range[]): boolean {
		const ranges = this.#deletedRanges();
		return ranges !== null && deletes.every((range) => ranges.covers(range));
	}

	#deletedRanges(): Ranges | null {
		this.#deleted ??= this.#baseDeletes();
		if (!this.#deleted) return null;
		const { ranges, rows } = this.#deleted;
		for (const update of this.#tail.slice(rows)) for (const range of deletedBy(update)) ranges.add(range);
		this.#deleted.rows = this.#tail.length;
		return ranges;
	}

	#baseDeletes(): { readonly ranges: Ranges; rows: number } | null {
		const ranges = new Ranges();
		if (isEmptyUpdate(this.#base)) return { ranges, rows: 0 };
		const outline = this.#outlined();
		if (!outline) return null;
		for (const range of deletesIn(this.#base, outline)) ranges.add(range);
		return { ranges, rows: 0 };
	}

	#wholeTail(): Uint8Array {
		const { bytes, rows } = this.#joined;
		if (rows < this.#tail.length) {
			const added = this.#tail.slice(rows);
			this.#joined = { bytes: merged(rows === 0 ? added : [bytes, ...added]), rows: this.#tail.length };
		}
		return this.#joined.bytes;
	}

	/**
	 * For somebody who has nothing. The step 2 comes last: who has heard it is in sync by the stock protocol, and may read
	 * the text at that moment.
	 */
	whole(): readonly Parcel[] {
		if (isEmptyUpdate(this.#base)) return [(this.#tailParcel ??= new Parcel([syncFrame('step2', this.#wholeTail())]))];
		this.#baseParcel ??= this.#framedBase();
		const tail = this.#tail.length === 0 ? EMPTY : this.#wholeTail();
		this.#tailParcel ??= new Parcel([syncFrame('step2', tail)]);
		return [this.#baseParcel, this.#tailParcel];
	}

	/** The base lies in its own frame from then on, so that it is held once. */
	#framedBase(): Parcel {
		const parcel = new Parcel([syncFrame('update', this.#base)]);
		this.#base = parcel.wire.subarray(parcel.wire.length - this.#base.length);
		return parcel;
	}

	/**
	 * What somebody with `vector` lacks, and how many bytes had to be gone through to know it.
	 * @throws for bytes that are no state vector.
	 */
	answer(vector: Uint8Array): { readonly parcels: readonly Parcel[]; readonly walked: number } {
		const known = this.clocks();
		const said = vector.length === 0 ? [] : [...Y.decodeStateVector(vector)];
		// Own text that only the asker has makes no difference to the answer.
		const asked = said.flatMap(([client, clock]) => {
			const most = Math.min(clock, known.get(client) ?? 0);
			return most > 0 ? [[client, most] as const] : [];
		});
		if (asked.length === 0) return { parcels: this.whole(), walked: 0 };
		asked.sort(([one], [other]) => one - other);
		const key = asked.join(';');
		const before = this.#answers.get(key);
		if (before) return { parcels: [before], walked: 0 };
		const clamped = Y.encodeStateVector(new Map(asked));
		const outline = this.#outlined();
		const base = outline
			? lackingOf(this.#base, outline, new Map(asked))
			: { bytes: Y.diffUpdate(this.#base, clamped), walked: this.#base.length };
		const tail = Y.diffUpdate(this.#wholeTail(), clamped);
		const both = [base.bytes, tail].filter((update) => !isEmptyUpdate(update));
		const lacking = merged(both);
		const answer = new Parcel([syncFrame('step2', lacking)]);
		this.#keep(key, answer);
		// With a tail beside it all that is deleted in the base is read once more.
		const again = outline && both.length > 1 ? base.bytes.length : 0;
		return { parcels: [answer], walked: base.walked + this.#tailBytes + again };
	}

	#keep(key: string, answer: Parcel): void {
		const bytes = [...this.#answers.values()].reduce((sum, { length }) => sum + length, answer.length);
		if (this.#answers.size >= KEPT_ANSWERS || bytes > KEPT_BYTES) this.#answers.clear();
		this.#answers.set(key, answer);
	}

	/** Nobody has come for a while: what was made for those who come is forgotten. */
	forgetAnswers(): void {
		this.#answers.clear();
		this.#tailParcel = null;
		this.#deleted = null;
	}

	get isWorthCompacting(): boolean {
		const { length } = this.#base;
		return (
			this.#tail.length > Math.min(MOST_TAIL_ROWS, TAIL_ROWS + length * ROWS_PER_BASE_BYTES) ||
			this.#tailBytes > TAIL_BYTES + length * BYTES_PER_BASE_BYTE
		);
	}

	/** Who opens it next reads fewer rows. */
	get isWorthCompactingAtRest(): boolean {
		return this.#tail.length > TAIL_ROWS_AT_REST || this.isWorthCompacting;
	}

	/** What a compaction begun now covers. */
	covered(): { readonly parts: readonly Uint8Array[]; readonly rows: number; readonly upTo: number } {
		return { parts: this.parts(), rows: this.#tail.length, upTo: this.#upTo };
	}

	/** The snapshot of the first `rows` rows is on disk in their place. */
	compacted({ bytes, outline }: Snapshot, rows: number): void {
		this.#base = bytes;
		this.#outline = outline;
		this.#tail = this.#tail.slice(rows);
		this.#tailBytes = this.#tail.reduce((sum, { length }) => sum + length, 0);
		this.#covered = this.#deleted = null;
		this.#joined = { bytes: EMPTY, rows: 0 };
		this.#baseParcel = this.#tailParcel = null;
		this.#answers.clear();
	}
}

/** What an update of the tail says is deleted; of one that cannot be read as a stranger's would be, nothing is known. */
function deletedBy(update: Uint8Array): readonly Range[] {
	try {
		const { structs, deletes } = readUpdate(update);
		const collected = [...structs].flatMap(([client, all]) =>
			all
				.filter(({ item }) => item === null || item.content.kind === 'deleted')
				.map(({ clock, length }) => ({ client, clock, length }))
		);
		return [...deletes, ...collected];
	} catch {
		return [];
	}
}

/** Yjs looks at all that is left of each update for each piece it writes: at once, 20,000 rows take 4 s; so, 0.1 s. */
const MERGED_AT_ONCE = 32;

/** Several updates as one. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
	let left = updates;
	while (left.length > 1) {
		const groups: Uint8Array[] = [];
		for (let at = 0; at < left.length; at += MERGED_AT_ONCE) {
			groups.push(Y.mergeUpdates(left.slice(at, at + MERGED_AT_ONCE)));
		}
		left = groups;
	}
	return left[0] ?? EMPTY;
}
