/**
 * A list of cards that several people edit and reorder at once: a Y.Array `items` of Y.Map, each with its own `id`.
 *
 * A Y.Map cannot be moved inside a Y.Array: delete and insert would throw away what somebody else is typing into it. So a
 * card keeps its place in the array for ever, and where it is shown is a field of its own, the number `order`. Moving is
 * then one `set` on the same card: typing that goes on meanwhile merges, and of two moves of one card one wins whole.
 * Equal numbers (two people dropped into the same gap) are told apart by id. A card without `order`, as another program
 * may write it, stands behind everything that precedes it in the array; with no `order` anywhere that is the array itself.
 */
import * as Y from 'yjs';
import { inOneLine } from '#shared/foundation/written.ts';

const ROOT = 'items';
const ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Halving a gap more often than this meets the end of a double's precision: then all cards are numbered anew. */
const SMALLEST_GAP = 1e-6;
const LARGEST_ORDER = 1e12;

export type Card = { readonly id: string; readonly fields: Y.Map<unknown> };
type Placed = Card & { readonly order: number; readonly ordered: boolean; readonly position: number };

const itemsOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray(ROOT);

function orderOf(fields: Y.Map<unknown>): number | null {
	const order = fields.get('order');
	return typeof order === 'number' && Math.abs(order) <= LARGEST_ORDER ? order : null;
}

/** What is no card (another type, an id that is none, an id that stood before) is left alone and not shown. */
function placed(doc: Y.Doc): Placed[] {
	const seen = new Set<string>();
	const cards: Placed[] = [];
	let highest = 0;
	itemsOf(doc).forEach((entry, position) => {
		if (!(entry instanceof Y.Map)) return;
		const id: unknown = entry.get('id');
		if (typeof id !== 'string' || !ID.test(id) || seen.has(id)) return;
		seen.add(id);
		const order = orderOf(entry);
		highest = order === null ? highest : cards.length === 0 ? order : Math.max(highest, order);
		cards.push({ id, fields: entry, order: order ?? highest, ordered: order !== null, position });
	});
	cards.sort(inOrder);
	return cards;
}

function inOrder(one: Placed, other: Placed): number {
	if (one.order !== other.order) return one.order - other.order;
	if (one.ordered !== other.ordered) return one.ordered ? -1 : 1;
	if (!one.ordered) return one.position - other.position;
	return one.id < other.id ? -1 : 1;
}

/** The cards as everybody sees them. */
export function cardsOf(doc: Y.Doc): readonly Card[] {
	return placed(doc);
}

export function cardOf(doc: Y.Doc, id: string): Card | null {
	return placed(doc).find((card) => card.id === id) ?? null;
}

/** The number between two neighbours (null: the edge of the list), or null when there is no room. */
function between(before: Placed | null, after: Placed | null): number | null {
	if (before === null) return after === null ? 1 : after.order - 1;
	if (after === null) return before.order + 1;
	return after.order - before.order > SMALLEST_GAP ? (before.order + after.order) / 2 : null;
}

/** Numbers all cards anew; needed after ties, exhausted gaps, or next to cards of another program. */
function renumber(cards: readonly Placed[]): Placed[] {
	return cards.map((card, index) => {
		if (card.order !== index + 1 || !card.ordered) card.fields.set('order', index + 1);
		return { ...card, order: index + 1, ordered: true };
	});
}

/** The number that puts a card behind `after` (null: first) among `others`, which may be renumbered for it. */
function orderBehind(others: readonly Placed[], after: string | null): number {
	const at = after === null ? 0 : others.findIndex(({ id }) => id === after) + 1;
	const room = (cards: readonly Placed[]): number | null => between(cards[at - 1] ?? null, cards[at] ?? null);
	// A card without a number of its own would jump when another joins the array before it.
	const settled = others.every(({ ordered }) => ordered) ? others : renumber(others);
	return room(settled) ?? room(renumber(settled)) ?? others.length + 1;
}

/** Adds a card behind `after` (null: first; undefined: last). An id that is there already changes nothing. */
export function addCard(doc: Y.Doc, fields: Y.Map<unknown>, id: string, after?: string | null): boolean {
	const cards = placed(doc);
	if (!ID.test(id) || cards.some((card) => card.id === id)) return false;
	doc.transact(() => {
		fields.set('id', id);
		fields.set('order', orderBehind(cards, after === undefined ? (cards[cards.length - 1]?.id ?? null) : after));
		itemsOf(doc).push([fields]);
	});
	return true;
}

/** Puts a card behind `after` (null: first). False when either is gone. */
export function moveCard(doc: Y.Doc, id: string, after: string | null): boolean {
	const cards = placed(doc);
	const card = cards.find((each) => each.id === id);
	if (!card || id === after || (after !== null && !cards.some((each) => each.id === after))) return false;
	doc.transact(() =>
		card.fields.set(
			'order',
			orderBehind(
				cards.filter((each) => each !== card),
				after
			)
		)
	);
	return true;
}

/** Puts several cards, in the given order, behind `after` (null: first), all in one transaction. False when one is gone. */
export function moveCards(doc: Y.Doc, ids: readonly string[], after: string | null): boolean {
	const cards = placed(doc);
	const moved = ids.flatMap((id) => cards.find((card) => card.id === id) ?? []);
	if (moved.length === 0 || moved.length < ids.length || (after !== null && ids.includes(after))) return false;
	const others = cards.filter((card) => !moved.includes(card));
	if (after !== null && !others.some(({ id }) => id === after)) return false;
	const at = after === null ? 0 : others.findIndex(({ id }) => id === after) + 1;
	doc.transact(() => {
		const orders = spread(others[at - 1] ?? null, others[at] ?? null, moved.length);
		if (orders === null || !cards.every(({ ordered }) => ordered))
			return void renumber([...others.slice(0, at), ...moved, ...others.slice(at)]);
		moved.forEach(({ fields }, index) => fields.set('order', orders[index]));
	});
	return true;
}

/** So many numbers between two neighbours, or null when there is no room. */
function spread(before: Placed | null, after: Placed | null, count: number): readonly number[] | null {
	const from = before?.order ?? (after === null ? 0 : after.order - count - 1);
	const to = after?.order ?? from + count + 1;
	const step = (to - from) / (count + 1);
	return step > SMALLEST_GAP ? Array.from({ length: count }, (_, index) => from + step * (index + 1)) : null;
}

/** Every copy of a card: two people may have added the same id at once. The first is the card. */
export function copiesOf(doc: Y.Doc, id: string): readonly Y.Map<unknown>[] {
	return itemsOf(doc)
		.toArray()
		.filter((entry): entry is Y.Map<unknown> => entry instanceof Y.Map && entry.get('id') === id);
}

/** Removes a card, and every copy of it that another program left. */
export function removeCard(doc: Y.Doc, id: string): boolean {
	return removeAll(doc, copiesOf(doc, id));
}

/** Removes all copies of a card but the first, which is the card. */
export function removeCopies(doc: Y.Doc, id: string): boolean {
	return removeAll(doc, copiesOf(doc, id).slice(1));
}

function removeAll(doc: Y.Doc, entries: readonly Y.Map<unknown>[]): boolean {
	const items = itemsOf(doc);
	const positions: number[] = [];
	items.forEach((entry, position) => {
		if (entries.some((one) => one === entry)) positions.unshift(position); // from the back: places in front stay
	});
	doc.transact(() => positions.forEach((position) => items.delete(position)));
	return positions.length > 0;
}

/** A text field, whether it was written as Y.Text or as a plain string. */
export function textIn(fields: Y.Map<unknown>, name: string): string {
	const value = fields.get(name);
	const text = value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : '';
	return inOneLine(text);
}

/** The Y.Text to bind an editor to; a plain string is turned into one first. */
export function textOf(doc: Y.Doc, id: string, name: string): Y.Text | null {
	const fields = cardOf(doc, id)?.fields;
	if (!fields) return null;
	const present = fields.get(name);
	if (present instanceof Y.Text) return present;
	const text = new Y.Text(typeof present === 'string' ? present : '');
	fields.set(name, text);
	return text;
}

export function idIn(fields: Y.Map<unknown>, name: string): string | null {
	const value = fields.get(name);
	return typeof value === 'string' && ID.test(value) ? value : null;
}

/** A list of ids, whether a Y.Array or plain; each once, in order. */
export function idsIn(fields: Y.Map<unknown>, name: string): readonly string[] {
	const value = fields.get(name);
	const list: readonly unknown[] = value instanceof Y.Array ? value.toArray() : Array.isArray(value) ? value : [];
	return [...new Set(list.filter((each): each is string => typeof each === 'string' && ID.test(each)))];
}
