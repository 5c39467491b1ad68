/** SQL of papers: this domain's tables only. Who may read a row is for `may`, asked of its body. */
import type { CompiledQuery } from 'kysely';
import type { Paper, PaperEvent } from '#shared/papers/model.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly papers: {
		readonly id: string;
		readonly version: number;
		readonly meeting_id: string | null;
		readonly item_id: string | null;
		readonly topic_id: string | null;
		readonly since: number;
		readonly body: string;
	};
	/** Which paper holds which bytes; without a row they are removed. */
	readonly paper_bytes: { readonly hash: string; readonly paper_id: string };
};

export type PaperStore = ReturnType<typeof paperStore>;

export function paperStore(storage: Pick<Storage, 'read' | 'prepared'>) {
	const db = storage.read.withTables<Tables>();
	const held = db.selectFrom('paper_bytes').select('paper_id').where('hash', '=', '').limit(1).compile();
	const holders = storage.prepared(held);
	// Written by put() alone.
	const paperOf = ({ body }: { readonly body: string }): Paper => JSON.parse(body) as Paper;
	const inOrder = db.selectFrom('papers').select('body').orderBy('since').orderBy('id');
	const atItem = storage.prepared(inOrder.where('meeting_id', '=', '').where('item_id', '=', '').compile());
	const atTopic = storage.prepared(inOrder.where('topic_id', '=', '').compile());
	const bodies = async (column: 'meeting_id' | 'topic_id', value: string): Promise<readonly Paper[]> => {
		return (await inOrder.where(column, '=', value).execute()).map(paperOf);
	};

	return {
		put: (paper: Paper, event: PaperEvent, version: number): readonly CompiledQuery[] => {
			const { id, place } = paper;
			const row = {
				version,
				meeting_id: place.kind === 'item' ? place.meetingId : null,
				item_id: place.kind === 'item' ? place.itemId : null,
				topic_id: place.kind === 'topic' ? place.topicId : null,
				since: paper.versions[0]?.at ?? 0,
				body: JSON.stringify(paper)
			};
			const put = db
				.insertInto('papers')
				.values({ id, ...row })
				.onConflict((clash) => clash.column('id').doUpdateSet(row))
				.compile();
			if (event.type === 'erased') return [put, db.deleteFrom('paper_bytes').where('paper_id', '=', id).compile()];
			if (event.type !== 'added' && event.type !== 'version-added') return [put];
			const holds = db
				.insertInto('paper_bytes')
				.values({ hash: event.file.hash, paper_id: id })
				.onConflict((clash) => clash.doNothing())
				.compile();
			return [put, holds];
		},
		ofMeeting: (id: string) => bodies('meeting_id', id),
		ofTopic: (id: string) => bodies('topic_id', id),
		/** In the same turn. */
		atItem: (meetingId: string, itemId: string): readonly Paper[] => atItem(meetingId, itemId).map(paperOf),
		atTopic: (topicId: string): readonly Paper[] => atTopic(topicId).map(paperOf),
		isHeld: (hash: string): boolean => holders(hash, 1).length > 0
	};
}
