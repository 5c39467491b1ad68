/** The copy of a document on this machine, in IndexedDB. Its name holds the account: nobody else's page ever opens it. */
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

export type LocalStore = {
	/** The origin of updates that come from the copy. */
	readonly origin: unknown;
	/** True once the copy is loaded and everything new goes into it; false if this browser keeps nothing. */
	readonly ready: Promise<boolean>;
	/** Resolves when every edit made until now is in the copy; a tab closed before takes the last of them along. */
	written(): Promise<void>;
	close(): Promise<void>;
};

export type OpenLocalStore = (account: string, name: string, doc: Y.Doc) => LocalStore;

/** Longer than any disk takes; a page without its local copy still works. */
const LOAD_MS = 3000;

function localName(account: string, name: string): string {
	return `lianxi/${encodeURIComponent(account)}/${name}`;
}

export const openLocalStore: OpenLocalStore = (account, name, doc) => {
	if (typeof indexedDB === 'undefined')
		return { origin: null, ready: Promise.resolve(false), written: never, close: async () => undefined };
	const persistence = new IndexeddbPersistence(localName(account, name), doc);
	const loaded = persistence.whenSynced.then(() => true);
	// Private windows of some browsers refuse to open a database.
	// oxlint-disable-next-line no-underscore-dangle -- the only promise of y-indexeddb that tells of it
	const refused = persistence._db.then(
		() => loaded,
		() => false
	);
	const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LOAD_MS));
	return {
		origin: persistence,
		ready: Promise.race([refused, late]),
		written: () => written(persistence),
		close: () => persistence.destroy()
	};
};

const never = (): Promise<void> => new Promise(() => undefined);

/** y-indexeddb does not tell when it has written. A reading that overlaps its writings has to wait for them. */
function written({ db }: IndexeddbPersistence): Promise<void> {
	if (!db) return never();
	try {
		const reading = db.transaction('updates', 'readonly');
		reading.objectStore('updates').get(0);
		return new Promise((resolve) => reading.addEventListener('complete', () => resolve()));
	} catch {
		// Closed meanwhile: nothing more goes into this copy.
		return never();
	}
}

/** How long to wait for a copy that some page still has open; it goes when that page does. */
const BLOCKED_MS = 500;

/** Removes a copy. */
export async function removeLocal(account: string, name: string): Promise<void> {
	if (typeof indexedDB === 'undefined') return;
	const blocked = new Promise<void>((resolve) => setTimeout(resolve, BLOCKED_MS));
	await Promise.race([clearDocument(localName(account, name)), blocked]);
}
