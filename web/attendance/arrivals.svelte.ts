/** Who arrived, told to screen readers in batches: a sentence every ten seconds, not one for each of five hundred. */
const EVERY_MS = 10_000;
const MOST_NAMES = 3;

export type Batch = { readonly names: readonly string[]; readonly count: number };

export class Arrivals {
	#waiting: string[] = [];
	#batch = $state.raw<Batch>({ names: [], count: 0 });
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** What is to be said now; empty until the first ten seconds have passed. */
	get batch(): Batch {
		return this.#batch;
	}

	add(name: string): void {
		this.#waiting.push(name);
		this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
	}

	close(): void {
		clearTimeout(this.#timer);
	}

	#tell(): void {
		this.#timer = undefined;
		this.#batch = { names: this.#waiting.slice(0, MOST_NAMES), count: this.#waiting.length };
		this.#waiting = [];
	}
}
