import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePages } from './pages.ts';

/** Stands for the built pages: tells what it was given, and asks back into the process as web/hooks.server.ts does. */
const handler = `
export async function handler(request, response, next) {
	if (request.url === '/missing') return next();
	let body = '';
	for await (const piece of request) body += piece;
	const ask = globalThis[Symbol.for('lianxi.ask')].getStore();
	const answer = await ask({
		method: 'POST', url: '/api/echo', headers: { cookie: request.headers.cookie ?? '', 'content-type': 'application/json' },
		body: new TextEncoder().encode(JSON.stringify({ told: body }))
	});
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({
		origin: request.headers['x-lianxi-protocol'] + '://' + request.headers['x-lianxi-host'],
		status: answer.status,
		cookies: answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
		echoed: JSON.parse(new TextDecoder().decode(answer.body))
	}));
}`;

const build = mkdtempSync(join(tmpdir(), 'lianxi-pages-'));
const app = Fastify();

beforeAll(async () => {
	writeFileSync(join(build, 'handler.js'), handler);
	writeFileSync(join(build, 'package.json'), '{"type":"module"}');
	app.addHook('onRequest', async (_request, reply) => void reply.header('x-frame-options', 'SAMEORIGIN'));
	app.post('/api/echo', (request, reply) =>
		reply
			.header('set-cookie', ['a=1; Path=/', 'b=2; Path=/'])
			.send({ body: request.body, cookie: request.headers.cookie })
	);
	await servePages(app, { root: build, dev: false, build });
});
afterAll(async () => {
	await app.close();
	rmSync(build, { recursive: true });
});

test('[H1] a page asks back into the process with body and cookie, and hears every cookie that is set', async () => {
	const answer = await app.inject({
		method: 'POST',
		url: '/login',
		headers: { cookie: 's=1', host: 'here:3000', 'content-type': 'application/x-www-form-urlencoded' },
		payload: 'account=x'
	});
	expect(answer.json()).toEqual({
		origin: 'http://here:3000',
		status: 200,
		cookies: ['a=1; Path=/', 'b=2; Path=/'],
		echoed: { body: { told: 'account=x' }, cookie: 's=1' }
	});
});

test('[H2] headers that hooks have set reach the page’s answer, and nobody’s page is a 404', async () => {
	const page = await app.inject({ url: '/' });
	expect(page.headers['x-frame-options']).toBe('SAMEORIGIN');
	expect((await app.inject({ url: '/missing' })).statusCode).toBe(404);
});

test('[H3] behind a proxy the page’s address is the origin the browser says', async () => {
	const headers = { host: '127.0.0.1:3000', origin: 'https://lianxi.county.example' };
	const answer = await app.inject({ method: 'POST', url: '/login', headers, payload: '' });
	expect(answer.json()).toMatchObject({ origin: 'https://lianxi.county.example' });
});
