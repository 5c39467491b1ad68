/**
 * The server's clock as seen from here. A county computer may be minutes wrong; a countdown must not be.
 * (Not `createSubscriber`: its module brings three kilobytes of reactive dates and maps along.)
 */
export class Clock {
	readonly #local: () => number;
	#offset = 0;
	/** Round trip of the answer the offset was taken from: a quicker one knows better. */
	#trust = Number.POSITIVE_INFINITY;
	#seconds = $state.raw(0);

	constructor(local: () => number = Date.now) {
		this.#local = local;
	}

	/** What an answer said, and when it was asked and heard by the local clock. */
	learn(now: number, asked: number, heard: number): void {
		const trip = heard - asked;
		if (trip > this.#trust) {
			this.#trust += 50; // an old quick answer counts less and less: clocks drift, laptops sleep
			return;
		}
		this.#trust = trip;
		this.#offset = now - (asked + heard) / 2;
	}

	/** What the page was rendered with, some while ago: better than the local clock until the first answer. */
	guess(now: number): void {
		if (this.#trust === Number.POSITIVE_INFINITY) this.#offset = now - this.#local();
	}

	/** Epoch milliseconds by the server. */
	read(): number {
		return Math.round(this.#local() + this.#offset);
	}

	/** The same, and whoever reads it in a template or effect is told again each second. */
	get now(): number {
		void this.#seconds; // being read is its use
		return this.read();
	}

	/** Ticks until the answered function is called. */
	start(): () => void {
		const timer = setInterval(() => {
			this.#seconds += 1;
		}, 1000);
		return () => clearInterval(timer);
	}
}
