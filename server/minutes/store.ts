/** SQL of the pictures of minutes: which picture belongs to which meeting. */
import type { Storage } from '#server/storage/port.ts';
import type { Kept } from './pictures.ts';

type Tables = {
	readonly files: {
		readonly id: string;
		readonly meeting_id: string;
		readonly hash: string;
		readonly type: string;
		readonly bytes: number;
		readonly person_id: string;
		readonly at: number;
	};
};

export type FileRow = Tables['files'];
export type NewFile = Kept & {
	readonly id: string;
	readonly meetingId: string;
	readonly personId: string;
	readonly at: number;
};

export function fileStore(storage: Pick<Storage, 'read' | 'record'>) {
	const db = storage.read.withTables<Tables>();
	const find = async (column: 'id' | 'hash', value: string, meetingId?: string): Promise<FileRow | null> => {
		let query = db.selectFrom('files').selectAll().where(column, '=', value);
		if (meetingId !== undefined) query = query.where('meeting_id', '=', meetingId);
		return (await query.executeTakeFirst()) ?? null;
	};

	return {
		find: (id: string) => find('id', id),
		/** The same picture in the same meeting is one file: the second answer is the first one's. */
		add: async ({ id, meetingId, personId, at, hash, type, bytes }: NewFile): Promise<FileRow> => {
			const row = { id, meeting_id: meetingId, hash, type, bytes, person_id: personId, at };
			const known = await find('hash', hash, meetingId);
			if (known) return known;
			await storage.record({
				expect: [],
				facts: [
					{
						stream: `files:${id}`,
						type: 'uploaded',
						payload: { meetingId, hash, type, bytes, confirmed: true },
						personId,
						at
					}
				],
				statements: [
					db
						.insertInto('files')
						.values(row)
						.onConflict((clash) => clash.columns(['meeting_id', 'hash']).doNothing())
						.compile()
				],
				outbox: []
			});
			return (await find('hash', hash, meetingId)) ?? row;
		}
	};
}
