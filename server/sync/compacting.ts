/** The compacting thread. */
import { parentPort } from 'node:worker_threads';
import type { Compacted } from './compactor.ts';
import { snapshotOf } from './snapshot.ts';

const port = parentPort;
if (port === null) throw new Error('compacting.ts runs as a worker thread');

port.on('message', ({ id, parts }: { readonly id: number; readonly parts: readonly Uint8Array[] }) => {
	try {
		const snapshot = snapshotOf(parts);
		const owned = [snapshot.bytes, snapshot.outline].flatMap((bytes) => (bytes ? [bytes.buffer as ArrayBuffer] : []));
		port.postMessage({ id, snapshot } satisfies Compacted, owned);
	} catch (error) {
		port.postMessage({ id, fault: error instanceof Error ? error.message : String(error) } satisfies Compacted);
	}
});
