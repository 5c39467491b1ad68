/**
 * Judges an update before it touches a room's document. Yjs itself trusts whoever speaks its format: it would let anyone
 * write under a colleague's client id, keep endless "pending" structs, and nest until the stack ends.
 *
 * The guard does not judge *what* is written: whoever may write a document may change all of it (docs/threat-model.md).
 */
import * as Y from 'yjs';
import type { Reach } from '#server/storage/port.ts';
import { limits } from '#shared/sync/limits.ts';
import { BadShape, readUpdate, type Id, type ReadItem, type ReadStruct, type ShapeFault } from './update-reader.ts';

export type RootKind = 'array' | 'map' | 'xml';
export type Roots = Readonly<Record<string, RootKind>>;

export type GuardFault =
	ShapeFault | 'foreign-client-id' | 'unknown-root' | 'wrong-place' | 'circular' | 'too-many-clients';

export type Judgement =
	/** `overlaps`: a struct reaches back into what is known, and must be trimmed before it is applied. */
	| {
			readonly kind: 'pass';
			readonly claims: readonly number[];
			readonly overlaps: boolean;
			readonly parts: number;
			/** Up to which clock it writes, by client id. */
			readonly reached: readonly Reach[];
	  }
	/** It builds on something this server has not seen: not wrong by itself, the sender must first send the rest. */
	| { readonly kind: 'gap'; readonly parts: number }
	| { readonly kind: 'refused'; readonly fault: GuardFault };

export type GuardedDocument = {
	readonly doc: Y.Doc;
	readonly roots: Roots;
	/** Who wrote first under a client id. */
	readonly owners: ReadonlyMap<number, string>;
	/** Who announces a client id in presence just now; a newcomer's id cannot be taken before its first letter. */
	readonly presentOwner: (clientId: number) => string | undefined;
	/** How far what was damaged on the disk had reached: so far anybody may bring back what they hold of it. */
	readonly lost: ReadonlyMap<number, number>;
};

/** Client ids an update may claim at once: every visit offline makes one. */
const CLAIMS = 256;

class Refused extends Error {
	readonly fault: GuardFault;
	constructor(fault: GuardFault) {
		super(fault);
		this.fault = fault;
	}
}

type TypeKind = RootKind | 'text';
/** The type an item lies in. Depth counts types: a root is 0. */
type Parent = { readonly kind: TypeKind; readonly depth: () => number };
/** An item with its place known, or null: garbage, or inside something already deleted. */
type Place = {
	readonly parent: Parent;
	readonly sub: string | null;
	readonly holds: Parent | 'nothing' | 'no-type';
} | null;

type Group = {
	readonly client: number;
	readonly structs: readonly ReadStruct[];
	readonly places: Place[];
	/** Everything before this clock is known or placed. */
	clock: number;
	next: number;
};

export function judge(document: GuardedDocument, personId: string, update: Uint8Array): Judgement {
	try {
		return judgeRead(document, personId, update);
	} catch (error) {
		if (error instanceof Refused || error instanceof BadShape) return { kind: 'refused', fault: error.fault };
		// lib0 at the end of the bytes or a number beyond 2^53, JSON.parse: the sender's doing.
		return { kind: 'refused', fault: 'malformed' };
	}
}

function judgeRead(document: GuardedDocument, personId: string, update: Uint8Array): Judgement {
	const { structs, deletes, parts } = readUpdate(update);
	const { store } = document.doc;
	const groups = new Map<number, Group>();
	const claims: number[] = [];
	let gap = false;
	let overlaps = false;
	for (const [client, all] of structs) {
		const known = Y.getState(store, client);
		// Known structs too: Yjs makes a root of every name it reads, even where it then skips the struct.
		if (all.some(({ item }) => typeof item?.parent === 'string' && !Object.hasOwn(document.roots, item.parent))) {
			throw new Refused('unknown-root');
		}
		const fresh = all.filter(({ clock, length }) => clock + length > known);
		const first = fresh[0];
		if (!first) continue;
		if (!mayWriteAs(document, client, personId, known) && !bringsBack(document, client, fresh)) {
			throw new Refused('foreign-client-id');
		}
		if (!document.owners.has(client)) claims.push(client);
		gap ||= !isContiguous(fresh, known);
		overlaps ||= first.clock < known;
		const trimmed = first.clock < known ? [trim(first, client, known), ...fresh.slice(1)] : fresh;
		groups.set(client, { client, structs: trimmed, places: [], clock: known, next: 0 });
	}
	if (claims.length > CLAIMS) throw new Refused('too-many-clients');
	if (gap || !new Placing(document, groups).all()) return { kind: 'gap', parts };
	const end = (client: number): number => groups.get(client)?.clock ?? Y.getState(store, client);
	if (deletes.some(({ client, clock, length }) => clock + length > end(client))) return { kind: 'gap', parts };
	const reached = [...groups].map(([client, group]): Reach => [client, group.clock]);
	return { kind: 'pass', claims, overlaps, parts, reached };
}

/** [S11] A client id belongs to whoever used it first; text whose author nobody recorded is continued by nobody. */
function mayWriteAs(document: GuardedDocument, client: number, personId: string, known: number): boolean {
	const owner = document.owners.get(client);
	if (owner !== undefined) return owner === personId;
	const present = document.presentOwner(client);
	return known === 0 && (present === undefined || present === personId);
}

/** [S45] What was on this disk once, and is on it no more, may come from whoever still has it; nothing beyond. */
function bringsBack({ owners, lost }: GuardedDocument, client: number, fresh: readonly ReadStruct[]): boolean {
	const reached = lost.get(client) ?? 0;
	return owners.has(client) && fresh.every(({ clock, length }) => clock + length <= reached);
}

function isContiguous(fresh: readonly ReadStruct[], known: number): boolean {
	let expected = known;
	return fresh.every(({ clock, length }, index) => {
		const fits = index === 0 ? clock <= expected : clock === expected;
		expected = clock + length;
		return fits;
	});
}

/** What Yjs's own trimming makes of a struct whose beginning is known: it continues the known part. */
function trim(struct: ReadStruct, client: number, known: number): ReadStruct {
	const item = struct.item && { ...struct.item, origin: { client, clock: known - 1 }, parent: null, sub: null };
	return { clock: known, length: struct.clock + struct.length - known, item };
}

/**
 * Walks the new structs in an order in which each finds what it builds on, as Yjs will, and knows each one's place.
 * One group waits for another at most once per struct, so the walk is linear.
 */
class Placing {
	readonly #document: GuardedDocument;
	readonly #groups: ReadonlyMap<number, Group>;
	readonly #waiting = new Map<number, Group[]>();

	constructor(document: GuardedDocument, groups: ReadonlyMap<number, Group>) {
		this.#document = document;
		this.#groups = groups;
	}

	/** False when something is built on what is neither known nor in the update. */
	all(): boolean {
		const ready = [...this.#groups.values()];
		for (let group = ready.pop(); group; group = ready.pop()) {
			const before = group.next;
			const missing = this.#advance(group);
			if (missing !== null && !this.#willCome(missing)) return false;
			if (missing !== null) this.#waiting.set(missing.client, [...(this.#waiting.get(missing.client) ?? []), group]);
			if (group.next === before) continue;
			ready.push(...(this.#waiting.get(group.client) ?? []));
			this.#waiting.delete(group.client);
		}
		const unfinished = [...this.#groups.values()].some(({ next, structs }) => next < structs.length);
		if (unfinished) throw new Refused('circular');
		return true;
	}

	#advance(group: Group): Id | null {
		for (let struct = group.structs[group.next]; struct; struct = group.structs[++group.next]) {
			const missing = struct.item && this.#missing(struct.item);
			if (missing?.client === group.client) throw new Refused('circular');
			if (missing) return missing;
			group.places.push(struct.item && this.#place(struct.item));
			group.clock = struct.clock + struct.length;
		}
		return null;
	}

	#missing({ origin, rightOrigin, parent }: ReadItem): Id | null {
		for (const id of [origin, rightOrigin, parent]) {
			if (id !== null && typeof id === 'object' && id.clock >= this.#end(id.client)) return id;
		}
		return null;
	}

	#end(client: number): number {
		return this.#groups.get(client)?.clock ?? Y.getState(this.#document.doc.store, client);
	}

	#willCome({ client, clock }: Id): boolean {
		const last = this.#groups.get(client)?.structs.at(-1);
		return last !== undefined && clock < last.clock + last.length;
	}

	#place(item: ReadItem): Place {
		const found = this.#whereabouts(item);
		if (found === null) return null;
		const { parent, sub } = found;
		checkPlace(parent, sub, item);
		if (item.content.kind === 'deleted') return { parent, sub, holds: 'nothing' };
		if (item.content.kind !== 'type') return { parent, sub, holds: 'no-type' };
		const depth = parent.depth() + 1;
		if (depth > limits.depth) throw new Refused('too-deep');
		return { parent, sub, holds: { kind: kindOfRef(item.content.ref), depth: () => depth } };
	}

	/** [S12] The same order of questions as Yjs's own: a neighbour that is garbage decides, then the neighbours, then the parent. */
	#whereabouts({ origin, rightOrigin, parent, sub }: ReadItem): { parent: Parent; sub: string | null } | null {
		if (parent === null) {
			const left = origin && this.#find(origin);
			const right = rightOrigin && this.#find(rightOrigin);
			if ((origin && left === null) || (rightOrigin && right === null)) return null;
			return left ?? right ?? null;
		}
		if (typeof parent === 'string') return { parent: this.#root(parent), sub };
		const holder = this.#find(parent);
		if (holder === null || holder.holds === 'nothing') return null;
		if (holder.holds === 'no-type') throw new Refused('wrong-place');
		return { parent: holder.holds, sub };
	}

	#root(name: string): Parent {
		const kind = Object.hasOwn(this.#document.roots, name) ? this.#document.roots[name] : undefined;
		if (kind === undefined) throw new Refused('unknown-root');
		return { kind, depth: () => 0 };
	}

	#find({ client, clock }: Id): Place {
		const group = this.#groups.get(client);
		const first = group?.structs[0];
		if (group && first && clock >= first.clock) return group.places[indexOf(group.structs, clock)] ?? null;
		const found: unknown = Y.getItem(this.#document.doc.store, Y.createID(client, clock));
		return found instanceof Y.Item ? placeOfKnown(found) : null;
	}
}

function indexOf(structs: readonly ReadStruct[], clock: number): number {
	let low = 0;
	let high = structs.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((structs[middle]?.clock ?? 0) <= clock) low = middle;
		else high = middle - 1;
	}
	return low;
}

function placeOfKnown(item: Y.Item): Place {
	const { parent, content } = item;
	if (!(parent instanceof Y.AbstractType)) return null;
	return { parent: parentOfType(parent), sub: item.parentSub, holds: holdsOfKnown(content) };
}

function holdsOfKnown(content: unknown): Parent | 'nothing' | 'no-type' {
	if (content instanceof Y.ContentType) return parentOfType(content.type);
	return content instanceof Y.ContentDeleted ? 'nothing' : 'no-type';
}

function parentOfType(type: Y.AbstractType<unknown>): Parent {
	return { kind: kindOfType(type), depth: () => depthOf(type) };
}

/** A root that was never declared is of no kind; nothing new may go there. */
function kindOfType(type: Y.AbstractType<unknown>): TypeKind {
	if (type instanceof Y.XmlFragment) return 'xml';
	if (type instanceof Y.Text) return 'text';
	if (type instanceof Y.Map) return 'map';
	if (type instanceof Y.Array) return 'array';
	throw new Refused('unknown-root');
}

function kindOfRef(ref: number): TypeKind {
	if (ref === 0) return 'array';
	if (ref === 1) return 'map';
	return ref === 3 || ref === 4 ? 'xml' : 'text';
}

function depthOf(type: Y.AbstractType<unknown>): number {
	let depth = 0;
	let holder: unknown = type;
	while (holder instanceof Y.AbstractType && depth <= limits.depth) {
		// oxlint-disable-next-line no-underscore-dangle -- Yjs has no public way up
		const item: Y.Item | null = holder._item;
		if (item === null) break;
		depth += 1;
		holder = item.parent;
	}
	return depth;
}

/** [S12] Lists have places, maps have names, and what lies between XML elements is XML. */
function checkPlace({ kind, depth }: Parent, sub: string | null, { content }: ReadItem): void {
	const wrong =
		(kind === 'array' && sub !== null) ||
		(kind === 'map' && sub === null) ||
		(kind === 'xml' && sub === null && content.kind !== 'deleted' && !isXml(content)) ||
		(kind === 'xml' && sub !== null && depth() === 0);
	if (wrong) throw new Refused('wrong-place');
}

function isXml(content: ReadItem['content']): boolean {
	return content.kind === 'type' && (content.ref === 3 || content.ref === 6);
}
