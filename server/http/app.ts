/** The HTTP ground: Fastify with its guards, one way to answer refusals and faults, health and figures. */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, {
	LogController,
	type FastifyBaseLogger,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest
} from 'fastify';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { refuse, type Refusal } from '#shared/foundation/result.ts';
import type { Config } from '#server/config/config.ts';
import { StorageFault, type Storage } from '#server/storage/port.ts';
import { allowOrigins } from './origins.ts';
import { languageOf, problem, statusOf } from './refusals.ts';
import { SteadyWindow } from './steady-window.ts';

export type App = {
	readonly fastify: FastifyInstance;
	readonly metrics: Registry;
};

/** A refusal on its way out of a hook, where only throwing stops the request. Caught in this file, never logged. */
class RefusedRequest extends Error {
	readonly refusal: Refusal;
	constructor(refusal: Refusal) {
		super(refusal.code);
		this.refusal = refusal;
	}
}

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
	return reply
		.code(statusOf(refusal))
		.header('content-type', 'application/problem+json; charset=utf-8')
		.send(JSON.stringify(problem(refusal, languageOf(request.headers))));
}

export async function openApp(config: Config, log: Logger, storage: Pick<Storage, 'health'>): Promise<App> {
	const fastify = Fastify({
		loggerInstance: log as FastifyBaseLogger,
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: 1024 * 1024,
		requestTimeout: 30_000,
		forceCloseConnections: true,
		// Behind a proxy on this machine the address and protocol are the proxy's word; anybody else's word is ignored.
		trustProxy: config.publicUrl === '' ? false : 'loopback',
		routerOptions: { ignoreTrailingSlash: true },
		// An address that is none never reaches a route or the error handler.
		frameworkErrors: (error, request, reply) =>
			void sendRefusal(request, reply, refuse('bad-request', { problem: error.message }).refusal)
	});
	const origins = allowOrigins(config.publicUrl);
	// Both doors check bodies by the same compiled schema (live/doors.ts): Fastify only describes them.
	fastify.setValidatorCompiler(() => () => true);
	fastify.setSerializerCompiler(() => (data) => JSON.stringify(data));

	answerFaults(fastify, log);
	fastify.addHook('onRequest', async (request) => {
		const safe = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
		if (!safe && !origins.allowed(request.headers.origin, request.headers.host)) {
			throw new RefusedRequest(refuse('foreign-origin').refusal);
		}
	});
	// The pages' content security policy comes from SvelteKit, with its nonces; the API answers data only.
	await fastify.register(helmet, {
		contentSecurityPolicy: false,
		hsts: false,
		crossOriginEmbedderPolicy: false,
		referrerPolicy: { policy: 'same-origin' }
	});
	await fastify.register(cookie);
	await fastify.register(rateLimit, {
		global: false,
		keyGenerator: (request) => request.ip,
		store: SteadyWindow,
		errorResponseBuilder: (_request, context) =>
			new RefusedRequest(refuse('too-many-requests', { seconds: Math.ceil(context.ttl / 1000) }).refusal)
	});
	await fastify.register(swagger, {
		openapi: {
			openapi: '3.1.0',
			info: {
				title: '联席 Lianxi',
				version: '0.1.0',
				description: 'Joint meetings, decisions, follow-ups and evaluation.'
			}
		}
	});
	const metrics = Registry.merge([figuresOfProcess()]);
	openVitals({ fastify, metrics }, config, storage);
	return { fastify, metrics };
}

let ofProcess: Registry | null = null;

/** Once for all servers of a process: their observer of the garbage collector is never let go, nor what it refers to. */
function figuresOfProcess(): Registry {
	if (ofProcess) return ofProcess;
	ofProcess = new Registry();
	// The loop's delay is otherwise looked at a hundred times a second, which is most of what an idle server does.
	collectDefaultMetrics({ register: ofProcess, prefix: 'lianxi_', eventLoopMonitoringPrecision: 200 });
	return ofProcess;
}

function answerFaults(fastify: FastifyInstance, log: Logger): void {
	fastify.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
		if (error instanceof RefusedRequest) return sendRefusal(request, reply, error.refusal);
		if (error instanceof StorageFault && error.refusal)
			return sendRefusal(request, reply, refuse(error.refusal).refusal);
		if (error.statusCode === 413) return sendRefusal(request, reply, refuse('too-large', { limit: '1 MB' }).refusal);
		if (error.statusCode !== undefined && error.statusCode < 500) {
			return sendRefusal(request, reply, refuse('bad-request', { problem: error.message }).refusal);
		}
		const fault = request.id;
		log.error({ err: error, fault, method: request.method, url: withoutSecret(request.url) }, 'a request failed');
		return reply
			.code(500)
			.header('content-type', 'application/problem+json; charset=utf-8')
			.send(
				JSON.stringify({
					type: 'about:blank',
					title: 'fault',
					status: 500,
					code: 'fault',
					fault,
					detail: faultSentence(request, fault)
				})
			);
	});
}

/** The address of a private feed is its secret. */
function withoutSecret(url: string): string {
	return url.replace(/^\/calendar\/.*/, '/calendar/…');
}

function faultSentence(request: FastifyRequest, fault: string): string {
	return languageOf(request.headers) === 'en'
		? `Something went wrong on our side. Nothing you typed is lost; quote number ${fault} to the administrator.`
		: `系统出了问题，您填写的内容没有丢失。请稍后重试；仍不行时把编号 ${fault} 告诉管理员。`;
}

function openVitals({ fastify, metrics }: App, config: Config, storage: Pick<Storage, 'health'>): void {
	fastify.get('/healthz', { schema: { hide: true } }, () => ({ ok: true }));
	fastify.get('/readyz', { schema: { hide: true } }, (_request, reply) => {
		const state = storage.health();
		const ok = state === 'ok' || state === 'storage-low';
		return reply.code(ok ? 200 : 503).send({ ok, storage: state });
	});
	fastify.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
		const local =
			['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip) && request.headers['x-forwarded-for'] === undefined;
		const token = config.metricsToken !== '' && request.headers.authorization === `Bearer ${config.metricsToken}`;
		if (!local && !token) return sendRefusal(request, reply, refuse('not-allowed').refusal);
		return reply.header('content-type', metrics.contentType).send(await metrics.metrics());
	});
	fastify.all('/api/*', { schema: { hide: true } }, (request, reply) =>
		sendRefusal(request, reply, refuse('not-found').refusal)
	);
	fastify.get('/api/openapi.json', { schema: { hide: true } }, () => fastify.swagger());
}
