/**
 * What a load client says and hears. Product and y-websocket's server speak y-websocket's messages as they are;
 * Hocuspocus puts the document's name before each one and wants a token first.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { presenceFrame, syncFrame } from '#shared/sync/frames.ts';

/** The name before every message, for Hocuspocus; null: nothing before it. */
export type Address = string | null;

export type Heard =
	| { readonly kind: 'step1' | 'step2' | 'update'; readonly payload: Uint8Array }
	/** The server has taken this many of our updates ('saved', in all) or one more of them ('taken', Hocuspocus). */
	| { readonly kind: 'saved'; readonly count: number }
	| { readonly kind: 'taken' }
	| { readonly kind: 'other'; readonly type: number };

const AUTH = 2;
const TOKEN = 0;
const SAVED = 100;
/** Hocuspocus: `SyncReply`, and "your update was applied". */
const SYNC_REPLY = 4;
const SYNC_STATUS = 8;
const parts = ['step1', 'step2', 'update'] as const;

function addressed(address: Address, body: Uint8Array): Uint8Array {
	if (address === null) return body;
	const encoder = encoding.createEncoder();
	encoding.writeVarString(encoder, address);
	encoding.writeUint8Array(encoder, body);
	return encoding.toUint8Array(encoder);
}

/** What must be said before anything else; null where nothing must. */
export function tokenMessage(address: Address): Uint8Array | null {
	if (address === null) return null;
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, AUTH);
	encoding.writeVarUint(encoder, TOKEN);
	encoding.writeVarString(encoder, 'token');
	return addressed(address, encoding.toUint8Array(encoder));
}

export function syncMessage(address: Address, part: (typeof parts)[number], payload: Uint8Array): Uint8Array {
	return addressed(address, syncFrame(part, payload));
}

export type Presence = { readonly clientId: number; readonly clock: number; readonly state: object };

export function presenceMessage(address: Address, { clientId, clock, state }: Presence): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, 1);
	encoding.writeVarUint(encoder, clientId);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, JSON.stringify(state));
	return addressed(address, presenceFrame(encoding.toUint8Array(encoder)));
}

/** Reads as much as a load client needs to know; the payload is a view into the message. */
export function readHeard(address: Address, message: Uint8Array): Heard {
	const decoder = decoding.createDecoder(message);
	if (address !== null) decoding.readVarString(decoder);
	const type = decoding.readVarUint(decoder);
	if (type === 0 || (type === SYNC_REPLY && address !== null)) {
		const kind = parts[decoding.readVarUint(decoder)];
		return kind ? { kind, payload: decoding.readVarUint8Array(decoder) } : { kind: 'other', type };
	}
	if (type === SAVED && address === null) return { kind: 'saved', count: decoding.readVarUint(decoder) };
	if (type === SYNC_STATUS && address !== null && decoding.readVarUint(decoder) === 1) return { kind: 'taken' };
	return { kind: 'other', type };
}
