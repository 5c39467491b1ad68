/** Signing in and out, and who somebody is. Knows people and roles; knows no domain. */
import { randomBytes } from 'node:crypto';
import type { Holding, Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import type { Storage } from '#server/storage/port.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { hashOf, openSessions } from './sessions.ts';
import { authStore, type Holder } from './store.ts';

const MOST_FAILURES = 5;
export const LOCKED_FOR = 15 * 60_000;
const LINK_LIVES = 30 * 60_000;
const SEEN_EVERY = 60_000;

/** Somebody signed in; `sessionId` is the hash, safe to show and to log. */
export type SignedIn = { readonly person: Person; readonly sessionId: string };
export type Ended = { readonly sessionId?: string; readonly personId?: string };
export type NewAccount = Omit<Person, 'holdings'> & {
	readonly holdings: readonly Holding[];
	readonly password: string | null;
};

export type Auth = ReturnType<typeof openAuth>;

export function openAuth(storage: Storage, clock: () => number) {
	const store = authStore(storage);
	const sessions = openSessions(store, clock);
	const listeners: ((ended: Ended) => void)[] = [];
	const told = (ended: Ended): void => listeners.forEach((listener) => listener(ended));
	const guessing = new Map<string, Promise<unknown>>();

	const welcome = (hash: string, holder: Holder): SignedIn => {
		// A failed note of "last seen" must not keep anybody out.
		if (clock() - holder.seenAt > SEEN_EVERY) store.touchSession(hash, clock()).catch(() => undefined);
		return { person: holder.person, sessionId: hash };
	};
	/** Asked again after the writing: meanwhile it may have been ended, and who heard of that knew of nobody to close. */
	const welcomeRenewed = async (secret: string, hash: string, expiresAt: number): Promise<SignedIn | null> => {
		// Where nothing can be written it stays as it is: who is signed in reads on.
		const isThere = await sessions.renew(secret).catch(() => !sessions.isOver(expiresAt));
		const holder = isThere ? store.holder(hash) : null;
		return holder && welcome(hash, holder);
	};
	const whoIs = (secret: string | null): SignedIn | null | Promise<SignedIn | null> => {
		if (secret === null) return null;
		const hash = hashOf(secret);
		const holder = store.holder(hash);
		if (!holder) return null;
		return sessions.isFresh(holder.expiresAt) ? welcome(hash, holder) : welcomeRenewed(secret, hash, holder.expiresAt);
	};

	const evaluate = async (
		account: string,
		password: string,
		device: string
	): Promise<Result<{ secret: string; personId: string }>> => {
		const now = clock();
		const before = await store.attempts(account);
		// Either way: a failure of tomorrow was counted while the clock was wrong.
		const fresh = before !== null && Math.abs(now - before.last_at) < LOCKED_FOR ? before : null;
		if (fresh && fresh.failures >= MOST_FAILURES) {
			return refuse('locked-out', { minutes: Math.ceil((fresh.last_at + LOCKED_FOR - now) / 60_000) });
		}
		const known = await store.passwordOf(account);
		const matches = await passwordMatches(password, known?.password_hash ?? null);
		if (!known || !matches) {
			await store.setAttempts(account, (fresh?.failures ?? 0) + 1, now);
			return refuse('bad-credentials', undefined, ['account', 'password']);
		}
		if (before) await store.setAttempts(account, 0, now);
		return done({ secret: await sessions.begin(known.id, device), personId: known.id });
	};

	return {
		sessions,
		people: store.people,
		person: store.person,
		holders: store.holders,
		anybody: store.anybody,
		everybody: store.everybody,
		isTaken: store.isTaken,
		administratorIds: store.administratorIds,
		changes: store.changes,
		rightsChanged: (personId: string): void => told({ personId }),
		async setPassword(personId: string, password: string): Promise<void> {
			await store.setPassword(personId, await hashPassword(password));
			await store.endSessionsOf(personId);
			told({ personId });
		},
		setting: store.setting,
		set: store.set,

		/** Guesses for one account wait for each other, or parallel ones would slip past the count. */
		signIn(account: string, password: string, device: string): Promise<Result<{ secret: string; personId: string }>> {
			const mine = (guessing.get(account) ?? Promise.resolve()).then(() => evaluate(account, password, device));
			const quiet = mine.catch(() => undefined);
			guessing.set(account, quiet);
			void quiet.then(() => {
				if (guessing.get(account) === quiet) guessing.delete(account);
			});
			return mine;
		},
		/** One question to the database, and nearly always answered at once. */
		whoIs: (cookie: string | undefined) => whoIs(sessions.secretIn(cookie)),
		/** Whatever the header is: never throws, at most rejects. */
		fromCookie: async (header: string | undefined): Promise<SignedIn | null> => whoIs(sessions.secretIn(header)),
		async signOut(sessionId: string): Promise<void> {
			await store.endSession(sessionId);
			told({ sessionId });
		},
		sessionsOf: store.sessionsOf,
		async changeHoldings(personId: string, holdings: readonly Holding[]): Promise<void> {
			await store.setHoldings(personId, holdings);
			told({ personId });
		},
		async add(accounts: readonly NewAccount[]): Promise<Result<null>> {
			const taken = await store.people(
				'account',
				accounts.map(({ account }) => account)
			);
			if (taken[0]) return refuse('account-taken', { account: taken[0].account }, ['account']);
			const weak = accounts.find(
				({ account, password }) => password !== null && (password.length < 8 || password === account)
			);
			if (weak) return refuse('weak-password', undefined, ['password']);
			const hashes = new Map<string, string>(); // a demonstration's people share one password: hashed once
			const added = [];
			for (const { password, holdings, ...person } of accounts) {
				if (password !== null && !hashes.has(password)) hashes.set(password, await hashPassword(password));
				added.push({
					person: {
						...person,
						passwordHash: password === null ? null : (hashes.get(password) ?? null),
						createdAt: clock()
					},
					holdings
				});
			}
			await store.addPeople(added);
			return done(null);
		},
		/** A one-time link for the first administrator: the secret to print, its hash to keep. */
		async firstLink(): Promise<string> {
			const secret = randomBytes(24).toString('base64url');
			await store.set('first-link', JSON.stringify({ hash: hashOf(secret), until: clock() + LINK_LIVES }));
			return secret;
		},
		async checkFirstLink(secret: string): Promise<Result<null>> {
			if (await store.anybody()) return refuse('already-set-up');
			const kept = await store.setting('first-link');
			const link = kept === null ? null : (JSON.parse(kept) as { hash: string; until: number });
			if (!link || link.hash !== hashOf(secret) || link.until < clock()) return refuse('link-expired');
			return done(null);
		},
		endExpired: (): Promise<void> => store.endExpired(clock()),
		/** A session ended or a right was lost: whoever holds connections closes them. */
		onEnded: (listener: (ended: Ended) => void): void => void listeners.push(listener)
	};
}
