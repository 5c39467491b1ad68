/** What the main thread asks of the writer thread, and what it hears back. */
import type { Batch, Claim, FaultKind, LateBranch, LogRow, Reach, Recorded } from '../port.ts';
import type { Compaction, DamagedRow, SnapshotPiece } from './drafts.ts';

export type PlainStatement = { readonly sql: string; readonly parameters: readonly unknown[] };

/**
 * Rows in one buffer that changes hands: a third of the cost of many small ones, and what an update may be a small view of
 * (a socket's buffer) is not copied with it.
 */
export type PackedRows = {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Where each update ends. */
	readonly ends: readonly number[];
	readonly documents: readonly string[];
	readonly personIds: readonly string[];
	readonly reached: readonly (readonly Reach[])[];
};

export function packRows(rows: readonly LogRow[]): PackedRows {
	const bytes = new Uint8Array(rows.reduce((sum, { update }) => sum + update.length, 0));
	let end = 0;
	const ends = rows.map(({ update }) => {
		bytes.set(update, end);
		return (end += update.length);
	});
	return {
		bytes,
		ends,
		documents: rows.map(({ document }) => document),
		personIds: rows.map(({ personId }) => personId),
		reached: rows.map(({ reached = [] }) => reached)
	};
}

export function* unpackRows({ bytes, ends, documents, personIds, reached }: PackedRows): Generator<LogRow> {
	for (const [index, end] of ends.entries()) {
		const update = bytes.subarray(ends[index - 1] ?? 0, end);
		yield { document: documents[index] ?? '', update, personId: personIds[index] ?? '', reached: reached[index] ?? [] };
	}
}

export type Job =
	| { readonly kind: 'append'; readonly rows: PackedRows; readonly claims: readonly Claim[] }
	| {
			readonly kind: 'record';
			readonly batch: Omit<Batch, 'statements' | 'essential'> & { readonly statements: readonly PlainStatement[] };
	  }
	| { readonly kind: 'look'; readonly document: string; readonly upTo: number }
	| ({ readonly kind: 'piece' } & SnapshotPiece)
	| ({ readonly kind: 'compact' } & Compaction)
	| { readonly kind: 'sweep'; readonly document: string }
	| { readonly kind: 'late'; readonly branch: LateBranch }
	| { readonly kind: 'seal'; readonly document: string }
	| { readonly kind: 'set-aside'; readonly rows: readonly DamagedRow[] }
	| { readonly kind: 'delivered'; readonly ids: readonly number[] }
	| { readonly kind: 'backup'; readonly file: string }
	| { readonly kind: 'close' };

export type Trouble = { readonly message: string; readonly fault: FaultKind };

/** `value` of an append is its last row's id, of a set-aside how many rows it moved, of a look and of a sweep 0 at the end. */
export type Outcome =
	| { readonly id: number; readonly ok: true; readonly value: number | Recorded | null }
	| ({ readonly id: number; readonly ok: false } & Trouble);

export type FromWriter =
	| { readonly kind: 'ready'; readonly migrated: readonly string[] }
	| ({ readonly kind: 'failed' } & Trouble)
	/** Between commits, where nobody waits for an answer. */
	| ({ readonly kind: 'trouble' } & Trouble)
	| { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[] };

export type ToWriter = { readonly id: number; readonly job: Job };
