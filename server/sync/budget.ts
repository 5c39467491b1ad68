/** A bucket of tokens that fills with time. A clock that jumps back fills nothing and takes nothing. */
export class Budget {
	readonly #perSecond: number;
	readonly #burst: number;
	#tokens: number;
	#at: number;

	constructor(perSecond: number, burst: number, at: number) {
		this.#perSecond = perSecond;
		this.#burst = burst;
		this.#tokens = burst;
		this.#at = at;
	}

	/** False when there is not enough left; then nothing is taken. */
	take(count: number, at: number): boolean {
		const filled = (Math.max(0, at - this.#at) * this.#perSecond) / 1000;
		this.#tokens = Math.min(this.#burst, this.#tokens + filled);
		this.#at = at;
		if (this.#tokens < count) return false;
		this.#tokens -= count;
		return true;
	}
}
