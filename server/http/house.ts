/** For tests: all grounds on a temporary folder, with a clock that moves only when told, and people who can sign in. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import pino from 'pino';
import type { Holding, Person } from '#shared/auth/model.ts';
import { openAuth } from '#server/auth/index.ts';
import { readConfig } from '#server/config/config.ts';
import type { Grounds } from '#server/grounds.ts';
import { openDoors } from '#server/live/doors.ts';
import { openLive } from '#server/live/live.ts';
import { openOutbox } from '#server/storage/outbox.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { openSync } from '#server/sync/index.ts';
import { openApp } from './app.ts';
import { allowOrigins } from './origins.ts';

export type House = Awaited<ReturnType<typeof openHouse>>;

/** 2026-11-23, 15:00 in Shanghai. */
export const TODAY = Date.UTC(2026, 10, 23, 7);

/** @param folder of a house that was closed, to open it again as after a restart. */
export async function openHouse(folder = mkdtempSync(join(tmpdir(), 'lianxi-house-'))) {
	const read = readConfig(['--data', folder, '--log-level', 'silent'], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	let now = TODAY;
	let ids = 0;
	const clock = (): number => now;
	const log = pino({ level: 'silent' });
	const storage = await openSqlite(folder);
	const auth = openAuth(storage, clock);
	const { fastify } = await openApp(read.config, log, storage);
	const doors = openDoors(fastify, auth, clock);
	const origins = allowOrigins('');
	const sync = openSync({
		log: storage.log,
		logger: log,
		clock,
		authenticate: auth.whoIs,
		origins: (origin, host) => origins.allowed(origin, host)
	});
	fastify.server.on('upgrade', (request, socket, head) => {
		if (request.url?.startsWith('/sync/')) sync.upgrade(request, socket, head);
	});
	const outbox = openOutbox(storage, log);
	const live = openLive({ server: fastify.server, doors, auth, origins, clock, log, storage });
	const newId = (): string => `id-${(ids += 1)}`;
	const grounds: Grounds = {
		config: read.config,
		log,
		clock,
		newId,
		storage,
		auth,
		doors,
		fastify,
		live,
		sync,
		outbox
	};
	const cookies = new Map<string, string>();

	const cookieOf = async (personId: string): Promise<string> => {
		const known = cookies.get(personId);
		if (known !== undefined) return known;
		const cookie = auth.sessions.cookie(await auth.sessions.begin(personId, 'test'), false).split(';')[0] ?? '';
		cookies.set(personId, cookie);
		return cookie;
	};

	return {
		grounds,
		folder,
		cookieOf,
		advance: (ms: number): void => void (now += ms),
		/** Adds somebody who works in a unit; the id is the account. */
		person: async (id: string, unitId: string, ...holdings: Holding[]): Promise<Person> => {
			const person = { id, account: id, name: `${id}某`, unitId, post: '', holdings };
			const added = await auth.add([{ ...person, password: null }]);
			if (!added.ok) throw new Error(added.refusal.code);
			return person;
		},
		/** An HTTP request of somebody signed in (null: of nobody). */
		ask: async (personId: string | null, options: InjectOptions) =>
			fastify.inject({
				...options,
				headers: { ...options.headers, ...(personId !== null && { cookie: await cookieOf(personId) }) }
			}),
		listen: async (): Promise<string> => {
			await fastify.listen({ port: 0, host: '127.0.0.1' });
			return `http://127.0.0.1:${(fastify.server.address() as AddressInfo).port}`;
		},
		/** Leaves the folder to be opened again. */
		close: async (): Promise<void> => {
			await live.close();
			await sync.close();
			await outbox.stop();
			await fastify.close();
			await storage.close();
		},
		remove: (): void => rmSync(folder, { recursive: true, force: true })
	};
}
