/** Signing in and out over HTTP, and the sessions of the person who asks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse, type Result } from '#shared/foundation/result.ts';
import type { Person } from '#shared/auth/model.ts';
import { sendRefusal } from '#server/http/app.ts';
import { checker } from '#server/live/doors.ts';
import type { Auth, SignedIn } from './index.ts';

const credentials = Type.Object(
	{
		account: Type.String({ minLength: 1, maxLength: 64 }),
		password: Type.String({ minLength: 1, maxLength: 256 })
	},
	{ additionalProperties: false }
);

export type SessionRoutes = {
	readonly fastify: FastifyInstance;
	readonly auth: Auth;
	readonly clock: () => number;
	/** The public address when it is https: then the cookie is Secure. */
	readonly secure: (request: FastifyRequest) => boolean;
	/** What /api/me says beyond the person: units, councils, whether this is a demonstration. */
	readonly about: (person: Person) => Promise<Record<string, unknown>>;
	/** What the sign-in page needs before anybody is known. */
	readonly options: () => Promise<Record<string, unknown>>;
};

export function serveSessions({ fastify, auth, clock, secure, about, options }: SessionRoutes): void {
	const checkCredentials = checker(credentials);
	const tags = { tags: ['session'] };

	/** Answers 401 itself and gives null. */
	const signedIn = async (request: FastifyRequest, reply: FastifyReply): Promise<SignedIn | null> => {
		const found = await auth.fromCookie(request.headers.cookie);
		if (!found) sendRefusal(request, reply, refuse('not-signed-in').refusal);
		return found;
	};

	fastify.get('/api/session/options', { schema: tags }, async (_request, reply) =>
		reply.header('cache-control', 'no-store').send(await options())
	);

	fastify.post(
		'/api/session',
		{ schema: { ...tags, body: credentials }, config: { rateLimit: { max: 300, timeWindow: '1 minute' } } },
		async (request, reply) => {
			const checked = checkCredentials(request.body);
			const answer: Result<{ secret: string }> = checked.ok
				? await auth.signIn(checked.value.account.trim(), checked.value.password, request.headers['user-agent'] ?? '')
				: checked;
			if (!answer.ok) return sendRefusal(request, reply, answer.refusal);
			return reply.header('set-cookie', auth.sessions.cookie(answer.value.secret, secure(request))).send({ ok: true });
		}
	);

	fastify.delete('/api/session', { schema: tags }, async (request, reply) => {
		const found = await auth.fromCookie(request.headers.cookie);
		if (found) await auth.signOut(found.sessionId);
		return reply.header('set-cookie', auth.sessions.blankCookie(secure(request))).send({ ok: true });
	});

	fastify.get('/api/me', { schema: tags }, async (request, reply) => {
		const found = await signedIn(request, reply);
		if (!found) return reply;
		return reply
			.header('cache-control', 'no-store')
			.send({ person: found.person, now: clock(), ...(await about(found.person)) });
	});

	fastify.get('/api/me/sessions', { schema: tags }, async (request, reply) => {
		const found = await signedIn(request, reply);
		if (!found) return reply;
		const rows = await auth.sessionsOf(found.person.id);
		const items = rows.map((row) => ({
			id: row.hash.slice(0, 16),
			current: row.hash === found.sessionId,
			createdAt: row.created_at,
			lastSeenAt: row.seen_at,
			device: row.device
		}));
		return reply.header('cache-control', 'no-store').send({ items, next: null });
	});

	fastify.delete<{ Params: { id: string } }>('/api/me/sessions/:id', { schema: tags }, async (request, reply) => {
		const found = await signedIn(request, reply);
		if (!found) return reply;
		const row = (await auth.sessionsOf(found.person.id)).find(({ hash }) => hash.startsWith(request.params.id));
		if (!row || request.params.id.length < 16) return sendRefusal(request, reply, refuse('not-found').refusal);
		await auth.signOut(row.hash);
		return { ok: true };
	});
}
