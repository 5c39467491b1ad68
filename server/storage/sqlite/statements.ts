/** Kysely compiles each question anew and asks for it to be prepared anew; the text is nearly always one we have had. */
import type { SqliteDatabase } from 'kysely';
import type { Connection } from './connection.ts';

/** Lists of different length are different texts; these are forgotten together when there are too many. */
const KEPT = 500;

/** The connection as Kysely asks it, with what it has prepared. Whoever walks through rows one by one asks the connection itself. */
export function rememberStatements(connection: Connection): SqliteDatabase {
	const known = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
	return {
		close: () => void connection.close(),
		prepare(sql) {
			const before = known.get(sql);
			if (before) return before;
			if (known.size >= KEPT) known.clear();
			const statement = connection.prepare(sql) as ReturnType<SqliteDatabase['prepare']>;
			known.set(sql, statement);
			return statement;
		}
	};
}
