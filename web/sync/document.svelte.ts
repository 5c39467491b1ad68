/** A draft opened in this page: its text, who else is in it, and the truth about what is saved where. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { ComposingGate, later, type Later } from './composing-gate.ts';
import { DraftLink } from './draft-link.ts';
import { openLocalStore, type LocalStore, type OpenLocalStore } from './local-store.ts';
import { forgetfulNotes, Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import { statusOf, type DocumentStatus } from './status.ts';
import type { Carriage, Transport } from './transports.ts';

/** Somebody in the document, as the server names them. `color` counts from 1 to 8. */
export type Face = { readonly id: string; readonly name: string; readonly unitId: string; readonly color: number };

export type OpenOptions = {
	/** As listed under `documents`. */
	readonly name: string;
	/** Of the person signed in; the local copy belongs to it. */
	readonly account: string;
	/** May only read: nothing is sent and nothing is kept here. */
	readonly isReader?: boolean;
	/** The page's live connection, which carries the document where no WebSocket is let through. */
	readonly live?: Carriage;
	/** `wss://host/sync`; the page's own host unless told. */
	readonly url?: string;
	readonly surroundings?: Partial<Surroundings>;
};

/** What the browser gives; a test gives its own. */
export type Surroundings = {
	readonly WebSocket: typeof WebSocket;
	readonly openLocalStore: OpenLocalStore;
	readonly notes: Notes;
	readonly now: () => number;
	readonly later: Later;
	readonly chance: () => number;
};

const BEAT_MS = 1000;

function browserNotes(): Notes {
	try {
		return localStorage;
	} catch {
		// Storage is forbidden for this page: the text is kept, only the notes about it are not.
		return forgetfulNotes();
	}
}

function pageUrl(): string {
	return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;
}

function surroundingsOf(given: OpenOptions['surroundings']): Surroundings {
	return {
		WebSocket: globalThis.WebSocket,
		openLocalStore,
		notes: given?.notes ?? browserNotes(),
		now: Date.now,
		later,
		chance: Math.random,
		...given
	};
}

/** A reader, and a text that came too late for a sealed document, keep nothing in the open copy. */
const nothingKept: LocalStore = {
	origin: null,
	ready: Promise.resolve(false),
	written: async () => undefined,
	close: async () => undefined
};

export class OpenDocument {
	readonly name: string;
	readonly doc = new Y.Doc();
	readonly awareness = new Awareness(this.doc);
	/** `gate.composing(element)` for every editor and field bound to this document. */
	readonly gate: ComposingGate;
	/** An earlier text of this account came too late; it is apart from this copy (see unsent.ts). */
	readonly hasLateText: boolean;
	readonly #link: DraftLink;
	readonly #store: LocalStore;
	readonly #markers: Markers;
	readonly #surroundings: Surroundings;
	readonly #tab: string;
	readonly #earlierTabs: string[];
	readonly #stops: (() => void)[] = [];
	#status = $state.raw<DocumentStatus>({ kind: 'connecting' });
	#people = $state.raw<readonly Face[]>([]);
	#isLoaded = $state.raw(false);
	#isKept = false;
	/** Own edits on their way into the local copy. */
	#writing = 0;
	#isClosed = false;
	#noted = -1;
	#isDiverged = false;

	constructor({ name, account, isReader = false, live, url, surroundings }: OpenOptions) {
		this.#surroundings = surroundingsOf(surroundings);
		const { now, later: wait, chance, notes } = this.#surroundings;
		this.name = name;
		this.gate = new ComposingGate(wait);
		this.#markers = new Markers(account, notes);
		this.#tab = chance().toString(36).slice(2);
		this.#earlierTabs = [...this.#markers.tabs(name)];
		const { unsent, late, diverged } = this.#markers.of(name);
		this.hasLateText = late;
		const keeps = !isReader && !late;
		// A copy that is not the server's text is begun anew, once everything in it is there.
		const isAnew = diverged === true && unsent === 0;
		this.#store = keeps ? this.#surroundings.openLocalStore(account, name, this.doc, isAnew) : nothingKept;
		const store = this.#store;
		this.#link = new DraftLink({
			url: url ?? pageUrl(),
			name,
			doc: this.doc,
			awareness: this.awareness,
			gate: this.gate,
			isReader: !keeps,
			unsent: keeps ? unsent : 0,
			get localOrigin() {
				return store.origin;
			},
			onChange: () => this.#refresh(),
			now,
			later: wait,
			chance,
			WebSocket: this.#surroundings.WebSocket,
			...(live && { carriage: live })
		});
		this.#listen();
		void this.#begin(keeps);
	}

	get status(): DocumentStatus {
		return this.#status;
	}

	/** [W2] Something typed here would not survive closing the tab. Asked when somebody is about to leave. */
	get isOnlyHere(): boolean {
		const { unsaved } = this.#link.facts();
		return unsaved > 0 && !(this.#isKept && this.#writing === 0);
	}

	/** The way the text goes just now. */
	get transport(): Transport {
		return this.#link.transport;
	}

	/** The others, each once, however many pages they have open. */
	get people(): readonly Face[] {
		return this.#people;
	}

	/** There is something to show: the local copy or the server's text. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** The local copy first, so that the server is asked only for what is missing. */
	async #begin(keeps: boolean): Promise<void> {
		this.#isKept = await this.#store.ready;
		if (this.#isClosed) return;
		if (this.#isKept && this.doc.store.clients.size > 0) this.#isLoaded = true;
		if (keeps) this.#note();
		this.#link.connect();
	}

	#listen(): void {
		const tick = setInterval(() => {
			this.#link.beat();
			this.#refresh();
			// Another tab may have said "all sent" for the copy it shares with this one: our own note comes back.
			const { unsaved } = this.#link.facts();
			if (this.#noted !== unsaved || (unsaved > 0 && !this.#markers.has(this.name, this.#tab))) this.#note();
		}, BEAT_MS);
		const met = (): void => this.#meet();
		const edited = (...[, , , transaction]: [Uint8Array, unknown, Y.Doc, Y.Transaction]): void => {
			if (transaction.local) void this.#keep();
		};
		this.doc.on('update', edited);
		this.awareness.on('change', met);
		this.#stops.push(
			() => clearInterval(tick),
			() => this.doc.off('update', edited),
			() => this.awareness.off('change', met)
		);
		if (typeof window === 'undefined') return;
		const online = (): void => this.#link.reconnect();
		window.addEventListener('online', online);
		this.#stops.push(() => window.removeEventListener('online', online));
	}

	async #keep(): Promise<void> {
		this.#writing += 1;
		await this.#store.written();
		this.#writing -= 1;
		this.#refresh();
	}

	#meet(): void {
		const faces = new Map<string, Face>();
		for (const [clientId, state] of this.awareness.getStates()) {
			const face: unknown = state['user'];
			if (clientId !== this.awareness.clientID && isFace(face)) faces.set(face.id, face);
		}
		const people = [...faces.values()];
		// Carets move all the time; the list of people is drawn anew when it is another.
		if (JSON.stringify(people) !== JSON.stringify(this.#people)) this.#people = people;
	}

	#refresh(): void {
		if (this.#isClosed) return;
		const facts = { ...this.#link.facts(), kept: this.#isKept, writing: this.#writing };
		const status = statusOf(facts, this.#surroundings.now());
		if (JSON.stringify(status) !== JSON.stringify(this.#status)) this.#status = status;
		if (facts.inStep) this.#isLoaded = true;
		// Between nothing and something at once, between numbers once a second.
		if (this.#isKept && facts.unsaved > 0 !== this.#noted > 0) this.#note();
		// What earlier visits left in the copy went out with the first step 2. Once: a tab still open may note anew.
		if (status.kind === 'saved') this.#markers.remove(this.name, this.#earlierTabs.splice(0));
		if ((facts.refused === 'sealed' || facts.diverged !== this.#isDiverged) && this.#isKept) this.#note();
	}

	#note(): void {
		if (!this.#isKept) return;
		const { unsaved, refused, diverged } = this.#link.facts();
		this.#noted = unsaved;
		this.#isDiverged = diverged;
		const late = refused === 'sealed';
		this.#markers.put(this.name, this.#tab, { unsent: unsaved, late, ...(diverged && { diverged }) });
	}

	/** Tries again after a refusal, for instance when a right was given back. */
	retry(): void {
		this.#link.connect();
		this.#refresh();
	}

	/** Lets go; what is unsent stays in the local copy. */
	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.gate.release();
		this.#note();
		this.#isClosed = true;
		for (const stop of this.#stops) stop();
		this.#link.close();
		await this.#store.close();
		this.doc.destroy();
	}
}

function isFace(face: unknown): face is Face {
	return typeof face === 'object' && face !== null && 'id' in face && typeof face.id === 'string' && 'name' in face;
}

/** Opens a draft. Close it when the page that shows it goes. */
export function openDocument(options: OpenOptions): OpenDocument {
	return new OpenDocument(options);
}
