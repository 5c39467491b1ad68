/** One participant as the load plays it: joins, is present, types, and notes what it saw when. Runs in a load process. */
import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { presenceMessage, readHeard, syncMessage, tokenMessage, type Address, type Heard } from './frames.ts';
import { HungUp, Wire } from './wire.ts';

/**
 * crowd: takes part and only counts what it gets. sampled: has the document and notes when each key reached it.
 * editor: the same, and types. typist: types and only counts. guest: a stock client among a crowd of our own.
 */
export type Role = 'crowd' | 'guest' | 'sampled' | 'editor' | 'typist';

export type PersonPlan = {
	readonly role: Role;
	readonly document: string;
	readonly path: string;
	readonly address: Address;
	readonly cookie?: string | undefined;
	/** What its presence says beside the caret. */
	readonly state: object;
	/** Says its presence again after so long a silence, as y-protocols' awareness does; null: never. */
	readonly renewMs: number | null;
	/** It has the text when this many bytes of it came; unset: with the first answer to its question. */
	readonly expects?: number | undefined;
	/** Begins with this copy of the document. */
	readonly holds?: Uint8Array | undefined;
};

/** Clock of one machine for all load processes, in ms. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const GIVES_UP_MS = 60_000;
const EMPTY_UPDATE = Uint8Array.of(0, 0);
const EMPTY_VECTOR = Uint8Array.of(0);
/** One copy of what returning clients hold, and one answer per question: they all hold the same. */
const held = new Map<
	Uint8Array,
	{ readonly vector: Uint8Array; readonly doc: Y.Doc; readonly answers: Map<string, Uint8Array> }
>();

function heldCopy(holds: Uint8Array) {
	const known = held.get(holds);
	if (known) return known;
	const doc = new Y.Doc();
	Y.applyUpdate(doc, holds);
	const copy = { vector: Y.encodeStateVector(doc), doc, answers: new Map<string, Uint8Array>() };
	held.set(holds, copy);
	return copy;
}

function answerFrom(holds: Uint8Array, vector: Uint8Array): Uint8Array {
	const { doc, answers } = heldCopy(holds);
	const key = Buffer.from(vector).toString('latin1');
	const answer = answers.get(key) ?? Y.encodeStateAsUpdate(doc, vector);
	answers.set(key, answer);
	return answer;
}

const broken = (code: number, path: string): Error =>
	code === 1006 ? new HungUp(path) : new Error(`${path} was closed with ${code} before the text came`);

const onlyLooks = ({ role }: PersonPlan): boolean => role === 'crowd' || role === 'guest';

export class Person {
	readonly plan: PersonPlan;
	readonly sent: number[] = [];
	readonly arrivals: number[] = [];
	/** How many of its updates the server said it has taken. */
	acknowledged = 0;
	/** How often it had to try again until it was in. */
	retries = 0;
	readonly doc: Y.Doc | null;
	readonly clientId: number;
	#wire: Wire | null = null;
	#presenceClock = 0;
	#state: object;
	#title: Y.Text | null = null;
	#textBytes = 0;
	readonly #unread: Uint8Array[] = [];
	#hasText: (() => void) | null = null;
	#updatesSent = 0;
	readonly #acknowledgedAt: number[] = [];
	/** The number of the update that carried a key, and when it was typed. */
	#begun: { readonly update: number; readonly at: number } | null = null;
	readonly #keys: { readonly update: number; readonly at: number }[] = [];
	readonly #seen = new Map<number, number>();

	constructor(plan: PersonPlan) {
		this.plan = plan;
		if (plan.holds) {
			heldCopy(plan.holds);
			this.#unread.push(plan.holds);
		}
		this.#state = plan.state;
		this.doc = onlyLooks(plan) ? null : new Y.Doc();
		this.clientId = this.doc?.clientID ?? Math.floor(Math.random() * 0x1_0000_0000);
		this.doc?.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === this) return;
			this.#updatesSent += 1;
			this.#say(syncMessage(plan.address, 'update', update));
		});
	}

	get bytes(): number {
		return this.#wire?.bytes ?? 0;
	}

	get frames(): number {
		return this.#wire?.frames ?? 0;
	}

	/** Null while it is connected. */
	get closed(): number | null {
		return this.#wire?.closed ?? null;
	}

	/** Resolves, with the ms it took, when it has the text; then it is present too. Whoever is cut off tries again. */
	async join(port: number): Promise<number> {
		const at = now();
		while (!(await this.#attempt(port))) {
			if (now() - at > GIVES_UP_MS) throw new Error(`${this.plan.path}: ${this.retries} attempts, and no text`);
			this.retries += 1;
			await pause(100 * Math.min(32, 2 ** this.retries) * (0.5 + Math.random()));
		}
		const took = now() - at;
		this.present();
		if (onlyLooks(this.plan) || this.plan.role === 'typist') this.#wire?.onlyCount();
		return took;
	}

	/** False when the connection broke; what a server says with a close code of its own is an error. */
	async #attempt(port: number): Promise<boolean> {
		const { path, cookie, address, holds } = this.plan;
		this.#wire = null;
		[this.#textBytes, this.#updatesSent, this.acknowledged] = [0, 0, 0];
		let onClose = (_code: number): void => undefined;
		const hasText = new Promise<void>((resolve, reject) => {
			this.#hasText = resolve;
			onClose = (code) => reject(broken(code, path));
		});
		try {
			const onMessage = (message: Uint8Array, wire: Wire): void => this.#hear(message, wire);
			const opened = Wire.open({ port, path, cookie, onMessage, onClose: (code) => onClose(code) });
			// Either may fail first, and the other's failure must find somebody listening.
			this.#wire = await Promise.race([opened, hasText.then(() => opened)]);
			const token = tokenMessage(address);
			if (token) this.#say(token);
			this.#say(syncMessage(address, 'step1', holds ? heldCopy(holds).vector : EMPTY_VECTOR));
			await hasText;
			return true;
		} catch (error) {
			if (error instanceof HungUp) return false;
			throw error;
		}
	}

	/** Says its presence, new or again. */
	present(): void {
		this.#presenceClock += 1;
		const { clientId } = this;
		this.#say(presenceMessage(this.plan.address, { clientId, clock: this.#presenceClock, state: this.#state }));
	}

	/** An update somebody else has made; the server takes it for ours. */
	push(update: Uint8Array): void {
		this.#updatesSent += 1;
		this.#say(syncMessage(this.plan.address, 'update', update));
	}

	/** Puts a card of its own into the agenda, to type in. */
	begin(id: string): void {
		const { doc } = this;
		if (!doc) return;
		this.#readUp();
		const at = now();
		const item = new Y.Map<unknown>();
		const title = new Y.Text();
		doc.transact(() => {
			for (const [name, value] of Object.entries({ id, title, unitId: null, minutes: 10 })) item.set(name, value);
			doc.getArray('items').push([item]);
		});
		this.#title = title;
		this.#begun = { update: this.#updatesSent, at };
	}

	/** One key: the letter, and where the caret is now. */
	key(): void {
		const { doc } = this;
		const title = this.#title;
		if (!doc || !title) return;
		const at = now();
		title.insert(title.length, '字');
		this.sent.push(doc.clientID, Y.getState(doc.store, doc.clientID), at);
		this.#keys.push({ update: this.#updatesSent, at });
		// After the letter just typed, so that it is another place with every key.
		const caret: unknown = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(title, title.length, -1));
		this.#state = { ...this.plan.state, cursor: { anchor: caret, head: caret } };
		this.present();
	}

	/** Every card of the agenda with its letters, in an order of their own: equal for whoever has the same text. */
	text(): string {
		this.#readUp();
		return JSON.stringify(this.doc?.getArray('items').toJSON() ?? []);
	}

	#readUp(): void {
		for (const payload of this.#unread.splice(0)) if (this.doc) Y.applyUpdate(this.doc, payload, this);
	}

	forget(): void {
		this.sent.length = 0;
		this.arrivals.length = 0;
		this.#keys.length = 0;
	}

	firstAcknowledgement(): number | null {
		const said = this.#begun && this.#acknowledgedAt[this.#begun.update - 1];
		return said === null || said === undefined || !this.#begun ? null : said - this.#begun.at;
	}

	/** Of each key the server has said something of: how long after it. */
	acknowledgements(): readonly number[] {
		return this.#keys.flatMap(({ update, at }) => {
			const said = this.#acknowledgedAt[update - 1];
			return said === undefined ? [] : [said - at];
		});
	}

	leave(): void {
		this.#wire?.end();
	}

	#say(message: Uint8Array): void {
		this.#wire?.send(message);
	}

	#hear(message: Uint8Array, wire: Wire): void {
		this.#wire ??= wire;
		const heard = readHeard(this.plan.address, message);
		switch (heard.kind) {
			case 'step1':
				return this.#answer(heard.payload);
			case 'step2':
			case 'update':
				return this.#take(heard);
			case 'saved':
				return this.#acknowledge(heard.count);
			case 'taken':
				return this.#acknowledge(this.acknowledged + 1);
			case 'other':
		}
	}

	#answer(vector: Uint8Array): void {
		const { holds, address } = this.plan;
		this.#updatesSent += 1;
		this.#say(syncMessage(address, 'step2', holds ? answerFrom(holds, vector) : EMPTY_UPDATE));
	}

	#take({ kind, payload }: Extract<Heard, { payload: Uint8Array }>): void {
		const { doc } = this;
		const { expects } = this.plan;
		this.#textBytes += payload.length;
		if (expects === undefined ? kind === 'step2' : this.#textBytes >= expects) {
			this.#hasText?.();
			this.#hasText = null;
		}
		if (!doc) return;
		// Where the coming of the text is timed, putting it together waits: others of this process wait for theirs.
		if (expects === undefined || this.#title) Y.applyUpdate(doc, payload, this);
		else this.#unread.push(payload);
		this.#note(doc, now());
	}

	/** Which keys of others are new here. */
	#note(doc: Y.Doc, at: number): void {
		for (const client of doc.store.clients.keys()) {
			const clock = Y.getState(doc.store, client);
			const seen = this.#seen.get(client) ?? 0;
			if (clock === seen) continue;
			if (client !== doc.clientID) this.arrivals.push(client, clock, at);
			this.#seen.set(client, clock);
		}
	}

	#acknowledge(count: number): void {
		const at = now();
		for (let each = this.acknowledged; each < count; each += 1) this.#acknowledgedAt.push(at);
		this.acknowledged = count;
	}
}
