/** One update of all parts, with deleted text collected and neighbours joined, as only a Y.Doc can. */
import * as Y from 'yjs';
import { load } from './tidying.ts';

/** The bytes own their buffer whole, so that a thread can hand it over. */
export function snapshotOf(parts: readonly Uint8Array[]): Uint8Array {
	const doc = new Y.Doc();
	try {
		load(doc, parts);
		return Y.encodeStateAsUpdate(doc).slice();
	} finally {
		doc.destroy();
	}
}
