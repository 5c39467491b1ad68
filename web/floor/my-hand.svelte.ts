/**
 * My hand on its way. Without a network it waits on this page and goes when it is back; taken down before, nothing goes. What
 * was sent goes again under its own key until it is answered.
 */
import type { SpeechKind } from '#shared/floor/model.ts';
import { connected } from '#web/live/connected.ts';
import type { Live } from '#web/live/live.svelte.ts';
import type { Refused } from '#web/live/wire.ts';

type Wish = { readonly key: string; readonly itemId: string; readonly kind: SpeechKind };
type Way = Pick<Live, 'ask' | 'onConnected' | 'transport'>;
type Options = { readonly newKey: () => string; readonly rest?: (ms: number) => Promise<void> };

/** Connected, and yet no answer. */
const REST_MS = 500;

export class MyHand {
	/** Raised here, not yet known to the server. */
	#wish = $state.raw<Wish | null>(null);
	#refusal = $state.raw<Refused | null>(null);
	readonly #live: Way;
	readonly #meetingId: string;
	readonly #options: Options;

	constructor(live: Way, meetingId: string, options: Options) {
		this.#live = live;
		this.#meetingId = meetingId;
		this.#options = options;
	}

	/** What for, while it waits for the network; else null. */
	get waiting(): SpeechKind | null {
		return this.#live.transport === null ? (this.#wish?.kind ?? null) : null;
	}

	get refusal(): Refused | null {
		return this.#refusal;
	}

	async raise(itemId: string, kind: SpeechKind): Promise<void> {
		const isGoing = this.#wish !== null;
		this.#refusal = null;
		this.#wish = { key: this.#options.newKey(), itemId, kind };
		if (!isGoing) await this.#send();
	}

	/** Before it went: nothing will go. One that is under way already has to be withdrawn at the server. */
	takeBack(): void {
		this.#wish = null;
	}

	async #send(): Promise<void> {
		for (let wish = this.#wish; wish; wish = this.#wish) {
			if (this.#live.transport === null) {
				await connected(this.#live);
				continue;
			}
			const { key, ...hand } = wish;
			const answer = await this.#live.ask('floor/raise', { id: this.#meetingId, key, ...hand });
			if (!answer.ok && answer.refusal.code === 'offline') {
				if (this.#live.transport !== null) await (this.#options.rest ?? resting)(REST_MS);
				continue;
			}
			// Another kind was chosen meanwhile: that one goes too.
			if (this.#wish !== wish) continue;
			this.#wish = null;
			if (!answer.ok) this.#refusal = answer.refusal;
		}
	}
}

function resting(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
