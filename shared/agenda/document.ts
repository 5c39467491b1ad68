/** Where the agenda lives in its Y.Doc (`meeting:ID:agenda:EPOCH`): see SPEC.md, and shared/sync/items.ts for the order. */
import * as Y from 'yjs';
import { addCard, cardOf, cardsOf, idIn, moveCard, removeCard, textIn, textOf } from '#shared/sync/items.ts';
import { DEFAULT_MINUTES, LONGEST_ITEM, LONGEST_TITLE, type AgendaItem } from './model.ts';

/** Root types an update may create. */
export const agendaRoots = { items: 'array' } as const;

/** Reads the agenda, in order; what is malformed is passed over. */
export function readAgenda(doc: Y.Doc): readonly AgendaItem[] {
	return cardsOf(doc).map(({ id, fields }) => ({
		id,
		title: textIn(fields, 'title').slice(0, LONGEST_TITLE),
		unitId: idIn(fields, 'unitId'),
		minutes: wholeMinutes(fields.get('minutes'))
	}));
}

/** Adds an item behind `after` (null: first; left out: last). False when the id is taken. */
export function addItem(
	doc: Y.Doc,
	item: { readonly id: string } & Partial<Omit<AgendaItem, 'id'>>,
	after?: string | null
): boolean {
	const fields = new Y.Map<unknown>([
		['title', new Y.Text(item.title ?? '')],
		['unitId', item.unitId ?? null],
		['minutes', wholeMinutes(item.minutes ?? DEFAULT_MINUTES)]
	]);
	return addCard(doc, fields, item.id, after);
}

/** The text to bind an editor to. */
export function titleOf(doc: Y.Doc, id: string): Y.Text | null {
	return textOf(doc, id, 'title');
}

export function removeItem(doc: Y.Doc, id: string): boolean {
	return removeCard(doc, id);
}

/** Puts an item behind `after` (null: first); typing in its title goes on undisturbed. */
export function moveItem(doc: Y.Doc, id: string, after: string | null): boolean {
	return moveCard(doc, id, after);
}

export function setMinutes(doc: Y.Doc, id: string, minutes: number): boolean {
	return setField(doc, id, 'minutes', wholeMinutes(minutes));
}

export function setUnit(doc: Y.Doc, id: string, unitId: string | null): boolean {
	return setField(doc, id, 'unitId', unitId);
}

function setField(doc: Y.Doc, id: string, name: string, value: string | number | null): boolean {
	const card = cardOf(doc, id);
	card?.fields.set(name, value);
	return card !== null;
}

function wholeMinutes(value: unknown): number {
	return typeof value === 'number' && value > 0 ? Math.min(Math.round(value), LONGEST_ITEM) : 0;
}
