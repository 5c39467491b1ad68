/**
 * Makes one snapshot of a base and its tail on a thread of its own: for a large text that takes as long as a hundred
 * keystrokes, and nobody should wait for it. The thread is begun when it is needed and ends when it was idle for a while.
 */
import { Worker } from 'node:worker_threads';
import type { Snapshot } from './snapshot.ts';

export type Compactor = {
	/** The parts as one update, deleted text collected. @throws when the thread fails; the tail is then still there. */
	snapshot(parts: readonly Uint8Array[]): Promise<Snapshot>;
	close(): Promise<void>;
};

export type Compacted =
	{ readonly id: number; readonly snapshot: Snapshot } | { readonly id: number; readonly fault: string };

/** A thread holds 15 MB; beginning one takes 50 ms of another core. */
const IDLE_MS = 10_000;

type Waiting = { readonly resolve: (snapshot: Snapshot) => void; readonly reject: (fault: Error) => void };

export function openCompactor(): Compactor {
	const waiting = new Map<number, Waiting>();
	let worker: Worker | null = null;
	let lastId = 0;
	let rest: ReturnType<typeof setTimeout> | undefined;

	const fail = (fault: Error): void => {
		worker = null;
		for (const { reject } of waiting.values()) reject(fault);
		waiting.clear();
	};
	const end = async (): Promise<void> => {
		clearTimeout(rest);
		const ending = worker;
		worker = null;
		await ending?.terminate();
	};
	const begin = (): Worker => {
		const begun = new Worker(new URL('./compacting.ts', import.meta.url));
		begun.unref();
		begun.on('message', (compacted: Compacted) => {
			const asked = waiting.get(compacted.id);
			waiting.delete(compacted.id);
			if ('snapshot' in compacted) asked?.resolve(compacted.snapshot);
			else asked?.reject(new Error(compacted.fault));
			if (waiting.size === 0) rest = setTimeout(() => void end(), IDLE_MS).unref();
		});
		begun.on('error', fail);
		begun.on('exit', () => {
			if (worker === begun) fail(new Error('the compacting thread has ended'));
		});
		return begun;
	};

	return {
		snapshot: (parts) =>
			new Promise((resolve, reject) => {
				clearTimeout(rest);
				worker ??= begin();
				lastId += 1;
				waiting.set(lastId, { resolve, reject });
				worker.postMessage({ id: lastId, parts });
			}),
		async close() {
			await end();
			fail(new Error('the server is closing'));
		}
	};
}
