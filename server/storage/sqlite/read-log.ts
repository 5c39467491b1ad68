/**
 * Reading the log of drafts. A row whose checksum does not match is left out and counted, and counts for ever: whoever has
 * the text still may bring it back.
 */
import type { LateBranch, StoredDocument, UpdateLog } from '../port.ts';
import { isSound, type StoredRow } from './checksum.ts';
import type { Connection } from './connection.ts';

type StoredLog = Pick<UpdateLog, 'load' | 'owners' | 'late' | 'isSealed'>;

export function readLog(connection: Connection): StoredLog {
	const document = connection.prepare<[string], { id: number; sealed: number }>(
		'select id, sealed from documents where name = ?'
	);
	const snapshot = connection.prepare<[number], StoredRow>(
		'select up_to as id, null as personId, crc, data from snapshots where document_id = ?'
	);
	const tail = connection.prepare<[number, number], StoredRow>(
		'select id, person_id as personId, crc, data from updates where document_id = ? and id > ? order by id'
	);
	const aside = connection.prepare<[number], { rows: number }>(
		'select count(*) as rows from damaged_rows where document_id = ?'
	);
	const clients = connection.prepare<[number], { clientId: number; personId: string }>(
		'select client_id as clientId, person_id as personId from document_clients where document_id = ?'
	);
	const branches = connection.prepare<[number], Omit<LateBranch, 'document'>>(
		'select person_id as personId, at, data as "update", hash from late_branches where document_id = ? order by at'
	);

	return {
		/** One read transaction, so that a compaction in between cannot hide rows. */
		load: connection.transaction((name: string): StoredDocument => {
			const found = document.get(name);
			if (!found) return { snapshot: null, tail: [], upTo: 0, damaged: 0 };
			const base = snapshot.get(found.id);
			const rows = tail.all(found.id, base?.id ?? 0);
			const good = rows.filter((row) => isSound(found.id, row));
			const baseIsSound = base === undefined || isSound(found.id, base);
			return {
				snapshot: base && baseIsSound ? base.data : null,
				tail: good.map(({ data }) => data),
				upTo: rows.at(-1)?.id ?? base?.id ?? 0,
				damaged: rows.length - good.length + (baseIsSound ? 0 : 1) + (aside.get(found.id)?.rows ?? 0)
			};
		}),
		owners(name: string): ReadonlyMap<number, string> {
			const found = document.get(name);
			return new Map(found ? clients.all(found.id).map(({ clientId, personId }) => [clientId, personId]) : []);
		},
		late(name: string): readonly LateBranch[] {
			const found = document.get(name);
			return found ? branches.all(found.id).map((branch) => ({ ...branch, document: name })) : [];
		},
		isSealed(name: string): boolean {
			return document.get(name)?.sealed === 1;
		}
	};
}
