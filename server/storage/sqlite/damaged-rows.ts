/** Finds the rows of drafts that are not what was written, and tells of those set aside before. */
import { createHash } from 'node:crypto';
import { isSound, isSoundBeside, type StoredRow } from './checksum.ts';
import type { Connection } from './connection.ts';
import type { DamagedRow } from './drafts.ts';
import { readSnapshots } from './snapshots.ts';

/** A late branch stays where it is: nothing is built on it. */
export type FoundRow = Omit<DamagedRow, 'kind'> & { readonly kind: DamagedRow['kind'] | 'late' };

type Row = StoredRow & { readonly documentId: number };

export function findDamagedRows(connection: Connection): {
	readonly damaged: readonly FoundRow[];
	readonly looked: number;
} {
	const damaged: FoundRow[] = [];
	let looked = 0;
	const nameOf = connection.prepare<[number], { name: string }>('select name from documents where id = ?');
	const found = (kind: FoundRow['kind'], documentId: number, id: number): void => {
		damaged.push({ document: nameOf.get(documentId)?.name ?? `#${documentId}`, kind, id });
	};
	const walk = (kind: DamagedRow['kind'], rows: Iterable<Row>): void => {
		for (const row of rows) {
			looked += 1;
			if (!isSound(row.documentId, row) || !isSoundBeside(row)) found(kind, row.documentId, row.id);
		}
	};
	const updates = connection.prepare<[], Row>(
		'select document_id as documentId, id, person_id as personId, crc, data, reached from updates'
	);
	walk('update', updates.iterate());
	walk('snapshot', readSnapshots(connection).all());
	const late = connection.prepare<[], { documentId: number; id: number; hash: string; data: Buffer }>(
		'select document_id as documentId, rowid as id, hash, data from late_branches'
	);
	for (const { documentId, id, hash, data } of late.iterate()) {
		looked += 1;
		if (createHash('sha256').update(data).digest('hex') !== hash) found('late', documentId, id);
	}
	return { damaged, looked };
}

export type SetAside = { readonly document: string; readonly rows: number; readonly lastFoundAt: string };

export function setAsideRows(connection: Connection): readonly SetAside[] {
	return connection
		.prepare<[], SetAside>(
			`select coalesce(documents.name, '#' || document_id) as document, count(*) as rows, max(found_at) as lastFoundAt
			 from damaged_rows left join documents on documents.id = document_id group by document_id order by document`
		)
		.all();
}
