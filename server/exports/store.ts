/** SQL of private calendar feeds: one for each person, of its secret the hash. */
import type { CompiledQuery } from 'kysely';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly calendar_feeds: {
		readonly person_id: string;
		readonly hash: string;
		readonly made_at: number;
		readonly read_at: number | null;
	};
};

export type Feed = { readonly personId: string; readonly madeAt: number; readonly readAt: number | null };

export function feedStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();
	const write = async (statement: CompiledQuery): Promise<void> => {
		await storage.record({ expect: [], facts: [], statements: [statement], outbox: [] });
	};
	const find = async (column: 'person_id' | 'hash', value: string): Promise<Feed | null> => {
		const row = await db.selectFrom('calendar_feeds').selectAll().where(column, '=', value).executeTakeFirst();
		return row ? { personId: row.person_id, madeAt: row.made_at, readAt: row.read_at } : null;
	};
	return {
		of: (personId: string): Promise<Feed | null> => find('person_id', personId),
		byHash: (hash: string): Promise<Feed | null> => find('hash', hash),
		/** The former secret ends with it. */
		put: (personId: string, hash: string, at: number): Promise<void> => {
			const feed = { hash, made_at: at, read_at: null };
			return write(
				db
					.insertInto('calendar_feeds')
					.values({ person_id: personId, ...feed })
					.onConflict((clash) => clash.column('person_id').doUpdateSet(feed))
					.compile()
			);
		},
		remove: (personId: string): Promise<void> =>
			write(db.deleteFrom('calendar_feeds').where('person_id', '=', personId).compile()),
		wasRead: (personId: string, at: number): Promise<void> =>
			write(db.updateTable('calendar_feeds').set({ read_at: at }).where('person_id', '=', personId).compile())
	};
}
