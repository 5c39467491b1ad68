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

const WALK = `select seq, stream, version, type, person_id as personId, at, digest, previous, hash, salt, payload
	from journal left join journal_payloads using (seq)`;
/** Looked at before anything is served; the whole takes its time and is walked later. */
const HEAD = 200;

/** The last links of the chain: what is wrong with them, or null. New facts are built on these. */
export function auditHead(connection: Connection): string | null {
	try {
		const rows = connection.prepare<[number], Row>(`${WALK} order by seq desc limit ?`).all(HEAD).toReversed();
		for (const [index, row] of rows.entries()) {
			const before = rows[index - 1];
			const why = before && row.seq !== before.seq + 1 ? 'gap' : faultOf(row, before?.hash ?? row.previous);
			if (why !== null) return `the journal is broken at ${row.seq} (${why})`;
		}
		return null;
	} catch (cause) {
		return `the journal cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
	}
}

export function auditJournal(connection: Connection): Audit {
	const rows = connection.prepare<[], Row>(`${WALK} order by seq`);
	const broken: Audit['broken'][number][] = [];
	let previous: Uint8Array = origin;
	let [facts, erased] = [0, 0];
	for (const row of rows.iterate()) {
		facts += 1;
		const isGap = row.seq !== facts + broken.filter(({ why }) => why === 'gap').length;
		const why = isGap ? 'gap' : faultOf(row, previous);
		if (why !== null) broken.push({ seq: row.seq, why });
		else if (isErased(row)) erased += 1;
		previous = row.hash;
		if (broken.length >= 100) break;
	}
	return { facts, head: Buffer.from(previous).toString('hex'), broken, erased };
}

const isErased = ({ salt, payload }: Row): boolean => salt === null || payload === null;

function faultOf(row: Row, previous: Uint8Array): 'relinked' | 'changed' | 'payload-changed' | null {
	if (!row.previous.equals(previous)) return 'relinked';
	if (!linkHash(row.previous, row, row.digest).equals(row.hash)) return 'changed';
	if (row.salt === null || row.payload === null) return null;
	return payloadDigest(row.salt, row.payload).equals(row.digest) ? null : 'payload-changed';
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
