/** The embedded engine: one SQLite file in the data folder, one writer thread, one read-only connection here. */
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
	type OutboxMessage,
	type Recorded,
	type Storage,
	type StorageFault,
	type StoredFact,
	type UpdateLog
} from '../port.ts';
import { presentEpoch } from './archive.ts';
import { auditHead, auditJournal, type Audit } from './audit.ts';
import { diskOf } from './ballast.ts';
import { startCheck, type Check, type Findings } from './check.ts';
import { connect, type Connection } from './connection.ts';
import { setAsideRows, type SetAside } from './damaged-rows.ts';
import type { DamagedRow } from './drafts.ts';
import { watchHealth } from './health.ts';
import { packRows, type Job } from './jobs.ts';
import { lockFolder } from './lock.ts';
import { readLog } from './read-log.ts';
import { PIECE_BYTES } from './snapshots.ts';
import { rememberStatements } from './statements.ts';
import { startThread } from './thread.ts';
import { keepVigil } from './vigil.ts';

/** What this engine gives beyond the port: administration. */
export type SqliteStorage = Storage & {
	readonly file: string;
	/** Migrations applied when the folder was opened. */
	readonly migrated: readonly string[];
	backup(file: string): Promise<void>;
	/** Looks through the whole database in a thread of its own. */
	check(): Promise<Findings>;
	audit(): Audit;
	allFacts(): Iterable<StoredFact>;
	/** Damaged rows of drafts that were moved aside, ever. */
	setAside(): readonly SetAside[];
	/** From now on space and soundness are watched, and what is wrong is told in the log, once. */
	attend(log: Logger): void;
	/** Resolves when the disk has failed: nothing more is stored, and the process must end without another write. */
	readonly broken: Promise<StorageFault>;
	readonly reason: () => string;
	readonly freeBytes: () => number;
};

/** A refused append is answered after a while, or whoever tries again at once would come back ten times a second. */
const REFUSED_APPEND_MS = 1000;

/** @throws FolderInUse, or StorageFault when the folder or the database cannot be opened. */
export async function openSqlite(folder: string): Promise<SqliteStorage> {
	const unlock = lockFolder(folder);
	const file = join(folder, 'lianxi.sqlite');
	const disk = diskOf(folder);
	// Opening takes a little space too.
	if ((await disk.freeBytes()) < LEAST_TO_OPEN) disk.dropBallast();
	const health = watchHealth(disk);
	const thread = await startThread(file, health.heard).catch((error: unknown) => {
		health.stop();
		unlock();
		throw error;
	});
	const connection = connect(file, { readonly: true });
	const read = new Kysely<unknown>({ dialect: new SqliteDialect({ database: rememberStatements(connection) }) });
	const checks = new Set<Check>();
	let foundRows: (rows: readonly DamagedRow[]) => void = () => undefined;
	const head = auditHead(connection);
	if (head !== null) health.foundDamage(head);

	const ask: Ask = async (job, isEssential = false) => {
		const refused = health.refusal(isEssential);
		if (refused) throw refused;
		try {
			return await thread.ask(job);
		} catch (fault) {
			// The ballast was dropped the moment this was heard.
			if (!isEssential || health.refusal(true) || !(fault as StorageFault).full) throw fault;
			return thread.ask(job);
		}
	};
	const check = async (): Promise<Findings> => {
		const started = startCheck(file);
		checks.add(started);
		return started.findings.finally(() => checks.delete(started));
	};
	return {
		file,
		migrated: thread.migrated,
		check,
		audit: () => auditJournal(connection),
		allFacts: () => allFacts(connection),
		setAside: () => setAsideRows(connection),
		read,
		prepared: <Row>({ sql }: CompiledQuery<Row>) => {
			const statement = connection.prepare<unknown[], Row>(sql);
			return (...parameters) => statement.all(...parameters);
		},
		epoch: presentEpoch(connection),
		log: updateLog(ask, connection, (rows) => foundRows(rows)),
		...ledger(ask, connection),
		health: health.state,
		onHealth: health.listen,
		attend: (log) => {
			foundRows = keepVigil({ log, health, check, setAside: async (rows) => ask({ kind: 'set-aside', rows }) });
		},
		broken: health.broken,
		reason: health.reason,
		freeBytes: health.freeBytes,
		backup: async (target) => {
			await thread.ask({ kind: 'backup', file: target });
		},
		close: async () => {
			health.stop();
			await Promise.all([...checks].map((started) => started.stop()));
			connection.close();
			await thread.end();
			unlock();
		}
	};
}

/** Asks the writer, unless the state of the storage forbids it. */
type Ask = (job: Job, isEssential?: boolean) => Promise<number | Recorded | null>;

const LEAST_TO_OPEN = 4 * 1024 * 1024;

function updateLog(ask: Ask, connection: Connection, found: (rows: readonly DamagedRow[]) => void): UpdateLog {
	const stored = readLog(connection, found);
	const tell = async (job: Job): Promise<void> => {
		await ask(job);
	};
	return {
		...stored,
		append: async (rows, claims = []) => {
			const begun = performance.now();
			try {
				return { lastId: Number(await ask({ kind: 'append', rows: packRows(rows), claims })) };
			} catch (fault) {
				const rest = REFUSED_APPEND_MS - (performance.now() - begun);
				if ((fault as StorageFault).refusal) await new Promise((resolve) => setTimeout(resolve, rest));
				throw fault;
			}
		},
		compact: compacting(ask),
		keepLate: (branch) => tell({ kind: 'late', branch }),
		seal: (document) => tell({ kind: 'seal', document })
	};
}

/** [L20] One after the other, in steps: what others write goes in between. */
function compacting(ask: Ask): UpdateLog['compact'] {
	let last: Promise<unknown> = Promise.resolve();
	const compact = async (...[document, upTo, snapshot, outline = null]: Parameters<UpdateLog['compact']>) => {
		while ((await ask({ kind: 'look', document, upTo })) !== 0);
		let pieces = 0;
		for (; snapshot.length > (pieces + 1) * PIECE_BYTES; pieces += 1) {
			const bytes = snapshot.slice(pieces * PIECE_BYTES, (pieces + 1) * PIECE_BYTES);
			await ask({ kind: 'piece', document, upTo, place: pieces, bytes });
		}
		await ask({ kind: 'compact', document, upTo, pieces, snapshot: snapshot.slice(pieces * PIECE_BYTES), outline });
	};
	/** The rows it covers, the pieces of the one before, and those of one that was never finished. */
	const sweep = async (document: string): Promise<void> => {
		while ((await ask({ kind: 'sweep', document })) !== 0);
	};
	return (document, ...rest) => {
		const mine = last.then(() => compact(document, ...rest));
		// What could not be swept is swept after the next; whoever writes hears of the fault.
		last = mine.then(() => sweep(document)).catch(() => undefined);
		return mine;
	};
}

function ledger(
	ask: Ask,
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
		record: async ({ essential, ...batch }) => {
			const statements = batch.statements.map(({ sql, parameters }) => ({ sql, parameters }));
			return (await ask({ kind: 'record', batch: { ...batch, statements } }, essential)) as Recorded;
		},
		pending: (limit): readonly (OutboxMessage & { readonly id: number })[] =>
			pending.all(limit).map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
		delivered: async (ids) => {
			await ask({ kind: 'delivered', ids }, true);
		}
	};
}

function* allFacts(connection: Connection): Generator<StoredFact> {
	const rows = connection.prepare<[], Omit<StoredFact, 'payload'> & { payload: string }>(
		`select version as seq, stream, type, person_id as personId, at, payload from journal join journal_payloads using (seq) order by journal.seq`
	);
	for (const row of rows.iterate()) yield { ...row, payload: JSON.parse(row.payload) as unknown };
}
