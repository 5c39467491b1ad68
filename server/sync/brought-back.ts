/**
 * Text that was damaged on the disk may come back from anybody who holds it. It comes together with what was written
 * behind it, and of that the disk has its own, sound rows: what contradicts them was not written by whom it says.
 */
import * as Y from 'yjs';
import { furthest } from '#server/storage/reach.ts';

/** Garbage and deleted text agree with everything; a Skip says nothing. Only what is left has its content to compare. */
function isWritten(struct: Y.Item | Y.GC | Y.Skip): struct is Y.Item {
	return struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted);
}

/** Letter by letter what an item says; no longer than the bytes it came in. */
function saidBy({ content }: Y.Item): ArrayLike<unknown> {
	if (content instanceof Y.ContentString) return content.str;
	if (content instanceof Y.ContentFormat) return [JSON.stringify([content.key, content.value])];
	if (content instanceof Y.ContentType) {
		const { type } = content;
		return [`${type.constructor.name}/${type instanceof Y.XmlElement ? type.nodeName : ''}`];
	}
	return content.getContent().map((value) => JSON.stringify(value));
}

/** Between which neighbours it was put at this clock. */
function placeAt({ id, origin, rightOrigin, parent, parentSub }: Y.Item, clock: number): string {
	const before = clock === id.clock ? origin : { client: id.client, clock: clock - 1 };
	return JSON.stringify(before || rightOrigin ? [before, rightOrigin] : [parent, parentSub]);
}

type Held = { readonly item: Y.Item; readonly said: ArrayLike<unknown> };

/** What waits for damaged text, looked through once. */
export class HeldBack {
	/** How far it reaches, by client id. */
	readonly reach: ReadonlyMap<number, number>;
	readonly #items = new Map<number, Held[]>();

	/** `held` as Yjs keeps what waits, in its second format. */
	constructor(held: readonly Uint8Array[]) {
		const structs = held.flatMap((bytes) => Y.decodeUpdateV2(bytes).structs);
		this.reach = furthest(
			structs.filter((struct) => !(struct instanceof Y.Skip)).map(({ id, length }) => [id.client, id.clock + length])
		);
		for (const item of structs.filter(isWritten)) {
			const { client } = item.id;
			const items = this.#items.get(client) ?? [];
			items.push({ item, said: saidBy(item) });
			this.#items.set(client, items);
		}
		for (const items of this.#items.values()) items.sort((one, other) => one.item.id.clock - other.item.id.clock);
	}

	contradicts(update: Uint8Array): boolean {
		if (this.#items.size === 0) return false;
		return Y.decodeUpdate(update).structs.some((struct) => {
			const items = this.#items.get(struct.id.client);
			return items !== undefined && isWritten(struct) && around(items, struct).some((held) => differs(held, struct));
		});
	}
}

/** Of items in order, those that share places with another. */
function around(items: readonly Held[], { id, length }: Y.Item): readonly Held[] {
	let [low, high] = [0, items.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		const item = items[middle]?.item;
		if (item && item.id.clock + item.length <= id.clock) low = middle + 1;
		else high = middle;
	}
	let end = low;
	while ((items[end]?.item.id.clock ?? Number.POSITIVE_INFINITY) < id.clock + length) end += 1;
	return items.slice(low, end);
}

/** Whether two items that share places say something else there. */
function differs({ item, said }: Held, other: Y.Item): boolean {
	const from = Math.max(item.id.clock, other.id.clock);
	const to = Math.min(item.id.clock + item.length, other.id.clock + other.length);
	if (from >= to) return false;
	if (item.content.constructor !== other.content.constructor) return true;
	if (placeAt(item, from) !== placeAt(other, from)) return true;
	const otherSaid = saidBy(other);
	for (let clock = from; clock < to; clock++) {
		if (said[clock - item.id.clock] !== otherSaid[clock - other.id.clock]) return true;
	}
	return false;
}
