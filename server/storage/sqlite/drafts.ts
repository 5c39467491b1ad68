/** The log of drafts on the writer's connection. Every row carries a checksum, so that damage is noticed on reading. */
import type { Claim, LateBranch, LogRow } from '../port.ts';
import { furthest } from '../reach.ts';
import { checksum, isSound, packReach, unpackReach, type StoredRow } from './checksum.ts';
import type { Connection } from './connection.ts';
import { openSnapshots } from './snapshots.ts';

/** `id` of a snapshot is the last row it covers. */
export type DamagedRow = { readonly document: string; readonly kind: 'update' | 'snapshot'; readonly id: number };

export type SnapshotPiece = {
	readonly document: string;
	readonly upTo: number;
	readonly place: number;
	readonly bytes: Uint8Array<ArrayBuffer>;
};

/** `snapshot` is all of it, or what comes after so many pieces. */
export type Compaction = {
	readonly document: string;
	readonly upTo: number;
	readonly snapshot: Uint8Array;
	readonly pieces: number;
};

export function openDrafts(connection: Connection) {
	const name = connection.prepare('insert or ignore into documents (name) values (?)');
	const numberOf = connection.prepare<[string], { id: number }>('select id from documents where name = ?');
	const add = connection.prepare(
		'insert into updates (document_id, id, person_id, crc, data, reached) values (?, ?, ?, ?, ?, ?)'
	);
	const snapshots = openSnapshots(connection);
	const drop = connection.prepare('delete from updates where document_id = ? and id <= ?');
	const covered = connection.prepare<[number, number], StoredRow>(
		'select id, person_id as personId, crc, data, reached from updates where document_id = ? and id <= ?'
	);
	const one = connection.prepare<[number, number], StoredRow>(
		'select id, person_id as personId, crc, data, reached from updates where document_id = ? and id = ?'
	);
	const keepDamaged = connection.prepare(
		'insert into damaged_rows (document_id, kind, row_id, person_id, crc, data, reached) values (?, ?, ?, ?, ?, ?, ?)'
	);
	const dropUpdate = connection.prepare('delete from updates where document_id = ? and id = ?');
	const own = connection.prepare(
		'insert or ignore into document_clients (document_id, client_id, person_id) values (?, ?, ?)'
	);
	const late = connection.prepare(
		'insert or ignore into late_branches (document_id, hash, person_id, at, data) values (?, ?, ?, ?, ?)'
	);
	const close = connection.prepare('update documents set sealed = 1 where id = ?');
	const ids = new Map<string, number>();
	let lastId =
		connection
			.prepare<[], { last: number }>(
				`select max(coalesce((select max(id) from updates), 0), coalesce((select max(up_to) from snapshots), 0),
				 coalesce((select max(row_id) from damaged_rows), 0)) as last`
			)
			.get()?.last ?? 0;

	const keep = (documentId: number, kind: 'update' | 'snapshot', row: StoredRow): void => {
		keepDamaged.run(documentId, kind, row.id, row.personId, row.crc, row.data, row.reached);
	};

	const documentId = (document: string): number => {
		const known = ids.get(document);
		if (known !== undefined) return known;
		name.run(document);
		const id = numberOf.get(document)?.id;
		if (id === undefined) throw new Error(`no row for document ${document}`);
		ids.set(document, id);
		return id;
	};

	const claim = ({ document, clientId, personId }: Claim): void => {
		own.run(documentId(document), clientId, personId);
	};

	return {
		/** Answers the id of the last row. Ids rise through all documents and are never given twice, even after a rollback. */
		append(rows: Iterable<LogRow>, claims: readonly Claim[]): number {
			claims.forEach(claim);
			for (const { document, update, personId, reached = [] } of rows) {
				lastId += 1;
				const number = documentId(document);
				add.run(number, lastId, personId, checksum(number, lastId, personId, update), update, packReach(reached));
			}
			return lastId;
		},
		/** [L20] A piece of a snapshot that comes. */
		piece({ document, upTo, place, bytes }: SnapshotPiece): null {
			snapshots.piece(documentId(document), upTo, place, bytes);
			return null;
		},
		/** [L15] Nothing damaged is overwritten or deleted: it is moved aside first. */
		compact({ document, upTo, snapshot, pieces }: Compaction): null {
			const number = documentId(document);
			const base = snapshots.get(number);
			if (base && base.id > upTo) return null;
			if (base && !isSound(number, base)) keep(number, 'snapshot', base);
			const damaged: StoredRow[] = [];
			const reached = [...((base && unpackReach(base.reached)) ?? [])];
			for (const row of covered.iterate(number, upTo)) {
				if (!isSound(number, row)) damaged.push(row);
				reached.push(...(unpackReach(row.reached) ?? []));
			}
			for (const row of damaged) keep(number, 'update', row);
			snapshots.put({ documentId: number, upTo, data: snapshot, pieces, reached: packReach(furthest(reached)) });
			drop.run(number, upTo);
			return null;
		},
		/** One piece that no longer counts; answers whether there was one. */
		sweep: (document: string): number => (snapshots.sweep(documentId(document)) ? 1 : 0),
		/** [L15] Moves those of the rows that are damaged; answers how many. */
		setAside(rows: readonly DamagedRow[]): number {
			let moved = 0;
			for (const { document, kind, id } of rows) {
				const number = documentId(document);
				const row = kind === 'update' ? one.get(number, id) : snapshots.get(number);
				if (!row || row.id !== id) continue;
				const isWhole = isSound(number, row);
				if (isWhole && unpackReach(row.reached) !== null) continue;
				if (!isWhole) keep(number, kind, row);
				if (kind === 'update') dropUpdate.run(number, id);
				else if (!isWhole) snapshots.drop(number);
				// Only how far it reaches is not what was written: the text stays, and says nothing of that any more.
				if (isWhole && kind === 'update') add.run(number, id, row.personId, row.crc, row.data, null);
				if (isWhole && kind === 'snapshot') snapshots.forgetReach(number);
				moved += 1;
			}
			return moved;
		},
		keepLate(branch: LateBranch): null {
			late.run(documentId(branch.document), branch.hash, branch.personId, branch.at, branch.update);
			return null;
		},
		seal(document: string): null {
			close.run(documentId(document));
			return null;
		},
		/** After a rollback a document named in it may have no row. */
		forget(): void {
			ids.clear();
		}
	};
}
