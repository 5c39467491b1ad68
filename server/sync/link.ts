/**
 * One person's connection to one document: who it is, what it may, what it was told. A link writes at most once per tick;
 * what it cannot take any more is not queued but made up for later by one difference.
 */
import type { Person } from '#shared/auth/model.ts';
import { syncFrame, savedFrame } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import { Budget } from './budget.ts';
import type { Connection } from './connection.ts';

export type Access = 'write' | 'read';

export type Visitor = {
	readonly person: Person;
	readonly sessionId: string;
	/** Asked for "saved" messages. */
	readonly saved: boolean;
};

/**
 * greeted: has our state vector and has not asked for the text: nothing is relayed, its step 2 will hold it all.
 * behind: does not read as fast as we write; `vector` is what it surely has, `least` the smallest backlog seen.
 */
export type LinkState =
	| { readonly kind: 'greeted' }
	| { readonly kind: 'following' }
	| { readonly kind: 'behind'; readonly vector: Uint8Array; readonly least: number; readonly at: number }
	| { readonly kind: 'closed' };

const BACKLOG_BYTES = 1024 * 1024;
const DRAINED_BYTES = 256 * 1024;
const TOO_SLOW_MS = 30_000;
const ECHOES = 2000;
const RESYNCS = 10;
/** Structs and deleted ranges: a day of typing at once, then as many as nobody types. */
const PARTS_BURST = 250_000;
const PARTS_PER_SECOND = 5000;
const BYTES_BURST = 16 * 1024 * 1024;
const BYTES_PER_SECOND = 256 * 1024;

/** What one person may cost, on all links together and over all their comings and goings. */
export type Allowance = { readonly parts: Budget; readonly bytes: Budget };

export function fullAllowance(at: number): Allowance {
	return {
		parts: new Budget(PARTS_PER_SECOND, PARTS_BURST, at),
		bytes: new Budget(BYTES_PER_SECOND, BYTES_BURST, at)
	};
}

export type LinkNeeds = {
	readonly access: Access;
	readonly connection: Connection;
	readonly allowance: Allowance;
	readonly at: number;
	/** There is something to write. */
	readonly onDirty: () => void;
};

export class Link {
	readonly visitor: Visitor;
	readonly frames: Budget;
	readonly allowance: Allowance;
	readonly resyncs: Budget;
	access: Access;
	state: LinkState = { kind: 'greeted' };
	/** Update messages heard on this connection. */
	heard = 0;
	/** Its own updates on their way to the disk. */
	pending = 0;
	/** Step 1 messages of ours not answered yet. */
	awaiting = 0;
	/** An update had to be set aside: nothing counts as saved until a step 2 has brought the rest. */
	aside = false;
	/** What the client said it has, until the answer has gone out: if we cannot write, this is where to begin again. */
	asked: { readonly vector: Uint8Array; isTold: boolean } | null = null;
	readonly #connection: Connection;
	readonly #onDirty: () => void;
	#isEnded = false;
	#durable = 0;
	#told = 0;
	#echoes = 0;
	#saidAt: number;
	#first: Uint8Array[] = [];
	#rest: Uint8Array[] = [];

	constructor(visitor: Visitor, { access, connection, allowance, at, onDirty }: LinkNeeds) {
		this.visitor = visitor;
		this.access = access;
		this.#connection = connection;
		this.#onDirty = onDirty;
		this.#saidAt = at;
		this.frames = new Budget(limits.framesPerSecond, limits.framesBurst, at);
		this.allowance = allowance;
		this.resyncs = new Budget(0.2, RESYNCS, at);
	}

	get isOpen(): boolean {
		return this.state.kind !== 'closed';
	}

	/** Our step 1: "this is what I have, send me the rest". Never dropped. */
	ask(vector: Uint8Array): void {
		this.awaiting += 1;
		this.#first.push(syncFrame('step1', vector));
		this.#onDirty();
	}

	/** Goes out with the next write. */
	tell(frame: Uint8Array): void {
		this.#rest.push(frame);
		this.#onDirty();
	}

	tellPresence(frame: Uint8Array): void {
		this.#echoes = Math.min(ECHOES, this.#echoes + 1);
		this.tell(frame);
	}

	/** [S20] The stock client sends back every presence it gets. That is not counted as its doing. */
	takeEcho(): boolean {
		if (this.#echoes === 0) return false;
		this.#echoes -= 1;
		return true;
	}

	/** `count` update messages of this connection are on disk. */
	saved(count: number): void {
		if (count <= this.#durable) return;
		this.#durable = count;
		this.#onDirty();
	}

	/** One write for everything gathered. `vector` answers what the link surely had before this tick. */
	write(at: number, vector: () => Uint8Array): void {
		if (this.state.kind === 'closed') return;
		const tooMuch = this.#connection.buffered > BACKLOG_BYTES;
		if (tooMuch && this.state.kind !== 'behind') {
			this.state = { kind: 'behind', vector: this.asked?.vector ?? vector(), least: this.#connection.buffered, at };
		}
		if (this.asked?.isTold) this.asked = null;
		const frames = this.#first;
		this.#first = [];
		if (this.state.kind !== 'behind') {
			frames.push(...this.#rest);
			if (this.visitor.saved && this.#durable > this.#told) frames.push(savedFrame((this.#told = this.#durable)));
		}
		this.#rest = [];
		if (frames.length === 0) return;
		this.#saidAt = at;
		this.#connection.send(frames);
	}

	/** How a slow reader is doing: caught up, still reading, or not reading at all for too long. */
	pace(at: number): 'well' | 'drained' | 'behind' | 'too-slow' {
		if (this.state.kind !== 'behind') return 'well';
		const { buffered } = this.#connection;
		if (buffered < DRAINED_BYTES) return 'drained';
		if (buffered < this.state.least) this.state = { ...this.state, least: buffered, at };
		return at - this.state.at > TOO_SLOW_MS ? 'too-slow' : 'behind';
	}

	isQuiet(at: number): boolean {
		return at - this.#saidAt >= limits.quietMs;
	}

	close(reason: ClosingReason): void {
		if (this.state.kind === 'closed') return;
		this.state = { kind: 'closed' };
		this.end(reason);
	}

	/** The close itself, for a link that was made deaf before it. */
	end(reason: ClosingReason): void {
		if (this.#isEnded) return;
		this.#isEnded = true;
		this.#connection.close(reason);
	}
}
