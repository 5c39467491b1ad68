/** The composition root: config → grounds → domains → listen. Tests open the same house with their own clock and folder. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import pino, { type Logger } from 'pino';
import { openControl } from '#server/administration/control.ts';
import { openAuth } from '#server/auth/index.ts';
import { serveSessions } from '#server/auth/routes.ts';
import type { Config } from '#server/config/config.ts';
import type { Grounds } from '#server/grounds.ts';
import { openApp } from '#server/http/app.ts';
import { showFigures } from '#server/http/figures.ts';
import { allowOrigins } from '#server/http/origins.ts';
import { serveUpgrades } from '#server/http/upgrades.ts';
import { openDoors } from '#server/live/doors.ts';
import { openLive } from '#server/live/live.ts';
import { openOutbox } from '#server/storage/outbox.ts';
import { openSqlite, type SqliteStorage } from '#server/storage/sqlite/index.ts';
import { openSync } from '#server/sync/index.ts';
import { openDomains, type Domains } from '#server/domains.ts';

export type ServerOptions = {
	readonly root: string;
	readonly say?: (line: string) => void;
	readonly log?: Logger;
	readonly clock?: () => number;
	/** Without pages the API and the live doors are served alone (tests, administration). */
	readonly pages?: boolean;
};

/** What is furnished, before it listens. */
export type House = {
	readonly grounds: Grounds & { readonly storage: SqliteStorage };
	readonly domains: Domains;
};

export type Server = House & {
	/** Answers the address. */
	listen(): Promise<string>;
	/** Resolves when the disk has failed, which is in the log: the process must end. What was acknowledged is on it. */
	readonly broken: Promise<unknown>;
	/** Sends everybody away without another write. */
	abandon(): Promise<void>;
	close(): Promise<void>;
};

/** Ids sort by the time they were made and fit every place an id may stand: 16 lower-case letters and digits. */
function timedId(clock: () => number): () => string {
	return () => clock().toString(36).padStart(9, '0') + randomBytes(5).toString('hex').slice(0, 9);
}

/** The demonstration has the same ids every time: while a prefix is set they are counted. */
function countedIds(usual: () => string): {
	readonly newId: () => string;
	readonly count: (prefix: string | null) => void;
} {
	let counted: { readonly prefix: string; next: number } | null = null;
	return {
		newId: () => (counted === null ? usual() : `${counted.prefix}-${(counted.next += 1)}`),
		count: (prefix) => {
			counted = prefix === null ? null : { prefix, next: 0 };
		}
	};
}

/** @throws FolderInUse, StorageFault, or the operating system's error of a folder that cannot be written. */
export async function openServer(config: Config, options: ServerOptions): Promise<Server> {
	const clock = options.clock ?? Date.now;
	const log =
		options.log ?? pino({ level: config.logLevel, redact: ['req.headers.cookie', 'req.headers.authorization'] });
	const storage = await openSqlite(config.data);
	try {
		return await furnish(config, { ...options, clock, log }, storage);
	} catch (cause) {
		await storage.close();
		throw cause;
	}
}

type Settled = ServerOptions & { readonly clock: () => number; readonly log: Logger };

async function furnish(
	config: Config,
	{ root, clock, log, ...options }: Settled,
	storage: SqliteStorage
): Promise<Server> {
	const origins = allowOrigins(config.publicUrl);
	const auth = openAuth(storage, clock);
	const { fastify, metrics } = await openApp(config, log, storage);
	const doors = openDoors(fastify, auth, clock);
	const sync = openSync({
		log: storage.log,
		logger: log,
		clock,
		authenticate: auth.whoIs,
		origins: (origin, host) => origins.allowed(origin, host)
	});
	const outbox = openOutbox(storage, log);
	const live = openLive({ server: fastify.server, doors, auth, origins, clock, log, storage });
	const ids = countedIds(timedId(clock));
	const { newId } = ids;
	const grounds = { config, log, clock, newId, storage, auth, doors, fastify, live, sync, outbox };

	live.carry('sync', sync.travel);
	serveUpgrades(fastify.server, { sync: sync.upgrade, shared: config.dev });
	auth.onEnded((ended) => void sync.revoke(ended));
	const domains = openDomains(grounds, { countIds: ids.count });
	serveSessions({
		fastify,
		auth,
		clock,
		secure: (request) => config.publicUrl.startsWith('https:') || request.protocol === 'https',
		about: domains.about,
		options: domains.signInOptions
	});
	if (options.pages !== false) {
		const { servePages } = await import('#server/http/pages.ts');
		await servePages(fastify, { root, dev: config.dev });
	}
	showFigures(metrics, {
		live_sockets: { help: 'open live connections', read: live.sockets },
		sync_rooms: { help: 'drafts in memory', read: () => sync.counts().rooms },
		sync_links: { help: 'open draft connections', read: () => sync.counts().links },
		outbox_waiting: {
			help: 'facts not yet told to other domains, at most 200',
			read: () => storage.pending(200).length
		},
		storage_ok: {
			help: '1 when the database can be written',
			read: () => (['ok', 'storage-low'].includes(storage.health()) ? 1 : 0)
		},
		storage_free_bytes: { help: 'free space of the data folder when last looked at', read: storage.freeBytes },
		storage_damaged_rows: {
			help: 'rows of drafts that were found damaged and set aside, ever',
			read: () => storage.setAside().reduce((sum, { rows }) => sum + rows, 0)
		}
	});
	if (config.demo) await domains.demonstrate();
	outbox.nudge();
	const closeControl = await openControl({ grounds, domains });

	return {
		grounds,
		domains,
		listen: async () => {
			await fastify.listen({ port: config.port, host: config.host, backlog: 4096 });
			const { port } = fastify.server.address() as AddressInfo;
			const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
			storage.attend(log);
			const link = await domains.setup.link(url);
			if (link !== null) options.say?.(`open this once within 30 minutes to set up the county: ${link}`);
			return url;
		},
		broken: storage.broken,
		abandon: () => sync.close(),
		close: async () => {
			await closeControl();
			// Drafts first: Socket.IO waits for every socket of the port, and theirs are told 4503 only by their own close.
			await sync.close();
			await live.close();
			await outbox.stop();
			await fastify.close();
			await storage.close();
		}
	};
}
