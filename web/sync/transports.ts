/**
 * Which way a document's messages go: a WebSocket of its own, or, where a network lets none through, the page's live
 * connection, which finds its way over plain HTTP too. The link is told nothing of it; it opens what is made here.
 *
 * WebSocket first. When it does not open twice, or not within some seconds, while the live connection stands, its messages
 * are carried by that one; from time to time a WebSocket is tried beside it.
 */
import { CarriedSocket } from './carried-socket.ts';
import type { Later } from './composing-gate.ts';
import { refusedSocket } from './refused-socket.ts';

/** The live connection as documents need it (web/live has it). */
export type Carriage = {
	/** What the live connection itself goes by; null while there is none. */
	readonly transport: 'websocket' | 'polling' | null;
	/** Told each time `transport` is another. */
	onTransport(told: () => void): () => void;
	ask(name: string, body: unknown): Promise<CarriageAnswer>;
	tell(name: string, ...args: readonly unknown[]): void;
	listen(listener: (name: string, ...args: readonly unknown[]) => void): () => void;
};
export type CarriageAnswer =
	{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: { readonly code: string } };

export type Transport = 'websocket' | 'carried';

export type TransportNeeds = {
	readonly WebSocket: typeof WebSocket;
	readonly carriage: Carriage | null;
	readonly later: Later;
	/** This connection leads nowhere, or there is a better way: open another. */
	readonly again: () => void;
};

const PATIENCE_MS = 10_000;
/** With another way at hand. */
const IMPATIENCE_MS = 4000;
const TRY_AGAIN_MS = 5 * 60_000;
/** Where the live connection had to do without WebSocket, one failure of ours is enough. */
const failuresEnough = { websocket: 2, polling: 1 } as const;

export class Transports {
	readonly #needs: TransportNeeds;
	readonly #stop: () => void;
	#present: Transport = 'websocket';
	#isOpen = false;
	#isClosed = false;
	/** WebSockets that did not open while the live connection stood. */
	#failures = 0;
	/** Where a WebSocket would go. */
	#url = '';
	#probe: WebSocket | null = null;
	#cancelPatience: () => void = () => undefined;
	#cancelTry: () => void = () => undefined;

	constructor(needs: TransportNeeds) {
		this.#needs = needs;
		this.#stop = needs.carriage?.onTransport(() => this.#liveChanged()) ?? (() => undefined);
	}

	get present(): Transport {
		return this.#present;
	}

	/** What y-websocket takes for the browser's class. */
	get WebSocket(): typeof WebSocket {
		const make = (url: string): WebSocket => this.#make(url);
		// What a function returns takes the place of what `new` made.
		return function AnyWay(url: string) {
			return make(url);
		} as unknown as typeof WebSocket;
	}

	#make(url: string): WebSocket {
		const { carriage } = this.#needs;
		this.#url = url;
		this.#isOpen = false;
		this.#cancelPatience();
		if (carriage && this.#mayBeCarried) {
			this.#present = 'carried';
			return new CarriedSocket(url, carriage) as unknown as WebSocket;
		}
		this.#present = 'websocket';
		this.#wait(carriage?.transport ? IMPATIENCE_MS : PATIENCE_MS);
		return this.#native(url);
	}

	/** A page may be forbidden to make one at all. */
	#native(url: string): WebSocket {
		try {
			return new this.#needs.WebSocket(url);
		} catch {
			return refusedSocket();
		}
	}

	get #mayBeCarried(): boolean {
		const transport = this.#needs.carriage?.transport ?? null;
		return transport !== null && this.#failures >= failuresEnough[transport];
	}

	/** A browser gives up on a connection that is swallowed after minutes only. */
	#wait(ms: number): void {
		this.#cancelPatience = this.#needs.later(ms, () => {
			if (this.#isOpen) return;
			// Waiting so long is worth two failures.
			if (this.#needs.carriage?.transport) this.#failures += 1;
			this.#needs.again();
		});
	}

	opened(): void {
		this.#isOpen = true;
		this.#cancelPatience();
		if (this.#present === 'websocket') this.#failures = 0;
		else this.#tryLater();
	}

	/** By whichever side, or it never opened. */
	closed(): void {
		this.#cancelPatience();
		this.#cancelTry();
		if (!this.#isOpen && this.#present === 'websocket' && this.#needs.carriage?.transport) this.#failures += 1;
		this.#isOpen = false;
	}

	#tryLater(): void {
		this.#cancelTry();
		this.#cancelTry = this.#needs.later(TRY_AGAIN_MS, () => this.#try());
	}

	/** Beside the one that works, which is left for it only when it has opened. */
	#try(): void {
		if (this.#probe || this.#isClosed || this.#present === 'websocket') return;
		const probe = this.#native(this.#url);
		this.#probe = probe;
		const end = (isGood: boolean): void => {
			if (this.#probe !== probe) return;
			this.#probe = null;
			giveUp();
			probe.close();
			if (this.#isClosed || this.#present === 'websocket') return;
			if (!isGood) return this.#tryLater();
			this.#failures = 0;
			this.#needs.again();
		};
		const giveUp = this.#needs.later(PATIENCE_MS, () => end(false));
		// oxlint-disable unicorn/prefer-add-event-listener -- as y-websocket does: stand-ins for WebSocket have nothing else
		probe.onopen = () => end(true);
		probe.onclose = () => end(false);
		probe.onerror = () => end(false);
		// oxlint-enable unicorn/prefer-add-event-listener
	}

	#liveChanged(): void {
		const { carriage, again } = this.#needs;
		if (this.#isOpen && this.#present === 'carried' && carriage?.transport === 'websocket') this.#try();
		else if (!this.#isOpen && this.#present === 'websocket' && this.#mayBeCarried) again();
	}

	close(): void {
		this.#isClosed = true;
		this.#stop();
		this.#cancelPatience();
		this.#cancelTry();
		this.#probe?.close();
		this.#probe = null;
	}
}
