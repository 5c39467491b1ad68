/**
 * For tests only: rooms on an in-memory log, and clients on an in-memory wire. Nothing moves by itself: `settle` lets
 * everything happen, and a test that wants another order moves single frames.
 */
import * as decoding from 'lib0/decoding';
import { onTestFinished } from 'vitest';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { emptyDisk, openMemoryLog, type MemoryDisk, type MemoryLog } from '#server/storage/memory/update-log.ts';
import type { Person } from '#shared/auth/model.ts';
import { presenceFrame, readMessage, syncFrame, type SyncPart } from '#shared/sync/frames.ts';
import { parseName } from '#shared/sync/names.ts';
import { closing } from '#shared/wire/closing.ts';
import { openCommitter } from './committer.ts';
import type { Connection } from './connection.ts';
import type { Roots } from './guard.ts';
import type { Access, Link, Wants } from './link.ts';
import type { Parcel } from './parcel.ts';
import { openPump } from './pump.ts';
import { openReception, type FullReception } from './reception.ts';
import { openRooms, type Rooms } from './rooms.ts';
import { snapshotOf } from './snapshot.ts';

export const NAME = 'meeting:m-1:agenda:1';

export const person = (id: string): Person => ({
	id,
	account: id,
	name: `Name ${id}`,
	unitId: 'u-edu',
	post: '',
	holdings: []
});

type Options = { readonly disk?: MemoryDisk; readonly roots?: Roots };

/** A server process. `kill` it by forgetting it; open another on the same disk. */
export class MemoryHouse {
	readonly disk: MemoryDisk;
	readonly log: MemoryLog;
	readonly rooms: Rooms;
	readonly reception: FullReception;
	/** What people may do; write unless said otherwise. */
	readonly rights = new Map<string, Access | null>();
	readonly signedOut = new Set<string>();
	readonly logged: object[] = [];
	now = 1_000_000;
	standing: 'present' | 'older' = 'present';
	/** People whose connections break in a way that nobody foresaw. */
	readonly broken = new Set<string>();
	#work: (() => void)[] = [];
	readonly #timers = new Set<{ readonly at: number; readonly work: () => void }>();

	constructor({ disk = emptyDisk(), roots = { items: 'array' } }: Options = {}) {
		this.disk = disk;
		this.log = openMemoryLog(disk);
		const clock = (): number => this.now;
		const soon = (work: () => void): void => void this.#work.push(work);
		const timing = { now: clock, soon, after: (ms: number, work: () => void) => this.#after(ms, work) };
		const logger = {
			warn: (context: object) => this.logged.push(context),
			error: (context: object) => this.logged.push(context)
		};
		const domain = {
			domain: 'meeting',
			roots: () => roots,
			access: (_name: string, { id }: Person) =>
				this.rights.get(id) ?? (this.rights.has(id) ? null : ('write' as const)),
			exists: () => this.standing
		};
		const domainOf = (name: string) => (parseName(name)?.domain === 'meeting' ? domain : null);
		const committer = openCommitter(this.log, timing);
		const compactor = { snapshot: async (parts: readonly Uint8Array[]) => snapshotOf(parts) };
		const pump = openPump(timing);
		this.rooms = openRooms({
			log: this.log,
			logger,
			clock,
			wallClock: clock,
			now: clock,
			committer,
			compactor,
			pump,
			domainOf
		});
		const authenticate = (): null => null;
		this.reception = openReception({ rooms: this.rooms, domainOf, clock, logger, authenticate, origins: () => true });
	}

	#after(ms: number, work: () => void): () => void {
		const timer = { at: this.now + ms, work };
		this.#timers.add(timer);
		return () => this.#timers.delete(timer);
	}

	/** What is due now, without time going on. */
	async due(): Promise<void> {
		do {
			this.#ring();
			await this.#do();
		} while (this.#work.length > 0);
	}

	/** Where nothing else is to be done, time goes on to what was put off. */
	#wait(): void {
		if (this.#work.length > 0 || this.#timers.size === 0) return;
		this.now = Math.max(this.now, Math.min(...[...this.#timers].map(({ at }) => at)));
		this.#ring();
	}

	#ring(): void {
		for (const timer of this.#timers) {
			if (timer.at > this.now) continue;
			this.#timers.delete(timer);
			this.#work.push(timer.work);
		}
	}

	/** Everything that is due on the server, including commits. */
	async turn(): Promise<void> {
		this.#wait();
		await this.#do();
	}

	async #do(): Promise<void> {
		const work = this.#work;
		this.#work = [];
		for (const one of work) one();
		await new Promise<void>((resolve) => setImmediate(resolve));
	}

	get isBusy(): boolean {
		return this.#work.length > 0 || this.#timers.size > 0;
	}

	/** What another process would find on the disk. */
	stored(name = NAME): Y.Doc {
		const { snapshot, tail } = openMemoryLog(this.disk).load(name);
		const doc = new Y.Doc();
		if (snapshot) Y.applyUpdate(doc, snapshot);
		for (const update of tail) Y.applyUpdate(doc, update);
		return doc;
	}
}

/** Speaks like the stock y-websocket client: answers questions, sends what it changes, echoes every presence. */
export class MemoryClient {
	readonly personId: string;
	readonly doc = new Y.Doc();
	readonly awareness: Awareness;
	/** Frames on their way, each way. */
	outbox: Uint8Array[] = [];
	inbox: Uint8Array[] = [];
	closedWith: number | null = null;
	/** What it asks for when it connects; the stock client with "saved" unless a test wants more. */
	wants: Wants = { saved: true, roster: false, hash: false };
	/** Of the present connection. */
	saved = 0;
	sent = 0;
	/** The last write of the server, as it was handed over. */
	parcel: Parcel | null = null;
	/** Writes of the server on the present connection, and what each costs it in ms. */
	writes = 0;
	cost = 0;
	/** What the network has not taken yet, as the server sees it. */
	buffered = 0;
	/** Answers with each of its own updates by itself, and the whole after them, as the product's client cuts what is large. */
	inPieces = false;
	/** Our own clock that the server has acknowledged, over all connections. */
	acknowledged = 0;
	#link: Link | null = null;
	#connection: Connection | null = null;
	#house: MemoryHouse | null = null;
	#clocks: number[] = [];
	/** What an input method has typed so far, and the server's question meanwhile. */
	#held: Uint8Array[] | null = null;
	#asked: Uint8Array | null = null;
	readonly #own: { readonly end: number; readonly update: Uint8Array }[] = [];

	constructor(personId: string, clientId?: number) {
		this.personId = personId;
		if (clientId !== undefined) this.doc.clientID = clientId;
		this.awareness = new Awareness(this.doc);
		this.awareness.setLocalState(null);
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === this) return;
			this.#own.push({ end: Y.getState(this.doc.store, this.doc.clientID), update });
			if (this.#held) this.#held.push(update);
			else if (this.isConnected) this.update('update', update);
		});
		this.awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
			if (this.isConnected)
				this.send(presenceFrame(encodeAwarenessUpdate(this.awareness, [...added, ...updated, ...removed])));
		});
	}

	get isConnected(): boolean {
		return this.#link !== null && this.closedWith === null;
	}

	get items(): Y.Array<unknown> {
		return this.doc.getArray('items');
	}

	/** Answers the code it was refused with, or null. */
	async connect(house: MemoryHouse, name = NAME): Promise<number | null> {
		this.#house = house;
		[this.outbox, this.inbox, this.closedWith, this.saved, this.sent, this.#clocks] = [[], [], null, 0, 0, []];
		this.writes = 0;
		this.#asked = null;
		const buffered = (): number => this.buffered;
		const connection: Connection = {
			get buffered() {
				return buffered();
			},
			// What is sent to a connection that was given up arrives nowhere.
			send: (parcel) => {
				const { messages } = (this.parcel = parcel);
				if (house.broken.has(this.personId)) throw new Error('a bug');
				house.now += this.cost;
				this.writes += 1;
				if (this.#connection === connection) this.inbox.push(...messages.map((message) => message.slice()));
			},
			close: (reason) => {
				if (this.#connection === connection) this.closedWith = closing[reason];
			}
		};
		this.#connection = connection;
		const identity = { person: person(this.personId), sessionId: `s-${this.personId}` };
		const who = () => (house.signedOut.has(this.personId) ? null : identity);
		const admitted = await house.reception.visit({ name, wants: this.wants, who });
		this.#link = admitted.ok ? admitted.open(connection) : null;
		if (!admitted.ok) this.closedWith = closing[admitted.reason];
		if (this.closedWith !== null) return this.closedWith;
		this.send(syncFrame('step1', Y.encodeStateVector(this.doc)));
		if (this.awareness.getLocalState() !== null) {
			this.send(presenceFrame(encodeAwarenessUpdate(this.awareness, [this.doc.clientID])));
		}
		return null;
	}

	/** The network is gone: what is on its way is lost, the server hears of it. */
	drop(): void {
		if (this.#link) this.#house?.reception.leave(this.#link);
		this.#link = null;
		[this.outbox, this.inbox] = [[], []];
	}

	send(frame: Uint8Array): void {
		this.outbox.push(frame);
	}

	/** An input method composes: from now on nothing is sent. */
	hold(): void {
		this.#held ??= [];
	}

	/** One difference for all that was held, or the answer if the server has asked meanwhile. */
	release(): void {
		const held = this.#held ?? [];
		const asked = this.#asked;
		this.#held = this.#asked = null;
		if (!this.isConnected) return;
		if (asked) this.#answer(asked);
		else if (held.length > 0) this.update('update', Y.mergeUpdates(held));
	}

	#answer(vector: Uint8Array): void {
		if (this.#held) {
			this.#asked = vector;
			return;
		}
		const known = this.inPieces ? (Y.decodeStateVector(vector).get(this.doc.clientID) ?? 0) : Infinity;
		for (const { end, update } of this.#own) if (end > known) this.update('update', update);
		this.update('step2', Y.encodeStateAsUpdate(this.doc, vector));
	}

	update(part: SyncPart, update: Uint8Array): void {
		this.sent += 1;
		// Before the first step 2 a message may go through whose forerunners the server lacks (a deletion); it proves nothing.
		const isProof = part === 'step2' || this.#clocks.some((clock) => clock > 0);
		this.#clocks.push(isProof ? Y.getState(this.doc.store, this.doc.clientID) : 0);
		this.send(syncFrame(part, update));
	}

	/** Lets the oldest frame we sent arrive. */
	deliverOne(): boolean {
		const frame = this.outbox.shift();
		if (!frame || !this.#link) return false;
		this.#house?.reception.receive(this.#link, frame);
		return true;
	}

	/** Reads the oldest frame that came. */
	readOne(): boolean {
		const frame = this.inbox.shift();
		if (!frame) return false;
		const message = readMessage(frame);
		if (message.kind === 'step1') this.#answer(message.payload);
		else if (message.kind === 'step2' || message.kind === 'update') Y.applyUpdate(this.doc, message.payload, this);
		else if (message.kind === 'presence') applyAwarenessUpdate(this.awareness, message.payload, this);
		else if (message.kind === 'saved') this.#heardSaved(message.count);
		else if (message.kind === 'roster' || message.kind === 'hash')
			return true; // a test that asked for them looks itself
		else throw new Error('The server sent a frame that is none');
		return true;
	}

	#heardSaved(count: number): void {
		this.saved = count;
		this.acknowledged = Math.max(this.acknowledged, this.#clocks[count - 1] ?? 0);
	}

	destroy(): void {
		this.drop();
		this.awareness.destroy();
		this.doc.destroy();
	}
}

/** Moves everything until nothing moves. */
export async function settle(house: MemoryHouse, ...clients: readonly MemoryClient[]): Promise<void> {
	for (let calm = 0; calm < 3; calm++) {
		let moved = house.isBusy;
		for (const client of clients) {
			while (client.deliverOne() || client.readOne()) moved = true;
		}
		await house.turn();
		if (moved) calm = -1;
	}
}

type Guest = string | ({ readonly id: string } & Partial<Wants>);

/** They come one after the other, as the stock client with "saved" unless they want more, and go when the test has finished. */
export async function guests<const Guests extends readonly Guest[]>(
	house: MemoryHouse,
	...list: Guests
): Promise<{ -readonly [Place in keyof Guests]: MemoryClient }> {
	const come = (guest: Guest): MemoryClient => {
		const { id, ...wants } = typeof guest === 'string' ? { id: guest } : guest;
		const client = new MemoryClient(id);
		client.wants = { ...client.wants, ...wants };
		onTestFinished(() => client.destroy());
		return client;
	};
	const clients = list.map(come);
	for (const client of clients) await client.connect(house);
	await settle(house, ...clients);
	return clients as { -readonly [Place in keyof Guests]: MemoryClient };
}

/** The ids in presence frames. */
export function presenceIn(frames: readonly Uint8Array[]): readonly { readonly id: number; readonly state: unknown }[] {
	return frames.flatMap((frame) => {
		const message = readMessage(frame);
		if (message.kind !== 'presence') return [];
		const decoder = decoding.createDecoder(message.payload);
		return Array.from({ length: decoding.readVarUint(decoder) }, () => {
			const id = decoding.readVarUint(decoder);
			decoding.readVarUint(decoder);
			const state: unknown = JSON.parse(decoding.readVarString(decoder));
			return { id, state };
		});
	});
}
