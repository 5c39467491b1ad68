/** The log of drafts on the writer's connection. Every row carries a checksum, so that damage is noticed on reading. */
import type { Claim, LateBranch, LogRow } from '../port.ts';
import { furthest } from '../reach.ts';
import { checksum, isSound, isSoundBeside, packReach, unpackReach, type StoredRow } from './checksum.ts';
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
	readonly outline: Uint8Array | null;
};

/** Rows that one commit goes through, or removes. */
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 1024 * 1024;

/** As many as one commit takes, one at least. */
function atOnce<Row>(rows: Iterable<Row>, sizeOf: (row: Row) => number): Row[] {
	const taken: Row[] = [];
	let bytes = 0;
	for (const row of rows) {
		taken.push(row);
		bytes += sizeOf(row);
		if (taken.length >= ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE) break;
	}
	return taken;
}

export function openDrafts(connection: Connection) {
	const name = connection.prepare('insert or ignore into documents (name) values (?)');
	const numberOf = connection.prepare<[string], { id: number }>('select id from documents where name = ?');
	const add = connection.prepare(
		'insert into updates (document_id, id, person_id, crc, data, reached) values (?, ?, ?, ?, ?, ?)'
	);
	const snapshots = openSnapshots(connection);
	const drop = connection.prepare('delete from updates where document_id = ? and id <= ?');
	const between = connection.prepare<[number, number, number], StoredRow>(
		`select id, person_id as personId, crc, data, reached from updates
		 where document_id = ? and id > ? and id <= ? order by id`
	);
	const sizes = connection.prepare<[number, number], { id: number; size: number }>(
		'select id, length(data) as size from updates where document_id = ? and id <= ? order by id'
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

	/**
	 * [L15] Nothing damaged is overwritten or deleted: it is moved aside first. Answers how far all of it reached. A step is
	 * what a commit takes of it.
	 */
	function* lookThrough(number: number, upTo: number): Generator<undefined, ReadonlyMap<number, number>> {
		const base = yield* snapshots.lookThrough(number);
		if (base && !base.isSound) {
			const damaged = snapshots.get(number);
			if (damaged) keep(number, 'snapshot', damaged);
			snapshots.drop(number);
		}
		const reached = furthest(unpackReach(base?.reached ?? null) ?? []);
		for (let at = base?.id ?? 0; ;) {
			yield;
			const rows = atOnce(between.iterate(number, at, upTo), ({ data }) => data.length);
			for (const row of rows) {
				for (const [client, clock] of unpackReach(row.reached) ?? []) {
					reached.set(client, Math.max(reached.get(client) ?? 0, clock));
				}
				if (isSound(number, row)) continue;
				keep(number, 'update', row);
				dropUpdate.run(number, row.id);
			}
			const last = rows.at(-1);
			if (!last) return reached;
			at = last.id;
		}
	}
	/** What the compaction that is under way covers; `reached` when all of it was gone through. */
	let looking: {
		readonly document: string;
		readonly upTo: number;
		readonly steps: ReturnType<typeof lookThrough>;
		readonly reached: ReadonlyMap<number, number> | null;
	} | null = null;

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
		/** [L20] A step through what a snapshot is to cover; 0 when there is nothing more to go through. */
		look(document: string, upTo: number): number {
			// One that was gone through to its end and never put is gone through anew: that may be long ago.
			if (looking?.document !== document || looking.upTo !== upTo || looking.reached !== null) {
				looking = { document, upTo, steps: lookThrough(documentId(document), upTo), reached: null };
			}
			const step = looking.steps.next();
			if (!step.done) return 1;
			looking = { ...looking, reached: step.value };
			return 0;
		},
		/** What it covers was gone through before, or it would be overwritten unseen. */
		compact({ document, upTo, snapshot, pieces, outline }: Compaction): null {
			const reached = looking?.document === document && looking.upTo === upTo ? looking.reached : null;
			if (reached === null) throw new Error(`what a snapshot of ${document} covers was not gone through`);
			looking = null;
			const beside = { reached: packReach(reached), outline };
			snapshots.put({ documentId: documentId(document), upTo, data: snapshot, pieces, ...beside });
			return null;
		},
		/** [L20] A step of removing what no longer counts; 0 when there is nothing left. */
		sweep(document: string): number {
			const number = documentId(document);
			if (snapshots.sweep(number)) return 1;
			const most = atOnce(sizes.iterate(number, snapshots.upTo(number)), ({ size }) => size).at(-1)?.id;
			return most === undefined ? 0 : drop.run(number, most).changes;
		},
		/** [L15] Moves those of the rows that are damaged; answers how many. */
		setAside(rows: readonly DamagedRow[]): number {
			let moved = 0;
			for (const { document, kind, id } of rows) {
				const number = documentId(document);
				const row = kind === 'update' ? one.get(number, id) : snapshots.get(number);
				if (!row || row.id !== id) continue;
				const isWhole = isSound(number, row);
				if (isWhole && isSoundBeside(row)) continue;
				if (!isWhole) keep(number, kind, row);
				if (kind === 'update') dropUpdate.run(number, id);
				else if (!isWhole) snapshots.drop(number);
				// Only what is said of it is not what was written: the text stays, and says nothing of that any more.
				if (isWhole && kind === 'update') add.run(number, id, row.personId, row.crc, row.data, null);
				if (isWhole && kind === 'snapshot') snapshots.forgetUnsound(number, row);
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
		/** After a rollback a document named in it may have no row, and what a look in it moved aside is where it was. */
		forget({ hasLook }: { readonly hasLook: boolean }): void {
			ids.clear();
			if (hasLook) looking = null;
		}
	};
}
