/**
 * The messages on a document link: y-websocket's own types and three of ours, each sent only to who asked for it:
 * `saved`, `roster` (who is there, see roster.ts) and `hash` (a fingerprint of the text, see state-hash.ts).
 * Reading is strict: a message is whole and ends where it ends, or it is `malformed`.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const messageType = {
	sync: 0,
	presence: 1,
	auth: 2,
	queryPresence: 3,
	saved: 100,
	roster: 101,
	hash: 102
} as const;
const syncPart = { step1: 0, step2: 1, update: 2 } as const;

export type SyncPart = keyof typeof syncPart;

/** `payload` is a view into the frame it came in. */
export type Message =
	| { readonly kind: 'step1' | 'step2' | 'update'; readonly payload: Uint8Array }
	| { readonly kind: 'presence'; readonly payload: Uint8Array }
	| { readonly kind: 'query-presence' }
	| { readonly kind: 'saved'; readonly count: number }
	/** To be read by `readRoster`. */
	| { readonly kind: 'roster'; readonly payload: Uint8Array }
	| { readonly kind: 'hash'; readonly hash: number }
	| { readonly kind: 'malformed' };

const malformed: Message = { kind: 'malformed' };
const parts: readonly SyncPart[] = ['step1', 'step2', 'update'];

function readBody(decoder: decoding.Decoder): Message {
	switch (decoding.readVarUint(decoder)) {
		case messageType.sync: {
			const kind = parts[decoding.readVarUint(decoder)];
			return kind ? { kind, payload: decoding.readVarUint8Array(decoder) } : malformed;
		}
		case messageType.presence:
			return { kind: 'presence', payload: decoding.readVarUint8Array(decoder) };
		case messageType.queryPresence:
			return { kind: 'query-presence' };
		case messageType.saved:
			return { kind: 'saved', count: decoding.readVarUint(decoder) };
		case messageType.roster:
			return { kind: 'roster', payload: decoding.readTailAsUint8Array(decoder) };
		case messageType.hash:
			return { kind: 'hash', hash: decoding.readVarUint(decoder) };
		default:
			return malformed;
	}
}

/** [S1] Anything that is not one whole message is `malformed`. */
export function readMessage(frame: Uint8Array): Message {
	const decoder = decoding.createDecoder(frame);
	try {
		const message = readBody(decoder);
		return decoding.hasContent(decoder) ? malformed : message;
	} catch {
		// lib0 throws at the end of the bytes and for numbers beyond 2^53: both are the sender's doing.
		return malformed;
	}
}

/** A frame of y-websocket's sync type. */
export function syncFrame(part: SyncPart, payload: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageType.sync);
	encoding.writeVarUint(encoder, syncPart[part]);
	encoding.writeVarUint8Array(encoder, payload);
	return encoding.toUint8Array(encoder);
}

/** A frame with presence entries, encoded as y-protocols/awareness does. */
export function presenceFrame(payload: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageType.presence);
	encoding.writeVarUint8Array(encoder, payload);
	return encoding.toUint8Array(encoder);
}

/** "So many of the update messages you sent on this connection are on disk." */
export function savedFrame(count: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageType.saved);
	encoding.writeVarUint(encoder, count);
	return encoding.toUint8Array(encoder);
}

/** "This is the fingerprint of all the text you were told so far." */
export function hashFrame(hash: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageType.hash);
	encoding.writeVarUint(encoder, hash);
	return encoding.toUint8Array(encoder);
}

/** [S2] An update without structs and deletes, as a client with nothing new answers step 1. */
export function isEmptyUpdate(update: Uint8Array): boolean {
	return update.length === 2 && update[0] === 0 && update[1] === 0;
}
