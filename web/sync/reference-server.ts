/**
 * For tests only: a document server of a few lines that speaks what docs/protocol.md says, over sockets in memory. It
 * shows how little the client relies on. The real server's own tests use the stock client.
 */
import * as decoding from 'lib0/decoding';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { hashFrame, presenceFrame, readMessage, savedFrame, syncFrame } from '#shared/sync/frames.ts';
import { encodeRosterEntry, rosterFrame, type RosterEntry } from '#shared/sync/roster.ts';
import { hashOf } from '#shared/sync/state-hash.ts';

type Handler = ((event: { data: ArrayBuffer; code: number; reason: string }) => void) | null;

/** Enough of a browser's WebSocket for y-websocket. */
export class MemorySocket {
	readyState = 0;
	binaryType = '';
	onopen: Handler = null;
	onmessage: Handler = null;
	onclose: Handler = null;
	onerror: Handler = null;
	bufferedAmount = 0;
	readonly url: string;
	readonly #server: ReferenceServer;

	constructor(server: ReferenceServer, url: string) {
		this.#server = server;
		this.url = url;
		queueMicrotask(() => server.connected(this));
	}

	/** From the server. */
	opened(): void {
		this.readyState = 1;
		this.onopen?.({ data: new ArrayBuffer(0), code: 0, reason: '' });
	}

	deliver(frame: Uint8Array): void {
		this.onmessage?.({ data: frame.slice().buffer, code: 0, reason: '' });
	}

	ended(code: number): void {
		if (this.readyState === 3) return;
		this.readyState = 3;
		this.onclose?.({ data: new ArrayBuffer(0), code, reason: '' });
	}

	asksFor(flag: string): boolean {
		return new URL(this.url).searchParams.get(flag) === '1';
	}

	/** From the client. */
	send(frame: Uint8Array): void {
		this.#server.heard(this, frame);
	}

	close(): void {
		this.readyState = 3;
		this.#server.left(this);
	}
}

export class ReferenceServer {
	readonly doc = new Y.Doc();
	readonly awareness = new Awareness(this.doc);
	/** Every frame a client sent. */
	readonly frames: Uint8Array[] = [];
	/** What happens to what comes in: stored, taken without a word of it, or not even heard; and who comes is not greeted. */
	mode: 'stores' | 'silent' | 'mute' | 'gone' = 'stores';
	/** As the real one: larger updates are refused. */
	mostBytes = 1024 * 1024;
	/** Closes whoever comes. */
	refusal: number | null = null;
	/** Connections there have been. */
	visits = 0;
	readonly #counts = new Map<MemorySocket, number>();
	/** Each connection has slots of its own. */
	readonly #slots = new Map<MemorySocket, number[]>();
	/** Whose presence came from where. */
	readonly #speakers = new Map<MemorySocket, number>();

	constructor() {
		this.awareness.setLocalState(null);
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			for (const socket of this.#counts.keys())
				if (socket !== origin) this.#deliver(socket, syncFrame('update', update));
		});
	}

	/** What a client takes for the browser's WebSocket. */
	get WebSocket(): typeof WebSocket {
		const make = (url: string): MemorySocket => new MemorySocket(this, url);
		// An arrow cannot be called with `new`; what a function returns takes the place of what `new` made.
		return function MemoryWebSocket(url: string) {
			return make(url);
		} as unknown as typeof WebSocket;
	}

	connected(socket: MemorySocket): void {
		if (this.mode === 'gone') return;
		// The client speaks the moment it is open.
		this.#counts.set(socket, 0);
		this.visits += 1;
		socket.opened();
		if (this.mode === 'mute') return;
		if (this.refusal !== null) return socket.ended(this.refusal);
		socket.deliver(syncFrame('step1', Y.encodeStateVector(this.doc)));
		this.#tellPresence(socket, [...this.awareness.getStates().keys()], true);
	}

	left(socket: MemorySocket): void {
		this.#counts.delete(socket);
		const id = this.#speakers.get(socket);
		this.#speakers.delete(socket);
		if (id === undefined || [...this.#speakers.values()].includes(id)) return;
		removeAwarenessStates(this.awareness, [id], socket);
		for (const other of this.#counts.keys()) this.#tellPresence(other, [id]);
	}

	/** Closes everybody. */
	end(code: number): void {
		const all = [...this.#counts.keys()];
		for (const socket of all) this.left(socket);
		for (const socket of all) socket.ended(code);
	}

	/** "This is what you were told so far", or something else. */
	sayHash(hash = hashOf(this.doc)): void {
		for (const socket of this.#counts.keys()) if (socket.asksFor('hash')) this.#deliver(socket, hashFrame(hash));
	}

	#deliver(socket: MemorySocket, frame: Uint8Array): void {
		if (this.mode !== 'gone' && this.mode !== 'mute') socket.deliver(frame);
	}

	heard(socket: MemorySocket, frame: Uint8Array): void {
		this.frames.push(frame.slice());
		if (this.mode === 'gone' || this.mode === 'mute' || !this.#counts.has(socket)) return;
		const message = readMessage(frame);
		if (message.kind === 'step1')
			this.#deliver(socket, syncFrame('step2', Y.encodeStateAsUpdate(this.doc, message.payload)));
		if (message.kind === 'presence') this.#heardPresence(socket, message.payload);
		if (message.kind !== 'step2' && message.kind !== 'update') return;
		if (message.payload.length > this.mostBytes) return socket.ended(4413);
		Y.applyUpdate(this.doc, message.payload, socket);
		const count = (this.#counts.get(socket) ?? 0) + 1;
		this.#counts.set(socket, count);
		if (this.mode === 'stores') this.#deliver(socket, savedFrame(count));
	}

	#heardPresence(from: MemorySocket, payload: Uint8Array): void {
		const heard: number[] = [];
		const note = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void =>
			void heard.push(...added, ...updated, ...removed);
		this.awareness.on('update', note);
		applyAwarenessUpdate(this.awareness, payload, from);
		this.awareness.off('update', note);
		for (const id of heard) this.#speakers.set(from, id);
		for (const socket of this.#counts.keys()) if (socket !== from) this.#tellPresence(socket, heard);
	}

	#tellPresence(socket: MemorySocket, ids: readonly number[], whole = false): void {
		if (!socket.asksFor('roster'))
			return this.#deliver(socket, presenceFrame(encodeAwarenessUpdate(this.awareness, [...ids])));
		if (whole) this.#slots.set(socket, []);
		const slots = this.#slots.get(socket) ?? [];
		const entries = ids.map((id): RosterEntry => {
			const { user, ...state } = this.awareness.getStates().get(id) ?? {};
			const slot = slots.indexOf(id);
			if (!this.awareness.getStates().has(id)) return { kind: 'gone', slot };
			if (slot >= 0) return { kind: 'moved', slot, state };
			return { kind: 'came', slot: slots.push(id) - 1, clientId: id, user: asUser(user), state };
		});
		this.#deliver(socket, rosterFrame(whole, entries.map(encodeRosterEntry)));
	}

	/** How many frames of each kind clients have sent, and the awareness ids they spoke of. */
	presenceIds(): readonly number[] {
		return this.frames.flatMap((frame) => {
			const message = readMessage(frame);
			if (message.kind !== 'presence') return [];
			const decoder = decoding.createDecoder(message.payload);
			return Array.from({ length: decoding.readVarUint(decoder) }, () => {
				const id = decoding.readVarUint(decoder);
				decoding.readVarUint(decoder);
				decoding.readVarString(decoder);
				return id;
			});
		});
	}

	/** Bytes of all update messages, as a string in which typed letters can be looked for. */
	textOfFrames(): string {
		return this.frames
			.filter((frame) => ['step2', 'update'].includes(readMessage(frame).kind))
			.map((frame) => new TextDecoder().decode(frame))
			.join('\n');
	}

	destroy(): void {
		this.awareness.destroy();
		this.doc.destroy();
	}
}

/** The real server knows who somebody is; here the client may say so. */
function asUser(user: unknown): object {
	const nobody = { id: 'p-0', name: '', unitId: '', color: 1 };
	return typeof user === 'object' && user !== null ? user : nobody;
}
