/** Walks the journal's chain and says where it is broken. */
import { linkHash, origin, payloadDigest, type Link } from './journal.ts';
import { connect, type Connection } from './connection.ts';

type Row = Link & {
	readonly digest: Buffer;
	readonly previous: Buffer;
	readonly hash: Buffer;
	readonly salt: Buffer | null;
	readonly payload: string | null;
};

export type Audit = {
	readonly facts: number;
	/** Hash of the last link, hex: write it down elsewhere, and any later change of the past shows. */
	readonly head: string;
	/** Numbers of the facts at which the chain is broken, the first hundred. */
	readonly broken: readonly {
		readonly seq: number;
		readonly why: 'gap' | 'changed' | 'relinked' | 'payload-changed';
	}[];
	/** Facts whose payload was erased on purpose: the chain holds without it. */
	readonly erased: number;
};

export function auditJournal(connection: Connection): Audit {
	const rows = connection.prepare<[], Row>(
		`select seq, stream, version, type, person_id as personId, at, digest, previous, hash, salt, payload
		 from journal left join journal_payloads using (seq) order by seq`
	);
	const broken: Audit['broken'][number][] = [];
	let previous: Uint8Array = origin;
	let [facts, erased] = [0, 0];
	for (const row of rows.iterate()) {
		facts += 1;
		if (row.seq !== facts + broken.filter(({ why }) => why === 'gap').length) broken.push({ seq: row.seq, why: 'gap' });
		else if (!row.previous.equals(previous)) broken.push({ seq: row.seq, why: 'relinked' });
		else if (!linkHash(row.previous, row, row.digest).equals(row.hash)) broken.push({ seq: row.seq, why: 'changed' });
		else if (row.salt === null || row.payload === null) erased += 1;
		else if (!payloadDigest(row.salt, row.payload).equals(row.digest))
			broken.push({ seq: row.seq, why: 'payload-changed' });
		previous = row.hash;
		if (broken.length >= 100) break;
	}
	return { facts, head: Buffer.from(previous).toString('hex'), broken, erased };
}

/** Null when the file is a whole database of ours with an unbroken journal; else what is wrong. */
export function checkBackup(file: string): string | null {
	try {
		const connection = connect(file, { readonly: true });
		try {
			const check = quickCheck(connection);
			if (check !== 'ok') return check;
			return auditJournal(connection).broken.length === 0 ? null : 'its journal is broken';
		} finally {
			connection.close();
		}
	} catch (cause) {
		return cause instanceof Error ? cause.message : String(cause);
	}
}

export function quickCheck(connection: Connection): string {
	return String(connection.pragma('quick_check(1)', { simple: true }));
}
