/** SQL of the screens: hashes of addresses and keys. They are written in the transaction of the fact that they belong to. */
import type { CompiledQuery } from 'kysely';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly screen_keys: {
		readonly meeting_id: string;
		readonly n: number;
		readonly address: string;
		readonly key: string | null;
		readonly opened_at: number | null;
	};
};

/** Which screen of which meeting. */
export type Place = { readonly meetingId: string; readonly n: number };

export function screenStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();
	const columns = ['meeting_id', 'n'] as const;
	const byAddress = storage.prepared(db.selectFrom('screen_keys').select(columns).where('address', '=', '').compile());
	const byKey = storage.prepared(db.selectFrom('screen_keys').select(columns).where('key', '=', '').compile());
	const placeOf = (rows: readonly { readonly meeting_id: string; readonly n: number }[]): Place | null => {
		const [row] = rows;
		return row ? { meetingId: row.meeting_id, n: row.n } : null;
	};

	return {
		ofAddress: (hash: string): Place | null => placeOf(byAddress(hash)),
		ofKey: (hash: string): Place | null => placeOf(byKey(hash)),
		made: ({ meetingId, n }: Place, address: string): CompiledQuery =>
			db.insertInto('screen_keys').values({ meeting_id: meetingId, n, address, key: null, opened_at: null }).compile(),
		opened: ({ meetingId, n }: Place, key: string, at: number): CompiledQuery =>
			db
				.updateTable('screen_keys')
				.set({ key, opened_at: at })
				.where('meeting_id', '=', meetingId)
				.where('n', '=', n)
				.compile()
	};
}
