/**
 * What goes out, in order: large updates in pieces, and no faster than the server lets one person. Everything waits behind
 * a piece that waits, because it may build on it.
 */
import { syncFrame } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import type { Later } from './composing-gate.ts';
import { pieces } from './pieces.ts';
import type { SavedCounter } from './saved-counter.ts';

export type DispatchNeeds = {
	readonly counter: SavedCounter;
	/** Without a connection nothing is lost: the next one's step 2 has it. */
	readonly isOpen: () => boolean;
	readonly send: (frame: Uint8Array) => void;
	readonly now: () => number;
	readonly later: Later;
};

type Waiting = { readonly frame: Uint8Array; readonly counts: 'piece' | 'step2' | 'update' };

/** Small enough to be heard of within seconds on a line of 10 kB a second, and for every way there is (docs/protocol.md). */
const piece = { bytes: 64 * 1024, parts: 20_000, clients: 200 } as const;

/** Under what the server takes of one person, whose other links send too. */
const BURST_BYTES = limits.bytesBurst / 2;
const BYTES_PER_SECOND = limits.bytesPerSecond * (3 / 4);

export class Dispatch {
	readonly #needs: DispatchNeeds;
	#waiting: Waiting[] = [];
	#cancel: (() => void) | null = null;
	#room = BURST_BYTES;
	#at: number;

	constructor(needs: DispatchNeeds) {
		this.#needs = needs;
		this.#at = needs.now();
	}

	get isIdle(): boolean {
		return this.#waiting.length === 0;
	}

	/** An answer takes the place of what waits: it holds all of it. */
	put(kind: 'step2' | 'update', update: Uint8Array): void {
		if (kind === 'step2') this.clear();
		const cut = pieces(update, piece);
		for (const [index, part] of cut.entries()) {
			const frame = syncFrame(index === 0 ? kind : 'update', part);
			this.#waiting.push({ frame, counts: index === cut.length - 1 ? kind : 'piece' });
		}
		this.#go();
	}

	/** The connection is another. */
	clear(): void {
		this.#cancel?.();
		this.#cancel = null;
		this.#waiting = [];
	}

	#go(): void {
		if (this.#cancel) return;
		const { counter, isOpen, send, now, later } = this.#needs;
		this.#room = Math.min(BURST_BYTES, this.#room + (Math.max(0, now() - this.#at) / 1000) * BYTES_PER_SECOND);
		this.#at = now();
		for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
			const lacking = next.frame.length - this.#room;
			if (lacking > 0 && this.#room < BURST_BYTES) {
				this.#cancel = later(Math.ceil((lacking / BYTES_PER_SECOND) * 1000), () => {
					this.#cancel = null;
					this.#go();
				});
				return;
			}
			if (!isOpen()) return this.clear();
			this.#waiting.shift();
			this.#room -= next.frame.length;
			// Counted before it is sent: a wire in memory answers at once.
			counter.sent(next.counts);
			send(next.frame);
		}
	}
}
