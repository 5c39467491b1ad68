/**
 * Whether this copy and the server's are the same text. Asked only when nothing is under way, so a difference is a fault
 * of ours or of the disk. It is mended by beginning the conversation anew, once; if that does not help somebody must know.
 */
export type Verdict = 'fine' | 'begin-anew' | 'diverged';

export class Agreement {
	#doubts = 0;

	/** Stays until the texts are found to be the same again. */
	get hasDiverged(): boolean {
		return this.#doubts > 1;
	}

	/** Each comparison is of a connection that is in step; `begin-anew` is answered once and not again. */
	judge(isSame: boolean): Verdict {
		this.#doubts = isSame ? 0 : this.#doubts + 1;
		if (isSame) return 'fine';
		return this.#doubts === 1 ? 'begin-anew' : 'diverged';
	}
}
