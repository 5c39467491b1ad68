/** The shared list of proposed actions on a page, and each step somebody may take in it. */
import {
	actionTextOf,
	addAction,
	addCoUnit,
	moveAction,
	readActions,
	removeAction,
	removeCoUnit,
	setDueOn,
	setLeadUnit
} from '#shared/actions/document.ts';
import type { ProposedAction } from '#shared/actions/model.ts';
import { cardOf } from '#shared/sync/items.ts';
import type { Caret } from '#web/sync/carets.svelte.ts';
import { CardDraft } from '#web/sync/card-draft.svelte.ts';
import type { OpenDocument } from '#web/sync/index.ts';

export class ActionsDraft {
	readonly cards: CardDraft<ProposedAction>;
	readonly #newId: () => string;

	constructor(document: OpenDocument, newId: () => string) {
		this.cards = new CardDraft(document, readActions);
		this.#newId = newId;
	}

	get items(): readonly ProposedAction[] {
		return this.cards.items;
	}

	/** The Y.Text of an action, to write in (one left as a plain string becomes text); null when it is gone. */
	text(id: string): ReturnType<typeof actionTextOf> {
		return this.items.some((action) => action.id === id) ? actionTextOf(this.#doc, id) : null;
	}

	/** Where others write in an action. */
	carets(id: string): readonly Caret[] {
		return this.cards.carets.in(cardOf(this.#doc, id)?.fields.get('text'));
	}

	/** Adds an empty one under the agenda item on the table; answers its id. */
	add(itemId: string | null): string {
		const id = this.#newId();
		this.cards.undo.step(() => addAction(this.#doc, { id, itemId }));
		return id;
	}

	/** Removes; the answered function brings it back. */
	remove(id: string): () => void {
		const at = this.items.findIndex((action) => action.id === id);
		const action = this.items[at];
		const before = this.items[at - 1]?.id ?? null;
		const takeBack = this.cards.undo.step(() => removeAction(this.#doc, id));
		return () => {
			if (takeBack() || !action) return;
			addAction(this.#doc, action, this.items.some((each) => each.id === before) ? before : null);
		};
	}

	/** One place up or down; false at the edge. */
	shift(id: string, by: -1 | 1): boolean {
		const at = this.items.findIndex((action) => action.id === id);
		if (at < 0 || at + by < 0 || at + by >= this.items.length) return false;
		const after = by === 1 ? this.items[at + 1]?.id : this.items[at - 2]?.id;
		this.cards.undo.step(() => moveAction(this.#doc, id, after ?? null));
		return true;
	}

	setLead(id: string, unitId: string | null): void {
		this.cards.undo.step(() => setLeadUnit(this.#doc, id, unitId));
	}

	addCoUnit(id: string, unitId: string): void {
		this.cards.undo.step(() => addCoUnit(this.#doc, id, unitId));
	}

	removeCoUnit(id: string, unitId: string): void {
		this.cards.undo.step(() => removeCoUnit(this.#doc, id, unitId));
	}

	setDueOn(id: string, dueOn: string | null): void {
		this.cards.undo.step(() => setDueOn(this.#doc, id, dueOn));
	}

	get #doc(): OpenDocument['doc'] {
		return this.cards.document.doc;
	}
}
