/**
 * The link of one document to the server: y-websocket's provider with our own sending. What differs from the stock
 * behaviour: what is sent is counted against the server's "saved" and cut into pieces, everything waits while an input
 * method composes, who is there is the server's word (roster.ts), the text is compared with the server's (agreement.ts),
 * and it comes back when pause.ts says.
 *
 * Tabs do not talk to each other by BroadcastChannel: the server relays between them anyway, and text that one tab gets
 * past the server would reach it in an order in which "saved" could not be told.
 */
import * as decoding from 'lib0/decoding';
import { uint32 } from 'lib0/random';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { messageType, presenceFrame } from '#shared/sync/frames.ts';
import { hashOf } from '#shared/sync/state-hash.ts';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';
import { Agreement } from './agreement.ts';
import type { ComposingGate, Later } from './composing-gate.ts';
import { Dispatch } from './dispatch.ts';
import { heldDifference } from './held-difference.ts';
import { pauseBefore } from './pause.ts';
import { Roster } from './roster.ts';
import { SavedCounter } from './saved-counter.ts';
import type { LinkFacts } from './status.ts';
import { Transports, type Carriage, type Transport } from './transports.ts';

export type DraftLinkOptions = {
	readonly url: string;
	readonly name: string;
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly gate: ComposingGate;
	/** A reader sends nothing, whatever an editor does to its copy: the server would close the link. */
	readonly isReader: boolean;
	/** Edits of earlier visits that wait in the local copy. */
	readonly unsent: number;
	/** What loads the local copy; its updates are no edits. Null while there is none. */
	readonly localOrigin: unknown;
	readonly onChange: () => void;
	readonly now: () => number;
	readonly later: Later;
	readonly WebSocket: typeof WebSocket;
	/** Another way where a network lets no WebSocket through. */
	readonly carriage?: Carriage;
	/** Between 0 and 1; spreads the return of many after a restart. */
	readonly chance: () => number;
};

/** Carets move faster than anybody looks. */
const PRESENCE_MS = 80;
/** Unsaved text and no word from the server: the socket is dead, whatever the browser thinks. */
const DEAD_MS = 10_000;
/** The server talks, but of nothing of ours; a good line to a village may take 15 s. */
const UNSAVED_MS = 20_000;
/** What was too much or too slow a while ago need not be now. */
const passing: readonly (ClosingReason | 'unknown' | null)[] = ['too-slow', 'too-many'];
const PASSED_MS = 61_000;
const CROWD_MS = 10_000;
const STEP1 = 0;

const reasons: ReadonlyMap<number, ClosingReason> = new Map(
	(Object.entries(closing) as [ClosingReason, number][]).map(([reason, code]) => [code, reason])
);

export class DraftLink {
	readonly #options: DraftLinkOptions;
	readonly #provider: WebsocketProvider;
	readonly #counter: SavedCounter;
	readonly #dispatch: Dispatch;
	readonly #roster: Roster;
	readonly #transports: Transports;
	readonly #agreement = new Agreement();
	readonly #stops: (() => void)[] = [];
	#refused: ClosingReason | 'unknown' | null = null;
	#refusedAt = 0;
	#unsavedSince = 0;
	/** When the server last said anything. */
	#heardAt = 0;
	/** Updates of this moment. */
	#outgoing: Uint8Array[] = [];
	/** Updates made while an input method composes. */
	#held: Uint8Array[] = [];
	/** The server's step 1, if it came while an input method composes. */
	#asked: Uint8Array | null = null;
	#presenceTimer: (() => void) | null = null;
	/** A reader whose copy was edited all the same: it is another text, and nobody's fault. */
	#isOwnText = false;
	/** The server had no room for our text when it was last offered. */
	#isFull = false;
	/** What was still in the browser's hands at the last look. */
	#buffered = 0;
	/** When the line last took something from us. */
	#tookAt = 0;
	#crowd = { size: 0, at: 0 };
	#cancelReturn: () => void = () => undefined;

	constructor(options: DraftLinkOptions) {
		this.#options = options;
		const { url, name, doc, awareness, gate, now, later, carriage } = options;
		this.#counter = new SavedCounter(options.unsent);
		this.#unsavedSince = now();
		this.#transports = new Transports({
			WebSocket: options.WebSocket,
			carriage: carriage ?? null,
			later,
			again: () => this.reconnect()
		});
		this.#provider = new WebsocketProvider(url, name, doc, {
			connect: false,
			awareness: silent(doc),
			disableBc: true,
			// last: the server knows the address without it
			params: { saved: '1', roster: '1', hash: '1', page: uint32().toString(36) },
			WebSocketPolyfill: this.#transports.WebSocket
		});
		// Whoever keeps presence as y-protocols does takes a first word for none.
		awareness.setLocalState(awareness.getLocalState());
		this.#roster = new Roster(awareness, this.#provider, now);
		this.#dispatch = new Dispatch({
			counter: this.#counter,
			isOpen: () => this.#isOpen,
			send: (frame) => this.#send(frame),
			now,
			later
		});
		this.#takeOver(doc, awareness);
		this.#hear();
		this.#stops.push(gate.onRelease(() => this.#release()));
	}

	/** Puts our sending in the place of the provider's. */
	#takeOver(doc: Y.Doc, awareness: Awareness): void {
		// oxlint-disable-next-line no-underscore-dangle -- there is no other way to tell it not to send; its version is pinned
		doc.off('update', this.#provider._updateHandler);
		const edited = (update: Uint8Array, origin: unknown): void => this.#edited(update, origin);
		const met = (): void => void this.#count();
		const moved = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
			if ([...added, ...updated, ...removed].includes(awareness.clientID)) this.#presenceSoon();
		};
		doc.on('update', edited);
		awareness.on('update', moved);
		awareness.on('change', met);
		this.#stops.push(
			() => awareness.off('change', met),
			() => doc.off('update', edited),
			() => awareness.off('update', moved)
		);
	}

	#hear(): void {
		const provider = this.#provider;
		const { awareness } = this.#options;
		const stock = provider.messageHandlers[messageType.sync];
		const hears = (type: number, hear: (typeof provider.messageHandlers)[number]): void => {
			provider.messageHandlers[type] = (...args) => {
				this.#heardAt = this.#options.now();
				hear(...args);
			};
		};
		// From a server that knows no roster.
		hears(messageType.presence, (_, decoder) =>
			applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), provider)
		);
		hears(messageType.roster, (_, decoder) => this.#roster.hear(decoding.readTailAsUint8Array(decoder)));
		hears(messageType.hash, (_, decoder) => this.#compare(decoding.readVarUint(decoder)));
		hears(messageType.sync, (encoder, decoder, ...rest) => {
			if (decoding.peekVarUint(decoder) !== STEP1) return stock?.(encoder, decoder, ...rest);
			decoding.readVarUint(decoder);
			this.#answer(decoding.readVarUint8Array(decoder));
		});
		hears(messageType.saved, (_, decoder) => {
			this.#counter.heard(decoding.readVarUint(decoder));
			this.#unsavedSince = this.#options.now();
			if (this.#counter.unsaved === 0) this.#isFull = false;
			this.#options.onChange();
		});
		provider.on('status', ({ status }) => this.#became(status));
		provider.on('sync', () => this.#options.onChange());
		provider.on('connection-close', (event) => {
			this.#transports.closed();
			this.#isFull ||= event?.code === closing.storage;
			this.#returnLater(event?.code ?? null);
		});
		provider.on('closed', ({ code }) => {
			this.#refused = reasons.get(code) ?? 'unknown';
			this.#refusedAt = this.#options.now();
			this.#options.onChange();
		});
	}

	#became(status: 'connected' | 'connecting' | 'disconnected'): void {
		if (status === 'connected') {
			this.#transports.opened();
			this.#counter.connected();
			this.#buffered = 0;
			this.#tookAt = this.#options.now();
			// After the provider's step 1.
			queueMicrotask(() => this.#sayPresence());
		}
		if (status === 'disconnected') this.#roster.clear();
		this.#dispatch.clear();
		this.#asked = null;
		this.#options.onChange();
	}

	/** The most there were of late: a server that stops may close one after the other. */
	#count(): number {
		const at = this.#options.now();
		const { size } = this.#options.awareness.getStates();
		if (size >= this.#crowd.size || at - this.#crowd.at > CROWD_MS) this.#crowd = { size, at };
		return this.#crowd.size;
	}

	/** In the place of the provider's own pauses, which know nothing of how many there are. */
	#returnLater(code: number | null): void {
		const provider = this.#provider;
		if (!provider.shouldConnect || isRefusal(code)) return;
		provider.shouldConnect = false;
		const { chance, later } = this.#options;
		const cut = { code, failures: provider.wsUnsuccessfulReconnects, people: this.#count() };
		const pause = pauseBefore(cut, chance());
		this.#cancelReturn = later(pause, () => provider.connect());
	}

	connect(): void {
		this.#refused = null;
		this.#cancelReturn();
		this.#provider.connect();
	}

	#edited(update: Uint8Array, origin: unknown): void {
		const { isReader, localOrigin, gate, now, onChange } = this.#options;
		// Edits by command have no origin, and are none of a copy that there is not.
		if (origin === this.#provider || (origin !== null && origin === localOrigin)) return;
		this.#isOwnText ||= isReader;
		if (isReader) return;
		if (this.#counter.unsaved === 0) this.#unsavedSince = now();
		this.#counter.edited();
		if (gate.isHolding) this.#held.push(update);
		else this.#sendSoon(update);
		onChange();
	}

	/** What is edited in one go is one message: the server counts messages, and a loop of edits is not a flood. */
	#sendSoon(update: Uint8Array): void {
		this.#outgoing.push(update);
		if (this.#outgoing.length > 1) return;
		queueMicrotask(() => {
			const updates = this.#outgoing;
			this.#outgoing = [];
			// Merging many takes long, and is for nothing without a connection.
			if (updates.length > 0 && this.#isOpen) this.#dispatch.put('update', Y.mergeUpdates(updates));
		});
	}

	get #isOpen(): boolean {
		return this.#provider.wsconnected && this.#provider.ws?.readyState === 1;
	}

	#send(frame: Uint8Array): void {
		if (this.#isOpen) this.#provider.ws?.send(frame as Uint8Array<ArrayBuffer>);
	}

	#answer(vector: Uint8Array): void {
		const { doc, gate, isReader } = this.#options;
		if (gate.isHolding) {
			this.#asked = vector;
			return;
		}
		const update = isReader ? Uint8Array.of(0, 0) : Y.encodeStateAsUpdate(doc, vector);
		this.#outgoing = [];
		// Text that no note tells of, because the notes were cleared: it is unsaved all the same.
		if (update[0] !== 0 && this.#counter.unsaved === 0) this.#counter.edited();
		this.#dispatch.put('step2', update);
	}

	/** The input method is done: one difference for all it did, or the whole answer if the server has asked meanwhile. */
	#release(): void {
		const held = this.#held;
		this.#held = [];
		const asked = this.#asked;
		this.#asked = null;
		const difference = held.length > 0 ? heldDifference(this.#options.doc, held) : null;
		// Until now it waited for us.
		if (difference) this.#unsavedSince = this.#options.now();
		if (asked) this.#answer(asked);
		else if (difference) this.#dispatch.put('update', difference);
		this.#presenceSoon();
		this.#options.onChange();
	}

	#presenceSoon(): void {
		this.#presenceTimer ??= this.#options.later(PRESENCE_MS, () => {
			this.#presenceTimer = null;
			this.#sayPresence();
		});
	}

	#sayPresence(): void {
		const { awareness, gate } = this.#options;
		if (gate.isHolding || awareness.getLocalState() === null) return;
		this.#send(presenceFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])));
	}

	/** Only when the server has said that it has all of ours does its fingerprint speak of the same text. */
	#compare(hash: number): void {
		const { doc, onChange } = this.#options;
		const isUnderWay = this.#counter.unsaved > 0 || this.#outgoing.length > 0 || !this.#dispatch.isIdle;
		if (isUnderWay || this.#isOwnText || !this.#provider.synced) return;
		if (this.#agreement.judge(hashOf(doc) === hash) === 'begin-anew') this.reconnect();
		onChange();
	}

	get transport(): Transport {
		return this.#transports.present;
	}

	facts(): Omit<LinkFacts, 'kept' | 'writing'> {
		return {
			inStep: this.#provider.wsconnected && this.#provider.synced,
			unsaved: this.#counter.unsaved,
			unsavedSince: this.#unsavedSince,
			heardAt: this.#heardAt,
			refused: this.#refused,
			full: this.#isFull,
			diverged: this.#agreement.hasDiverged
		};
	}

	/** Once a second: gives a dead socket up long before the browser would, and tries again what passes with time. */
	beat(): void {
		if (passing.includes(this.#refused) && this.#options.now() - this.#refusedAt >= PASSED_MS) this.connect();
		const now = this.#options.now();
		const buffered = this.#provider.ws?.bufferedAmount ?? 0;
		if (buffered < this.#buffered) this.#tookAt = now;
		this.#buffered = buffered;
		if (this.#isDead(now)) this.reconnect();
	}

	/** [W15] A slow line that takes what we say is not dead, and neither is one that has nothing to say to us. */
	#isDead(now: number): boolean {
		const { unsaved, unsavedSince, heardAt, inStep } = this.facts();
		if (!this.#isOpen) return false;
		if (!inStep) return now - Math.max(heardAt, this.#tookAt) >= UNSAVED_MS;
		if (unsaved === 0 || this.#options.gate.isHolding) return false;
		const since = Math.max(unsavedSince, this.#tookAt);
		return now - Math.max(since, heardAt) >= DEAD_MS || now - since >= UNSAVED_MS;
	}

	/** At once, for instance because the network came back. */
	reconnect(): void {
		if (this.#refused) return;
		this.#cancelReturn();
		this.#provider.disconnect();
		this.#provider.connect();
	}

	close(): void {
		this.#cancelReturn();
		this.#presenceTimer?.();
		this.#dispatch.clear();
		this.#transports.close();
		for (const stop of this.#stops) stop();
		this.#provider.destroy();
	}
}

/** What the provider takes for presence: it would send its own at moments of its choosing. */
function silent(doc: Y.Doc): Awareness {
	const awareness = new Awareness(doc);
	awareness.setLocalState(null);
	return awareness;
}

function isRefusal(code: number | null): boolean {
	return code !== null && code >= 4400 && code < 4500;
}
