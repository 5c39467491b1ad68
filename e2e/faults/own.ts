/** The product's own client without its screen: web/sync's link over a real socket, with the session cookie. */
import WebSocket from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readMessage } from '#shared/sync/frames.ts';
import { ComposingGate, later } from '#web/sync/composing-gate.ts';
import { DraftLink } from '#web/sync/draft-link.ts';
import { statusOf, type DocumentStatus } from '#web/sync/status.ts';

export type Own = {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	/** Held while an input method composes. */
	readonly composing: { begin(): void; end(): void };
	/** What the page says: looked at when something changes, and once a second. */
	readonly status: () => DocumentStatus;
	readonly inStep: () => boolean;
	/** How many edits of its own the server has called saved. */
	readonly saved: () => number;
	/** The server's last word on the present connection, as it came, and this end's port of that. */
	readonly wire: () => { readonly saved: number; readonly port: number };
	/** Hears of every connection that ends. */
	readonly onClosed: (listener: (code: number) => void) => void;
	readonly reconnect: () => void;
	readonly end: () => void;
};

/** As often as the page looks. */
const BEAT_MS = 1000;

export function own(url: string, name: string, cookie: string): Own {
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	const gate = new ComposingGate(later);
	const field = new EventTarget();
	const stop = gate.composing(field);
	let edits = 0;
	let wire = { saved: 0, port: 0 };
	const closed: ((code: number) => void)[] = [];
	class WithCookie extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { cookie, origin: url } });
			this.on('upgrade', ({ socket }) => (wire = { saved: 0, port: socket.localPort ?? 0 }));
			this.on('message', (data) => {
				const message = data instanceof ArrayBuffer ? readMessage(new Uint8Array(data)) : null;
				if (message?.kind === 'saved') wire = { ...wire, saved: message.count };
			});
			this.on('close', (code) => closed.forEach((listener) => listener(code)));
		}
	}
	let status: DocumentStatus = { kind: 'connecting' };
	const look = (): void => {
		status = statusOf({ ...link.facts(), kept: true, writing: 0 }, Date.now());
	};
	const link = new DraftLink({
		url: `${url.replace('http', 'ws')}/sync`,
		name,
		doc,
		awareness,
		gate,
		isReader: false,
		unsent: 0,
		localOrigin: {},
		onChange: () => look(),
		now: Date.now,
		later,
		WebSocket: WithCookie as unknown as typeof globalThis.WebSocket,
		chance: Math.random
	});
	doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
		if (local) edits += 1;
	});
	const beat = setInterval(() => {
		link.beat();
		look();
	}, BEAT_MS);
	link.connect();
	return {
		doc,
		awareness,
		composing: {
			begin: () => void field.dispatchEvent(new Event('compositionstart')),
			end: () => void field.dispatchEvent(new Event('compositionend'))
		},
		status: () => status,
		inStep: () => link.facts().inStep,
		saved: () => edits - link.facts().unsaved,
		wire: () => wire,
		onClosed: (listener) => void closed.push(listener),
		reconnect: () => link.reconnect(),
		end: () => {
			clearInterval(beat);
			stop();
			link.close();
			awareness.destroy();
			doc.destroy();
		}
	};
}
