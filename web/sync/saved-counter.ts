/**
 * What "saved" means: an edit made here is saved when the server has said that the message which carried it is on disk.
 * Edits are counted from when the document was opened, messages from when the connection was.
 *
 * Before the first step 2 of a connection a single update may build on text the server has not seen and then is set
 * aside; so only what a step 2 carried, or what was sent after it, counts.
 */
export class SavedCounter {
	#edits = 0;
	#saved = 0;
	#sent = 0;
	#answered = false;
	#onTheWay: { readonly message: number; readonly edits: number }[] = [];

	/** `unsent` edits of an earlier visit are in the local copy and wait for the first step 2. */
	constructor(unsent = 0) {
		this.#edits = unsent;
	}

	/** How many edits are not on the server's disk yet. */
	get unsaved(): number {
		return this.#edits - this.#saved;
	}

	edited(): void {
		this.#edits += 1;
	}

	/** A new connection: both sides count from 0, and what was on its way is in the next step 2 again. */
	connected(): void {
		this.#sent = 0;
		this.#answered = false;
		this.#onTheWay = [];
	}

	/**
	 * A message went out, and with it or before it everything edited so far; unless it is a piece of a larger one, which is
	 * there when its last piece is.
	 */
	sent(kind: 'piece' | 'step2' | 'update'): void {
		this.#sent += 1;
		if (kind === 'piece') return;
		if (kind === 'step2') this.#answered = true;
		if (this.#answered) this.#onTheWay.push({ message: this.#sent, edits: this.#edits });
	}

	/** The server's count of this connection's messages on disk. */
	heard(count: number): void {
		while (this.#onTheWay[0] && this.#onTheWay[0].message <= count) {
			const carried = this.#onTheWay.shift();
			this.#saved = Math.max(this.#saved, carried?.edits ?? 0);
		}
	}
}
