/**
 * Where the agenda lives in its Y.Docs: `meeting:ID:agenda:EPOCH` for everybody, `meeting:ID:internal:EPOCH` for chairs
 * and office, `meeting:ID:notes:EPOCH` for the chairs alone. See SPEC.md, and shared/sync/items.ts for the order.
 */
import * as Y from 'yjs';
import {
	addCard,
	cardOf,
	cardsOf,
	copiesOf,
	idIn,
	moveCard,
	moveCards,
	removeCard,
	removeCopies,
	textIn,
	textOf,
	type Card
} from '#shared/sync/items.ts';
import {
	DEFAULT_MINUTES,
	LONGEST_ITEM,
	LONGEST_TITLE,
	type AgendaEntry,
	type AgendaItem,
	type InternalItem
} from './model.ts';
import { blockOf, isSection, placeOfBlock } from './views.ts';

/** Root types an update may create, in each of the three. */
export const agendaRoots = { items: 'array' } as const;

/** [G9] Reads the items, in order; headings are none. What is malformed is passed over. */
export function readAgenda(doc: Y.Doc): readonly AgendaItem[] {
	return cardsOf(doc)
		.filter(({ fields }) => fields.get('kind') !== 'section')
		.map(itemOf);
}

/** [G9] Reads items and headings, in order. */
export function readOutline(doc: Y.Doc): readonly AgendaEntry[] {
	return cardsOf(doc).map((card) => {
		const item = itemOf(card);
		return card.fields.get('kind') === 'section' ? { kind: 'section', id: item.id, title: item.title } : item;
	});
}

/** [G13] Reads the internal draft. */
export function readInternal(doc: Y.Doc): readonly InternalItem[] {
	return cardsOf(doc).map((card) => ({ ...itemOf(card), internal: true, after: idIn(card.fields, 'after') }));
}

function itemOf({ id, fields }: Card): AgendaItem {
	return {
		id,
		title: textIn(fields, 'title').slice(0, LONGEST_TITLE),
		unitId: idIn(fields, 'unitId'),
		minutes: wholeMinutes(fields.get('minutes'))
	};
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

/** [G20] What an earlier meeting concluded, noted in the item that was brought over. */
export function setOutcome(doc: Y.Doc, id: string, outcome: string): boolean {
	return setField(doc, id, 'outcome', outcome);
}

/** [G20] By item. */
export function readOutcomes(doc: Y.Doc): ReadonlyMap<string, string> {
	return new Map(
		cardsOf(doc).flatMap(({ id, fields }) => {
			const outcome = fields.get('outcome');
			return typeof outcome === 'string' && outcome !== '' ? [[id, outcome] as const] : [];
		})
	);
}

/** [G9] A heading behind `after` (null: first; left out: last). */
export function addSection(
	doc: Y.Doc,
	section: { readonly id: string; readonly title?: string },
	after?: string | null
) {
	const fields = new Y.Map<unknown>([
		['kind', 'section'],
		['title', new Y.Text(section.title ?? '')]
	]);
	return addCard(doc, fields, section.id, after);
}

/** [G13] An item of the internal draft, behind an entry of the agenda that everybody reads. */
export function addInternal(
	doc: Y.Doc,
	{ after, ...item }: { readonly id: string; readonly after: string | null } & Partial<Omit<AgendaItem, 'id'>>
): boolean {
	return addItem(doc, item) && setField(doc, item.id, 'after', after);
}

/** Stands an internal item behind another entry; `sibling` is the internal one before it there, if any. */
export function moveInternal(doc: Y.Doc, id: string, after: string | null, sibling: string | null): boolean {
	let isMoved = false;
	doc.transact(() => {
		isMoved = setField(doc, id, 'after', after) && moveCard(doc, id, sibling);
	});
	return isMoved;
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

/** [G11] A heading takes what stands below it along, and never cuts another section in two. */
export function moveSection(doc: Y.Doc, id: string, after: string | null): boolean {
	const outline = readOutline(doc);
	const block = blockOf(outline, id);
	const place = placeOfBlock(outline, id, after);
	return place !== undefined && outline.some((entry) => entry.id === id && isSection(entry))
		? moveCards(
				doc,
				block.map((entry) => entry.id),
				place
			)
		: false;
}

/** [G16] The notes of the chairs: per item what was written, whoever began it. */
export function readNotes(doc: Y.Doc): ReadonlyMap<string, string> {
	return new Map(
		cardsOf(doc).map(({ id }) => [
			id,
			copiesOf(doc, id)
				.map((fields) => wordsOf(fields.get('text')))
				.filter((words) => words !== '')
				.join('\n')
		])
	);
}

/** [G16] The text to bind an editor to, begun if need be. Where two began one at once, theirs becomes one. */
export function noteOf(doc: Y.Doc, itemId: string): Y.Text | null {
	addCard(doc, new Y.Map<unknown>([['text', new Y.Text()]]), itemId);
	const [, ...others] = copiesOf(doc, itemId);
	const text = textOf(doc, itemId, 'text');
	if (others.length === 0 || !text) return text;
	doc.transact(() => {
		for (const words of others.map((copy) => wordsOf(copy.get('text'))))
			if (words !== '') text.insert(text.length, text.length === 0 ? words : `\n${words}`);
		removeCopies(doc, itemId);
	});
	return text;
}

function wordsOf(value: unknown): string {
	return value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : '';
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
