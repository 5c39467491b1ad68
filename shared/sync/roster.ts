/**
 * Who is in a document, as told to a client that asked for it with `roster=1`: each person once, under a short number
 * (`slot`) that holds for one connection, and afterwards only what moved. A caret is said in a few bytes instead of JSON
 * with everybody's name in it. Whoever is named is there until said gone; nothing is renewed.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { messageType } from './frames.ts';

type State = Readonly<Record<string, unknown>>;

/** `state` is what a client says of itself, without `user`; `user` is the server's word on who that is. */
export type RosterEntry =
	| { readonly kind: 'gone'; readonly slot: number }
	| {
			readonly kind: 'came';
			readonly slot: number;
			readonly clientId: number;
			readonly user: object;
			readonly state: State;
	  }
	| { readonly kind: 'moved'; readonly slot: number; readonly state: State };

export type Roster = {
	/** Everybody else is to be forgotten first. */
	readonly whole: boolean;
	readonly entries: readonly RosterEntry[];
};

const whats = ['gone', 'came', 'moved'] as const;
const form = { empty: 0, json: 1, caret: 2, caretAndMore: 3 } as const;
const NOTHING = new Uint8Array();

/** What `readRoster` answers null for. */
class Odd extends Error {}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, keys: readonly string[]): boolean {
	return Object.keys(value).every((key) => keys.includes(key));
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isId(value: unknown): boolean {
	return isObject(value) && hasOnly(value, ['client', 'clock']) && isCount(value['client']) && isCount(value['clock']);
}

/** A Yjs relative position as JSON, in bytes; null when it is something else, which then travels as JSON. */
function positionBytes(value: unknown): Uint8Array | null {
	if (!isObject(value) || !hasOnly(value, ['type', 'tname', 'item', 'assoc'])) return null;
	const { type = null, tname = null, item = null, assoc = 0 } = value;
	const isPosition =
		(type === null || isId(type)) &&
		(tname === null || typeof tname === 'string') &&
		(item === null || isId(item)) &&
		(type !== null || tname !== null || item !== null) &&
		Number.isSafeInteger(assoc) &&
		!Object.is(assoc, -0);
	return isPosition ? Y.encodeRelativePosition(Y.createRelativePositionFromJSON(value)) : null;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * Where a position names a character, Yjs needs nothing else and its bytes say nothing else; the container that its JSON
 * names as well does not arrive.
 */
function caretBytes(cursor: unknown): { readonly anchor: Uint8Array; readonly head: Uint8Array } | null {
	if (!isObject(cursor) || !hasOnly(cursor, ['anchor', 'head'])) return null;
	const anchor = positionBytes(cursor['anchor']);
	const head = positionBytes(cursor['head']);
	return anchor && head && { anchor, head: isSame(anchor, head) ? NOTHING : head };
}

function writeState(encoder: encoding.Encoder, state: State): void {
	if (Object.keys(state).length === 0) return encoding.writeUint8(encoder, form.empty);
	const { cursor, ...more } = state;
	const caret = caretBytes(cursor);
	if (caret) {
		const isBare = Object.keys(more).length === 0;
		encoding.writeUint8(encoder, isBare ? form.caret : form.caretAndMore);
		encoding.writeVarUint8Array(encoder, caret.anchor);
		encoding.writeVarUint8Array(encoder, caret.head);
		if (!isBare) encoding.writeVarString(encoder, JSON.stringify(more));
	} else {
		encoding.writeUint8(encoder, form.json);
		encoding.writeVarString(encoder, JSON.stringify(state));
	}
}

/** One entry, made once and put into the frames of everybody who is to hear it. */
export function encodeRosterEntry(entry: RosterEntry): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entry.slot);
	encoding.writeUint8(encoder, whats.indexOf(entry.kind));
	if (entry.kind === 'came') {
		encoding.writeVarUint(encoder, entry.clientId);
		encoding.writeVarString(encoder, JSON.stringify(entry.user));
	}
	if (entry.kind !== 'gone') writeState(encoder, entry.state);
	return encoding.toUint8Array(encoder);
}

/** The whole message, its type first. Made at its size: an encoder would grow over twice as much for a thousand people. */
export function rosterFrame(whole: boolean, entries: readonly Uint8Array[]): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageType.roster);
	encoding.writeUint8(encoder, whole ? 1 : 0);
	encoding.writeVarUint(encoder, entries.length);
	const head = encoding.toUint8Array(encoder);
	const frame = new Uint8Array(entries.reduce((sum, { length }) => sum + length, head.length));
	frame.set(head);
	let at = head.length;
	for (const entry of entries) {
		frame.set(entry, at);
		at += entry.length;
	}
	return frame;
}

function readObject(decoder: decoding.Decoder): Record<string, unknown> {
	const value: unknown = JSON.parse(decoding.readVarString(decoder));
	if (!isObject(value)) throw new Odd();
	return value;
}

/** As Yjs writes positions, to the byte: what it would read in two ways is odd. */
function readPosition(bytes: Uint8Array): Record<string, unknown> {
	const position = Y.decodeRelativePosition(bytes);
	if (!isSame(Y.encodeRelativePosition(position), bytes)) throw new Odd();
	return { ...Y.relativePositionToJSON(position) };
}

function readCaret(decoder: decoding.Decoder): object {
	const anchor = readPosition(decoding.readVarUint8Array(decoder));
	const head = decoding.readVarUint8Array(decoder);
	return { anchor, head: head.length === 0 ? anchor : readPosition(head) };
}

function readState(decoder: decoding.Decoder): State {
	switch (decoding.readUint8(decoder)) {
		case form.empty:
			return {};
		case form.json:
			return readObject(decoder);
		case form.caret:
			return { cursor: readCaret(decoder) };
		case form.caretAndMore:
			return { cursor: readCaret(decoder), ...readObject(decoder) };
		default:
			throw new Odd();
	}
}

function readUser(decoder: decoding.Decoder): object {
	const user = readObject(decoder);
	const { id, name, unitId, color } = user;
	if (![id, name, unitId].every((text) => typeof text === 'string') || !isCount(color)) throw new Odd();
	return user;
}

function readEntry(decoder: decoding.Decoder): RosterEntry {
	const slot = decoding.readVarUint(decoder);
	const kind = whats[decoding.readUint8(decoder)];
	switch (kind) {
		case 'gone':
			return { kind, slot };
		case 'came': {
			const clientId = decoding.readVarUint(decoder);
			if (clientId > 0xffffffff) throw new Odd();
			return { kind, slot, clientId, user: readUser(decoder), state: readState(decoder) };
		}
		case 'moved':
			return { kind, slot, state: readState(decoder) };
	}
	throw new Odd();
}

/** `payload` follows the type. Null for anything that is not a roster to its last byte. */
export function readRoster(payload: Uint8Array): Roster | null {
	const decoder = decoding.createDecoder(payload);
	try {
		const whole = decoding.readUint8(decoder);
		const count = decoding.readVarUint(decoder);
		// An entry has two bytes at least; a count beyond that is not worth beginning.
		if (whole > 1 || payload.length === 0 || count > payload.length / 2) return null;
		const entries = Array.from({ length: count }, () => readEntry(decoder));
		return decoding.hasContent(decoder) ? null : { whole: whole === 1, entries };
	} catch {
		// Odd, not JSON, not UTF-8, or the end of the bytes: all are the sender's doing.
		return null;
	}
}
