/** The shared agenda on a page: what it says, and each step somebody may take in it. */
import { addItem, moveItem, readAgenda, removeItem, setMinutes, setUnit, titleOf } from '#shared/agenda/document.ts';
import type { AgendaItem } from '#shared/agenda/model.ts';
import { cardOf } from '#shared/sync/items.ts';
import type { Caret } from '#web/sync/carets.svelte.ts';
import { CardDraft } from '#web/sync/card-draft.svelte.ts';
import type { OpenDocument } from '#web/sync/index.ts';
import { neighbour } from './rows.ts';

export class AgendaDraft {
	readonly cards: CardDraft<AgendaItem>;
	readonly #newId: () => string;

	constructor(document: OpenDocument, newId: () => string) {
		this.cards = new CardDraft(document, readAgenda);
		this.#newId = newId;
	}

	get items(): readonly AgendaItem[] {
		return this.cards.items;
	}

	/** The Y.Text of a title, to write in (one left as a plain string becomes text); null when the item is gone. */
	title(id: string): ReturnType<typeof titleOf> {
		// `items` is read so that whoever binds to it is told when an undo has put another text in its place.
		return this.items.some((item) => item.id === id) ? titleOf(this.#doc, id) : null;
	}

	/** Where others write in a title. */
	carets(id: string): readonly Caret[] {
		return this.cards.carets.in(cardOf(this.#doc, id)?.fields.get('title'));
	}

	/** Adds an empty item at the end; answers its id. */
	add(): string {
		const id = this.#newId();
		this.cards.undo.step(() => addItem(this.#doc, { id }));
		return id;
	}

	/** Removes; the answered function brings it back, also when other steps were taken since. */
	remove(id: string): () => void {
		const at = this.items.findIndex((item) => item.id === id);
		const item = this.items[at];
		const before = this.items[at - 1]?.id ?? null;
		const takeBack = this.cards.undo.step(() => removeItem(this.#doc, id));
		return () => {
			if (takeBack() || !item) return;
			addItem(this.#doc, item, this.items.some((each) => each.id === before) ? before : null);
		};
	}

	/** Behind `after`; null: to the front. */
	move(id: string, after: string | null): void {
		this.cards.undo.step(() => moveItem(this.#doc, id, after));
	}

	/** One place up or down; false at the edge. */
	shift(id: string, by: -1 | 1): boolean {
		const after = neighbour(this.items, id, by);
		if (after === undefined) return false;
		this.move(id, after);
		return true;
	}

	setUnit(id: string, unitId: string | null): void {
		this.cards.undo.step(() => setUnit(this.#doc, id, unitId));
	}

	setMinutes(id: string, minutes: number): void {
		this.cards.undo.step(() => setMinutes(this.#doc, id, minutes));
	}

	get #doc(): OpenDocument['doc'] {
		return this.cards.document.doc;
	}
}
