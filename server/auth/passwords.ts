/** Passwords by argon2id from Node itself (RFC 9106, second recommended choice: 64 MiB would let sign-ins starve the room). */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const; // OWASP's floor for argon2id

async function tag(password: string, salt: Buffer): Promise<Buffer> {
	return derive('argon2id', { ...COST, message: Buffer.from(password.normalize('NFKC')), nonce: salt });
}

/** `argon2id$SALT$TAG`, both base64. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	return `argon2id$${salt.toString('base64')}$${(await tag(password, salt)).toString('base64')}`;
}

/** A missing hash costs as much as a wrong password, so that nobody learns which accounts exist. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
	const [, salt = '', expected = ''] = (hash ?? `argon2id$${Buffer.alloc(16).toString('base64')}$`).split('$');
	const actual = await tag(password, Buffer.from(salt, 'base64'));
	const wanted = Buffer.from(expected, 'base64');
	return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}
