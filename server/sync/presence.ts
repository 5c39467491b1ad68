/**
 * Who is in a document. A client says where its caret is; *who* it is, the server says. A link speaks for one awareness id
 * only; entries for others are the echo of the stock client and are dropped.
 *
 * Told in two manners: stock clients hear y-protocols/awareness entries, renewed before they would forget them; those who
 * asked for the roster hear who came and who left, and in between only carets.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { presenceFrame } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import { encodeRosterEntry, rosterFrame } from '#shared/sync/roster.ts';
import type { Access } from './link.ts';
import { checkPlain } from './update-reader.ts';

/** What everybody sees of a person. `color` is the place in the cycle of eight, counted in the order of coming. */
export type Face = { readonly id: string; readonly name: string; readonly unitId: string; readonly color: number };

type State = Readonly<Record<string, unknown>>;

/** What presence must know of a link. */
export type Speaker = object & { readonly hearsRoster: boolean; readonly access: Access };

/** One person's page as it was last heard. Its bytes in either manner are made when somebody needs them. */
class Entry<Link extends Speaker> {
	readonly id: number;
	readonly slot: number;
	readonly link: Link;
	readonly face: Face;
	readonly state: State;
	/** As the client sent it, to recognise a renewal. */
	readonly json: Uint8Array;
	/** The client's clock, and ours, which also counts what we say in the client's name. */
	heard: number;
	told: number;
	/** The client renewed it since we last renewed it for everybody. */
	isRenewed = false;
	#stock: Uint8Array | null = null;
	#came: Uint8Array | null = null;
	#moved: Uint8Array | null = null;

	constructor(of: Pick<Entry<Link>, 'id' | 'slot' | 'link' | 'face' | 'state' | 'json' | 'heard' | 'told'>) {
		this.id = of.id;
		this.slot = of.slot;
		this.link = of.link;
		this.face = of.face;
		this.state = of.state;
		this.json = of.json;
		this.heard = of.heard;
		this.told = of.told;
	}

	/** A client passes over its own entry only while our clock is not ahead of its own. */
	get isHarmlessToOwner(): boolean {
		return this.told <= this.heard || this.link.hearsRoster;
	}

	renew(heard: number, told: number): void {
		this.heard = heard;
		this.told = told;
		this.#stock = null;
	}

	stock(): Uint8Array {
		return (this.#stock ??= encodeStock(this.id, this.told, JSON.stringify({ ...this.state, user: this.face })));
	}

	came(): Uint8Array {
		const { id: clientId, slot, face: user, state } = this;
		return (this.#came ??= encodeRosterEntry({ kind: 'came', slot, clientId, user, state }));
	}

	moved(): Uint8Array {
		const { slot, state } = this;
		return (this.#moved ??= encodeRosterEntry({ kind: 'moved', slot, state }));
	}
}

function encodeStock(id: number, clock: number, json: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, id);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, json);
	return encoding.toUint8Array(encoder);
}

/** Entries as one awareness update. */
export function joinEntries(entries: readonly Uint8Array[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries.length);
	for (const entry of entries) encoding.writeUint8Array(encoder, entry);
	return encoding.toUint8Array(encoder);
}

type Said = { readonly id: number; readonly clock: number; readonly json: Uint8Array };

/** Null for anything that is not a list of entries. JSON stays bytes: most entries are echoes. */
function readEntries(payload: Uint8Array): readonly Said[] | null {
	const decoder = decoding.createDecoder(payload);
	const entries: Said[] = [];
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

/** What an audience has not been told yet. Those who left come first: the same page may have come back since. */
export type Unheard = {
	gone: { readonly stock: Uint8Array; readonly roster: Uint8Array }[];
	fresh: Map<number, 'came' | 'moved'>;
	/** Carets that wait for their text; the commit that brings it is news by itself. */
	held: Map<number, 'came' | 'moved'>;
	/** Somebody left, or shows where they are; without it all there is to tell is that somebody came. */
	isPressing: boolean;
};

export type Heard =
	{ readonly kind: 'own'; readonly hasCaret: boolean } | 'echo' | 'unheard' | 'malformed' | 'too-large';

/** What must be known of who speaks. */
type Judges = {
	/** Whose text a client id is. */
	readonly writerOf: (id: number) => string | undefined;
	/** Whether so many bytes may still be told to everybody. */
	readonly affords: (bytes: number) => boolean;
};

/** So long an id stays whose it was: a writer who comes back from a tunnel finds it free. */
const FORGET_MS = 3_600_000;
const MOST_LEFT = 10_000;
const IDS_PER_LINK = 8;
const COLORS = 8;
const FEW = 16;

export class Presence<Link extends Speaker> {
	readonly #entries = new Map<number, Entry<Link>>();
	/** The one id each link speaks for. */
	readonly #bound = new WeakMap<Link, number>();
	/** How many ids it has spoken for, one after the other. */
	readonly #ids = new WeakMap<Link, number>();
	/** Links that have said something of presence. */
	readonly #spoke = new WeakSet<Link>();
	readonly #left = new Map<number, { readonly personId: string; readonly at: number; readonly told: number }>();
	readonly #colors = new Map<string, number>();
	readonly #audiences: Unheard[] = [];
	#lastSlot = 0;
	/** Everybody, in either manner, until somebody moves. */
	#whole: { stock: Uint8Array | null; roster: Uint8Array | null } = { stock: null, roster: null };

	get size(): number {
		return this.#entries.size;
	}

	/** Those who are told at the same times. */
	audience(): Unheard {
		const unheard: Unheard = { gone: [], fresh: new Map(), held: new Map(), isPressing: false };
		this.#audiences.push(unheard);
		return unheard;
	}

	/** Whose an id is that was never written under: of those who may write, or a reader could keep a writer out. */
	ownerOf(id: number): string | undefined {
		const entry = this.#entries.get(id);
		return entry?.link.access === 'write' ? entry.face.id : undefined;
	}

	/** The same person has the same colour as long as the room is open. */
	colorOf(personId: string): number {
		const color = this.#colors.get(personId) ?? (this.#colors.size % COLORS) + 1;
		this.#colors.set(personId, color);
		return color;
	}

	/** [S21] Nobody can appear under the id a colleague writes with. */
	hear(link: Link, face: Face, payload: Uint8Array, { writerOf, affords }: Judges): Heard {
		const entries = readEntries(payload);
		if (entries === null) return 'malformed';
		// One id, and its last word: a frame of a thousand people that come and go is one person's doing.
		let own: Said | null = null;
		for (const said of entries) {
			if (own ? said.id === own.id : this.#isOwn(link, face.id, said.id, writerOf)) own = said;
		}
		const heard = own ? this.#hearOwn(link, face, own, affords) : 'echo';
		this.#spoke.add(link);
		return heard;
	}

	#hearOwn(link: Link, face: Face, own: Said, affords: Judges['affords']): Heard {
		if (own.json.length > limits.presenceBytes) return 'too-large';
		if (!affords(own.json.length)) return 'unheard';
		if (this.#bound.get(link) !== own.id) {
			const ids = (this.#ids.get(link) ?? 0) + 1;
			this.#ids.set(link, ids);
			// A page has one id, and a new one when Yjs finds it taken.
			if (ids > IDS_PER_LINK) return 'malformed';
		}
		const state = this.#update(link, face, own);
		if (state === 'malformed') return state;
		return { kind: 'own', hasCaret: state !== null && hasCaret(state) };
	}

	#isOwn(link: Link, personId: string, id: number, writerOf: (id: number) => string | undefined): boolean {
		const bound = this.#bound.get(link);
		// As long as the link is seen under its id; another link of the same person may have taken it over.
		if (bound !== undefined && this.#entries.get(bound)?.link === link) return bound === id;
		const holder = this.#entries.get(id)?.face.id ?? this.#left.get(id)?.personId ?? writerOf(id);
		return id <= 0xffffffff && (holder === undefined || holder === personId);
	}

	/** The state that is now told, null when there is none or nothing changed. */
	#update(link: Link, face: Face, { id, clock, json }: Said): State | null | 'malformed' {
		const known = this.#entries.get(id);
		if (known?.link === link && clock > known.heard && Buffer.compare(known.json, json) === 0) {
			// [S40] A renewal moves nothing; it is told to those who need it, together with all others.
			known.renew(clock, Math.max(clock, known.told));
			known.isRenewed = true;
			this.#whole.stock = null;
			return null;
		}
		const state = readState(json);
		if (state === undefined) return 'malformed';
		if (state === null) {
			if (known?.link === link) this.#remove(known);
			return null;
		}
		if (known && !this.#isNews(link, known, clock)) return null;
		this.#bound.set(link, id);
		// Our own clock, never behind the client's: it also counts what we say in the client's name, as leaving.
		const told = Math.max(clock, (known?.told ?? this.#left.get(id)?.told ?? -1) + 1);
		const slot = known?.slot ?? (this.#lastSlot += 1);
		this.#left.delete(id);
		this.#entries.set(id, new Entry<Link>({ id, slot, link, face, state, json: json.slice(), heard: clock, told }));
		this.#changed();
		for (const unheard of this.#audiences) {
			const { fresh, held } = unheard;
			const isNew = !known || fresh.get(id) === 'came' || held.get(id) === 'came';
			fresh.set(id, isNew ? 'came' : 'moved');
			unheard.isPressing ||= known !== undefined || hasCaret(state);
		}
		return state;
	}

	/**
	 * From the same link, a later clock. Another link of the same person takes over by its first words, when its page has
	 * come back before the dead connection ended, or by a clock we have not told: what two tabs echo to each other has
	 * always been told, and without this would go round for ever.
	 */
	#isNews(link: Link, known: Entry<Link>, clock: number): boolean {
		return known.link === link ? clock > known.heard : clock > known.told || !this.#spoke.has(link);
	}

	#remove({ id, slot, face, told }: Entry<Link>, at = Number.NaN): void {
		this.#entries.delete(id);
		this.#left.set(id, { personId: face.id, at, told: told + 1 });
		const gone = {
			stock: encodeStock(id, told + 1, 'null'),
			roster: encodeRosterEntry({ kind: 'gone', slot })
		};
		for (const audience of this.#audiences) {
			audience.fresh.delete(id);
			audience.held.delete(id);
			audience.gone.push(gone);
			audience.isPressing = true;
		}
		this.#changed();
	}

	#changed(): void {
		this.#whole = { stock: null, roster: null };
	}

	/** [S22] Who hangs up is gone for everybody at once. */
	leave(link: Link, at: number): void {
		const id = this.#bound.get(link);
		const entry = id === undefined ? undefined : this.#entries.get(id);
		if (entry?.link === link) this.#remove(entry, at);
	}

	/** What an audience is told now, newest per person; carets of links that `waits` says must wait stay. */
	take(unheard: Unheard, waits: (link: Link) => boolean): News<Link> | null {
		const { gone } = unheard;
		const fresh = new Map(unheard.fresh);
		for (const [id, how] of unheard.held) if (how === 'came' || !fresh.has(id)) fresh.set(id, how);
		unheard.gone = [];
		unheard.fresh = new Map();
		unheard.held = new Map();
		unheard.isPressing = false;
		const told: Told<Link>[] = [];
		for (const [id, how] of fresh) {
			const entry = this.#entries.get(id);
			if (entry && waits(entry.link)) unheard.held.set(id, how);
			else if (entry) told.push({ entry, how });
		}
		return gone.length + told.length === 0 ? null : new News(gone, told);
	}

	/** Everybody, for somebody who comes, as one message; `but` hears nothing that it could take for its own newer words. */
	everybody(hearsRoster: boolean, but?: Link): Uint8Array | null {
		if (hearsRoster)
			return (this.#whole.roster ??= rosterFrame(
				true,
				[...this.#entries.values()].map((entry) => entry.came())
			));
		if (this.#entries.size === 0) return null;
		const own = but && this.#entryOf(but);
		if (own && !own.isHarmlessToOwner) return stockFrame([...this.#entries.values()].filter((entry) => entry !== own));
		return (this.#whole.stock ??= stockFrame([...this.#entries.values()]));
	}

	#entryOf(link: Link): Entry<Link> | undefined {
		const id = this.#bound.get(link);
		const entry = id === undefined ? undefined : this.#entries.get(id);
		return entry?.link === link ? entry : undefined;
	}

	/**
	 * [S40] Stock clients forget whom they have not heard of for 30 s. Pages that renew themselves are told with the clock
	 * they gave; for those that do not, ours goes on.
	 */
	renewal(): Uint8Array | null {
		const renewed: Entry<Link>[] = [];
		for (const entry of this.#entries.values()) {
			if (entry.link.hearsRoster) entry.renew(entry.heard, entry.told + 1);
			else if (!entry.isRenewed) continue;
			entry.isRenewed = false;
			renewed.push(entry);
		}
		if (renewed.length > 0) this.#whole.stock = null;
		return renewed.length === 0 ? null : stockFrame(renewed);
	}

	forget(at: number): void {
		for (const id of this.#left.keys()) {
			if (this.#left.size <= MOST_LEFT) break;
			this.#left.delete(id);
		}
		for (const [id, left] of this.#left) {
			if (Number.isNaN(left.at)) this.#left.set(id, { ...left, at });
			else if (at - left.at > FORGET_MS) this.#left.delete(id);
		}
	}
}

function stockFrame<Link extends Speaker>(entries: readonly Entry<Link>[]): Uint8Array {
	return presenceFrame(joinEntries(entries.map((entry) => entry.stock())));
}

type Told<Link extends Speaker> = { readonly entry: Entry<Link>; readonly how: 'came' | 'moved' };

/** What one audience is told at one time; the same message for all of a manner, made once. */
export class News<Link extends Speaker> {
	readonly #gone: Unheard['gone'];
	readonly #told: readonly Told<Link>[];
	readonly #exceptions: ReadonlySet<Link>;
	#stock: Uint8Array | null = null;
	#roster: Uint8Array | null = null;

	constructor(gone: Unheard['gone'], told: readonly Told<Link>[]) {
		this.#gone = gone;
		this.#told = told;
		// A message of its own for each of a thousand newcomers would cost more than the few bytes each could do without.
		const excepted = told.length <= FEW ? told : told.filter(({ entry }) => !entry.isHarmlessToOwner);
		this.#exceptions = new Set(excepted.map(({ entry }) => entry.link));
	}

	/** [S9] Who must be told without its own entry. */
	isException(link: Link): boolean {
		return this.#exceptions.has(link);
	}

	message(hearsRoster: boolean): Uint8Array {
		if (hearsRoster) return (this.#roster ??= this.#made(this.#told, true));
		return (this.#stock ??= this.#made(this.#told, false));
	}

	/** Null when there is nothing else to tell. */
	messageWithout(link: Link): Uint8Array | null {
		const told = this.#told.filter(({ entry }) => entry.link !== link);
		return told.length + this.#gone.length === 0 ? null : this.#made(told, link.hearsRoster);
	}

	#made(told: readonly Told<Link>[], hearsRoster: boolean): Uint8Array {
		if (hearsRoster) {
			const faces = told.map(({ entry, how }) => (how === 'came' ? entry.came() : entry.moved()));
			return rosterFrame(false, [...this.#gone.map(({ roster }) => roster), ...faces]);
		}
		const faces = told.map(({ entry }) => entry.stock());
		return presenceFrame(joinEntries([...this.#gone.map(({ stock }) => stock), ...faces]));
	}
}

const hasCaret = ({ cursor }: State): boolean => typeof cursor === 'object' && cursor !== null;

/** Undefined for anything that is not null or a plain, bounded object. */
function readState(json: Uint8Array): State | null | undefined {
	try {
		const state: unknown = JSON.parse(Buffer.from(json).toString('utf8'));
		if (state === null) return null;
		if (typeof state !== 'object' || Array.isArray(state)) return undefined;
		checkPlain(state);
		const { user: _user, ...said } = state as Record<string, unknown>;
		return said;
	} catch {
		// Not JSON, or keys and depths that are not plain.
		return undefined;
	}
}
