/** A draft that is a list of cards (shared/sync/items.ts), alive on a page: what it says now, who writes where, own undo. */
import type { Doc } from 'yjs';
import { Carets } from './carets.svelte.ts';
import type { OpenDocument } from './document.svelte.ts';
import { OwnUndo } from './own-undo.ts';

export class CardDraft<Item> {
	readonly document: OpenDocument;
	readonly carets: Carets;
	readonly undo: OwnUndo;
	readonly #read: (doc: Doc) => readonly Item[];
	#items = $state.raw<readonly Item[]>([]);

	constructor(document: OpenDocument, read: (doc: Doc) => readonly Item[]) {
		this.document = document;
		this.carets = new Carets(document);
		this.undo = new OwnUndo(document.doc, 'items');
		this.#read = read;
		this.#items = read(document.doc);
	}

	get items(): readonly Item[] {
		return this.#items;
	}

	/** Follows the document until the answered function is called. */
	start(): () => void {
		const { doc } = this.document;
		const changed = (): void => {
			this.#items = this.#read(doc);
		};
		doc.on('update', changed);
		const stop = this.carets.start();
		changed();
		return () => {
			doc.off('update', changed);
			stop();
			this.undo.close();
		};
	}
}
