/**
 * How far behind the reader of one socket is. What it was sent and has not taken lies in our memory, and a whole state is
 * large: it is given to who reads, one after the other, and who takes nothing for long is cut off.
 */
const BACKLOG_BYTES = 1024 * 1024;
const STUCK_MS = 30_000;
/** A page follows some fifteen streams at once when it comes back. */
const MOST_WAITING = 30;

export class Pace {
	readonly #buffered: () => number;
	readonly #waiting: (() => void)[] = [];
	#isBusy = false;
	/** The smallest backlog since it is behind, and when that was. */
	#behind: { readonly least: number; readonly at: number } | null = null;

	/** @param buffered bytes handed over and not yet taken by the network. */
	constructor(buffered: () => number) {
		this.#buffered = buffered;
	}

	/** Does it now or when what was sent before has been taken. False: too much waits already, and it is never done. */
	inTurn(work: () => Promise<void>): boolean {
		if (this.#waiting.length >= MOST_WAITING) return false;
		this.#waiting.push(() => {
			this.#isBusy = true;
			const next = (): void => {
				this.#isBusy = false;
				this.drained();
			};
			// Whoever does the work tells its faults.
			work().then(next, next);
		});
		this.drained();
		return true;
	}

	/** The network may have taken something. */
	drained(): void {
		if (!this.#isBusy && this.#buffered() <= BACKLOG_BYTES) this.#waiting.shift()?.();
	}

	/** Whether it has taken nothing for too long; asked every few seconds. */
	isStuck(at: number): boolean {
		const buffered = this.#buffered();
		this.drained();
		if (buffered <= BACKLOG_BYTES) this.#behind = null;
		else if (!this.#behind || buffered < this.#behind.least) this.#behind = { least: buffered, at };
		return this.#behind !== null && at - this.#behind.at > STUCK_MS;
	}
}
