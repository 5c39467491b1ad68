/**
 * Snapshots as they lie in the database. [L20] A large one comes in pieces, each in a commit of its own, because whoever
 * writes meanwhile waits for a commit: at once 22 MB kept everybody's keys for 0.3 s, on a busy disk for more than one. It
 * counts from its last piece on, which comes with the checksum of the whole; until then the one before counts.
 */
import { crc32 } from 'node:zlib';
import { checksum, isSound, packOutline, unpackOutline, unpackReach, type StoredRow } from './checksum.ts';
import type { Connection } from './connection.ts';

/** What one commit takes of a snapshot. */
export const PIECE_BYTES = 256 * 1024;

type Row = StoredRow & { readonly documentId: number; readonly pieces: number };
type Found = StoredRow & { readonly documentId: number };

const COLUMNS = 'document_id as documentId, up_to as id, null as personId, crc, data, reached, outline, pieces';

/** For reading; each snapshot whole. Within one transaction, or a compaction may take the pieces away in between. */
export function readSnapshots(connection: Connection): {
	get(documentId: number): Found | undefined;
	all(): Iterable<Found>;
} {
	const one = connection.prepare<[number], Row>(`select ${COLUMNS} from snapshots where document_id = ?`);
	const every = connection.prepare<[], Row>(`select ${COLUMNS} from snapshots`);
	const pieces = connection
		.prepare<[number, number], Buffer>(
			'select data from snapshot_pieces where document_id = ? and version = ? order by place'
		)
		.pluck();
	const whole = (row: Row): Found =>
		row.pieces === 0 ? row : { ...row, data: Buffer.concat([...pieces.all(row.documentId, row.pieces), row.data]) };
	return {
		get(documentId) {
			const row = one.get(documentId);
			return row && whole(row);
		},
		*all() {
			for (const row of every.iterate()) yield whole(row);
		}
	};
}

/** What is to be put in place of the snapshot before. */
export type NewSnapshot = {
	readonly documentId: number;
	readonly upTo: number;
	/** All of it, or what comes after the pieces. */
	readonly data: Uint8Array;
	/** How many went before. */
	readonly pieces: number;
	readonly reached: Buffer | null;
	readonly outline: Uint8Array | null;
};

/** On the writer's connection. One snapshot at a time comes in pieces. */
export function openSnapshots(connection: Connection) {
	const put = connection.prepare(
		`insert into snapshots (document_id, up_to, crc, data, reached, pieces, outline) values (?, ?, ?, ?, ?, ?, ?)
		 on conflict (document_id) do update set
		 up_to = excluded.up_to, crc = excluded.crc, data = excluded.data, reached = excluded.reached, pieces = excluded.pieces,
		 outline = excluded.outline
		 where excluded.up_to >= snapshots.up_to`
	);
	const forget = connection.prepare('update snapshots set reached = ?, outline = ? where document_id = ?');
	const drop = connection.prepare('delete from snapshots where document_id = ?');
	/** Only those that count: the next snapshot may be coming in pieces of its own. */
	const dropPieces = connection.prepare<{ documentId: number }>(
		`delete from snapshot_pieces where document_id = @documentId
		 and version = (select pieces from snapshots where document_id = @documentId)`
	);
	const sweepOne = connection.prepare<{ documentId: number }>(
		`delete from snapshot_pieces where rowid = (
			select rowid from snapshot_pieces where document_id = @documentId
			and version <> coalesce((select pieces from snapshots where document_id = @documentId), 0) limit 1
		)`
	);
	const lastVersion = connection
		.prepare<[number], number>('select coalesce(max(version), 0) from snapshot_pieces where document_id = ?')
		.pluck();
	const add = connection.prepare('insert into snapshot_pieces (document_id, version, place, data) values (?, ?, ?, ?)');
	const { get } = readSnapshots(connection);
	const head = connection.prepare<[number], Row>(`select ${COLUMNS} from snapshots where document_id = ?`);
	const onePiece = connection
		.prepare<[number, number, number], Buffer>(
			'select data from snapshot_pieces where document_id = ? and version = ? and place = ?'
		)
		.pluck();
	let begun: { documentId: number; upTo: number; version: number; pieces: number; crc: number } | null = null;

	const continued = (documentId: number, upTo: number, pieces: number): NonNullable<typeof begun> => {
		if (begun?.documentId === documentId && begun.upTo === upTo && begun.pieces === pieces) return begun;
		throw new Error(`a snapshot of document ${documentId} lacks a piece before ${pieces}`);
	};

	return {
		get,
		/** Up to which row the snapshot covers; 0 without one. */
		upTo: (documentId: number): number => head.get(documentId)?.id ?? 0,
		/** Whether the snapshot is what was written; a step is one piece of it. */
		*lookThrough(documentId: number): Generator<undefined, (Row & { readonly isSound: boolean }) | undefined> {
			const row = head.get(documentId);
			if (!row || row.pieces === 0) return row && { ...row, isSound: isSound(documentId, row) };
			let crc = checksum(documentId, row.id, null, new Uint8Array());
			for (let place = 0; ; place += 1) {
				const piece = onePiece.get(documentId, row.pieces, place);
				if (!piece) return { ...row, isSound: crc32(row.data, crc) === row.crc };
				crc = crc32(piece, crc);
				yield;
			}
		},
		/** A piece of the snapshot up to `upTo`; the first begins it. */
		piece(documentId: number, upTo: number, place: number, data: Uint8Array): void {
			if (place === 0) {
				const version = (lastVersion.get(documentId) ?? 0) + 1;
				begun = { documentId, upTo, version, pieces: 0, crc: checksum(documentId, upTo, null, new Uint8Array()) };
			}
			const { version, crc } = continued(documentId, upTo, place);
			add.run(documentId, version, place, data);
			begun = { documentId, upTo, version, pieces: place + 1, crc: crc32(data, crc) };
		},
		put({ documentId, upTo, data, pieces, reached, outline }: NewSnapshot): void {
			if (pieces === 0) {
				const crc = checksum(documentId, upTo, null, data);
				put.run(documentId, upTo, crc, data, reached, 0, packOutline(crc, outline));
				return;
			}
			const { version, crc: before } = continued(documentId, upTo, pieces);
			const crc = crc32(data, before);
			put.run(documentId, upTo, crc, data, reached, version, packOutline(crc, outline));
			begun = null;
		},
		/** Takes away one piece that does not count; false when there is none. Not while pieces come. */
		sweep: (documentId: number): boolean => sweepOne.run({ documentId }).changes > 0,
		/** The text stays, and of what is said of it beside, what was written. */
		forgetUnsound(documentId: number, row: StoredRow): void {
			const isReachSound = unpackReach(row.reached) !== null;
			forget.run(isReachSound ? row.reached : null, unpackOutline(row) ? row.outline : null, documentId);
		},
		drop(documentId: number): void {
			dropPieces.run({ documentId });
			drop.run(documentId);
		}
	};
}
