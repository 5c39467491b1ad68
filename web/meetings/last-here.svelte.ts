/**
 * When somebody was last in a meeting's room, connected: kept by each tick, and in the browser for a page that is closed or
 * put to sleep. A gap of two minutes is an absence; several, not yet seen to, are one.
 */
import { AWAY_AFTER } from '#shared/meetings/digest.ts';
import type { Instant } from '#shared/foundation/time.ts';

const KEPT = 'lianxi/last-here';
const KEEP_EVERY = 10_000;

export type Absence = { readonly from: Instant; readonly until: Instant };
type Kept = Pick<Storage, 'getItem' | 'setItem'>;

export class LastHere {
	#absence = $state.raw<Absence | null>(null);
	#last: Instant | null;
	#keptAt = 0;
	readonly #room: string;
	readonly #storage: Kept | null;

	/** @param room person and meeting: who signs in here next was not here */
	constructor(room: string, storage: Kept | null) {
		this.#room = room;
		this.#storage = storage;
		this.#last = kept(storage, room);
	}

	get absence(): Absence | null {
		return this.#absence;
	}

	/** Each second by the server's clock, and whether the page is connected. */
	tick(now: Instant, isConnected: boolean): void {
		if (!isConnected) return;
		const from = this.#last ?? now;
		if (now - from >= AWAY_AFTER) this.#absence = { from: this.#absence?.from ?? from, until: now };
		this.#last = now;
		if (Math.abs(now - this.#keptAt) >= KEEP_EVERY) this.#keep(now);
	}

	seenTo(): void {
		this.#absence = null;
	}

	#keep(now: Instant): void {
		this.#keptAt = now;
		try {
			this.#storage?.setItem(KEPT, JSON.stringify({ room: this.#room, at: now }));
		} catch {
			// Storage is full or forbidden: an absence is noticed while the page lives.
		}
	}
}

function kept(storage: Kept | null, room: string): Instant | null {
	try {
		const read: unknown = JSON.parse(storage?.getItem(KEPT) ?? 'null');
		if (typeof read !== 'object' || read === null || !('room' in read) || !('at' in read)) return null;
		return read.room === room && typeof read.at === 'number' ? read.at : null;
	} catch {
		// Somebody else's words, or storage is forbidden: as if never here.
		return null;
	}
}
