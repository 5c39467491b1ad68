/**
 * The writer thread: the only read-write connection. Everything asked within one turn of the loop is committed together;
 * an answer is posted only after COMMIT, and with synchronous=FULL that means after fsync.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './connection.ts';
import type { FromWriter, Job, Outcome, ToWriter } from './jobs.ts';
import { migrate } from './migrate.ts';
import { openLedger, Stale } from './ledger.ts';
import { openDrafts } from './drafts.ts';

const port = parentPort;
if (port === null) throw new Error('writer.ts runs as a worker thread');
const tell = (message: FromWriter): void => port.postMessage(message);

function open(): {
	commit: (asked: readonly ToWriter[]) => readonly Outcome[];
	backup: (file: string) => Promise<void>;
	close: () => void;
} {
	const { file } = workerData as { readonly file: string };
	const connection = connect(file);
	const migrated = migrate(connection);
	const ledger = openLedger(connection);
	const drafts = openDrafts(connection);
	const [begin, commitAll, rollback] = ['begin immediate', 'commit', 'rollback'].map((sql) => connection.prepare(sql));
	const [save, release, undo] = ['savepoint job', 'release job', 'rollback to job'].map((sql) =>
		connection.prepare(sql)
	);

	const perform = (job: Job): Extract<Outcome, { ok: true }>['value'] => {
		switch (job.kind) {
			case 'append':
				return drafts.append(job.rows);
			case 'record':
				return ledger.record(job.batch);
			case 'compact':
				return drafts.compact(job.document, job.upTo, job.snapshot);
			case 'claim':
				return drafts.claim(job.document, job.clientId, job.personId);
			case 'late':
				return drafts.keepLate(job.branch);
			case 'seal':
				return drafts.seal(job.document);
			case 'delivered':
				return ledger.delivered(job.ids);
			case 'backup':
			case 'close':
				return null;
		}
	};

	/** One job fails alone: its savepoint is undone and the others of the same commit stand. */
	const attempt = (id: number, job: Job): Outcome => {
		save?.run();
		const mark = ledger.mark();
		try {
			const value = perform(job);
			release?.run();
			return { id, ok: true, value };
		} catch (error) {
			// A full disk may have rolled back the whole transaction by itself.
			if (!connection.inTransaction) throw error;
			undo?.run();
			release?.run();
			ledger.returnTo(mark);
			drafts.forget();
			if (error instanceof Stale) return { id, ok: true, value: { kind: 'stale' } };
			return failure(id, error);
		}
	};

	const commit = (asked: readonly ToWriter[]): readonly Outcome[] => {
		const mark = ledger.mark();
		try {
			begin?.run();
			const outcomes = asked.map(({ id, job }) => attempt(id, job));
			commitAll?.run();
			return outcomes;
		} catch (error) {
			if (connection.inTransaction) rollback?.run();
			ledger.returnTo(mark);
			drafts.forget();
			return asked.map(({ id }) => failure(id, error));
		}
	};

	tell({ kind: 'ready', migrated });
	return {
		commit,
		backup: async (target) => {
			await connection.backup(target);
		},
		close: () => {
			connection.pragma('wal_checkpoint(TRUNCATE)');
			connection.close();
		}
	};
}

function failure(id: number, error: unknown): Outcome {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return {
		id,
		ok: false,
		message: error instanceof Error ? error.message : String(error),
		full: code.startsWith('SQLITE_FULL')
	};
}

function serve(): void {
	const database = open();
	let asked: ToWriter[] = [];
	const turn = async (): Promise<void> => {
		const now = asked;
		asked = [];
		const writes = now.filter(({ job }) => job.kind !== 'close' && job.kind !== 'backup');
		if (writes.length > 0) tell({ kind: 'outcomes', outcomes: database.commit(writes) });
		for (const { id, job } of now) {
			if (job.kind === 'backup') {
				const outcome: Outcome = await database.backup(job.file).then(
					() => ({ id, ok: true, value: null }),
					(error: unknown) => failure(id, error)
				);
				tell({ kind: 'outcomes', outcomes: [outcome] });
			}
			if (job.kind === 'close') {
				database.close();
				tell({ kind: 'outcomes', outcomes: [{ id, ok: true, value: null }] });
				port?.close();
			}
		}
	};
	port?.on('message', (message: ToWriter) => {
		if (asked.push(message) === 1) setImmediate(() => void turn());
	});
}

try {
	serve();
} catch (error) {
	tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}
