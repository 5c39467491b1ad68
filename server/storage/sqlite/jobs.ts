/** What the main thread asks of the writer thread, and what it hears back. */
import type { Batch, LateBranch, LogRow, Recorded } from '../port.ts';

export type PlainStatement = { readonly sql: string; readonly parameters: readonly unknown[] };

export type Job =
	| { readonly kind: 'append'; readonly rows: readonly LogRow[] }
	| {
			readonly kind: 'record';
			readonly batch: Omit<Batch, 'statements'> & { readonly statements: readonly PlainStatement[] };
	  }
	| { readonly kind: 'compact'; readonly document: string; readonly upTo: number; readonly snapshot: Uint8Array }
	| { readonly kind: 'claim'; readonly document: string; readonly clientId: number; readonly personId: string }
	| { readonly kind: 'late'; readonly branch: LateBranch }
	| { readonly kind: 'seal'; readonly document: string }
	| { readonly kind: 'delivered'; readonly ids: readonly number[] }
	| { readonly kind: 'backup'; readonly file: string }
	| { readonly kind: 'close' };

/** `value` of an append is its last row's id. */
export type Outcome =
	| { readonly id: number; readonly ok: true; readonly value: number | Recorded | null }
	| { readonly id: number; readonly ok: false; readonly message: string; readonly full: boolean };

export type FromWriter =
	| { readonly kind: 'ready'; readonly migrated: readonly string[] }
	| { readonly kind: 'failed'; readonly message: string }
	| { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[] };

export type ToWriter = { readonly id: number; readonly job: Job };
