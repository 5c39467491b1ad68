/** The shared agenda on a page, with the internal items for who may read them: what it says, and each step in it. */
import {
	addInternal,
	addItem,
	addSection,
	moveInternal,
	moveItem,
	moveSection,
	readInternal,
	readOutline,
	removeItem,
	setMinutes,
	setUnit,
	titleOf
} from '#shared/agenda/document.ts';
import type { AgendaEntry, AgendaItem, AgendaSection, InternalItem } from '#shared/agenda/model.ts';
import { blockOf, isSection, itemsIn, sectionStep, withInternal } from '#shared/agenda/views.ts';
import { cardOf } from '#shared/sync/items.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { Caret } from '#web/sync/carets.svelte.ts';
import { CardDraft } from '#web/sync/card-draft.svelte.ts';
import type { OpenDocument } from '#web/sync/index.ts';
import { neighbour } from './rows.ts';

export class AgendaDraft {
	readonly cards: CardDraft<AgendaEntry>;
	/** Null for who may not read it. */
	readonly internal: CardDraft<InternalItem> | null;
	readonly #newId: () => string;
	/** On how many agendas an item stood, where that is more than this one. */
	#times = $state.raw<ReadonlyMap<string, number>>(new Map());
	readonly #outline = $derived.by(() => withInternal(this.cards.items, this.internal?.items ?? []));
	readonly #items = $derived.by(() => itemsIn(this.#outline));

	constructor(document: OpenDocument, newId: () => string, internal: OpenDocument | null = null) {
		this.cards = new CardDraft(document, readOutline);
		this.internal = internal && new CardDraft(internal, readInternal);
		this.#newId = newId;
	}

	/** Follows the documents until the answered function is called. */
	start(): () => void {
		const stops = [this.cards.start(), this.internal?.start()];
		return () => stops.forEach((stop) => stop?.());
	}

	get items(): readonly AgendaItem[] {
		return this.#items;
	}

	/** Items and headings, in their order. */
	get outline(): readonly AgendaEntry[] {
		return this.#outline;
	}

	get sections(): readonly AgendaSection[] {
		return this.#outline.filter(isSection);
	}

	/** The draft in which an entry stands. */
	cardsOf(id: string): CardDraft<AgendaEntry> | CardDraft<InternalItem> {
		return this.#isInternal(id) && this.internal ? this.internal : this.cards;
	}

	/** What is said of an item beside its words. */
	marks({ id, internal }: AgendaItem): readonly string[] {
		const times = this.#times.get(id);
		return [...(internal ? [m.agenda_internal()] : []), ...(times === undefined ? [] : [m.agenda_times({ times })])];
	}

	listed(times: ReadonlyMap<string, number>): void {
		this.#times = times;
	}

	/** The Y.Text of a title, to write in (one left as a plain string becomes text); null when the item is gone. */
	title(id: string): ReturnType<typeof titleOf> {
		// The outline is read so that whoever binds to it is told when an undo has put another text in its place.
		return this.#outline.some((entry) => entry.id === id) ? titleOf(this.#docOf(id), id) : null;
	}

	/** Where others write in a title. */
	carets(id: string): readonly Caret[] {
		return this.cardsOf(id).carets.in(cardOf(this.#docOf(id), id)?.fields.get('title'));
	}

	/** Adds an empty item at the end; answers its id. */
	add(): string {
		const id = this.#newId();
		this.cards.undo.step(() => addItem(this.#doc, { id }));
		return id;
	}

	/** Adds an empty heading at the end; answers its id. */
	addSection(): string {
		const id = this.#newId();
		this.cards.undo.step(() => addSection(this.#doc, { id }));
		return id;
	}

	/** Adds an empty internal item at the end; answers its id, or null where that draft is not open. */
	addInternal(): string | null {
		const { internal } = this;
		if (!internal?.document.isLoaded) return null;
		const id = this.#newId();
		const after = this.cards.items.at(-1)?.id ?? null;
		internal.undo.step(() => addInternal(internal.document.doc, { id, after }));
		return id;
	}

	/** Removes; the answered function brings it back, also when other steps were taken since. */
	remove(id: string): () => void {
		const doc = this.#docOf(id);
		const own = this.cards.items;
		const at = own.findIndex((entry) => entry.id === id);
		const entry = own[at];
		const internal = this.internal?.items.find((item) => item.id === id);
		const before = own[at - 1]?.id ?? null;
		const takeBack = this.cardsOf(id).undo.step(() => removeItem(doc, id));
		return () => {
			if (takeBack()) return;
			if (internal) return void addInternal(doc, internal);
			if (!entry) return;
			const after = this.cards.items.some((each) => each.id === before) ? before : null;
			if (isSection(entry)) addSection(doc, entry, after);
			else addItem(doc, entry, after);
		};
	}

	/** Behind `after`; null: to the front. A heading takes along what stands below it. */
	move(id: string, after: string | null): void {
		const behind = this.#openBefore(after, id);
		const doc = this.#docOf(id);
		this.cardsOf(id).undo.step(() => {
			if (this.#isInternal(id)) return moveInternal(doc, id, behind, after !== null && after !== behind ? after : null);
			const isHeading = this.cards.items.some((entry) => entry.id === id && isSection(entry));
			return isHeading ? moveSection(doc, id, behind) : moveItem(doc, id, behind);
		});
	}

	/** One place up or down; a section, one section. False at the edge. */
	shift(id: string, by: -1 | 1): boolean {
		const own = this.cards.items.filter((entry) => !this.#isInternal(entry.id));
		const isHeading = own.some((entry) => entry.id === id && isSection(entry));
		// An item steps over what stands with its neighbour; the internal ones behind itself come along.
		const after = isHeading ? sectionStep(own, id, by) : neighbour(this.#isInternal(id) ? this.#outline : own, id, by);
		if (after === undefined) return false;
		this.move(id, after);
		return true;
	}

	/** To the end of a section. */
	moveTo(id: string, sectionId: string): void {
		const last = blockOf(
			this.#outline.filter((entry) => entry.id !== id),
			sectionId
		).at(-1);
		if (last) this.move(id, last.id);
	}

	setUnit(id: string, unitId: string | null): void {
		this.cardsOf(id).undo.step(() => setUnit(this.#docOf(id), id, unitId));
	}

	setMinutes(id: string, minutes: number): void {
		this.cardsOf(id).undo.step(() => setMinutes(this.#docOf(id), id, minutes));
	}

	get #doc(): OpenDocument['doc'] {
		return this.cards.document.doc;
	}

	#docOf(id: string): OpenDocument['doc'] {
		return this.cardsOf(id).document.doc;
	}

	#isInternal(id: string): boolean {
		return this.internal?.items.some((item) => item.id === id) ?? false;
	}

	/** The entry that everybody reads, at or before `after`; `id` itself is none. */
	#openBefore(after: string | null, id: string): string | null {
		if (after === null) return null;
		const upTo = this.#outline.slice(0, this.#outline.findIndex((entry) => entry.id === after) + 1);
		return upTo.findLast((entry) => entry.id !== id && !this.#isInternal(entry.id))?.id ?? null;
	}
}
