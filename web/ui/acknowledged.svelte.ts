/**
 * The life of one recorded step on its button: idle → 已提交 → 已入库 → idle. Success is shown only after the server's word.
 * A step the network swallowed keeps its key, so pressing again does not do it twice.
 */
export type AckState = 'idle' | 'sent' | 'waiting' | 'stored';

type Told<Value, Refused> =
	{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refused };

export class Acknowledged<Refused extends { readonly code: string }> {
	#state = $state.raw<AckState>('idle');
	#refusal = $state.raw<Refused | null>(null);
	#key: string | null = null;
	#rest: ReturnType<typeof setTimeout> | undefined;
	readonly #newKey: () => string;

	constructor(newKey: () => string) {
		this.#newKey = newKey;
	}

	get state(): AckState {
		return this.#state;
	}

	/** Why the last attempt did not go through. */
	get refusal(): Refused | null {
		return this.#refusal;
	}

	/** `act` sends the step under the key it is given. A second press while it is under way does nothing. */
	async run<Value>(act: (key: string) => Promise<Told<Value, Refused>>): Promise<Told<Value, Refused> | null> {
		if (this.#state === 'sent' || this.#state === 'waiting') return null;
		clearTimeout(this.#rest);
		this.#key ??= this.#newKey();
		this.#refusal = null;
		this.#state = 'sent';
		const slow = setTimeout(() => (this.#state = 'waiting'), 4000);
		const told = await act(this.#key).finally(() => clearTimeout(slow));
		if (!told.ok) {
			if (told.refusal.code !== 'offline') this.#key = null;
			this.#refusal = told.refusal;
			this.#state = 'idle';
			return told;
		}
		this.#key = null;
		this.#state = 'stored';
		this.#rest = setTimeout(() => (this.#state = 'idle'), 3000);
		return told;
	}

	/** The form was changed, or is another one: the next attempt is another step, and nothing of it is stored yet. */
	forget(): void {
		this.#key = null;
		this.#refusal = null;
		if (this.#state !== 'stored') return;
		clearTimeout(this.#rest);
		this.#state = 'idle';
	}
}
