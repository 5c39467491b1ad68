/**
 * Who is in a document, as y-protocols/awareness entries. A client says where its caret is; *who* it is, the server says.
 * A link speaks for one awareness id only; entries for others are the echo of the stock client and are dropped.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { limits } from '#shared/sync/limits.ts';
import { checkPlain } from './update-reader.ts';

/** What everybody sees of a person. `color` is the place in the cycle of eight, counted in the order of coming. */
export type Face = { readonly id: string; readonly name: string; readonly unitId: string; readonly color: number };

type Entry<Link> = {
	readonly link: Link;
	readonly personId: string;
	readonly heard: number;
	readonly told: number;
	readonly bytes: Uint8Array;
};

/** `writerOf` tells whose text a client id is. */
type Speaker<Link> = {
	readonly link: Link;
	readonly face: Face;
	readonly at: number;
	readonly writerOf: (id: number) => string | undefined;
};

export type Heard = 'own' | 'echo' | 'malformed' | 'too-large';

/** After this nobody echoes somebody who left any more. */
const FORGET_MS = 60_000;
const COLORS = 8;

function encodeEntry(id: number, clock: number, json: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, id);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, json);
	return encoding.toUint8Array(encoder);
}

type Told = { readonly id: number; readonly clock: number; readonly json: Uint8Array };

/** Null for anything that is not a list of entries. JSON stays bytes: most entries are echoes. */
function readEntries(payload: Uint8Array): readonly Told[] | null {
	const decoder = decoding.createDecoder(payload);
	const entries: Told[] = [];
	try {
		for (let left = decoding.readVarUint(decoder); left > 0; left--) {
			const id = decoding.readVarUint(decoder);
			const clock = decoding.readVarUint(decoder);
			entries.push({ id, clock, json: decoding.readVarUint8Array(decoder) });
		}
		return decoding.hasContent(decoder) ? null : entries;
	} catch {
		// The end of the bytes, or a number beyond 2^53.
		return null;
	}
}

export class Presence<Link extends object> {
	readonly #entries = new Map<number, Entry<Link>>();
	/** The one id each link speaks for. */
	readonly #bound = new WeakMap<Link, number>();
	/** Links that have said something of presence. */
	readonly #spoke = new WeakSet<Link>();
	readonly #left = new Map<number, { readonly personId: string; readonly at: number; readonly told: number }>();
	readonly #colors = new Map<string, number>();
	/** Entries changed since the last `take`; a removed one is in it with its last words. */
	readonly #fresh = new Map<number, { readonly link: Link | null; readonly bytes: Uint8Array }>();

	get size(): number {
		return this.#entries.size;
	}

	ownerOf(id: number): string | undefined {
		return this.#entries.get(id)?.personId;
	}

	/** The same person has the same colour as long as the room is open. */
	colorOf(personId: string): number {
		const color = this.#colors.get(personId) ?? (this.#colors.size % COLORS) + 1;
		this.#colors.set(personId, color);
		return color;
	}

	/** [S21] Nobody can appear under the id a colleague writes with. */
	hear({ link, face, at, writerOf }: Speaker<Link>, payload: Uint8Array): Heard {
		const entries = readEntries(payload);
		if (entries === null) return 'malformed';
		let heard: Heard = 'echo';
		for (const told of entries) {
			if (!this.#isOwn(link, face.id, told.id, writerOf)) continue;
			if (told.json.length > limits.presenceBytes) return 'too-large';
			if (!this.#update(link, face, told, at)) return 'malformed';
			heard = 'own';
		}
		this.#spoke.add(link);
		return heard;
	}

	#isOwn(link: Link, personId: string, id: number, writerOf: (id: number) => string | undefined): boolean {
		const bound = this.#bound.get(link);
		// As long as the link is seen under its id; another link of the same person may have taken it over.
		if (bound !== undefined && this.#entries.get(bound)?.link === link) return bound === id;
		const holder = this.#entries.get(id)?.personId ?? this.#left.get(id)?.personId ?? writerOf(id);
		return id <= 0xffffffff && (holder === undefined || holder === personId);
	}

	/** False when the state is not a plain object. */
	#update(link: Link, face: Face, { id, clock, json }: Told, at: number): boolean {
		const state = readState(json);
		if (state === undefined) return false;
		const known = this.#entries.get(id);
		if (state === null) {
			if (known?.link === link) this.#remove(id, known, at);
			return true;
		}
		if (known && !this.#isNews(link, known, clock)) return true;
		this.#bound.set(link, id);
		// Our own clock, never behind the client's: it also counts what we say in the client's name, as leaving.
		const told = Math.max(clock, (known?.told ?? this.#left.get(id)?.told ?? -1) + 1);
		const bytes = encodeEntry(id, told, JSON.stringify({ ...state, user: face }));
		this.#left.delete(id);
		this.#entries.set(id, { link, personId: face.id, heard: clock, told, bytes });
		this.#fresh.set(id, { link, bytes });
		return true;
	}

	/**
	 * From the same link, a later clock. Another link of the same person takes over by its first words, when its page has
	 * come back before the dead connection ended, or by a clock we have not told: what two tabs echo to each other has
	 * always been told, and without this would go round for ever.
	 */
	#isNews(link: Link, known: Entry<Link>, clock: number): boolean {
		return known.link === link ? clock > known.heard : clock > known.told || !this.#spoke.has(link);
	}

	#remove(id: number, { personId, told }: Entry<Link>, at: number): void {
		this.#entries.delete(id);
		this.#left.set(id, { personId, at, told: told + 1 });
		this.#fresh.set(id, { link: null, bytes: encodeEntry(id, told + 1, 'null') });
	}

	/** [S22] Who hangs up is gone for everybody at once. */
	leave(link: Link, at: number): void {
		const id = this.#bound.get(link);
		const entry = id === undefined ? undefined : this.#entries.get(id);
		if (id !== undefined && entry?.link === link) this.#remove(id, entry, at);
	}

	/** What is new since the last time, newest per person; entries of links that `waits` says must wait stay. */
	take(waits: (link: Link) => boolean): readonly { readonly link: Link | null; readonly bytes: Uint8Array }[] {
		const taken: { link: Link | null; bytes: Uint8Array }[] = [];
		for (const [id, entry] of this.#fresh) {
			if (entry.link && waits(entry.link)) continue;
			taken.push(entry);
			this.#fresh.delete(id);
		}
		return taken;
	}

	/** Everybody, for somebody who comes. */
	everybody(): readonly Uint8Array[] {
		return [...this.#entries.values()].map(({ bytes }) => bytes);
	}

	forget(at: number): void {
		for (const [id, left] of this.#left) if (at - left.at > FORGET_MS) this.#left.delete(id);
	}
}

/** Undefined for anything that is not null or a plain, bounded object. */
function readState(json: Uint8Array): Readonly<Record<string, unknown>> | null | undefined {
	try {
		const state: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
		if (state === null) return null;
		if (typeof state !== 'object' || Array.isArray(state)) return undefined;
		checkPlain(state);
		return { ...state };
	} catch {
		// Not JSON, or keys and depths that are not plain.
		return undefined;
	}
}

/** Entries as one awareness update. */
export function joinEntries(entries: readonly Uint8Array[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries.length);
	for (const entry of entries) encoding.writeUint8Array(encoder, entry);
	return encoding.toUint8Array(encoder);
}
