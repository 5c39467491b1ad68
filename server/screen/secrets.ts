/** Addresses and keys of screens: making, hashing, and the cookie. Neither is ever written anywhere but as its hash. */
import { hash, randomBytes, randomInt } from 'node:crypto';
import { CODE_LENGTH, CODE_LETTERS, KEY_LIVES } from '#shared/screen/model.ts';

/** Below this path a screen reads, and to nothing else the browser sends its key. */
export const HALL = '/api/screen/hall';

const COOKIE = 'lianxi_screen';
/** Ours only: other programs on the same host set cookies too. */
const KEY = new RegExp(`(?:^|;)\\s*${COOKIE}=([A-Za-z0-9_-]{32})\\s*(?:;|$)`);

export const hashOf = (secret: string): string => hash('sha256', secret);

/** Forty bits, five minutes, one opening, and twenty guesses a minute from one place: docs/adr/0030. */
export function newCode(): string {
	return Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
}

export function newKey(): string {
	return randomBytes(24).toString('base64url');
}

/** Strict: no other site can have it sent along, whatever the browser thinks of origins. */
export function keyCookie(key: string, secure: boolean): string {
	const lives = KEY_LIVES / 1000;
	return `${COOKIE}=${key}; Path=${HALL}; Max-Age=${lives}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

export function keyIn(header: string | undefined): string | null {
	return header === undefined ? null : (KEY.exec(header)?.[1] ?? null);
}
