/** One connection for all pages: questions, commands with their keys, events, and its state in words. */
import { createContext, untrack } from 'svelte';
import { Clock } from './clock.svelte.ts';
import {
	newKey,
	parseAnswer,
	type Answer,
	type Connection,
	type OpenWire,
	type Told,
	type Transport,
	type Wire
} from './wire.ts';

export type LiveOptions = {
	/** How long a command waits for the network to return before it is answered `offline`. */
	readonly patience?: number;
	readonly local?: () => number;
};

export class Live {
	#connection = $state.raw<Connection>({ kind: 'connecting' });
	#wire: Wire | null = null;
	readonly #listeners = new Set<Told>();
	readonly #watching = new Set<() => void>();
	readonly #patience: number;
	readonly #local: () => number;
	readonly clock: Clock;

	constructor({ patience = 20_000, local = Date.now }: LiveOptions = {}) {
		this.#patience = patience;
		this.#local = local;
		this.clock = new Clock(local);
	}

	get connection(): Connection {
		return this.#connection;
	}

	/** What it goes by just now; null while there is no connection. */
	get transport(): Transport | null {
		return this.#connection.kind === 'connected' ? (this.#connection.transport ?? 'websocket') : null;
	}

	/** Opens the connection; called once by the shell. */
	open(openWire: OpenWire): () => void {
		this.#wire = openWire({
			changed: (connection) => this.#changed(connection),
			told: (...event) => {
				for (const listener of this.#listeners) listener(...event);
			}
		});
		const still = this.clock.start();
		return () => {
			still();
			this.#wire?.close();
			this.#wire = null;
		};
	}

	#changed(connection: Connection): void {
		const { transport } = this;
		this.#connection = connection;
		if (transport !== this.transport) for (const told of this.#watching) told();
	}

	/** Asks once. A question changes nothing, so whoever wants may ask again. */
	async ask<Value>(name: string, body: unknown): Promise<Answer<Value>> {
		const asked = this.#local();
		try {
			if (!this.#wire) return { ok: false, refusal: { code: 'offline' } };
			const { now, answer } = parseAnswer<Value>(await this.#wire.ask(name, body));
			if (now !== null) this.clock.learn(now, asked, this.#local());
			return answer;
		} catch {
			// Timed out or cut off: the caller only needs to know that no answer came.
			return { ok: false, refusal: { code: 'offline' } };
		}
	}

	/**
	 * Sends a command, again and again under the same key until it is answered: the server does it once.
	 * Pass the `key` of an attempt that ended `offline` to take it up again.
	 */
	async command<Value>(
		name: string,
		body: Readonly<Record<string, unknown>> & { readonly id: string },
		key: string = newKey()
	): Promise<Answer<Value>> {
		const until = this.#local() + this.#patience;
		for (;;) {
			const answer = await this.ask<Value>(name, { ...body, key });
			if (answer.ok || answer.refusal.code !== 'offline') return answer;
			if (!(await this.#reconnected(until - this.#local()))) return answer;
		}
	}

	/** Says something that has no answer. */
	tell(name: string, ...args: readonly unknown[]): void {
		this.#wire?.tell(name, ...args);
	}

	/** Hears every event; answers how to stop. */
	listen(listener: Told): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Told each time the connection stands (again), not when it only found a better way. */
	onConnected(told: () => void): () => void {
		let stood = false;
		const look = (): void => {
			const stands = this.transport !== null;
			if (stands && !stood) told();
			stood = stands;
		};
		// Whoever is told in an effect does not depend on what is read here.
		untrack(look);
		return this.onTransport(look);
	}

	/** Told each time `transport` is another. */
	onTransport(told: () => void): () => void {
		this.#watching.add(told);
		return () => this.#watching.delete(told);
	}

	#reconnected(patience: number): Promise<boolean> {
		if (patience <= 0 || this.#connection.kind === 'ended') return Promise.resolve(false);
		return new Promise((resolve) => {
			let stop: (() => void) | undefined;
			const settle = (back: boolean): void => {
				clearTimeout(timer);
				stop?.();
				resolve(back);
			};
			const timer = setTimeout(() => settle(false), patience);
			// Connected, yet no answer: a moment's rest before the next attempt.
			if (this.#connection.kind === 'connected') setTimeout(() => settle(true), 100);
			else stop = this.onConnected(() => settle(true));
		});
	}
}

export const [useLive, provideLive] = createContext<Live>();
