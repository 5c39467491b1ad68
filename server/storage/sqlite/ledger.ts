/** Facts on the writer's connection: journal, outbox, read-model rows and idempotency keys of one batch. */
import type { Recorded, Fact } from '../port.ts';
import type { Statement } from 'better-sqlite3';
import type { Connection } from './connection.ts';
import type { Job, PlainStatement } from './jobs.ts';
import { linkHash, origin, sealPayload } from './journal.ts';

/** Somebody was faster: a stream has another version than the one judged. Undoes the batch's savepoint. */
export class Stale extends Error {}

type Head = { readonly seq: number; readonly hash: Uint8Array };

export function openLedger(connection: Connection) {
	const version = connection.prepare<[string], { version: number }>(
		'select coalesce(max(version), 0) as version from journal where stream = ?'
	);
	const link = connection.prepare(
		'insert into journal (seq, stream, version, type, person_id, at, digest, previous, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)'
	);
	const payload = connection.prepare('insert into journal_payloads (seq, salt, payload) values (?, ?, ?)');
	const message = connection.prepare('insert into outbox (topic, payload) values (?, ?)');
	const request = connection.prepare<[string, string], { body: string; answer: string }>(
		'select body, answer from requests where person_id = ? and key = ?'
	);
	const keep = connection.prepare('insert into requests (person_id, key, body, answer) values (?, ?, ?, ?)');
	const deliver = connection.prepare('delete from outbox where id = ?');
	const prepared = new Map<string, Statement<unknown[]>>();
	let head: Head = connection.prepare<[], Head>('select seq, hash from journal order by seq desc limit 1').get() ?? {
		seq: 0,
		hash: origin
	};

	/** Rebuilt statements are few (Kysely compiles the same SQL for the same code), but never let them grow without end. */
	const statement = (sql: string): Statement<unknown[]> => {
		const known = prepared.get(sql);
		if (known) return known;
		if (prepared.size > 500) prepared.clear();
		const fresh = connection.prepare<unknown[]>(sql);
		prepared.set(sql, fresh);
		return fresh;
	};

	const write = (fact: Fact): void => {
		const next = { ...fact, seq: head.seq + 1, version: (version.get(fact.stream)?.version ?? 0) + 1 };
		const { salt, payload: text, digest } = sealPayload(fact);
		const hash = linkHash(head.hash, next, digest);
		link.run(next.seq, fact.stream, next.version, fact.type, fact.personId, fact.at, digest, head.hash, hash);
		payload.run(next.seq, salt, text);
		head = { seq: next.seq, hash };
	};

	const run = ({ sql, parameters }: PlainStatement): void => {
		statement(sql).run(...parameters);
	};

	return {
		record(batch: Extract<Job, { kind: 'record' }>['batch']): Recorded {
			const { once } = batch;
			if (once) {
				const known = request.get(once.personId, once.key);
				if (known) return known.body === once.body ? { kind: 'repeated', answer: known.answer } : { kind: 'conflict' };
			}
			for (const { stream, version: judged } of batch.expect) {
				if ((version.get(stream)?.version ?? 0) !== judged) throw new Stale(stream);
			}
			batch.facts.forEach(write);
			batch.statements.forEach(run);
			for (const told of batch.outbox) message.run(told.topic, JSON.stringify(told.payload));
			if (once) keep.run(once.personId, once.key, once.body, once.answer);
			return { kind: 'recorded' };
		},
		delivered(ids: readonly number[]): null {
			for (const id of ids) deliver.run(id);
			return null;
		},
		mark: (): Head => head,
		/** After a rollback the chain's head is what it was before. */
		returnTo(mark: Head): void {
			head = mark;
		}
	};
}
