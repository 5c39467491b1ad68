/**
 * The writer thread: the only read-write connection. Everything asked within one turn of the loop is committed together;
 * an answer is posted only after COMMIT, and with synchronous=FULL that means after fsync.
 */
import { flushCompileCache } from 'node:module';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { connect } from './connection.ts';
import { unpackRows, type FromWriter, type Job, type Outcome, type ToWriter, type Trouble } from './jobs.ts';
import { migrate } from './migrate.ts';
import { openLedger, Stale } from './ledger.ts';
import { openDrafts } from './drafts.ts';
import { troubleOf } from './trouble.ts';

const port = parentPort;
if (port === null) throw new Error('writer.ts runs as a worker thread');
const tell = (message: FromWriter): void => port.postMessage(message);
const { file } = workerData as { readonly file: string };

/** Pages in the write-ahead log that are not yet in the database, at which they are carried over: 4 MB. */
const CHECKPOINT_PAGES = 1000;
/** Asking how many there are costs a tenth of a commit: a key writes three or four of them. */
const COMMITS_PER_LOOK = 16;

function open(): {
	commit: (asked: readonly ToWriter[]) => readonly Outcome[];
	/** Carries the write-ahead log over into the database when it has grown. */
	checkpoint: () => void;
	backup: (file: string) => Promise<void>;
	close: () => void;
} {
	const connection = connect(file);
	// Not within a commit: whoever waits for it would wait longer, and nobody would hear of a failure.
	connection.pragma('wal_autocheckpoint = 0');
	const migrated = migrate(connection);
	const ledger = openLedger(connection);
	const drafts = openDrafts(connection);
	const [begin, commitAll, rollback] = ['begin immediate', 'commit', 'rollback'].map((sql) => connection.prepare(sql));
	const waitingPages = connection.prepare<[], { log: number; checkpointed: number }>('pragma wal_checkpoint(NOOP)');
	let unlooked = 0;
	const [save, release, undo] = ['savepoint job', 'release job', 'rollback to job'].map((sql) =>
		connection.prepare(sql)
	);
	/** The disk has failed: what it holds is unknown from now on, and nothing more is written or promised. */
	let broken: Trouble | null = null;

	const perform = (job: Job): Extract<Outcome, { ok: true }>['value'] => {
		switch (job.kind) {
			case 'append':
				return drafts.append(unpackRows(job.rows), job.claims);
			case 'record':
				return ledger.record(job.batch);
			case 'look':
				return drafts.look(job.document, job.upTo);
			case 'piece':
				return drafts.piece(job);
			case 'compact':
				return drafts.compact(job);
			case 'sweep':
				return drafts.sweep(job.document);
			case 'late':
				return drafts.keepLate(job.branch);
			case 'seal':
				return drafts.seal(job.document);
			case 'set-aside':
				return drafts.setAside(job.rows);
			case 'delivered':
				return ledger.delivered(job.ids);
			case 'backup':
			case 'close':
				return null;
		}
	};

	const outcomeOf = (id: number, error: unknown): Outcome =>
		error instanceof Stale ? { id, ok: true, value: { kind: 'stale' } } : { id, ok: false, ...troubleOf(error, file) };

	/** One job fails alone: its savepoint is undone and the others of the same commit stand. */
	const attempt = ({ id, job }: ToWriter): Outcome => {
		save?.run();
		const mark = ledger.mark();
		try {
			const value = perform(job);
			release?.run();
			return { id, ok: true, value };
		} catch (error) {
			// A full disk may have rolled back the whole transaction by itself.
			if (!connection.inTransaction || troubleOf(error, file).fault === 'broken') throw error;
			undo?.run();
			release?.run();
			ledger.returnTo(mark);
			drafts.forget({ hasLook: job.kind === 'look' });
			return outcomeOf(id, error);
		}
	};

	/** For a savepoint SQLite copies every page before it is written; who is alone in a commit has the whole of it to undo. */
	const performAll = (asked: readonly ToWriter[]): readonly Outcome[] => {
		const [first] = asked;
		if (!first || asked.length > 1) return asked.map(attempt);
		return [{ id: first.id, ok: true, value: perform(first.job) }];
	};

	/** [L13] No answer before the disk has confirmed. [L14] When it has not, all of the commit fails, and all that follow. */
	const commit = (asked: readonly ToWriter[]): readonly Outcome[] => {
		const mark = ledger.mark();
		try {
			if (broken) throw new Error(broken.message);
			begin?.run();
			const outcomes = performAll(asked);
			commitAll?.run();
			return outcomes;
		} catch (error) {
			const trouble = broken ?? troubleOf(error, file);
			if (trouble.fault === 'broken') broken = trouble;
			else if (connection.inTransaction) rollback?.run();
			ledger.returnTo(mark);
			drafts.forget({ hasLook: asked.some(({ job }) => job.kind === 'look') });
			return asked.map(({ id }) => (broken ? { id, ok: false, ...broken } : outcomeOf(id, error)));
		}
	};

	tell({ kind: 'ready', migrated });
	return {
		commit,
		checkpoint: () => {
			unlooked += 1;
			if (broken || unlooked < COMMITS_PER_LOOK) return;
			unlooked = 0;
			try {
				const pages = waitingPages.get();
				if (pages && pages.log - pages.checkpointed >= CHECKPOINT_PAGES) connection.pragma('wal_checkpoint(PASSIVE)');
			} catch (error) {
				const trouble = troubleOf(error, file);
				if (trouble.fault === 'broken') broken = trouble;
				tell({ kind: 'trouble', ...trouble });
			}
		},
		backup: async (target) => {
			await connection.backup(target);
		},
		close: () => {
			if (broken) return;
			try {
				connection.pragma('wal_checkpoint(TRUNCATE)');
			} catch {
				// What was answered is in the write-ahead log; the next start reads it there.
			}
			connection.close();
		}
	};
}

function serve(): void {
	const database = open();
	flushCompileCache(); // this thread's own, as in main.ts
	const turn = async (asked: readonly ToWriter[]): Promise<void> => {
		const writes = asked.filter(({ job }) => job.kind !== 'close' && job.kind !== 'backup');
		if (writes.length > 0) {
			tell({ kind: 'outcomes', outcomes: database.commit(writes) });
			database.checkpoint();
		}
		for (const { id, job } of asked) {
			if (job.kind === 'backup') {
				const outcome: Outcome = await database.backup(job.file).then(
					() => ({ id, ok: true, value: null }),
					(error: unknown) => ({ id, ok: false, ...backupTrouble(error) })
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
	port?.on('message', (first: ToWriter) => {
		const asked = [first];
		// What waits already goes into the same commit.
		for (let next = waiting(); next; next = waiting()) asked.push(next);
		void turn(asked);
	});
}

const waiting = (): ToWriter | undefined =>
	port && (receiveMessageOnPort(port) as { readonly message: ToWriter } | undefined)?.message;

/** Whatever the copy meets on another disk says nothing of ours. */
function backupTrouble(error: unknown): Trouble {
	return { ...troubleOf(error, file), fault: 'fault' };
}

try {
	serve();
} catch (error) {
	tell({ kind: 'failed', ...troubleOf(error, file) });
}
