/**
 * Reading the log of drafts. A row whose checksum does not match is left out and counted, and counts for ever: whoever has
 * the text still may bring it back.
 */
import type { LateBranch, StoredDocument, UpdateLog } from '../port.ts';
import { furthest } from '../reach.ts';
import type { DamagedRow } from './drafts.ts';
import { isSound, unpackOutline, unpackReach, type StoredRow } from './checksum.ts';
import type { Connection } from './connection.ts';
import { readSnapshots } from './snapshots.ts';

type StoredLog = Pick<UpdateLog, 'load' | 'owners' | 'late' | 'lateHashes' | 'isSealed'>;

/** `hear` is told of damaged rows whenever somebody reads them. */
export function readLog(connection: Connection, hear: (rows: readonly DamagedRow[]) => void): StoredLog {
	const document = connection.prepare<[string], { id: number; sealed: number }>(
		'select id, sealed from documents where name = ?'
	);
	const snapshots = readSnapshots(connection);
	const tail = connection.prepare<[number, number], StoredRow>(
		'select id, person_id as personId, crc, data, reached from updates where document_id = ? and id > ? order by id'
	);
	const aside = connection.prepare<[number], Pick<StoredRow, 'reached'>>(
		'select reached from damaged_rows where document_id = ?'
	);
	const clients = connection.prepare<[number], { clientId: number; personId: string }>(
		'select client_id as clientId, person_id as personId from document_clients where document_id = ?'
	);
	const branches = connection.prepare<[number], Omit<LateBranch, 'document'>>(
		'select person_id as personId, at, data as "update", hash from late_branches where document_id = ? order by at'
	);
	const hashes = connection
		.prepare<[string, string], string>(
			'select hash from late_branches join documents on documents.id = document_id where name = ? and person_id = ?'
		)
		.pluck();

	return {
		/** One read transaction, so that a compaction in between cannot hide rows. */
		load: connection.transaction((name: string): StoredDocument => {
			const known = document.get(name);
			if (!known) return { snapshot: null, outline: null, tail: [], upTo: 0, damaged: 0, lost: new Map() };
			const base = snapshots.get(known.id);
			const rows = tail.all(known.id, base?.id ?? 0);
			const baseIsSound = base === undefined || isSound(known.id, base);
			const [good, bad] = [rows.filter((row) => isSound(known.id, row)), rows.filter((row) => !isSound(known.id, row))];
			const missing = [...aside.all(known.id), ...bad, ...(base && !baseIsSound ? [base] : [])];
			if (bad.length > 0 || !baseIsSound) {
				const damaged = bad.map(({ id }): DamagedRow => ({ document: name, kind: 'update', id }));
				hear(base && !baseIsSound ? [...damaged, { document: name, kind: 'snapshot', id: base.id }] : damaged);
			}
			return {
				snapshot: base && baseIsSound ? base.data : null,
				outline: base && baseIsSound ? unpackOutline(base) : null,
				tail: good.map(({ data }) => data),
				upTo: rows.at(-1)?.id ?? base?.id ?? 0,
				damaged: missing.length,
				lost: furthest(missing.flatMap(({ reached }) => unpackReach(reached) ?? []))
			};
		}),
		owners(name: string): ReadonlyMap<number, string> {
			const found = document.get(name);
			return new Map(found ? clients.all(found.id).map(({ clientId, personId }) => [clientId, personId]) : []);
		},
		lateHashes: (name: string, personId: string): readonly string[] => hashes.all(name, personId),
		late(name: string): readonly LateBranch[] {
			const found = document.get(name);
			return found ? branches.all(found.id).map((branch) => ({ ...branch, document: name })) : [];
		},
		isSealed(name: string): boolean {
			return document.get(name)?.sealed === 1;
		}
	};
}
