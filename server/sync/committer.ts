/**
 * Gathers the rows of all rooms into one commit at a time: what comes while a commit is under way goes into the next.
 * Whoever added a row hears exactly once whether it is on disk. Knows nothing of rooms.
 */
import type { LogRow, UpdateLog } from '#server/storage/port.ts';
import type { Timing } from './pump.ts';

/** `lastId` covers every row of this commit and before it. */
export type Settled = (
	outcome: { readonly ok: true; readonly lastId: number } | { readonly ok: false; readonly fault: unknown }
) => void;

export type Committer = {
	add(row: LogRow, claims: readonly number[], settled: Settled): void;
	/** Resolves when everything added before is settled. */
	idle(): Promise<void>;
};

type Entry = { readonly row: LogRow; readonly claims: readonly number[]; readonly settled: Settled };

/** Commits begin at least so far apart: what one typist writes is on disk at once, what two hundred write in few commits. */
const GATHER_MS = 3;
const BATCH_BYTES = 1024 * 1024;

export function openCommitter(log: UpdateLog, { now, soon, after }: Timing): Committer {
	let queue: Entry[] = [];
	let state: 'idle' | 'scheduled' | 'writing' = 'idle';
	let waiters: (() => void)[] = [];
	let begunAt = Number.NEGATIVE_INFINITY;

	const schedule = (): void => {
		if (state !== 'idle' || queue.length === 0) return;
		state = 'scheduled';
		const wait = begunAt + GATHER_MS - now();
		if (wait > 0) after(wait, write);
		else soon(write);
	};
	const finish = (entries: readonly Entry[], outcome: Parameters<Settled>[0]): void => {
		state = 'idle';
		for (const { settled } of entries) settled(outcome);
		schedule();
		if (state !== 'idle') return;
		const heard = waiters;
		waiters = [];
		for (const waiter of heard) waiter();
	};
	/**
	 * A key must not wait for all of a large upload into another document: who had no room in this commit comes first in the
	 * next, and who had some comes behind. Within a document the order stays.
	 */
	const nextBatch = (): readonly Entry[] => {
		const batch: Entry[] = [];
		const rest: Entry[] = [];
		const full = new Set<string>();
		let bytes = 0;
		for (const entry of queue) {
			const { document, update } = entry.row;
			if (bytes > 0 && bytes + update.length > BATCH_BYTES) full.add(document);
			if (full.has(document)) rest.push(entry);
			else {
				bytes += update.length;
				batch.push(entry);
			}
		}
		const served = new Set(rest.length > 0 ? batch.map(({ row }) => row.document) : []);
		const hadSome = ({ row }: Entry): boolean => served.has(row.document);
		queue = [...rest.filter((entry) => !hadSome(entry)), ...rest.filter(hadSome)];
		return batch;
	};
	const write = (): void => {
		const batch = nextBatch();
		state = 'writing';
		begunAt = now();
		const rows = batch.map(({ row }) => row);
		const claims = batch.flatMap(({ row: { document, personId }, claims: ids }) =>
			ids.map((clientId) => ({ document, clientId, personId }))
		);
		log.append(rows, claims).then(
			({ lastId }) => finish(batch, { ok: true, lastId }),
			(fault: unknown) => {
				// What waits may build on what just failed: stored alone it would leave a gap in the log.
				const failed = [...batch, ...queue];
				queue = [];
				finish(failed, { ok: false, fault });
			}
		);
	};

	return {
		add(row, claims, settled) {
			queue.push({ row, claims, settled });
			schedule();
		},
		idle: () => (state === 'idle' ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve)))
	};
}
