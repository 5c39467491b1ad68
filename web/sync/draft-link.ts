/**
 * The link of one document to the server: y-websocket's provider with our own sending. Three things differ from the
 * stock behaviour: what is sent is counted against the server's "saved", everything waits while an input method
 * composes, and presence of others is not sent back.
 *
 * Tabs do not talk to each other by BroadcastChannel: the server relays between them anyway, and text that one tab gets
 * past the server would reach it in an order in which "saved" could not be told.
 */
import * as decoding from 'lib0/decoding';
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { messageType, presenceFrame, syncFrame } from '#shared/sync/frames.ts';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';
import type { ComposingGate, Later } from './composing-gate.ts';
import { heldDifference } from './held-difference.ts';
import { SavedCounter } from './saved-counter.ts';
import type { LinkFacts } from './status.ts';

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
	/** What loads the local copy; its updates are no edits. */
	readonly localOrigin: unknown;
	readonly onChange: () => void;
	readonly now: () => number;
	readonly later: Later;
	readonly WebSocket?: typeof WebSocket;
	/** Between 0 and 1; spreads the return of many after a restart. */
	readonly chance: () => number;
};

/** Carets move faster than anybody looks. */
const PRESENCE_MS = 80;
/** Unsaved text and no word from the server: the socket is dead, whatever the browser thinks. */
const DEAD_MS = 10_000;
/** What was too much or too slow a while ago need not be now. */
const passing: readonly (ClosingReason | 'unknown' | null)[] = ['too-slow', 'too-many'];
const PASSED_MS = 61_000;
const STEP1 = 0;

const reasons: ReadonlyMap<number, ClosingReason> = new Map(
	(Object.entries(closing) as [ClosingReason, number][]).map(([reason, code]) => [code, reason])
);

export class DraftLink {
	readonly #options: DraftLinkOptions;
	readonly #provider: WebsocketProvider;
	readonly #counter: SavedCounter;
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

	constructor(options: DraftLinkOptions) {
		this.#options = options;
		const { url, name, doc, awareness, gate, chance } = options;
		this.#counter = new SavedCounter(options.unsent);
		this.#unsavedSince = options.now();
		this.#provider = new WebsocketProvider(url, name, doc, {
			connect: false,
			awareness,
			disableBc: true,
			params: { saved: '1' },
			maxBackoffTime: 2000 + 3000 * chance(),
			...(options.WebSocket && { WebSocketPolyfill: options.WebSocket })
		});
		this.#takeOver(doc, awareness);
		this.#stops.push(gate.onRelease(() => this.#release()));
	}

	/** Puts our sending in the place of the provider's. */
	#takeOver(doc: Y.Doc, awareness: Awareness): void {
		const provider = this.#provider;
		// oxlint-disable no-underscore-dangle -- the provider has no other way to be told not to send; its version is pinned
		doc.off('update', provider._updateHandler);
		awareness.off('update', provider._awarenessUpdateHandler);
		// oxlint-enable no-underscore-dangle
		const edited = (update: Uint8Array, origin: unknown): void => this.#edited(update, origin);
		const moved = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
			if ([...added, ...updated, ...removed].includes(awareness.clientID)) this.#presenceSoon();
		};
		doc.on('update', edited);
		awareness.on('update', moved);
		this.#stops.push(
			() => doc.off('update', edited),
			() => awareness.off('update', moved)
		);
		const [stock, stockPresence] = [messageType.sync, messageType.presence].map(
			(type) => provider.messageHandlers[type]
		);
		provider.messageHandlers[messageType.presence] = (...args) => {
			this.#heardAt = this.#options.now();
			stockPresence?.(...args);
		};
		provider.messageHandlers[messageType.sync] = (encoder, decoder, ...rest) => {
			this.#heardAt = this.#options.now();
			if (decoding.peekVarUint(decoder) === STEP1) {
				decoding.readVarUint(decoder);
				this.#answer(decoding.readVarUint8Array(decoder));
			} else stock?.(encoder, decoder, ...rest);
		};
		provider.messageHandlers[messageType.saved] = (_encoder, decoder) => {
			this.#counter.heard(decoding.readVarUint(decoder));
			this.#heardAt = this.#unsavedSince = this.#options.now();
			this.#options.onChange();
		};
		provider.on('status', ({ status }) => {
			if (status === 'connected') this.#counter.connected();
			this.#asked = null;
			this.#options.onChange();
		});
		provider.on('sync', () => this.#options.onChange());
		provider.on('closed', ({ code }) => {
			this.#refused = reasons.get(code) ?? 'unknown';
			this.#refusedAt = this.#options.now();
			this.#options.onChange();
		});
	}

	connect(): void {
		this.#refused = null;
		this.#provider.connect();
	}

	#edited(update: Uint8Array, origin: unknown): void {
		const { isReader, localOrigin, gate, now, onChange } = this.#options;
		if (isReader || origin === this.#provider || origin === localOrigin) return;
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
			if (updates.length > 0) this.#send(syncFrame('update', Y.mergeUpdates(updates)), 'update');
		});
	}

	#send(frame: Uint8Array, counted?: 'step2' | 'update'): void {
		const { ws, wsconnected } = this.#provider;
		// Without a link nothing is lost: the next connection's step 2 has it.
		if (!wsconnected || ws?.readyState !== 1) return;
		if (counted) this.#counter.sent(counted);
		ws.send(frame as Uint8Array<ArrayBuffer>);
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
		this.#send(syncFrame('step2', update), 'step2');
	}

	/** The input method is done: one difference for all it did, or the whole answer if the server has asked meanwhile. */
	#release(): void {
		const held = this.#held;
		this.#held = [];
		const asked = this.#asked;
		this.#asked = null;
		const difference = held.length > 0 ? heldDifference(this.#options.doc, held) : null;
		if (asked) this.#answer(asked);
		else if (difference) this.#send(syncFrame('update', difference), 'update');
		this.#presenceSoon();
		this.#options.onChange();
	}

	#presenceSoon(): void {
		const { awareness, gate, later } = this.#options;
		this.#presenceTimer ??= later(PRESENCE_MS, () => {
			this.#presenceTimer = null;
			if (gate.isHolding) return;
			this.#send(presenceFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])));
		});
	}

	facts(): Omit<LinkFacts, 'kept' | 'writing'> {
		return {
			inStep: this.#provider.wsconnected && this.#provider.synced,
			unsaved: this.#counter.unsaved,
			unsavedSince: this.#unsavedSince,
			heardAt: this.#heardAt,
			refused: this.#refused
		};
	}

	/** Once a second: gives a dead socket up long before the browser would, and tries again what passes with time. */
	beat(): void {
		if (passing.includes(this.#refused) && this.#options.now() - this.#refusedAt >= PASSED_MS) this.connect();
		const { unsaved, unsavedSince, heardAt, inStep } = this.facts();
		const now = this.#options.now();
		if (inStep && unsaved > 0 && now - Math.max(unsavedSince, heardAt) >= DEAD_MS) this.reconnect();
	}

	/** At once, for instance because the network came back. */
	reconnect(): void {
		if (this.#refused) return;
		this.#provider.disconnect();
		this.#provider.connect();
	}

	close(): void {
		this.#presenceTimer?.();
		for (const stop of this.#stops) stop();
		this.#provider.destroy();
	}
}
