/**
 * The chain of the journal: hash = SHA-256(previous ‖ canonical fields). It reveals a changed, missing, added or swapped
 * fact to whoever holds a later hash; it cannot prevent one.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Fact } from '../port.ts';

export type Link = {
	readonly seq: number;
	readonly stream: string;
	readonly version: number;
	readonly type: string;
	readonly personId: string | null;
	readonly at: number;
};

export const origin = Buffer.alloc(32);

export function payloadDigest(salt: Uint8Array, payload: string): Buffer {
	return createHash('sha256').update(salt).update(payload).digest();
}

/** The fields as a JSON array: unambiguous, and independent of key order. */
export function linkHash(previous: Uint8Array, link: Link, digest: Uint8Array): Buffer {
	const fields = JSON.stringify([link.seq, link.stream, link.version, link.type, link.personId, link.at]);
	return createHash('sha256').update(previous).update(fields).update(digest).digest();
}

export function sealPayload(fact: Fact): { readonly salt: Buffer; readonly payload: string; readonly digest: Buffer } {
	const salt = randomBytes(16);
	const payload = JSON.stringify(fact.payload);
	return { salt, payload, digest: payloadDigest(salt, payload) };
}
