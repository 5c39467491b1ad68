/** The shared sheet of one unit on a page: everybody's mark and reason as they stand, and one's own hand in it. */
import { readMarks, reasonIn, reasonOf, setMark } from '#shared/evaluations/document.ts';
import type { SheetMark } from '#shared/evaluations/model.ts';
import { bindField } from '#web/sync/bind-field.ts';
import { Carets } from '#web/sync/carets.svelte.ts';
import type { DocumentStatus, Face, OpenDocument } from '#web/sync/index.ts';

export class Sheet {
	readonly #document: OpenDocument;
	readonly #personId: string;
	readonly #carets: Carets;
	#marks = $state.raw<readonly SheetMark[]>([]);

	constructor(document: OpenDocument, personId: string) {
		this.#document = document;
		this.#personId = personId;
		this.#carets = new Carets(document);
		this.#marks = readMarks(document.doc);
	}

	get marks(): readonly SheetMark[] {
		return this.#marks;
	}

	get status(): DocumentStatus {
		return this.#document.status;
	}

	get people(): readonly Face[] {
		return this.#document.people;
	}

	get isLoaded(): boolean {
		return this.#document.isLoaded;
	}

	/** Somebody's caret stands in their own reason just now. */
	isWriting(personId: string): boolean {
		// `marks` is read so that a line that has just come is looked at too.
		const text = this.#marks.length > 0 ? reasonIn(this.#document.doc, personId) : null;
		return text !== null && this.#carets.in(text).length > 0;
	}

	mark(value: number | null): void {
		setMark(this.#document.doc, this.#personId, value);
	}

	/** Binds one's own reason to a field; answers how to let go. Call it once the sheet is loaded. */
	bind(field: HTMLTextAreaElement): () => void {
		const { doc, gate } = this.#document;
		const text = reasonOf(doc, this.#personId);
		// A field that is taken down is left (blur) and let go while Svelte still forbids to write state: a moment later.
		const letGo = bindField(field, {
			text,
			gate,
			onSelected: (selected) => queueMicrotask(() => this.#carets.put(text, selected))
		});
		return () => queueMicrotask(letGo);
	}

	start(): () => void {
		const { doc } = this.#document;
		const read = (): void => void (this.#marks = readMarks(doc));
		read();
		doc.on('update', read);
		const stop = this.#carets.start();
		return () => {
			doc.off('update', read);
			stop();
		};
	}
}
