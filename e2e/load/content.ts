/** Documents with a past, the same every time: somebody writes a run of letters here and there, and takes some back. */
import * as Y from 'yjs';
import { chanceOf } from '#shared/foundation/chance.ts';

/** People who wrote it, in turns. */
const WRITERS = 20;
const RUNS_PER_TURN = 50;
const TURNS_PER_PIECE = 10;
const FIRST_CLIENT = 7_000_001;
const LONGEST_RUN = 12;
/** How far from one run to the next, at most; a new turn begins anywhere. */
const STRAYS = 400;
/** One run in so many is followed by taking letters back. */
const TAKES_BACK = 3;
/** So many bytes in one message: no server refuses that. */
const MESSAGE_BYTES = 256 * 1024;

export type Past = {
	/** To be sent one after the other by somebody who makes the document. */
	readonly updates: readonly Uint8Array[];
	/** Who has heard so much has it all. */
	readonly wholeBytes: number;
	/** What somebody has who left a while ago, and how many bytes that person lacks. */
	readonly most: Uint8Array;
	readonly lackingBytes: number;
	readonly text: string;
	readonly operations: number;
};

type Enough = (operations: number, doc: Y.Doc) => boolean;

/** Letters typed and letters taken back, until so many of both. */
export const ofOperations =
	(count: number): Enough =>
	(operations) =>
		operations >= count;

/** Until the whole takes so many bytes. */
export const ofBytes =
	(bytes: number): Enough =>
	(_operations, doc) =>
		Y.encodeStateAsUpdate(doc).length >= bytes;

export function makePast(isEnough: Enough): Past {
	const { next: random } = chanceOf(545);
	const doc = new Y.Doc();
	doc.clientID = FIRST_CLIENT;
	const text = newCard(doc);
	const pieces: Uint8Array[] = [];
	let [operations, turn, vector] = [0, 0, Uint8Array.of(0)];
	while (!isEnough(operations, doc)) {
		for (let more = TURNS_PER_PIECE; more > 0; more -= 1) {
			turn += 1;
			doc.clientID = FIRST_CLIENT + (turn % WRITERS);
			doc.transact(() => (operations += writeTurn(text, random)));
		}
		pieces.push(Y.encodeStateAsUpdate(doc, vector));
		vector = new Uint8Array(Y.encodeStateVector(doc));
	}
	const updates = [...messages(pieces)];
	return {
		updates,
		// As one who has put it together would send it, or as it was received: servers keep either.
		wholeBytes: Math.min(Y.encodeStateAsUpdate(doc).length, Y.mergeUpdates(updates).length),
		most: Y.mergeUpdates(pieces.slice(0, -1)),
		lackingBytes: pieces.at(-1)?.length ?? 0,
		text: text.toString(),
		operations
	};
}

/** Answers how many letters came and went. */
function writeTurn(text: Y.Text, random: () => number): number {
	let operations = 0;
	let pen = Math.floor(random() * (text.length + 1));
	for (let run = 0; run < RUNS_PER_TURN; run += 1) {
		pen = Math.max(0, Math.min(text.length, pen + Math.floor((random() - 0.5) * 2 * STRAYS)));
		const letters = 1 + Math.floor(random() * LONGEST_RUN);
		text.insert(pen, 'abcdefghijklmnop'.slice(0, letters));
		operations += letters;
		pen += letters;
		if (random() * TAKES_BACK >= 1) continue;
		const back = 1 + Math.floor(random() * letters);
		text.delete(pen - back, back);
		operations += back;
		pen -= back;
	}
	return operations;
}

function newCard(doc: Y.Doc): Y.Text {
	const item = new Y.Map<unknown>();
	const title = new Y.Text();
	doc.transact(() => {
		for (const [name, value] of Object.entries({ id: 'past', title, unitId: null, minutes: 10 })) item.set(name, value);
		doc.getArray('items').push([item]);
	});
	return title;
}

function* messages(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
	let [from, bytes] = [0, 0];
	for (const [index, piece] of pieces.entries()) {
		if (bytes + piece.length > MESSAGE_BYTES && index > from) {
			yield Y.mergeUpdates(pieces.slice(from, index));
			[from, bytes] = [index, 0];
		}
		bytes += piece.length;
	}
	yield Y.mergeUpdates(pieces.slice(from));
}
