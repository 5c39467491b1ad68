import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { openAuth } from '#server/auth/index.ts';
import { serveSessions } from '#server/auth/routes.ts';
import { readConfig } from '#server/config/config.ts';
import type { Grounds } from '#server/grounds.ts';
import { openApp } from '#server/http/app.ts';
import { openDoors } from '#server/live/doors.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { openPeople } from './index.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
});

async function house() {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-people-'));
	const storage = await openSqlite(folder);
	const auth = openAuth(storage, Date.now);
	const read = readConfig([], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	const { fastify } = await openApp(read.config, pino({ level: 'silent' }), storage);
	const doors = openDoors(fastify, auth, Date.now);
	serveSessions({
		fastify,
		auth,
		clock: Date.now,
		secure: () => false,
		about: async () => ({}),
		options: async () => ({})
	});
	openPeople({ storage, auth, doors } as unknown as Grounds, {
		units: { unitIds: () => ['u-1', 'u-2'], councils: () => [{ id: 'c-1' }] }
	});
	ends.push(async () => {
		await fastify.close();
		await storage.close();
		rmSync(folder, { recursive: true });
	});
	await auth.add([
		{
			id: 'p-root',
			account: 'root',
			name: '姜某',
			unitId: 'u-1',
			post: '',
			password: 'correct horse',
			holdings: [{ role: 'administrator' }]
		},
		{ id: 'p-guest', account: 'guest', name: '陶某', unitId: 'u-2', post: '', password: 'correct horse', holdings: [] }
	]);
	const signIn = async (account: string, password = 'correct horse') => {
		const answer = await fastify.inject({ method: 'POST', url: '/api/session', payload: { account, password } });
		return { status: answer.statusCode, cookie: `lianxi_session=${answer.cookies[0]?.value}` };
	};
	const { cookie } = await signIn('root');
	const post = (path: string, payload: object, headers: Record<string, string> = {}) =>
		fastify.inject({ method: 'POST', url: `/api/people/${path}`, payload, headers: { cookie, ...headers } });
	return { fastify, auth, storage, signIn, post };
}
const zhou = {
	name: '周某',
	unitId: 'u-1',
	post: '联络员',
	password: 'a good one',
	holdings: [{ role: 'liaison', unitId: 'u-1' }]
};

test('[W1] an enrolled person signs in; the account is taken from then on, also after leaving', async () => {
	const { post, signIn } = await house();
	expect((await post('zhou/enrol', zhou)).statusCode).toBe(200);
	expect((await signIn('zhou', 'a good one')).status).toBe(200);
	expect((await post('zhou/enrol', zhou)).json()).toMatchObject({ code: 'account-taken' });
	expect((await post('p-zhou/leave', {})).statusCode).toBe(200);
	expect((await signIn('zhou', 'a good one')).status).toBe(401);
	expect((await post('zhou/enrol', zhou)).json()).toMatchObject({ code: 'account-taken' });
});

test('[W1] the same enrolment sent twice under one key opens one account and answers the same', async () => {
	const { post } = await house();
	const [one, two] = [
		await post('zhou/enrol', zhou, { 'idempotency-key': 'key-00001' }),
		await post('zhou/enrol', zhou, { 'idempotency-key': 'key-00001' })
	];
	expect(two.json()).toEqual(one.json());
});

test('[W5] a role taken away counts at once and is told to whoever holds connections', async () => {
	const { post, auth } = await house();
	await post('zhou/enrol', zhou);
	const told: unknown[] = [];
	auth.onEnded((ended) => told.push(ended));
	const { name, unitId, post: job } = zhou;
	expect((await post('p-zhou/change', { name, unitId, post: job, holdings: [] })).statusCode).toBe(200);
	expect((await auth.person('p-zhou'))?.holdings).toEqual([]);
	expect(told).toEqual([{ personId: 'p-zhou' }]);
});

test('[W4] the last administrator neither leaves nor gives up the role', async () => {
	const { post } = await house();
	expect((await post('p-root/leave', {})).json()).toMatchObject({ code: 'last-administrator' });
	expect((await post('p-root/change', { name: '姜某', unitId: 'u-1', post: '', holdings: [] })).json()).toMatchObject({
		code: 'last-administrator'
	});
});

test('[W6] a new password ends the sessions and leaves no trace of itself in the record', async () => {
	const { post, signIn, fastify, storage } = await house();
	const { cookie } = await signIn('guest');
	expect((await post('p-guest/reset-password', { password: 'another good one' })).statusCode).toBe(200);
	expect((await fastify.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(401);
	expect((await signIn('guest', 'another good one')).status).toBe(200);
	expect(JSON.stringify([...storage.allFacts()])).not.toContain('another good one');
});

test('[W2] nobody but the administrator keeps people', async () => {
	const { fastify, signIn } = await house();
	const { cookie } = await signIn('guest');
	for (const [method, url] of [
		['GET', '/api/people'],
		['POST', '/api/people/p-root/leave'],
		['POST', '/api/people/mallory/enrol']
	] as const) {
		const answer = await fastify.inject({
			method,
			url,
			headers: { cookie },
			...(method === 'POST' && { payload: url.endsWith('enrol') ? zhou : {} })
		});
		expect({ url, status: answer.statusCode }).toEqual({ url, status: 403 });
	}
});

test('[W4] two administrators who take the role from each other at the same moment: one keeps it', async () => {
	const { post, auth, fastify, signIn } = await house();
	await post('second/enrol', { ...zhou, holdings: [{ role: 'administrator' }] });
	const { cookie } = await signIn('second', 'a good one');
	const payload = { name: '甲某', unitId: 'u-1', post: '', holdings: [] };
	const answers = await Promise.all([
		post('p-second/change', payload),
		fastify.inject({ method: 'POST', url: '/api/people/p-root/change', payload, headers: { cookie } })
	]);
	expect(answers.map(({ statusCode }) => statusCode).filter((status) => status === 200)).toHaveLength(1);
	expect(await auth.administratorIds()).toHaveLength(1);
});

test('[W1] an account enrolled five times at the same moment is one person, and the others hear why', async () => {
	const { post } = await house();
	const answers = await Promise.all(Array.from({ length: 5 }, () => post('zhou/enrol', zhou)));
	expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 422, 422, 422, 422]);
});

test('[W6] a new password sent again under its key changes nothing more; another one under that key is refused', async () => {
	const { post, signIn, fastify } = await house();
	const headers = { 'idempotency-key': 'reset-0001' };
	await post('p-guest/reset-password', { password: 'another good one' }, headers);
	const { cookie } = await signIn('guest', 'another good one');
	expect((await post('p-guest/reset-password', { password: 'another good one' }, headers)).statusCode).toBe(200);
	expect((await fastify.inject({ url: '/api/me', headers: { cookie } })).statusCode).toBe(200);
	expect((await post('zhou/enrol', zhou, headers)).json()).toMatchObject({ code: 'idempotency-conflict' });
	expect((await post('p-root/reset-password', { password: 'a third good one' }, headers)).json()).toMatchObject({
		code: 'idempotency-conflict'
	});
	expect((await signIn('root')).status).toBe(200);
});
