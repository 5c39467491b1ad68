/** What a row of a draft must add up to. A flipped bit anywhere in it shows: in the bytes, in whose they are, in its place. */
import { crc32 } from 'node:zlib';

/** A row of `updates`, or of `snapshots`, which belong to nobody. */
export type StoredRow = {
	readonly id: number;
	readonly personId: string | null;
	readonly crc: number;
	readonly data: Buffer;
};

export function checksum(documentId: number, id: number, personId: string | null, data: Uint8Array): number {
	return crc32(data, crc32(`${documentId}/${id}/${personId ?? ''}`));
}

/** Rows written before 2026-11-24 add up their bytes alone. */
export function isSound(documentId: number, { id, personId, crc, data }: StoredRow): boolean {
	return crc === checksum(documentId, id, personId, data) || crc === crc32(data);
}
