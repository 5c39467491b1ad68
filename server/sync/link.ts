/**
 * One person's connection to one document: who it is, what it may, what it was told. A link writes at most once per tick;
 * what it cannot take any more is not queued but made up for later by one difference.
 */
import type { Person } from '#shared/auth/model.ts';
import { savedFrame } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import { Budget } from './budget.ts';
import type { Connection } from './connection.ts';
import { Parcel } from './parcel.ts';

export type Access = 'write' | 'read';

/** What a client asked to hear beyond the stock protocol; each is a query flag of the address. */
export type Wants = { readonly saved: boolean; readonly roster: boolean; readonly hash: boolean };

export type Visitor = {
	readonly person: Person;
	readonly sessionId: string;
	readonly wants: Wants;
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
/** Of presence that it was told and may send back, in bytes, and what each message is more when it comes back. */
const ECHO_BYTES = 2 * 1024 * 1024;
const ECHO_MORE = 64;
const RESYNCS = 10;
/** Structs and deleted ranges: a day of typing at once, then as many as nobody types. */
const PARTS_BURST = 250_000;
const PARTS_PER_SECOND = 5000;
/** Text they are sent because they asked: every tab after a restart, and then as much as a line takes. */
const ANSWERS_BURST = 64 * 1024 * 1024;
const ANSWERS_PER_SECOND = 4 * 1024 * 1024;

/**
 * Of a person's own presence, on all links together: a thousand carets a second. What is more is not heard: everybody in the
 * room is told each word of it, and who is closed for it comes back at once, which costs more.
 */
const PRESENCE_BURST = 2 * 1024 * 1024;
const PRESENCE_PER_SECOND = 256 * 1024;

/** What one person may cost, on all links together and over all their comings and goings. */
export type Allowance = Readonly<Record<'parts' | 'bytes' | 'answers' | 'presence', Budget>>;

export function fullAllowance(at: number): Allowance {
	return {
		parts: new Budget(PARTS_PER_SECOND, PARTS_BURST, at),
		bytes: new Budget(limits.bytesPerSecond, limits.bytesBurst, at),
		answers: new Budget(ANSWERS_PER_SECOND, ANSWERS_BURST, at),
		presence: new Budget(PRESENCE_PER_SECOND, PRESENCE_BURST, at)
	};
}

export type LinkNeeds = {
	readonly access: Access;
	readonly connection: Connection;
	readonly allowance: Allowance;
	readonly at: number;
	/** There is something of its own to write. */
	readonly onDirty: (link: Link) => void;
};

/** What everybody of an audience is told, and how much of it is presence, which the stock client sends back. */
export type Shared = { readonly parcel: Parcel; readonly presenceBytes: number };

export class Link {
	readonly visitor: Visitor;
	readonly hearsRoster: boolean;
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
	/** Updates set aside since its last step 2. */
	gaps = 0;
	/** When it last wrote or showed a caret. */
	activeAt = Number.NEGATIVE_INFINITY;
	/** Told who is here together with all others who have just come. */
	needsEverybody = true;
	readonly #connection: Connection;
	readonly #onDirty: (link: Link) => void;
	#isEnded = false;
	#durable = 0;
	#told = 0;
	#echoes = 0;
	#saidAt: number;
	/** Our questions: never dropped. */
	#questions: Parcel[] = [];
	#answer: { readonly vector: Uint8Array; readonly parcels: readonly Parcel[] } | null = null;
	#messages: Uint8Array[] = [];

	constructor(visitor: Visitor, { access, connection, allowance, at, onDirty }: LinkNeeds) {
		this.visitor = visitor;
		this.hearsRoster = visitor.wants.roster;
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

	/** Our step 1: "this is what I have, send me the rest". */
	ask(question: Parcel): void {
		this.awaiting += 1;
		this.#questions.push(question);
		this.#onDirty(this);
	}

	/** [S44] The last answer is not read yet: the next is made when it is. */
	waitFor(vector: Uint8Array, at: number): boolean {
		const { buffered } = this.#connection;
		if (buffered <= DRAINED_BYTES || this.state.kind === 'closed') return false;
		// Asking is no reading: how long it has not read goes on from where it was.
		this.state =
			this.state.kind === 'behind' ? { ...this.state, vector } : { kind: 'behind', vector, least: buffered, at };
		return true;
	}

	/** The text it asked for with `vector`: if it cannot be written, that is where to begin again. */
	answer(vector: Uint8Array, parcels: readonly Parcel[]): void {
		this.#answer = { vector, parcels };
		this.#onDirty(this);
	}

	/** Goes out with the next write. */
	tell(message: Uint8Array): void {
		this.#messages.push(message);
		this.#onDirty(this);
	}

	tellPresence(message: Uint8Array): void {
		this.#echoed(message.length);
		this.tell(message);
	}

	#echoed(bytes: number): void {
		if (!this.hearsRoster) this.#echoes = Math.min(ECHO_BYTES, this.#echoes + bytes + ECHO_MORE);
	}

	/** [S20] The stock client sends back every presence it gets. That is not counted as its doing. */
	takeEcho(bytes: number): boolean {
		if (this.#echoes < bytes) return false;
		this.#echoes -= bytes;
		return true;
	}

	/** `count` update messages of this connection are on disk. */
	saved(count: number): void {
		if (count <= this.#durable) return;
		this.#durable = count;
		if (this.visitor.wants.saved) this.#onDirty(this);
	}

	get #hasOwn(): boolean {
		const { wants } = this.visitor;
		const owes = wants.saved && this.#durable > this.#told;
		return owes || this.#questions.length > 0 || this.#answer !== null || this.#messages.length > 0;
	}

	/** One write for what it shares with its audience and what is its own. `vector`: what it surely had before this tick. */
	write(at: number, vector: () => Uint8Array, shared: Shared | null): void {
		if (this.state.kind === 'closed') return;
		const isBehind = this.#isBehind(at, vector);
		if (shared && shared.presenceBytes > 0 && !isBehind) this.#echoed(shared.presenceBytes);
		// The way of nearly every write: the same ready bytes as for all others.
		if (!this.#hasOwn) {
			if (isBehind || !shared) return;
			this.#saidAt = at;
			return this.#connection.send(shared.parcel);
		}
		this.#writeOwn(at, isBehind ? null : shared);
	}

	#isBehind(at: number, vector: () => Uint8Array): boolean {
		if (this.state.kind === 'behind') return true;
		const { buffered } = this.#connection;
		if (buffered <= BACKLOG_BYTES) return false;
		this.state = { kind: 'behind', vector: this.#answer?.vector ?? vector(), least: buffered, at };
		return true;
	}

	#writeOwn(at: number, shared: Shared | null): void {
		const parcels = this.#questions;
		this.#questions = [];
		if (this.state.kind !== 'behind') {
			if (this.#answer) parcels.push(...this.#answer.parcels);
			if (this.#messages.length > 0) parcels.push(new Parcel(this.#messages));
			if (shared) parcels.push(shared.parcel);
			if (this.visitor.wants.saved && this.#durable > this.#told) {
				parcels.push(new Parcel([savedFrame((this.#told = this.#durable))]));
			}
		}
		this.#answer = null;
		this.#messages = [];
		for (const parcel of gathered(parcels)) {
			this.#saidAt = at;
			this.#connection.send(parcel);
		}
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

/** Small parcels as one; a large one, and one alone, goes as it is, because its bytes are shared with others. */
function gathered(parcels: readonly Parcel[]): readonly Parcel[] {
	if (parcels.length === 1) return parcels;
	const out: Parcel[] = [];
	let small: Uint8Array[] = [];
	for (const parcel of parcels) {
		if (parcel.isSmall) small.push(...parcel.messages);
		else {
			if (small.length > 0) out.push(new Parcel(small));
			small = [];
			out.push(parcel);
		}
	}
	return small.length > 0 ? [...out, new Parcel(small)] : out;
}
