/**
 * Reads a Yjs v1 update into plain records without building anything of Yjs: no types, no documents, no values, so that
 * hostile bytes meet only this bounded reader before the guard has judged them. Knows the format, no document.
 *
 * Everything that is wrong by itself is refused here: truncated or surplus bytes, empty structs, a client named twice,
 * values that are not plain, names that reach for prototypes, subdocuments, too many parts.
 */
import * as decoding from 'lib0/decoding';
import { limits } from '#shared/sync/limits.ts';

export type Id = { readonly client: number; readonly clock: number };

/** What an item holds, as far as the guard must know. `ref` is Yjs's number of a type. */
export type Content =
	{ readonly kind: 'deleted' | 'text' | 'format' | 'value' } | { readonly kind: 'type'; readonly ref: number };

export type ReadItem = {
	readonly origin: Id | null;
	readonly rightOrigin: Id | null;
	/** A root's name, the id of the item that holds the type, or null: the same as its neighbour's. */
	readonly parent: string | Id | null;
	readonly sub: string | null;
	readonly content: Content;
};

/** `item` is null for collected garbage. */
export type ReadStruct = { readonly clock: number; readonly length: number; readonly item: ReadItem | null };

export type ReadUpdate = {
	readonly structs: ReadonlyMap<number, readonly ReadStruct[]>;
	readonly deletes: readonly (Id & { readonly length: number })[];
	/** Structs and deleted ranges together: what it costs. */
	readonly parts: number;
};

export type ShapeFault = 'malformed' | 'too-large' | 'too-deep' | 'bad-value' | 'bad-key' | 'subdocument';

/** Thrown and caught within the guard. */
export class BadShape extends Error {
	readonly fault: ShapeFault;
	constructor(fault: ShapeFault) {
		super(fault);
		this.fault = fault;
	}
}

type Decoder = decoding.Decoder;

const { readVarUint, readVarString, readUint8 } = decoding;
/** Clocks are counted in characters; no draft of ours comes near, sums stay exact, and how far a row reaches is kept in 32 bits. */
const LAST_CLOCK = 2 ** 31;
const LAST_CLIENT = 0xffffffff;
const TYPE_XML_ELEMENT = 3;
const TYPE_XML_HOOK = 5;
const TYPE_XML_TEXT = 6;
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function refuseIf(wrong: boolean, fault: ShapeFault): void {
	if (wrong) throw new BadShape(fault);
}

function readClient(decoder: Decoder): number {
	const client = readVarUint(decoder);
	refuseIf(client > LAST_CLIENT, 'malformed');
	return client;
}

function readId(decoder: Decoder): Id {
	return { client: readClient(decoder), clock: readVarUint(decoder) };
}

function readKey(decoder: Decoder): string {
	const key = readVarString(decoder);
	refuseIf(key.length > limits.keyLength || forbiddenKeys.has(key), 'bad-key');
	return key;
}

/** [S14] Walks over one lib0 "any" value; nothing is built, so its keys cannot touch anything. */
function passValue(decoder: Decoder, depth: number): void {
	refuseIf(depth > limits.depth, 'too-deep');
	switch (readUint8(decoder)) {
		case 127: // undefined
		case 126: // null
		case 121: // false
		case 120: // true
			return;
		case 125:
			decoding.readVarInt(decoder);
			return;
		case 124:
			return refuseIf(!Number.isFinite(decoding.readFloat32(decoder)), 'bad-value');
		case 123:
			return refuseIf(!Number.isFinite(decoding.readFloat64(decoder)), 'bad-value');
		case 119:
			readVarString(decoder);
			return;
		case 118:
			for (let left = readVarUint(decoder); left > 0; left--) {
				readKey(decoder);
				passValue(decoder, depth + 1);
			}
			return;
		case 117:
			for (let left = readVarUint(decoder); left > 0; left--) passValue(decoder, depth + 1);
			return;
		default: // big integers, bytes, and what lib0 does not know
			throw new BadShape('bad-value');
	}
}

/** [S14] The same for a value that came as JSON text. */
export function checkPlain(value: unknown, depth = 1): void {
	refuseIf(depth > limits.depth, 'too-deep');
	if (typeof value === 'number') return refuseIf(!Number.isFinite(value), 'bad-value');
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) {
		refuseIf(!Array.isArray(value) && (forbiddenKeys.has(key) || key.length > limits.keyLength), 'bad-key');
		checkPlain(inner, depth + 1);
	}
}

function passJson(decoder: Decoder): void {
	const value: unknown = JSON.parse(readVarString(decoder));
	checkPlain(value);
}

type Sized = { readonly content: Content; readonly length: number };

function readType(decoder: Decoder): Content {
	const ref = readVarUint(decoder);
	refuseIf(ref > TYPE_XML_TEXT || ref === TYPE_XML_HOOK, 'bad-value');
	if (ref === TYPE_XML_ELEMENT) readKey(decoder);
	return { kind: 'type', ref };
}

function readContent(decoder: Decoder, kind: number): Sized {
	switch (kind) {
		case 1:
			return { content: { kind: 'deleted' }, length: readVarUint(decoder) };
		case 4:
			return { content: { kind: 'text' }, length: readVarString(decoder).length };
		case 5:
			passJson(decoder);
			return { content: { kind: 'value' }, length: 1 };
		case 6:
			readKey(decoder);
			passJson(decoder);
			return { content: { kind: 'format' }, length: 1 };
		case 7:
			return { content: readType(decoder), length: 1 };
		case 8: {
			const length = readVarUint(decoder);
			for (let left = length; left > 0; left--) passValue(decoder, 1);
			return { content: { kind: 'value' }, length };
		}
		case 9:
			throw new BadShape('subdocument');
		case 2: // JSON of Yjs before 13.0, which no client of today writes
		case 3: // bytes
			throw new BadShape('bad-value');
		default:
			throw new BadShape('malformed');
	}
}

function readItem(decoder: Decoder, info: number): { readonly item: ReadItem; readonly length: number } {
	const origin = info & 0x80 ? readId(decoder) : null;
	const rightOrigin = info & 0x40 ? readId(decoder) : null;
	let parent: string | Id | null = null;
	let sub: string | null = null;
	if (origin === null && rightOrigin === null) {
		parent = readVarUint(decoder) === 1 ? readKey(decoder) : readId(decoder);
		if (info & 0x20) sub = readKey(decoder);
	}
	const { content, length } = readContent(decoder, info & 0x1f);
	return { item: { origin, rightOrigin, parent, sub, content }, length };
}

/** Null for a Skip, which only moves the clock on. */
function readStruct(decoder: Decoder, clock: number): { readonly struct: ReadStruct | null; readonly next: number } {
	const info = readUint8(decoder);
	const kind = info & 0x1f;
	if (kind === 0 || kind === 10) {
		// Yjs's two readers disagree about flags on a Skip, so there are none.
		refuseIf(kind === 10 && info !== 10, 'malformed');
		const length = readVarUint(decoder);
		refuseIf(length === 0 || clock + length > LAST_CLOCK, 'malformed');
		return { struct: kind === 0 ? { clock, length, item: null } : null, next: clock + length };
	}
	const { item, length } = readItem(decoder, info);
	refuseIf(length === 0 || clock + length > LAST_CLOCK, 'malformed');
	return { struct: { clock, length, item }, next: clock + length };
}

function countPart(parts: number): number {
	refuseIf(parts >= limits.updateParts, 'too-large');
	return parts + 1;
}

/** @throws BadShape, or lib0's error at the end of the bytes, or JSON's. */
export function readUpdate(update: Uint8Array): ReadUpdate {
	const decoder = decoding.createDecoder(update);
	const structs = new Map<number, ReadStruct[]>();
	const deletes: (Id & { readonly length: number })[] = [];
	let parts = 0;
	for (let groups = readVarUint(decoder); groups > 0; groups--) {
		const count = readVarUint(decoder);
		const client = readClient(decoder);
		let clock = readVarUint(decoder);
		// Yjs keeps only the last of two groups of one client: what the guard sees would not be what is applied.
		refuseIf(structs.has(client), 'malformed');
		const group: ReadStruct[] = [];
		structs.set(client, group);
		parts = countPart(parts);
		for (let left = count; left > 0; left--) {
			parts = countPart(parts);
			const { struct, next } = readStruct(decoder, clock);
			if (struct) group.push(struct);
			clock = next;
		}
	}
	const deleters = new Set<number>();
	for (let groups = readVarUint(decoder); groups > 0; groups--) {
		const client = readClient(decoder);
		// Yjs writes each range once and in order; it walks over all of them, so a repeated one costs its square.
		refuseIf(deleters.has(client), 'malformed');
		deleters.add(client);
		let end = 0;
		parts = countPart(parts);
		for (let left = readVarUint(decoder); left > 0; left--) {
			parts = countPart(parts);
			const clock = readVarUint(decoder);
			const length = readVarUint(decoder);
			refuseIf(length === 0 || clock < end || clock + length > LAST_CLOCK, 'malformed');
			end = clock + length;
			deletes.push({ client, clock, length });
		}
	}
	refuseIf(decoding.hasContent(decoder), 'malformed');
	return { structs, deletes, parts };
}

export type StructVisitor = {
	group(client: number, structs: number, clock: number): void;
	/** `at`: where its bytes begin. A Skip is a hole. */
	struct(clock: number, at: number, isSkip: boolean): void;
	end(client: number, clock: number, at: number): void;
};

/** Goes through the structs of an update of any size and answers where they end. @throws like `readUpdate`. */
export function walkStructs(update: Uint8Array, visitor: StructVisitor): number {
	const decoder = decoding.createDecoder(update);
	for (let groups = readVarUint(decoder); groups > 0; groups--) {
		const count = readVarUint(decoder);
		const client = readClient(decoder);
		let clock = readVarUint(decoder);
		visitor.group(client, count, clock);
		for (let left = count; left > 0; left--) {
			const at = decoder.pos;
			const { struct, next } = readStruct(decoder, clock);
			visitor.struct(clock, at, struct === null);
			clock = next;
		}
		visitor.end(client, clock, decoder.pos);
	}
	return decoder.pos;
}
