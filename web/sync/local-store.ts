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

/** `anew`: what the copy holds is not loaded but thrown away. */
export type OpenLocalStore = (account: string, name: string, doc: Y.Doc, anew?: boolean) => LocalStore;

/** Longer than any disk takes; a page without its local copy still works. */
const LOAD_MS = 3000;

function localName(account: string, name: string): string {
	return `lianxi/${encodeURIComponent(account)}/${name}`;
}

export const openLocalStore: OpenLocalStore = (account, name, doc, anew = false) => {
	if (typeof indexedDB === 'undefined')
		return { origin: null, ready: Promise.resolve(false), written: never, close: async () => undefined };
	let persistence: IndexeddbPersistence | null = null;
	let isClosed = false;
	const open = (): Promise<boolean> => {
		if (isClosed) return Promise.resolve(false);
		persistence = new IndexeddbPersistence(localName(account, name), doc);
		return loaded(persistence);
	};
	const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LOAD_MS));
	return {
		get origin() {
			return persistence;
		},
		ready: Promise.race([anew ? emptied(localName(account, name)).then(open) : open(), late]),
		written: () => (persistence ? written(persistence) : never()),
		close: async () => {
			isClosed = true;
			await persistence?.destroy();
		}
	};
};

/** Private windows of some browsers refuse to open a database. */
function loaded(persistence: IndexeddbPersistence): Promise<boolean> {
	const whole = persistence.whenSynced.then(() => true);
	// oxlint-disable-next-line no-underscore-dangle -- the only promise of y-indexeddb that tells of it
	return persistence._db.then(
		() => whole,
		() => false
	);
}

/** Removes what a copy holds and leaves the copy, which another tab may have open. */
function emptied(database: string): Promise<void> {
	return new Promise((resolve) => {
		const opening = indexedDB.open(database);
		// There is none, and none of another make than y-indexeddb's shall come of it.
		opening.addEventListener('upgradeneeded', () => opening.transaction?.abort());
		opening.addEventListener('error', () => resolve());
		opening.addEventListener('success', () => {
			const { result: db } = opening;
			const emptying = db.transaction('updates', 'readwrite');
			emptying.objectStore('updates').clear();
			for (const end of ['abort', 'complete'])
				emptying.addEventListener(end, () => {
					db.close();
					resolve();
				});
		});
	});
}

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
