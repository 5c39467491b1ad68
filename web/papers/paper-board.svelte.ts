/** The papers of a meeting or a topic on this screen: read anew whenever something there changed. */
import type { Live } from '#web/live/live.svelte.ts';
import { onNews } from '#web/live/news.ts';

export type Source = { readonly url: string; readonly news: string; readonly id: string };

export class PaperBoard<Reading> {
	#reading = $state.raw<Reading | null>(null);
	#isLost = $state.raw(false);
	#asked = 0;
	readonly #live: Live;
	readonly #source: Source;

	constructor(live: Live, source: Source) {
		this.#live = live;
		this.#source = source;
	}

	/** Null until it was read once. */
	get reading(): Reading | null {
		return this.#reading;
	}

	/** The last attempt to read did not succeed: what is shown may be old. */
	get isLost(): boolean {
		return this.#isLost;
	}

	/** Follows until the answered function is called. */
	start(): () => void {
		void this.load();
		const { news: domain, id } = this.#source;
		return onNews(this.#live, { domain, id }, () => void this.load());
	}

	async load(): Promise<void> {
		const mine = ++this.#asked;
		try {
			const answer = await fetch(this.#source.url);
			const reading = answer.ok ? ((await answer.json()) as Reading) : null;
			if (mine !== this.#asked) return; // a later question overtook it
			if (reading) this.#reading = reading;
			this.#isLost = reading === null;
		} catch {
			// The network did not carry it; said on the screen, and asked again with the next news.
			if (mine === this.#asked) this.#isLost = true;
		}
	}
}
