import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import pino from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { done, refuse } from '#shared/foundation/result.ts';
import { readConfig } from '#server/config/config.ts';
import { openApp } from '#server/http/app.ts';
import { openDoors } from '#server/live/doors.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { LOCKED_FOR, openAuth } from './index.ts';
import { serveSessions } from './routes.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function house() {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-auth-'));
	const storage = await openSqlite(folder);
	let now = 1_700_000_000_000;
	const clock = () => now;
	const auth = openAuth(storage, clock);
	const read = readConfig(['--log-level', 'silent'], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	const { fastify } = await openApp(read.config, pino({ level: 'silent' }), storage);
	const doors = openDoors(fastify, auth, clock);
	serveSessions({ fastify, auth, clock, secure: () => false, about: async () => ({}), options: async () => ({}) });
	ends.push(async () => {
		await fastify.close();
		await storage.close();
		rmSync(folder, { recursive: true });
	});
	await auth.add([
		{
			id: 'p-1',
			account: 'chair',
			name: '召某',
			unitId: 'u-1',
			post: '',
			password: 'correct horse',
			holdings: [{ role: 'convener', councilId: 'c-1' }]
		},
		{ id: 'p-2', account: 'guest', name: '陶某', unitId: 'u-2', post: '', password: 'correct horse', holdings: [] }
	]);
	const signIn = (account: string, password = 'correct horse') =>
		fastify.inject({ method: 'POST', url: '/api/session', payload: { account, password } });
	const cookieOf = async (account: string) => {
		const { name, value } = (await signIn(account)).cookies[0] ?? { name: '', value: '' };
		return `${name}=${value}`;
	};
	return { fastify, auth, doors, storage, signIn, cookieOf, pass: (ms: number) => void (now += ms) };
}

describe('signing in', () => {
	test('[P1] the cookie is HttpOnly and SameSite=Lax, and the database never holds its secret', async () => {
		const { signIn, storage } = await house();
		const answer = await signIn('chair');
		const cookie = answer.cookies[0];
		expect(answer.statusCode).toBe(200);
		expect(cookie).toMatchObject({ name: 'lianxi_session', httpOnly: true, sameSite: 'Lax', path: '/' });
		const rows = await storage.read
			.withTables<{ sessions: { hash: string } }>()
			.selectFrom('sessions')
			.selectAll()
			.execute();
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toContain(cookie?.value);
	});

	test('[P2] five failures lock the account for fifteen minutes, also for parallel guesses and the right password', async () => {
		const { signIn, pass } = await house();
		const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn('chair', 'wrong guess')));
		expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
		expect(guesses.filter(({ statusCode }) => statusCode === 429)).toHaveLength(7);
		expect((await signIn('chair')).json()).toMatchObject({ code: 'locked-out', params: { minutes: 15 } });
		pass(LOCKED_FOR + 1);
		expect((await signIn('chair')).statusCode).toBe(200);
	});

	test('[P3] an unknown account is answered as a wrong password is', async () => {
		const { signIn } = await house();
		const [unknown, wrong] = [await signIn('nobody', 'wrong guess'), await signIn('chair', 'wrong guess')];
		expect(unknown.body).toBe(wrong.body);
	});

	test('[P4] ending one of my sessions ends it at once, tells who holds its sockets, and leaves the other', async () => {
		const { fastify, cookieOf, auth } = await house();
		const [here, there] = [await cookieOf('chair'), await cookieOf('chair')];
		const told: unknown[] = [];
		auth.onEnded((ended) => told.push(ended));
		const list = await fastify.inject({ url: '/api/me/sessions', headers: { cookie: here } });
		const other = list.json<{ items: { id: string; current: boolean }[] }>().items.find(({ current }) => !current);
		await fastify.inject({ method: 'DELETE', url: `/api/me/sessions/${other?.id}`, headers: { cookie: here } });
		const me = (cookie: string) => fastify.inject({ url: '/api/me', headers: { cookie } });
		expect([(await me(here)).statusCode, (await me(there)).statusCode]).toEqual([200, 401]);
		expect(told).toHaveLength(1);
	});

	test('[P5] nobody ends the session of somebody else', async () => {
		const { fastify, cookieOf } = await house();
		const [chair, guest] = [await cookieOf('chair'), await cookieOf('guest')];
		const list = await fastify.inject({ url: '/api/me/sessions', headers: { cookie: chair } });
		const id = list.json<{ items: { id: string }[] }>().items[0]?.id;
		const answer = await fastify.inject({
			method: 'DELETE',
			url: `/api/me/sessions/${id}`,
			headers: { cookie: guest }
		});
		expect(answer.statusCode).toBe(404);
		expect((await fastify.inject({ url: '/api/me', headers: { cookie: chair } })).statusCode).toBe(200);
	});
});

describe('a door', () => {
	const open = async () => {
		const { doors, ...rest } = await house();
		const runs: unknown[] = [];
		doors.command({
			name: 'meetings/start',
			body: Type.Object({ note: Type.String({ maxLength: 5 }) }, { additionalProperties: false }),
			may: 'meetings.chair',
			of: (id) => (id === 'm-1' ? { councilId: 'c-1' } : null),
			run: async ({ body }) => {
				runs.push(body);
				return body.note === 'no' ? refuse('stale') : done({ seq: 1 });
			}
		});
		const [chair, guest] = [await rest.cookieOf('chair'), await rest.cookieOf('guest')];
		return { ...rest, runs, chair, guest };
	};
	const cases = [
		{ who: 'nobody', id: 'm-1', payload: { note: 'a' }, status: 401, code: 'not-signed-in' },
		{ who: 'guest', id: 'm-1', payload: { note: 'a' }, status: 403, code: 'not-allowed' },
		{ who: 'chair', id: 'm-2', payload: { note: 'a' }, status: 404, code: 'not-found' },
		{ who: 'chair', id: '%2e%2e', payload: { note: 'a' }, status: 404, code: 'not-found' },
		{ who: 'chair', id: 'm-1', payload: { note: 'too long' }, status: 400, code: 'bad-request' },
		{ who: 'chair', id: 'm-1', payload: {}, status: 400, code: 'bad-request' },
		{ who: 'chair', id: 'm-1', payload: { note: 'a', more: 1 }, status: 400, code: 'bad-request' },
		{ who: 'chair', id: 'm-1', payload: { note: 'no' }, status: 409, code: 'stale' }
	] as const;

	test.each(cases)('[P6] asked by $who for $id with $payload it answers $status $code', async (scenario) => {
		const { fastify, runs, ...cookies } = await open();
		const cookie = scenario.who === 'nobody' ? undefined : cookies[scenario.who];
		const answer = await fastify.inject({
			method: 'POST',
			url: `/api/meetings/${scenario.id}/start`,
			payload: scenario.payload,
			headers: cookie === undefined ? {} : { cookie }
		});
		expect(answer.statusCode).toBe(scenario.status);
		expect(answer.headers['content-type']).toContain('application/problem+json');
		expect(answer.json()).toMatchObject({ code: scenario.code });
		expect(runs).toHaveLength(scenario.code === 'stale' ? 1 : 0);
	});

	test('[P7] a page of another site is refused before anything is looked at, our own is not', async () => {
		const { fastify, chair, runs } = await open();
		const from = (origin: string) =>
			fastify.inject({
				method: 'POST',
				url: '/api/meetings/m-1/start',
				payload: { note: 'a' },
				headers: { cookie: chair, origin, host: '127.0.0.1:3000' }
			});
		for (const origin of [
			'http://evil.example',
			'null',
			'http://127.0.0.1:3001',
			'http://127.0.0.1:3000.evil.example'
		]) {
			expect((await from(origin)).json()).toMatchObject({ code: 'foreign-origin' });
		}
		expect(runs).toHaveLength(0);
		expect((await from('http://127.0.0.1:3000')).statusCode).toBe(200);
	});

	test('[P8] a refusal speaks the language that was asked for', async () => {
		const { fastify } = await open();
		const ask = (language: string) => fastify.inject({ url: '/api/me', headers: { 'accept-language': language } });
		expect((await ask('en-US')).json<{ detail: string }>().detail).toContain('signed in');
		expect((await ask('zh-CN')).json<{ detail: string }>().detail).toContain('登录');
	});

	test('[P10] cookies of other programs on the host, whatever is in them, do not get in the way', async () => {
		const { fastify, chair } = await open();
		const ask = async (cookie: string) =>
			(await fastify.inject({ url: '/api/me/nobody', headers: { cookie } })).statusCode;
		const give = async (cookie: string) => {
			const answer = await fastify.inject({
				method: 'POST',
				url: '/api/meetings/m-1/start',
				payload: { note: 'a' },
				headers: { cookie }
			});
			return answer.statusCode;
		};
		for (const odd of [
			'x=%E0%A4%A',
			'%=%',
			'lianxi_session=%E0%A4%A',
			'my_lianxi_session=a',
			';;=;',
			'a'.repeat(5000)
		]) {
			expect([odd, await ask(odd), await give(odd)]).toEqual([odd, 404, 401]);
			expect([odd, await give(`${odd}; ${chair}`)]).toEqual([odd, 200]);
		}
	});

	test('[P9] two doors of one name, or a reading without a policy, stop the start', async () => {
		const { doors } = await house();
		expect(() => doors.get({ url: '/api/x', may: 'meetings.read', run: () => done({}) })).toThrow('policy');
		doors.addQuestion('a/b', async () => done({}));
		expect(() => doors.addQuestion('a/b', async () => done({}))).toThrow('two doors');
	});
});
