/** The main thread's end of the writer: asks, and keeps the promises until the answer comes. */
import { Worker } from 'node:worker_threads';
import { StorageFault, type Recorded } from '../port.ts';
import type { FromWriter, Job, Outcome } from './jobs.ts';

type Value = number | Recorded | null;

type Waiting = {
	readonly resolve: (value: Value) => void;
	readonly reject: (error: StorageFault) => void;
};

export type Thread = {
	ask(job: Job): Promise<Value>;
	readonly migrated: readonly string[];
	end(): Promise<void>;
};

/** Hears each fault once: of a write that somebody waits for, or of what the writer does by itself. */
export type OnFault = (fault: StorageFault) => void;

/** What changes hands instead of being copied. */
function handedOver(job: Job): ArrayBuffer[] {
	if (job.kind === 'append') return [job.rows.bytes.buffer];
	return job.kind === 'piece' ? [job.bytes.buffer] : [];
}

/** @throws StorageFault when the database cannot be opened. */
export function startThread(file: string, onFault: OnFault): Promise<Thread> {
	const worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData: { file } });
	const waiting = new Map<number, Waiting>();
	let lastId = 0;
	let gone: StorageFault | null = null;
	let isEnding = false;

	const settle = (outcomes: readonly Outcome[]): void => {
		for (const outcome of outcomes) {
			const promise = waiting.get(outcome.id);
			waiting.delete(outcome.id);
			if (outcome.ok) promise?.resolve(outcome.value);
			else {
				const fault = new StorageFault(outcome.message, outcome.fault);
				onFault(fault);
				promise?.reject(fault);
			}
		}
	};
	const lose = (fault: StorageFault): void => {
		if (!gone && !isEnding) onFault(fault);
		gone ??= fault;
		for (const { reject } of waiting.values()) reject(gone);
		waiting.clear();
	};
	const ask = (job: Job): Promise<Value> =>
		new Promise((resolve, reject) => {
			if (gone) return reject(gone);
			lastId += 1;
			waiting.set(lastId, { resolve, reject });
			worker.postMessage({ id: lastId, job }, handedOver(job));
		});

	return new Promise((resolve, reject) => {
		worker.on('message', (message: FromWriter) => {
			switch (message.kind) {
				case 'outcomes':
					return settle(message.outcomes);
				case 'trouble':
					return onFault(new StorageFault(message.message, message.fault));
				case 'failed':
					return reject(new StorageFault(message.message, message.fault));
				case 'ready':
					return resolve({
						ask,
						migrated: message.migrated,
						end: async () => {
							isEnding = true;
							// A thread that has gone cannot be asked, and need not be.
							await ask({ kind: 'close' }).catch(() => undefined);
							await worker.terminate();
						}
					});
			}
		});
		worker.on('error', (error: Error) => {
			const fault = new StorageFault(`the writer thread has failed: ${error.message}`, 'broken', error);
			reject(fault);
			lose(fault);
		});
		worker.on('exit', () => lose(new StorageFault('the writer thread has ended', 'broken')));
	});
}
