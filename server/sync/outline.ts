/**
 * Where in the bytes of a snapshot what lies: made once, on the thread that made the snapshot, and kept beside it. Who holds
 * both knows the state vector, what is deleted and what somebody lacks without going through the text.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Range } from './ranges.ts';
import { walkStructs } from './update-reader.ts';

/** From here on all that a client wrote since `clock` comes, in so many structs. */
type Mark = { readonly clock: number; readonly at: number; readonly structs: number };

type Group = {
	readonly client: number;
	/** The first is the beginning. */
	readonly marks: readonly Mark[];
	/** Where the bytes end, and the clock. */
	readonly endsAt: number;
	readonly clock: number;
};

export type Outline = {
	/** In the order of the bytes. */
	readonly groups: readonly Group[];
	/** Where the deleted ranges begin. */
	readonly deletesAt: number;
};

/** A quarter of a millisecond of walking for each client; a document of 32 MB has some 8,000 marks then. */
const STRUCTS_PER_MARK = 256;
const FORMAT = 1;

/** Null for what is no whole document: where something is missing only Yjs knows how far it holds together. */
export function outlineOf(snapshot: Uint8Array): Outline | null {
	const groups: Group[] = [];
	let isWhole = true;
	let marks: Mark[] = [];
	let passed = 0;
	const deletesAt = walkStructs(snapshot, {
		group(_, count, clock) {
			isWhole &&= clock === 0 && count > 0;
			[marks, passed] = [[], count];
		},
		struct(clock, at, isSkip) {
			isWhole &&= !isSkip;
			const first = marks[0]?.structs ?? passed;
			if ((first - passed) % STRUCTS_PER_MARK === 0) marks.push({ clock, at, structs: passed });
			passed -= 1;
		},
		end: (client, clock, endsAt) => void groups.push({ client, marks, endsAt, clock })
	});
	return isWhole ? { groups, deletesAt } : null;
}

export function packOutline({ groups, deletesAt }: Outline): Uint8Array {
	const encoder = encoding.createEncoder();
	const numbers = [FORMAT, deletesAt, groups.length];
	for (const { client, marks, endsAt, clock } of groups) {
		numbers.push(client, clock, endsAt, marks.length);
		for (const mark of marks) numbers.push(mark.clock, mark.at, mark.structs);
	}
	for (const number of numbers) encoding.writeVarUint(encoder, number);
	return encoding.toUint8Array(encoder);
}

/** Null for another format, and for what does not fit a snapshot of so many bytes. */
export function unpackOutline(bytes: Uint8Array, length: number): Outline | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		const next = (): number => decoding.readVarUint(decoder);
		const many = <One>(one: () => One): readonly One[] => {
			const list: One[] = [];
			for (let left = next(); left > 0; left--) list.push(one());
			return list;
		};
		if (next() !== FORMAT) return null;
		const deletesAt = next();
		const groups = many((): Group => {
			const [client, clock, endsAt] = [next(), next(), next()];
			const marks = many((): Mark => ({ clock: next(), at: next(), structs: next() }));
			return { client, clock, endsAt, marks };
		});
		const isFit = deletesAt < length && groups.every(({ endsAt, marks }) => endsAt <= deletesAt && marks.length > 0);
		return isFit && !decoding.hasContent(decoder) ? { groups, deletesAt } : null;
	} catch {
		return null; // its end came too early
	}
}

export function clocksOf({ groups }: Outline): Map<number, number> {
	return new Map(groups.map(({ client, clock }) => [client, clock]));
}

/** Of the snapshot what somebody with these clocks lacks, and all that is deleted; and how many bytes were gone through. */
export function lackingOf(
	snapshot: Uint8Array,
	{ groups, deletesAt }: Outline,
	known: ReadonlyMap<number, number>
): { readonly bytes: Uint8Array; readonly walked: number } {
	const encoder = encoding.createEncoder();
	const lacking = groups.filter(({ client, clock }) => clock > (known.get(client) ?? 0));
	encoding.writeVarUint(encoder, lacking.length);
	for (const { client, marks, endsAt } of lacking) {
		const mark = marks.findLast(({ clock }) => clock <= (known.get(client) ?? 0));
		if (!mark) continue;
		for (const number of [mark.structs, client, mark.clock]) encoding.writeVarUint(encoder, number);
		encoding.writeUint8Array(encoder, snapshot.subarray(mark.at, endsAt));
	}
	encoding.writeVarUint(encoder, 0);
	const since = encoding.toUint8Array(encoder);
	// A struct that somebody has in part is cut by Yjs. The deletes are written as they are: reading them takes longest.
	const structs = Y.diffUpdate(since, Y.encodeStateVector(new Map(known))).subarray(0, -1);
	return { bytes: Buffer.concat([structs, snapshot.subarray(deletesAt)]), walked: since.length };
}

/** What is deleted in a snapshot. */
export function* deletesIn(snapshot: Uint8Array, { deletesAt }: Outline): Generator<Range> {
	const decoder = decoding.createDecoder(snapshot.subarray(deletesAt));
	for (let groups = decoding.readVarUint(decoder); groups > 0; groups--) {
		const client = decoding.readVarUint(decoder);
		for (let left = decoding.readVarUint(decoder); left > 0; left--) {
			yield { client, clock: decoding.readVarUint(decoder), length: decoding.readVarUint(decoder) };
		}
	}
}
