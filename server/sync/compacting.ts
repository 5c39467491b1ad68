/** The compacting thread. */
import { parentPort } from 'node:worker_threads';
import type { Snapshot } from './compactor.ts';
import { snapshotOf } from './snapshot.ts';

const port = parentPort;
if (port === null) throw new Error('compacting.ts runs as a worker thread');

port.on('message', ({ id, parts }: { readonly id: number; readonly parts: readonly Uint8Array[] }) => {
	try {
		const bytes = snapshotOf(parts);
		port.postMessage({ id, bytes } satisfies Snapshot, [bytes.buffer as ArrayBuffer]);
	} catch (error) {
		port.postMessage({ id, fault: error instanceof Error ? error.message : String(error) } satisfies Snapshot);
	}
});
