/**
 * The storage port: what every engine gives. Truth is in the database; one writer thread owns the only read-write
 * connection and commits with fsync, so a resolved promise means "on disk". Reads go to a read-only connection here.
 */
import type { CompiledQuery, Kysely } from 'kysely';

/** A fact as the journal keeps it. `stream` is `DOMAIN:ID`; `type` an event name; `payload` plain JSON. */
export type Fact = {
	readonly stream: string;
	readonly type: string;
	readonly payload: unknown;
	readonly personId: string | null;
	readonly at: number;
};

export type StoredFact = Fact & { readonly seq: number };

/** Told to other domains at least once, in order, after the commit. Topic is `DOMAIN/EVENT`. */
export type OutboxMessage = { readonly topic: string; readonly payload: unknown };

/** One transaction: all of it or nothing. */
export type Batch = {
	/** Versions judged against: the number of facts each stream had. Any other number now: the answer is "stale". */
	readonly expect: readonly { readonly stream: string; readonly version: number }[];
	readonly facts: readonly Fact[];
	readonly statements: readonly CompiledQuery[];
	readonly outbox: readonly OutboxMessage[];
	/** Same key and body: nothing happens and the first answer is told. Other body: "conflict". */
	readonly once?: { readonly key: string; readonly personId: string; readonly body: string; readonly answer: string };
	/** Small, and needed while the disk is full: signing in, signing out, counting wrong passwords. */
	readonly essential?: true;
};

export type Recorded =
	| { readonly kind: 'recorded' }
	| { readonly kind: 'stale' }
	| { readonly kind: 'repeated'; readonly answer: string }
	| { readonly kind: 'conflict' };

/** Up to which clock a Yjs client id has written. */
export type Reach = readonly [clientId: number, clock: number];

export type LogRow = {
	readonly document: string;
	readonly update: Uint8Array;
	readonly personId: string;
	/** How far `update` reaches: kept apart from it, so that it is known what was lost when the bytes cannot be read. */
	readonly reached?: readonly Reach[];
};

/** A Yjs client id and who used it first in a document. */
export type Claim = { readonly document: string; readonly clientId: number; readonly personId: string };

export type LateBranch = {
	readonly document: string;
	readonly personId: string;
	readonly at: number;
	readonly update: Uint8Array;
	/** SHA-256 of the update, hex: the same late update is kept once. */
	readonly hash: string;
};

/** What is stored of a document: the last snapshot and all that came since, oldest first. */
export type StoredDocument = {
	readonly snapshot: Uint8Array | null;
	/** What was kept beside the snapshot; null when nothing was, and when it is not what was written. */
	readonly outline: Uint8Array | null;
	readonly tail: readonly Uint8Array[];
	/** The id of the last row in `tail` or in the snapshot; 0 for a new document. */
	readonly upTo: number;
	/** Rows whose checksum did not match, found now or ever: they are not in `tail`, and what builds on them may be. */
	readonly damaged: number;
	/** How far the missing rows reached, by client id: below this somebody else may bring back what they hold of it. */
	readonly lost: ReadonlyMap<number, number>;
};

/** The append-only log of Yjs updates. */
export interface UpdateLog {
	load(document: string): StoredDocument;
	/**
	 * Resolves after COMMIT with fsync; rejects with StorageFault when nothing was stored, neither rows nor claims. Calls
	 * are gathered.
	 */
	append(rows: readonly LogRow[], claims?: readonly Claim[]): Promise<{ readonly lastId: number }>;
	/**
	 * Replaces rows up to `upTo` by `snapshot`. Rows that came meanwhile stay; damaged ones are set aside. `outline` is what
	 * whoever made the snapshot wants to find beside it; the log does not look into it.
	 */
	compact(document: string, upTo: number, snapshot: Uint8Array, outline?: Uint8Array | null): Promise<void>;
	/** Who used a Yjs client id first in a document. */
	owners(document: string): ReadonlyMap<number, string>;
	keepLate(branch: LateBranch): Promise<void>;
	late(document: string): readonly LateBranch[];
	/** Hashes of what one person left there, without the text itself. */
	lateHashes(document: string, personId: string): readonly string[];
	/** A sealed document accepts no more updates. Survives restarts. */
	seal(document: string): Promise<void>;
	isSealed(document: string): boolean;
}

export interface Storage {
	/** Read-only connection for questions; each store.ts narrows it by `.withTables<…>()`. */
	readonly read: Kysely<unknown>;
	/** For a question of every connection: compiled once, answered in the same turn. Parameters stand in the order of the text. */
	prepared<Row>(question: CompiledQuery<Row>): (...parameters: readonly unknown[]) => readonly Row[];
	readonly log: UpdateLog;
	/** The epoch in which drafts are named: a restore begins the next one, so that no browser brings back later text. */
	readonly epoch: number;
	facts(stream: string, since?: number): readonly StoredFact[];
	record(batch: Batch): Promise<Recorded>;
	/** What was answered under an idempotency key, if it was used. */
	request(personId: string, key: string): { readonly body: string; readonly answer: string } | null;
	/** Undelivered outbox messages, oldest first, and the mark that one was delivered. */
	pending(limit: number): readonly (OutboxMessage & { readonly id: number })[];
	delivered(ids: readonly number[]): Promise<void>;
	/** For /readyz and for every screen. */
	health(): Health;
	onHealth(listener: (state: Health) => void): void;
	close(): Promise<void>;
}

/**
 * low: somebody should make room. full: drafts and commands are refused, people still sign in. damaged: the file or the
 * journal is not what was written, and nothing more is written into it. fault: the folder is gone, or the disk has failed.
 */
export type Health = 'ok' | 'storage-low' | 'storage-full' | 'storage-damaged' | 'storage-fault';

/**
 * full: no space left. damaged: the database is not what was written. broken: the disk did not do what it was told, and
 * what it holds is unknown. fault: this one write could not be done.
 */
export type FaultKind = 'full' | 'damaged' | 'broken' | 'fault';

/** The disk or the database failed: a fault, not a refusal; `refusal` is what people are told where it has a sentence. */
export class StorageFault extends Error {
	readonly kind: FaultKind;
	/** `true` is short for full, `false` for fault. */
	constructor(message: string, kind: FaultKind | boolean, cause?: unknown) {
		super(message, { cause });
		this.name = 'StorageFault';
		this.kind = kind === true ? 'full' : kind === false ? 'fault' : kind;
	}

	get full(): boolean {
		return this.kind === 'full';
	}

	get refusal(): 'storage-full' | 'storage-damaged' | null {
		return this.kind === 'full' || this.kind === 'damaged' ? `storage-${this.kind}` : null;
	}
}
