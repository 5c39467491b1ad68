/**
 * Counts requests in windows of a clock that nobody sets. The limiter's own store asks the wall clock: set back by a day,
 * it would keep everybody out for a day.
 */
import type { FastifyRateLimitStore } from '@fastify/rate-limit';

type Window = { readonly since: number; count: number };

/** Addresses remembered; beyond that the longest known is forgotten. */
const MOST = 5000;

export class SteadyWindow implements FastifyRateLimitStore {
	readonly #windows = new Map<string, Window>();

	incr(key: string, told: (error: null, result: { current: number; ttl: number }) => void, length: number): void {
		const now = performance.now();
		const known = this.#windows.get(key);
		const window = known && now - known.since < length ? known : { since: now, count: 0 };
		window.count += 1;
		this.#windows.delete(key);
		this.#windows.set(key, window);
		const [oldest] = this.#windows.keys();
		if (this.#windows.size > MOST && oldest !== undefined) this.#windows.delete(oldest);
		told(null, { current: window.count, ttl: window.since + length - now });
	}

	/** Each route counts for itself. */
	child(): SteadyWindow {
		return new SteadyWindow();
	}
}
