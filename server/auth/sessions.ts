/**
 * Sessions by Lucia, over our own storage. This is the one file that names the package (upstream calls it deprecated):
 * replacing it means rewriting this file. The database holds only the SHA-256 of a session's secret.
 */
import { hash } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import type { AuthStore, SessionRow } from './store.ts';

type OurLucia = Lucia<Record<never, never>>;

declare module 'lucia' {
	interface Register {
		Lucia: OurLucia;
		DatabaseSessionAttributes: { readonly device: string; readonly seenAt: number };
		DatabaseUserAttributes: Record<never, never>;
	}
}

const LIVES = new TimeSpan(30, 'd');
export const sessionCookie = 'lianxi_session';

/**
 * Our cookie only: other programs on the same host set cookies too, and Lucia's reader throws on one that it cannot decode.
 * A secret is letters and digits.
 */
const SECRET = new RegExp(`(?:^|;)\\s*${sessionCookie}=([A-Za-z0-9_-]{1,128})\\s*(?:;|$)`);

export const hashOf = (secret: string): string => hash('sha256', secret);

export type Sessions = {
	/** The secret for the cookie. */
	begin(personId: string, device: string): Promise<string>;
	/** Neither expired nor in the half of its life in which it is extended: nothing is to be done for it. */
	isFresh(expiresAt: number): boolean;
	isOver(expiresAt: number): boolean;
	/** Extends it, or ends it when it has expired. False when unknown, ended or expired. */
	renew(secret: string): Promise<boolean>;
	cookie(secret: string, secure: boolean): string;
	blankCookie(secure: boolean): string;
	secretIn(cookieHeader: string | undefined): string | null;
};

export function openSessions(store: AuthStore, clock: () => number): Sessions {
	const asLucia = (secret: string, row: SessionRow): DatabaseSession => ({
		id: secret,
		userId: row.person_id,
		expiresAt: new Date(row.expires_at),
		attributes: { device: row.device, seenAt: row.seen_at }
	});
	const adapter: Adapter = {
		getSessionAndUser: async (secret) => {
			const row = await store.session(hashOf(secret));
			return row ? [asLucia(secret, row), { id: row.person_id, attributes: {} }] : [null, null];
		},
		getUserSessions: async (personId) => (await store.sessionsOf(personId)).map((row) => asLucia(row.hash, row)),
		setSession: (session) => {
			const now = clock();
			return store.addSession({
				hash: hashOf(session.id),
				person_id: session.userId,
				device: session.attributes.device,
				created_at: now,
				seen_at: now,
				expires_at: session.expiresAt.getTime()
			});
		},
		updateSessionExpiration: (secret, expiresAt) => store.extendSession(hashOf(secret), expiresAt.getTime()),
		deleteSession: (secret) => store.endSession(hashOf(secret)),
		deleteUserSessions: (personId) => store.endSessionsOf(personId),
		deleteExpiredSessions: () => store.endExpired(clock())
	};
	const withCookies = (secure: boolean): OurLucia =>
		new Lucia(adapter, {
			sessionExpiresIn: LIVES,
			sessionCookie: { name: sessionCookie, attributes: { secure, sameSite: 'lax', path: '/' } }
		});
	const [plain, secured] = [withCookies(false), withCookies(true)];
	return {
		begin: async (personId, device) =>
			(await plain.createSession(personId, { device: device.slice(0, 200), seenAt: clock() })).id,
		// By the machine's clock, as Lucia measures.
		isFresh: (expiresAt) => expiresAt - Date.now() > LIVES.milliseconds() / 2,
		isOver: (expiresAt) => expiresAt <= Date.now(),
		renew: async (secret) => (await plain.validateSession(secret)).session !== null,
		cookie: (secret, secure) => (secure ? secured : plain).createSessionCookie(secret).serialize(),
		blankCookie: (secure) => (secure ? secured : plain).createBlankSessionCookie().serialize(),
		secretIn: (header) => (header === undefined ? null : (SECRET.exec(header)?.[1] ?? null))
	};
}
