/**
 * Sessions by Lucia, over our own storage. This is the one file that names the package (upstream calls it deprecated):
 * replacing it means rewriting this file. The database holds only the SHA-256 of a session's secret.
 */
import { createHash } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import type { AuthStore, SessionRow } from './store.ts';

type OurLucia = Lucia<{ readonly seenAt: number }>;

declare module 'lucia' {
	interface Register {
		Lucia: OurLucia;
		DatabaseSessionAttributes: { readonly device: string; readonly seenAt: number };
		DatabaseUserAttributes: Record<never, never>;
	}
}

export const sessionCookie = 'lianxi_session';

/**
 * Our cookie only: other programs on the same host set cookies too, and Lucia's reader throws on one that it cannot decode.
 * A secret is letters and digits.
 */
const SECRET = new RegExp(`(?:^|;)\\s*${sessionCookie}=([A-Za-z0-9_-]{1,128})\\s*(?:;|$)`);

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export type Sessions = {
	/** The secret for the cookie. */
	begin(personId: string, device: string): Promise<string>;
	/** Null when unknown, ended or expired. */
	whose(secret: string): Promise<{ readonly personId: string; readonly hash: string; readonly seenAt: number } | null>;
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
			sessionExpiresIn: new TimeSpan(30, 'd'),
			getSessionAttributes: ({ seenAt }) => ({ seenAt }),
			sessionCookie: { name: sessionCookie, attributes: { secure, sameSite: 'lax', path: '/' } }
		});
	const [plain, secured] = [withCookies(false), withCookies(true)];
	return {
		begin: async (personId, device) =>
			(await plain.createSession(personId, { device: device.slice(0, 200), seenAt: clock() })).id,
		whose: async (secret) => {
			const { session } = await plain.validateSession(secret);
			return session ? { personId: session.userId, hash: hashOf(secret), seenAt: session.seenAt } : null;
		},
		cookie: (secret, secure) => (secure ? secured : plain).createSessionCookie(secret).serialize(),
		blankCookie: (secure) => (secure ? secured : plain).createBlankSessionCookie().serialize(),
		secretIn: (header) => (header === undefined ? null : (SECRET.exec(header)?.[1] ?? null))
	};
}
