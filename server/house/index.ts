/**
 * A house for tests: real grounds in a folder of its own, the demonstration's people in one council, and a meeting that
 * the test holds in its hand. Opened twice on the same folder it is what a restart is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { actionsRoots, addAction } from '#shared/actions/document.ts';
import type { ProposedAction } from '#shared/actions/model.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Result } from '#shared/foundation/result.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { councilDefaults, type Council, type Unit } from '#shared/units/model.ts';
import { openAuth } from '#server/auth/index.ts';
import { sessionCookie } from '#server/auth/sessions.ts';
import { readConfig } from '#server/config/config.ts';
import { openDecisions, type LiveMeeting } from '#server/decisions/index.ts';
import { openEvaluations } from '#server/evaluations/index.ts';
import { openFollowups } from '#server/followups/index.ts';
import { openApp } from '#server/http/app.ts';
import { allowOrigins } from '#server/http/origins.ts';
import { openDoors } from '#server/live/doors.ts';
import { openLive } from '#server/live/live.ts';
import { openOutbox } from '#server/storage/outbox.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { openSync } from '#server/sync/index.ts';

const unit = (id: string, kind: Unit['kind'] = 'department'): Unit => ({
	id,
	name: id,
	shortName: id,
	kind,
	parentId: 'u-county',
	successorId: null
});
const units = [
	unit('u-county', 'county'),
	...['u-gov', 'u-edu', 'u-police', 'u-transport', 'u-finance', 'u-audit', 'u-land', 'u-weather'].map((id) => unit(id)),
	unit('u-donghe', 'township')
];
const council: Council = {
	id: 'c-education',
	name: '教育工作联席会议',
	leadUnitId: 'u-edu',
	officeUnitId: 'u-edu',
	memberUnitIds: ['u-gov', 'u-edu', 'u-police', 'u-transport', 'u-finance', 'u-donghe'],
	settings: councilDefaults
};
const person = (account: string, unitId: string, ...holdings: Person['holdings']) => ({
	id: `p-${account}`,
	account,
	name: account,
	unitId,
	post: '',
	holdings,
	password: null
});
const councilId = council.id;
export const people = {
	convener: person('convener', 'u-gov', { role: 'convener', councilId }),
	deputy: person('deputy', 'u-edu', { role: 'deputy', councilId }),
	secretary: person('secretary', 'u-edu', { role: 'secretary', councilId }),
	leader: person('leader', 'u-gov', { role: 'supervising-leader', councilId }),
	police: person('police', 'u-police', { role: 'liaison', unitId: 'u-police' }),
	transport: person('transport', 'u-transport', { role: 'liaison', unitId: 'u-transport' }),
	finance: person('finance', 'u-finance', { role: 'liaison', unitId: 'u-finance' }),
	edu: person('edu', 'u-edu', { role: 'liaison', unitId: 'u-edu' }),
	evaluator: person('evaluator', 'u-audit', { role: 'evaluator', councilId }),
	evaluator2: person('evaluator2', 'u-land', { role: 'evaluator', councilId }),
	ownEvaluator: person('own-evaluator', 'u-police', { role: 'evaluator', councilId }),
	outsider: person('outsider', 'u-weather')
} as const;
export type Who = keyof typeof people;

const noon = instantOf('2026-11-26', 12 * 60);
const actionsDocument = 'meeting:m-4:actions:1';
const meeting: LiveMeeting = {
	councilId,
	ordinal: 4,
	live: true,
	chairPersonId: people.convener.id,
	heldOn: '2026-11-26',
	discussed: [
		{ id: 'i-safety', title: '校园周边交通安全' },
		{ id: 'i-funds', title: '经费保障' }
	],
	quorum: { required: 4, present: 5 },
	actionsDocument,
	streams: []
};

export type House = Awaited<ReturnType<typeof openHouse>>;

/** `folder` of a closed house opens the same one again. */
export async function openHouse(folder = mkdtempSync(join(tmpdir(), 'lianxi-house-'))) {
	const read = readConfig([], {});
	if ('mistakes' in read) throw new Error(read.mistakes.join());
	const world = { now: noon, meeting, ids: 0 };
	const clock = (): number => world.now;
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
	const outbox = openOutbox(storage, log);
	const live = openLive({ server: fastify.server, doors, auth, origins, clock, log, storage });
	const born = Date.now().toString(36);
	const newId = (): string => `${born}-${(world.ids += 1)}`;
	const grounds = { config: read.config, log, clock, newId, storage, auth, doors, fastify, live, sync, outbox };

	sync.serve({
		domain: 'meeting',
		roots: () => actionsRoots,
		exists: (name) => (name === actionsDocument ? 'present' : null),
		access: () => 'write'
	});
	const councils = {
		council: (id: string) => (id === council.id ? council : null),
		councils: () => [council],
		units: () => units
	};
	const decisions = openDecisions(grounds, {
		councils,
		meetings: {
			live: (id) => (id === 'm-4' ? world.meeting : null),
			subject: (id) => (id === 'm-4' ? { councilId, participantUnitIds: council.memberUnitIds } : null)
		}
	});
	const followups = openFollowups(grounds, { councils });
	const evaluations = openEvaluations(grounds, { councils, followups });
	if (!(await auth.anybody())) await auth.add(Object.values(people));
	await fastify.ready();

	const cookies = new Map<Who, string>();
	const cookieOf = async (who: Who): Promise<string> => {
		const known = cookies.get(who) ?? (await auth.sessions.begin(people[who].id, 'test'));
		cookies.set(who, known);
		return `${sessionCookie}=${known}`;
	};
	const ask = async (who: Who | null, url: string, body?: object, key?: string) => {
		const answer = await fastify.inject({
			method: body ? 'POST' : 'GET',
			url,
			headers: {
				...(who && { cookie: await cookieOf(who) }),
				...(key !== undefined && { 'idempotency-key': key })
			},
			...(body && { payload: body })
		});
		return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
	};

	return {
		...grounds,
		folder,
		world,
		decisions,
		followups,
		evaluations,
		get: (who: Who | null, url: string) => ask(who, url),
		post: (who: Who, url: string, body: object = {}, key?: string) => ask(who, url, body, key),
		cookieOf,
		/** Opens the port for drafts; answers host and port. */
		listen: async (): Promise<string> => {
			fastify.server.on('upgrade', (request, socket, head) => {
				if (request.url?.startsWith('/sync/')) sync.upgrade(request, socket, head);
			});
			await fastify.listen({ port: 0, host: '127.0.0.1' });
			const { port } = fastify.server.address() as AddressInfo;
			return `127.0.0.1:${port}`;
		},
		/** The question of the same name over the live door, without a socket. */
		question: async (who: Who, name: string, payload: object): Promise<Result<unknown>> => {
			const signedIn = await auth.fromCookie(await cookieOf(who));
			const question = doors.questions.get(name);
			if (!signedIn || !question) throw new Error(`${who} cannot ask ${name}`);
			return question(signedIn, payload);
		},
		propose: (action: { readonly id: string } & Partial<Omit<ProposedAction, 'id'>>) =>
			sync.edit(actionsDocument, (doc) => void addAction(doc, action)),
		/** Without `keep` the folder goes too. */
		close: async (keep = false): Promise<void> => {
			await outbox.stop();
			await sync.close(); // before the others: they wait for every socket of the port
			await live.close();
			await fastify.close();
			await storage.close();
			if (!keep) rmSync(folder, { recursive: true, force: true });
		}
	};
}
