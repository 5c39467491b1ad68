/**
 * Half-typed pinyin stays in this browser. While an input method composes, updates and presence wait; when it is done
 * they go out as one difference. The gate knows when to wait, not what waits.
 */

/** Runs `work` after `ms` unless the answer is called before. */
export type Later = (ms: number, work: () => void) => () => void;

export const later: Later = (ms, work) => {
	const timer = setTimeout(work, ms);
	return () => clearTimeout(timer);
};

/** Editors read the final characters from the page a moment after `compositionend` (ProseMirror: 20–50 ms). */
const SETTLE_MS = 60;
/** An input method that says nothing for so long was left, or has lost its end event. */
const SILENT_MS = 3000;

export class ComposingGate {
	readonly #later: Later;
	readonly #listeners = new Set<() => void>();
	#isHolding = false;
	#cancel: () => void = () => undefined;

	constructor(wait: Later = later) {
		this.#later = wait;
	}

	get isHolding(): boolean {
		return this.#isHolding;
	}

	/** Called each time the waiting ends. */
	onRelease(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** For an editor's element, or a field's. Answers how to stop. */
	composing(element: EventTarget): () => void {
		const hold = (): void => this.#hold();
		const settle = (): void => this.#settle(SETTLE_MS);
		const release = (): void => this.release();
		const events = [
			['compositionstart', hold],
			['compositionupdate', hold],
			['compositionend', settle],
			['blur', release]
		] as const;
		// Captured, so that `blur`, which does not bubble, is heard from within an editor too.
		for (const [name, listener] of events) element.addEventListener(name, listener, true);
		return () => {
			for (const [name, listener] of events) element.removeEventListener(name, listener, true);
			this.release();
		};
	}

	#hold(): void {
		this.#isHolding = true;
		this.#settle(SILENT_MS);
	}

	#settle(ms: number): void {
		this.#cancel();
		this.#cancel = this.#later(ms, () => this.release());
	}

	release(): void {
		this.#cancel();
		if (!this.#isHolding) return;
		this.#isHolding = false;
		for (const listener of this.#listeners) listener();
	}
}
