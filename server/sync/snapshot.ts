/** One update of all parts, with deleted text collected and neighbours joined, as only a Y.Doc can. */
import * as Y from 'yjs';
import { outlineOf, packOutline } from './outline.ts';
import { load } from './tidying.ts';

/** `outline` says where in the bytes what lies; null when that cannot be said. */
export type Snapshot = { readonly bytes: Uint8Array; readonly outline: Uint8Array | null };

/** The bytes own their buffers whole, so that a thread can hand them over. */
export function snapshotOf(parts: readonly Uint8Array[]): Snapshot {
	const doc = new Y.Doc();
	try {
		load(doc, parts);
		const bytes = Y.encodeStateAsUpdate(doc).slice();
		return { bytes, outline: outlined(doc, bytes) };
	} finally {
		doc.destroy();
	}
}

function outlined({ store }: Y.Doc, bytes: Uint8Array): Uint8Array | null {
	if (store.pendingStructs || store.pendingDs) return null;
	try {
		const outline = outlineOf(bytes);
		const isTrue = outline?.groups.every(({ client, clock }) => clock === Y.getState(store, client));
		return outline && isTrue && outline.groups.length === store.clients.size ? packOutline(outline) : null;
	} catch {
		// Something an older release let in and this one would not: the text is whole, and is gone through as ever.
		return null;
	}
}
