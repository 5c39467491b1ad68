/**
 * Cuts a large update into small ones that can be applied one after the other: every part comes after what it builds on,
 * so the receiver never has to set anything aside, and what a weak network has carried is saved already. Long texts are
 * cut as well; deletions come last. Knows Yjs's format v1 and nothing of links.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** What a piece may have at most. A single value that is larger goes alone and as it is. */
export type PieceSize = { readonly bytes: number; readonly parts: number; readonly clients: number };

type Struct = Y.Item | Y.GC;
type Group = { readonly structs: readonly (Struct | Y.Skip)[]; next: number; done: number };

/** Numbers at the head of a piece, and of each client's part of it, at their longest. */
const HEAD = 11;
const GROUP_HEAD = 18;
/** Kind, two neighbours and the length of the content. */
const ITEM_HEAD = 32;
/** A deleted range. */
const RANGE = 14;

/** No honest update is circular. It is left to the server to refuse it. */
class Circular extends Error {}

function groupsOf(structs: readonly (Struct | Y.Skip)[]): ReadonlyMap<number, Group> {
	const groups = new Map<number, { structs: (Struct | Y.Skip)[]; next: number; done: number }>();
	for (const struct of structs) {
		const group = groups.get(struct.id.client);
		if (group) group.structs.push(struct);
		else groups.set(struct.id.client, { structs: [struct], next: 0, done: struct.id.clock });
	}
	return groups;
}

/** What must be there before a struct: its neighbours and what it lies in. Its own client's clock is kept by the order. */
function needs(struct: Struct | Y.Skip): readonly Y.ID[] {
	if (!(struct instanceof Y.Item)) return [];
	const parent = struct.parent instanceof Y.ID ? struct.parent : null;
	return [struct.origin, struct.rightOrigin, parent].filter((id) => id !== null);
}

function* take(group: Group, struct: Struct | Y.Skip): Generator<Struct> {
	group.next += 1;
	group.done = struct.id.clock + struct.length;
	if (!(struct instanceof Y.Skip)) yield struct;
}

/** @throws Circular */
function* inOrder(structs: readonly (Struct | Y.Skip)[]): Generator<Struct> {
	const groups = groupsOf(structs);
	const isMissing = ({ client, clock }: Y.ID): boolean => {
		const group = groups.get(client);
		// What the update does not hold the receiver has.
		return group !== undefined && group.next < group.structs.length && clock >= group.done;
	};
	for (const first of groups.values()) {
		const waiting: { readonly group: Group; readonly until: number }[] = [
			{ group: first, until: Number.POSITIVE_INFINITY }
		];
		for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
			const { group, until } = top;
			const struct = group.done > until ? undefined : group.structs[group.next];
			const missing = struct && needs(struct).find(isMissing);
			const below = missing && groups.get(missing.client);
			if (waiting.length > structs.length) throw new Circular();
			if (!struct) waiting.pop();
			else if (below) waiting.push({ group: below, until: missing.clock });
			else yield* take(group, struct);
		}
	}
}

function bytesOf(struct: Struct): Uint8Array {
	const encoder = new Y.UpdateEncoderV1();
	struct.write(encoder, 0);
	return encoding.toUint8Array(encoder.restEncoder);
}

/** Where to cut a text so that each part has at most `room` bytes: never between the halves of a pair. */
function textCuts(text: string, room: number): number[] {
	const cuts: number[] = [];
	let bytes = 0;
	for (let at = 0; at < text.length;) {
		const code = text.codePointAt(at) ?? 0;
		const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		if (bytes + size > room && bytes > 0) {
			cuts.push(at);
			bytes = 0;
		}
		bytes += size;
		at += code > 0xffff ? 2 : 1;
	}
	return cuts;
}

function listCuts(values: readonly unknown[], room: number): number[] {
	const cuts: number[] = [];
	let bytes = 0;
	for (const [at, value] of values.entries()) {
		const size = encoding.encode((encoder) => encoding.writeAny(encoder, value as encoding.AnyEncodable)).length;
		if (bytes + size > room && bytes > 0) {
			cuts.push(at);
			bytes = 0;
		}
		bytes += size;
	}
	return cuts;
}

function contentCuts(content: Y.Item['content'], room: number): number[] {
	if (content instanceof Y.ContentString) return textCuts(content.str, room);
	return content instanceof Y.ContentAny ? listCuts(content.arr, room) : [];
}

function slice(content: Y.Item['content'], from: number, to: number | undefined): Y.Item['content'] {
	if (content instanceof Y.ContentString) return new Y.ContentString(content.str.slice(from, to));
	return content instanceof Y.ContentAny ? new Y.ContentAny(content.arr.slice(from, to)) : content;
}

/** An item too large for a piece as several, each continuing the one before as typed one after the other. */
function shares(item: Y.Item, room: number): readonly Y.Item[] {
	const { id, origin, rightOrigin, parent, parentSub, content } = item;
	const own = new Y.UpdateEncoderV1();
	content.write(own, 0);
	// The first names where it lies, which may be long; the others name the one before.
	const head = Math.max(ITEM_HEAD, bytesOf(item).length - encoding.length(own.restEncoder));
	const cuts = contentCuts(content, room - head);
	return [0, ...cuts].map((from, index) => {
		const part = slice(content, from, cuts[index]);
		if (from === 0) return new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, part);
		const before = Y.createID(id.client, id.clock + from - 1);
		return new Y.Item(Y.createID(id.client, id.clock + from), null, before, null, rightOrigin, parent, parentSub, part);
	});
}

type Section = { readonly clock: number; end: number; readonly structs: Uint8Array[] };

class Pieces {
	readonly done: Uint8Array[] = [];
	readonly #size: PieceSize;
	#sections = new Map<number, Section>();
	#deletes = new Map<number, (readonly [number, number])[]>();
	#bytes = HEAD;
	#parts = 0;

	constructor(size: PieceSize) {
		this.#size = size;
	}

	put(struct: Struct): void {
		const bytes = bytesOf(struct);
		const room = this.#size.bytes - HEAD - GROUP_HEAD;
		const parts = bytes.length > room && struct instanceof Y.Item ? shares(struct, room) : [];
		if (parts.length > 1) for (const part of parts) this.#add(part, bytesOf(part));
		else this.#add(struct, bytes);
	}

	#add({ id: { client, clock }, length }: Struct, bytes: Uint8Array): void {
		const known = this.#sections.get(client);
		// A hole in the clocks has no form that every reader takes.
		if (known && known.end !== clock) this.end();
		this.#make(client, this.#sections, bytes.length);
		const section = this.#sections.get(client) ?? { clock, end: clock, structs: [] };
		this.#sections.set(client, section);
		section.structs.push(bytes);
		section.end = clock + length;
	}

	delete(client: number, clock: number, length: number): void {
		this.#make(client, this.#deletes, RANGE);
		const ranges = this.#deletes.get(client) ?? [];
		this.#deletes.set(client, ranges);
		ranges.push([clock, length]);
	}

	/** Makes room for one thing more. */
	#make(client: number, among: ReadonlyMap<number, unknown>, bytes: number): void {
		const needed = (): number => bytes + (among.has(client) ? 0 : GROUP_HEAD);
		const isNew = !this.#sections.has(client) && !this.#deletes.has(client);
		const isFull =
			this.#bytes + needed() > this.#size.bytes ||
			this.#parts >= this.#size.parts ||
			(isNew && this.#sections.size + this.#deletes.size >= this.#size.clients);
		if (isFull) this.end();
		this.#bytes += needed();
		this.#parts += 1;
	}

	end(): void {
		if (this.#parts === 0) return;
		this.done.push(encoding.encode((encoder) => this.#write(encoder)));
		this.#sections = new Map();
		this.#deletes = new Map();
		this.#bytes = HEAD;
		this.#parts = 0;
	}

	#write(encoder: encoding.Encoder): void {
		encoding.writeVarUint(encoder, this.#sections.size);
		for (const [client, { clock, structs }] of this.#sections) {
			for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number);
			for (const struct of structs) encoding.writeUint8Array(encoder, struct);
		}
		encoding.writeVarUint(encoder, this.#deletes.size);
		for (const [client, ranges] of this.#deletes) {
			for (const number of [client, ranges.length, ...ranges.flat()]) encoding.writeVarUint(encoder, number);
		}
	}
}

/** The update as it is, when it is small enough. */
export function pieces(update: Uint8Array, size: PieceSize): readonly Uint8Array[] {
	// The first number of an update is how many clients' structs it has.
	const isSmall = update.length <= size.bytes && decoding.readVarUint(decoding.createDecoder(update)) <= size.clients;
	if (isSmall) return [update];
	const { structs, ds } = Y.decodeUpdate(update);
	const made = new Pieces(size);
	try {
		for (const struct of inOrder(structs)) made.put(struct);
	} catch (error) {
		if (error instanceof Circular) return [update];
		throw error;
	}
	for (const [client, ranges] of ds.clients) for (const { clock, len } of ranges) made.delete(client, clock, len);
	made.end();
	return made.done;
}
