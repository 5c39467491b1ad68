/** The log of drafts on the writer's connection. Every row carries a checksum, so that damage is noticed on reading. */
import { crc32 } from 'node:zlib';
import type { LateBranch, LogRow } from '../port.ts';
import type { Connection } from './connection.ts';

export function openDrafts(connection: Connection) {
	const name = connection.prepare('insert or ignore into documents (name) values (?)');
	const numberOf = connection.prepare<[string], { id: number }>('select id from documents where name = ?');
	const add = connection.prepare('insert into updates (document_id, id, person_id, crc, data) values (?, ?, ?, ?, ?)');
	const put = connection.prepare(
		`insert into snapshots (document_id, up_to, crc, data) values (?, ?, ?, ?)
		 on conflict (document_id) do update set up_to = excluded.up_to, crc = excluded.crc, data = excluded.data
		 where excluded.up_to >= snapshots.up_to`
	);
	const drop = connection.prepare('delete from updates where document_id = ? and id <= ?');
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
				'select max(coalesce((select max(id) from updates), 0), coalesce((select max(up_to) from snapshots), 0)) as last'
			)
			.get()?.last ?? 0;

	const documentId = (document: string): number => {
		const known = ids.get(document);
		if (known !== undefined) return known;
		name.run(document);
		const id = numberOf.get(document)?.id;
		if (id === undefined) throw new Error(`no row for document ${document}`);
		ids.set(document, id);
		return id;
	};

	return {
		/** Answers the id of the last row. Ids rise through all documents and are never given twice, even after a rollback. */
		append(rows: readonly LogRow[]): number {
			for (const { document, update, personId } of rows) {
				lastId += 1;
				add.run(documentId(document), lastId, personId, crc32(update), update);
			}
			return lastId;
		},
		compact(document: string, upTo: number, snapshot: Uint8Array): null {
			put.run(documentId(document), upTo, crc32(snapshot), snapshot);
			drop.run(documentId(document), upTo);
			return null;
		},
		claim(document: string, clientId: number, personId: string): null {
			own.run(documentId(document), clientId, personId);
			return null;
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
