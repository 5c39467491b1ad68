/**
 * Text that was damaged on the disk may come back from anybody who holds it. It comes together with what was written
 * behind it, and of that the disk has its own, sound rows: what contradicts them was not written by whom it says.
 */
import * as Y from 'yjs';
import { furthest } from '#server/storage/reach.ts';

const DELETED = 'deleted';

/** A letter or other place in the text, as it was written: what it is, and between which neighbours. */
function* placesOf(struct: Y.Item | Y.GC | Y.Skip): Generator<readonly [place: string, what: string]> {
	if (struct instanceof Y.Skip) return;
	const { client, clock } = struct.id;
	const isGone = struct instanceof Y.GC || struct.content instanceof Y.ContentDeleted;
	for (let at = 0; at < struct.length; at++) {
		yield [`${client}:${clock + at}`, isGone ? DELETED : whatIs(struct as Y.Item, at)];
	}
}

function whatIs(item: Y.Item, at: number): string {
	const { content, parent, parentSub } = item;
	const before = at === 0 ? item.origin : { client: item.id.client, clock: item.id.clock + at - 1 };
	const stands = before || item.rightOrigin ? [before, item.rightOrigin] : [parent, parentSub];
	return JSON.stringify([...stands, content.constructor.name, pieceOf(content, at)]);
}

function pieceOf(content: Y.Item['content'], at: number): unknown {
	if (content instanceof Y.ContentFormat) return [content.key, content.value];
	if (content instanceof Y.ContentType)
		return [content.type.constructor.name, content.type instanceof Y.XmlElement ? content.type.nodeName : null];
	return content.getContent()[at];
}

/** `held` as Yjs keeps what waits, in its second format. */
export function contradicts(held: readonly Uint8Array[], update: Uint8Array): boolean {
	const written = new Map(
		held.flatMap((bytes) => Y.decodeUpdateV2(bytes).structs.flatMap((struct) => [...placesOf(struct)]))
	);
	if (written.size === 0) return false;
	return Y.decodeUpdate(update).structs.some((struct) =>
		[...placesOf(struct)].some(([place, what]) => {
			const before = written.get(place) ?? what;
			return before !== what && before !== DELETED && what !== DELETED;
		})
	);
}

/** How far what is held reaches, by client id. */
export function reachOf(held: readonly Uint8Array[]): ReadonlyMap<number, number> {
	const structs = held.flatMap((bytes) => Y.decodeUpdateV2(bytes).structs);
	return furthest(
		structs.filter((struct) => !(struct instanceof Y.Skip)).map(({ id, length }) => [id.client, id.clock + length])
	);
}
