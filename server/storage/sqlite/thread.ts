/** The main thread's end of the writer: asks, and keeps the promises until the answer comes. */
import { Worker } from 'node:worker_threads';
import { StorageFault, type Recorded } from '../port.ts';
import type { FromWriter, Job, Outcome } from './jobs.ts';

type Waiting = {
	readonly resolve: (value: number | Recorded | null) => void;
	readonly reject: (error: StorageFault) => void;
};

export type Thread = {
	ask(job: Job): Promise<number | Recorded | null>;
	readonly migrated: readonly string[];
	end(): Promise<void>;
};

/** @throws StorageFault when the database cannot be opened. `onFault` hears every refused write and its cause. */
export function startThread(file: string, onOutcome: (outcome: Outcome | null) => void): Promise<Thread> {
	const worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData: { file } });
	const waiting = new Map<number, Waiting>();
	let lastId = 0;
	let gone: StorageFault | null = null;

	const settle = (outcome: Outcome): void => {
		const promise = waiting.get(outcome.id);
		waiting.delete(outcome.id);
		onOutcome(outcome);
		if (outcome.ok) promise?.resolve(outcome.value);
		else promise?.reject(new StorageFault(outcome.message, outcome.full));
	};
	const lose = (reason: string): void => {
		gone ??= new StorageFault(reason, false);
		for (const { reject } of waiting.values()) reject(gone);
		waiting.clear();
	};
	const ask = (job: Job): Promise<number | Recorded | null> =>
		new Promise((resolve, reject) => {
			if (gone) return reject(gone);
			lastId += 1;
			waiting.set(lastId, { resolve, reject });
			worker.postMessage({ id: lastId, job });
		});

	return new Promise((resolve, reject) => {
		worker.on('message', (message: FromWriter) => {
			if (message.kind === 'outcomes') message.outcomes.forEach(settle);
			else if (message.kind === 'failed') reject(new StorageFault(message.message, false));
			else
				resolve({
					ask,
					migrated: message.migrated,
					end: async () => {
						await ask({ kind: 'close' });
						await worker.terminate();
					}
				});
		});
		worker.on('error', (error: Error) => {
			lose(error.message);
			onOutcome(null);
			reject(new StorageFault(error.message, false, error));
		});
		worker.on('exit', () => lose('the writer thread has ended'));
	});
}
