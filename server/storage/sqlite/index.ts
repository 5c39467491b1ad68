/** The embedded engine: one SQLite file in the data folder, one writer thread, one read-only connection here. */
import { Kysely, SqliteDialect } from 'kysely';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutboxMessage, type Recorded, type Storage, type StoredFact, type UpdateLog } from '../port.ts';
import { presentEpoch } from './archive.ts';
import { auditJournal, quickCheck, type Audit } from './audit.ts';
import { connect, type Connection } from './connection.ts';
import { lockFolder } from './lock.ts';
import { readLog } from './read-log.ts';
import { rememberStatements } from './statements.ts';
import { startThread, type Thread } from './thread.ts';

type Health = ReturnType<Storage['health']>;

/** Below this the folder counts as full: room enough to finish what is under way and to start again. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** What this engine gives beyond the port: administration. */
export type SqliteStorage = Storage & {
	readonly file: string;
	/** Migrations applied when the folder was opened. */
	readonly migrated: readonly string[];
	backup(file: string): Promise<void>;
	quickCheck(): string;
	audit(): Audit;
	allFacts(): Iterable<StoredFact>;
};

/** @throws FolderInUse, or StorageFault when the folder or the database cannot be opened. */
export async function openSqlite(folder: string): Promise<SqliteStorage> {
	const unlock = lockFolder(folder);
	const file = join(folder, 'lianxi.sqlite');
	const health = watchHealth(folder);
	const thread = await startThread(file, health.heard).catch((error: unknown) => {
		unlock();
		throw error;
	});
	const connection = connect(file, { readonly: true });
	const read = new Kysely<unknown>({ dialect: new SqliteDialect({ database: rememberStatements(connection) }) });
	return {
		file,
		migrated: thread.migrated,
		quickCheck: () => quickCheck(connection),
		audit: () => auditJournal(connection),
		allFacts: () => allFacts(connection),
		read,
		epoch: presentEpoch(connection),
		log: updateLog(thread, connection),
		...ledger(thread, connection),
		health: health.state,
		onHealth: health.listen,
		backup: async (target) => {
			await thread.ask({ kind: 'backup', file: target });
		},
		close: async () => {
			health.stop();
			connection.close();
			await thread.end();
			unlock();
		}
	};
}

function updateLog(thread: Thread, connection: Connection): UpdateLog {
	const stored = readLog(connection);
	const tell = async (...args: Parameters<Thread['ask']>): Promise<void> => {
		await thread.ask(...args);
	};
	return {
		...stored,
		append: async (rows) => ({ lastId: Number(await thread.ask({ kind: 'append', rows })) }),
		compact: (document, upTo, snapshot) => tell({ kind: 'compact', document, upTo, snapshot }),
		claim: (document, clientId, personId) => tell({ kind: 'claim', document, clientId, personId }),
		keepLate: (branch) => tell({ kind: 'late', branch }),
		seal: (document) => tell({ kind: 'seal', document })
	};
}

function ledger(
	thread: Thread,
	connection: Connection
): Pick<Storage, 'facts' | 'record' | 'request' | 'pending' | 'delivered'> {
	const facts = connection.prepare<[string, number], Omit<StoredFact, 'payload'> & { payload: string }>(
		`select version as seq, stream, type, person_id as personId, at, payload from journal join journal_payloads using (seq)
		 where stream = ? and version > ? order by version`
	);
	const pending = connection.prepare<[number], { id: number; topic: string; payload: string }>(
		'select id, topic, payload from outbox where delivered = 0 order by id limit ?'
	);
	const request = connection.prepare<[string, string], { body: string; answer: string }>(
		'select body, answer from requests where person_id = ? and key = ?'
	);
	return {
		request: (personId, key) => request.get(personId, key) ?? null,
		facts: (stream, since = 0) =>
			facts.all(stream, since).map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
		record: async (batch) => {
			const statements = batch.statements.map(({ sql, parameters }) => ({ sql, parameters }));
			return (await thread.ask({ kind: 'record', batch: { ...batch, statements } })) as Recorded;
		},
		pending: (limit): readonly (OutboxMessage & { readonly id: number })[] =>
			pending.all(limit).map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
		delivered: async (ids) => {
			await thread.ask({ kind: 'delivered', ids });
		}
	};
}

function* allFacts(connection: Connection): Generator<StoredFact> {
	const rows = connection.prepare<[], Omit<StoredFact, 'payload'> & { payload: string }>(
		`select version as seq, stream, type, person_id as personId, at, payload from journal join journal_payloads using (seq) order by journal.seq`
	);
	for (const row of rows.iterate()) yield { ...row, payload: JSON.parse(row.payload) as unknown };
}

/** Full when the disk says so or a write failed for want of space; well again as soon as there is room. */
function watchHealth(folder: string) {
	let state: Health = 'ok';
	const listeners: ((state: Health) => void)[] = [];
	const become = (next: Health): void => {
		if (next === state) return;
		state = next;
		for (const listener of listeners) listener(next);
	};
	const look = async (): Promise<void> => {
		try {
			const { bavail, bsize } = await statfs(folder);
			if (bavail * bsize < LEAST_FREE_BYTES) become('storage-full');
			else if (state === 'storage-full') become('ok');
		} catch {
			become('storage-fault'); // the folder is gone or unreadable; the next look may find it again
		}
	};
	const timer = setInterval(() => void look(), 10_000);
	timer.unref();
	return {
		state: (): Health => state,
		listen: (listener: (state: Health) => void): void => void listeners.push(listener),
		heard: (outcome: { readonly ok: boolean; readonly full?: boolean } | null): void => {
			if (outcome === null) become('storage-fault');
			else if (!outcome.ok && outcome.full) become('storage-full');
			else if (outcome.ok && state !== 'ok') become('ok');
		},
		stop: (): void => clearInterval(timer)
	};
}
