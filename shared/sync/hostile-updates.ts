/** For tests and faults only: updates that no editor makes, byte by byte in the Yjs update format v1. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Write = (encoder: encoding.Encoder) => void;

/** Structs of one client from a clock on, and what is deleted. */
export function update(
	structs: { readonly client: number; readonly clock?: number; readonly count: number; readonly write: Write } | null,
	deletes: Write = (encoder) => encoding.writeVarUint(encoder, 0)
): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, structs ? 1 : 0);
		if (structs) {
			for (const number of [structs.count, structs.client, structs.clock ?? 0]) encoding.writeVarUint(encoder, number);
			structs.write(encoder);
		}
		deletes(encoder);
	});
}

const infos = { deleted: 1, json: 2, type: 7, any: 8 } as const;

/** An item at the end of a root. */
function inRoot(encoder: encoding.Encoder, kind: keyof typeof infos, root = 'items'): void {
	encoding.writeUint8(encoder, infos[kind]);
	encoding.writeVarUint(encoder, 1);
	encoding.writeVarString(encoder, root);
}

/** A value in the list, as its encoded bytes. */
export function value(client: number, write: Write): Uint8Array {
	return update({
		client,
		count: 1,
		write: (encoder) => {
			inRoot(encoder, 'any');
			encoding.writeVarUint(encoder, 1);
			write(encoder);
		}
	});
}

/** Text that builds on what nobody ever sent. */
export function gap(client: number, clock: number): Uint8Array {
	return update({
		client,
		clock,
		count: 1,
		write: (encoder) => {
			inRoot(encoder, 'any');
			encoding.writeVarUint(encoder, 1);
			encoding.writeUint8(encoder, 126);
		}
	});
}

/** Lists within lists. */
export function deepTypes(client: number, depth: number): Uint8Array {
	return update({
		client,
		count: depth,
		write: (encoder) => {
			inRoot(encoder, 'type');
			encoding.writeVarUint(encoder, 0);
			for (let level = 1; level < depth; level++) {
				encoding.writeUint8(encoder, infos.type);
				// its parent is the item before
				for (const number of [0, client, level - 1, 0]) encoding.writeVarUint(encoder, number);
			}
		}
	});
}

/** One value of lists within lists. */
export function deepValue(client: number, depth: number): Uint8Array {
	return value(client, (encoder) => {
		for (let level = 0; level < depth; level++) {
			encoding.writeUint8(encoder, 117);
			encoding.writeVarUint(encoder, 1);
		}
		encoding.writeUint8(encoder, 126);
	});
}

/** A list of so many values, and an update that deletes every other of them. */
export function manyDeletes(client: number, count: number): readonly [Uint8Array, Uint8Array] {
	const written = update({
		client,
		count: 1,
		write: (encoder) => {
			inRoot(encoder, 'any');
			encoding.writeVarUint(encoder, count);
			for (let n = 0; n < count; n++) encoding.writeUint8(encoder, 126);
		}
	});
	return [written, everyOther(client, count / 2)];
}

/** Deletes so many clocks of a client, every other one, beginning with the first. */
export function everyOther(client: number, count: number): Uint8Array {
	return update(null, (encoder) => {
		for (const number of [1, client, count]) encoding.writeVarUint(encoder, number);
		for (let range = 0; range < count; range++)
			for (const number of [range * 2, 1]) encoding.writeVarUint(encoder, number);
	});
}

/** Entries that each claim to stand between the beginning of the list and a place of their own far behind. */
export function farNeighbours(client: number, count: number): Uint8Array {
	return update({
		client,
		count,
		write: (encoder) => {
			inRoot(encoder, 'any');
			encoding.writeVarUint(encoder, count);
			for (let n = 0; n < count; n++) encoding.writeUint8(encoder, 126);
			for (let n = 1; n < count; n++) {
				encoding.writeUint8(encoder, infos.any | 0x40);
				for (const number of [client, n, 1]) encoding.writeVarUint(encoder, number);
				encoding.writeUint8(encoder, 126);
			}
		}
	});
}

const PIECES_AT_ONCE = 10_000;

function formattedText(): readonly [Y.Doc, Y.Text] {
	const doc = new Y.Doc();
	const title = new Y.Text('xx');
	doc.getArray('items').push([new Y.Map<unknown>([['title', title]])]);
	return [doc, title];
}

/** A text with so many formats, each with a name of its own, as one update. */
export function manyFormats(count: number): Uint8Array {
	const [doc, title] = formattedText();
	doc.transact(() => {
		for (let n = 0; n < count; n++) title.format(n % 2, 1, { [`f${n}`]: n });
	});
	return Y.encodeStateAsUpdate(doc);
}

/** A formatted text of so many pieces, in updates that are not too large, and the few bytes that delete them all. */
export function manyPieces(count: number): { readonly written: readonly Uint8Array[]; readonly deleted: Uint8Array } {
	const [doc, title] = formattedText();
	title.format(0, 1, { bold: true });
	const written = [Y.encodeStateAsUpdate(doc)];
	doc.on('update', (part: Uint8Array) => written.push(part));
	for (let left = count; left > 0; left -= PIECES_AT_ONCE) {
		doc.transact(() => {
			for (let n = 0; n < Math.min(left, PIECES_AT_ONCE); n++) title.insert(2, 'a');
		});
	}
	const vector = Y.encodeStateVector(doc);
	const all = [...written];
	title.delete(2, count);
	return { written: all, deleted: Y.encodeStateAsUpdate(doc, vector) };
}

/** A state vector that knows nothing of use: the answer is the whole document, made for this one. */
export function strangeVector(client: number): Uint8Array {
	return Y.encodeStateVector(new Map([[client, 1]]));
}
