/** What a row of a draft must add up to. A flipped bit anywhere in it shows: in the bytes, in whose they are, in its place. */
import { crc32 } from 'node:zlib';
import type { Reach } from '../port.ts';

/** A row of `updates`, or of `snapshots`, which belong to nobody. */
export type StoredRow = {
	readonly id: number;
	readonly personId: string | null;
	readonly crc: number;
	readonly data: Buffer;
	readonly reached: Buffer | null;
	/** Of a snapshot only. */
	readonly outline?: Buffer | null;
};

export function checksum(documentId: number, id: number, personId: string | null, data: Uint8Array): number {
	return crc32(data, crc32(`${documentId}/${id}/${personId ?? ''}`));
}

/** Rows written before 2026-11-24 add up their bytes alone. Their reach is judged by itself. */
export function isSound(documentId: number, { id, personId, crc, data }: Omit<StoredRow, 'reached'>): boolean {
	return crc === checksum(documentId, id, personId, data) || crc === crc32(data);
}

/** Null for nothing: rows of an older release, and deletions. */
export function packReach(reached: Iterable<Reach>): Buffer | null {
	const numbers = [...reached].flat();
	if (numbers.length === 0) return null;
	const bytes = Buffer.alloc(4 + numbers.length * 4);
	numbers.forEach((number, at) => bytes.writeUInt32LE(number, 4 + at * 4));
	bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
	return bytes;
}

/** Null when it is not what was written. */
export function unpackReach(bytes: Buffer | null): readonly Reach[] | null {
	if (bytes === null) return [];
	if (bytes.length % 8 !== 4 || bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return null;
	return Array.from({ length: bytes.length >> 3 }, (_, at) => [
		bytes.readUInt32LE(4 + at * 8),
		bytes.readUInt32LE(8 + at * 8)
	]);
}

/** It holds for the snapshot with this checksum, and for no other. */
export function packOutline(crc: number, outline: Uint8Array | null): Buffer | null {
	if (outline === null) return null;
	const bytes = Buffer.alloc(4 + outline.length);
	bytes.set(outline, 4);
	bytes.writeUInt32LE(crc32(outline, crc), 0);
	return bytes;
}

/** Null when there is none, and when it is not what was written. */
export function unpackOutline({ crc, outline }: Pick<StoredRow, 'crc' | 'outline'>): Uint8Array | null {
	if (!outline || outline.length < 4) return null;
	const bytes = outline.subarray(4);
	return outline.readUInt32LE(0) === crc32(bytes, crc) ? bytes : null;
}

/** Whether what is said of the bytes beside them is what was written. */
export function isSoundBeside(row: Omit<StoredRow, 'data'>): boolean {
	return unpackReach(row.reached) !== null && (!row.outline || unpackOutline(row) !== null);
}
