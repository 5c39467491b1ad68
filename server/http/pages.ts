/**
 * The pages: SvelteKit inside Fastify, on the same port. Built pages are a Node handler; in development Vite is the handler.
 * While a page is rendered its `fetch('/api/…')` never leaves the process: it becomes `inject` (web/hooks.server.ts asks).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type PagesOptions = {
	/** The folder of package.json. */
	readonly root: string;
	/** Vite in the same process instead of the build. */
	readonly dev: boolean;
	/** Where the build lies, if not in `root/build`. */
	readonly build?: string;
};

/** What a page may ask of the process that renders it. The twin of this type stands in web/hooks.server.ts. */
type Ask = (question: {
	method: string;
	url: string;
	headers: Record<string, string>;
	body?: Uint8Array;
}) => Promise<{ status: number; headers: [string, string][]; body: Uint8Array<ArrayBuffer> }>;

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

/**
 * Rooms do not import each other across the wire, and the built pages are a bundle of their own; so the way back into
 * this process is handed over beside the request, under a registered symbol. One storage, many servers (tests).
 */
const asking = ((globalThis as Record<symbol, unknown>)[Symbol.for('lianxi.ask')] ??=
	new AsyncLocalStorage<Ask>()) as AsyncLocalStorage<Ask>;

export async function servePages(fastify: FastifyInstance, options: PagesOptions): Promise<void> {
	const handler = options.dev
		? await viteHandler(fastify, options.root)
		: await builtHandler(options.build ?? join(options.root, 'build'));
	await fastify.register((scope, _options, registered) => {
		// The handler reads the body itself.
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
		scope.all('/*', { schema: { hide: true } }, (request, reply) => {
			reply.hijack();
			tellOrigin(request);
			copyHeaders(reply);
			const answer = reply.raw;
			asking.run(askAs(fastify, request), () =>
				handler(request.raw, answer, () => {
					answer.statusCode = 404;
					answer.end();
				})
			);
		});
		registered();
	});
}

/**
 * Behind a proxy neither scheme nor host of the connection need be the ones people see. Where the browser says its origin
 * (every form post), that is it: foreign ones were refused before the request came here.
 */
function tellOrigin(request: FastifyRequest): void {
	const { origin, host } = request.headers;
	const said = origin !== undefined && URL.canParse(origin) ? new URL(origin) : null;
	request.raw.headers['x-lianxi-protocol'] = said?.protocol.replace(':', '') ?? request.protocol;
	request.raw.headers['x-lianxi-host'] = said?.host ?? host ?? 'localhost';
}

/** Hijacking skips what hooks have set on the reply, the security headers among it. */
function copyHeaders(reply: FastifyReply): void {
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) reply.raw.setHeader(name, value);
	}
}

function askAs(fastify: FastifyInstance, request: FastifyRequest): Ask {
	return async ({ method, url, headers, body }) => {
		const answer = await fastify.inject({
			method: method as 'GET',
			url,
			headers: { ...headers, host: request.headers.host ?? 'localhost' },
			remoteAddress: request.ip,
			// Only a Buffer is sent as it is; another array would be taken for an object and written as JSON.
			...(body && { payload: Buffer.from(body) })
		});
		const told: [string, string][] = [];
		for (const [name, value] of Object.entries(answer.headers)) {
			for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) told.push([name, String(one)]);
		}
		return { status: answer.statusCode, headers: told, body: new Uint8Array(answer.rawPayload) };
	};
}

async function builtHandler(build: string): Promise<Handler> {
	// Read once by adapter-node while it loads, which has no other way to be told. It would take https for granted.
	process.env['LIANXI_PAGES_PROTOCOL_HEADER'] = 'x-lianxi-protocol';
	process.env['LIANXI_PAGES_HOST_HEADER'] = 'x-lianxi-host';
	const built = (await import(pathToFileURL(join(build, 'handler.js')).href)) as { readonly handler: Handler };
	return built.handler;
}

async function viteHandler(fastify: FastifyInstance, root: string): Promise<Handler> {
	const { createServer } = await import('vite');
	const vite = await createServer({
		configFile: join(root, 'vite.config.ts'),
		server: { middlewareMode: true, ws: { server: fastify.server } }
	});
	fastify.addHook('onClose', () => vite.close());
	letModulesPast(fastify, join(root, 'web'));
	return vite.middlewares;
}

/**
 * Vite serves modules by their place below web/, so web/live/ collides with Socket.IO's path /live/, whose engine stands
 * before everything. Its own requests have nothing but a query after the slash; the others get Vite's name for any file.
 */
function letModulesPast({ server }: FastifyInstance, web: string): void {
	const listeners = server.listeners('request');
	server.removeAllListeners('request');
	server.on('request', (request: IncomingMessage, response: ServerResponse) => {
		if (/^\/live\/[^?]/.test(request.url ?? '')) request.url = `/@fs${web}${request.url}`;
		for (const listener of listeners) listener.call(server, request, response);
	});
}
