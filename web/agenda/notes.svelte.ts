/** The chairs' notes on a page: one text per item, in a draft that nobody else may open. */
import { noteOf, readNotes } from '#shared/agenda/document.ts';
import { Carets } from '#web/sync/carets.svelte.ts';
import { openDocument, type OpenDocument, type OpenOptions } from '#web/sync/index.ts';

export class Notes {
	readonly document: OpenDocument;
	readonly carets: Carets;
	#all = $state.raw<ReadonlyMap<string, string>>(new Map());

	constructor(options: OpenOptions) {
		this.document = openDocument(options);
		this.carets = new Carets(this.document);
	}

	/** Follows the draft, and closes it in the end. */
	start(): () => void {
		const { doc } = this.document;
		const changed = (): void => {
			this.#all = readNotes(doc);
		};
		doc.on('update', changed);
		const stop = this.carets.start();
		changed();
		return () => {
			doc.off('update', changed);
			stop();
			void this.document.close();
		};
	}

	read(itemId: string): string {
		return this.#all.get(itemId) ?? '';
	}

	/** The text to write in; null until what is there is here. A note that nobody began is begun when it is written in. */
	text(itemId: string): ReturnType<typeof noteOf> {
		return this.document.isLoaded && this.#all.has(itemId) ? noteOf(this.document.doc, itemId) : null;
	}

	begin(itemId: string): void {
		noteOf(this.document.doc, itemId);
	}
}

export function notesOf(options: OpenOptions): Notes {
	return new Notes(options);
}
