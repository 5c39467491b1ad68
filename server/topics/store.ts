/** SQL of topics: this domain's tables only. Who may read a row is for `may`, asked of its body. */
import type { CompiledQuery } from 'kysely';
import type { Topic, TopicCategory, TopicLevel, TopicPriority, TopicState } from '#shared/topics/model.ts';
import { openListing } from '#shared/topics/views.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly topics: {
		readonly id: string;
		readonly version: number;
		readonly council_id: string;
		readonly unit_id: string;
		readonly author_id: string;
		readonly state: string;
		readonly category: string | null;
		readonly priority: string | null;
		readonly level: string;
		/** The meeting on whose agenda it stands. */
		readonly meeting_id: string | null;
		readonly root_id: string;
		/** Proposed, or drafted while it is a draft. */
		readonly since: number;
		readonly body: string;
	};
};

export type TopicFilter = {
	readonly councilId?: string | undefined;
	readonly unitId?: string | undefined;
	readonly state?: TopicState | undefined;
	readonly category?: TopicCategory | undefined;
	readonly priority?: TopicPriority | undefined;
	readonly level?: TopicLevel | undefined;
	readonly meetingId?: string | undefined;
};
export type Place = { readonly since: number; readonly id: string };

export type TopicStore = ReturnType<typeof topicStore>;

export function topicStore(storage: Pick<Storage, 'read'>) {
	const db = storage.read.withTables<Tables>();
	const topicOf = ({ body }: { readonly body: string }): Topic => JSON.parse(body) as Topic; // written by put() alone

	return {
		/** The rows of a topic as it is after an event. */
		put: (topic: Topic, version: number): readonly CompiledQuery[] => {
			const { id, ...row } = rowOf(topic, version);
			const put = db
				.insertInto('topics')
				.values({ id, ...row })
				.onConflict((clash) => clash.column('id').doUpdateSet(row))
				.compile();
			// [T8] What went into it goes with it.
			if (topic.into === null) return [put];
			return [put, db.updateTable('topics').set({ root_id: topic.into }).where('root_id', '=', id).compile()];
		},
		/** Oldest first. */
		page: async (filter: TopicFilter, after: Place | null, limit: number): Promise<readonly Topic[]> => {
			let query = db.selectFrom('topics').select('body');
			const columns = {
				council_id: filter.councilId,
				unit_id: filter.unitId,
				state: filter.state,
				category: filter.category,
				priority: filter.priority,
				level: filter.level,
				meeting_id: filter.meetingId
			};
			for (const [column, value] of Object.entries(columns) as [keyof typeof columns, string | undefined][])
				if (value !== undefined) query = query.where(column, '=', value);
			if (after) query = query.where((is) => is(is.refTuple('since', 'id'), '>', is.tuple(after.since, after.id)));
			return (await query.orderBy('since').orderBy('id').limit(limit).execute()).map(topicOf);
		},
		/** All that was merged into these topics, at whatever remove. */
		mergedInto: async (rootIds: readonly string[]): Promise<ReadonlyMap<string, readonly Topic[]>> => {
			if (rootIds.length === 0) return new Map();
			const rows = await db
				.selectFrom('topics')
				.select(['root_id', 'body'])
				.where('root_id', 'in', [...rootIds])
				.where('id', 'not in', [...rootIds])
				.orderBy('since')
				.orderBy('id')
				.execute();
			const groups = new Map<string, Topic[]>(rootIds.map((id) => [id, []]));
			for (const row of rows) groups.get(row.root_id)?.push(topicOf(row));
			return groups;
		},
		/** What stands on the agenda of a meeting. */
		scheduledIn: async (meetingId: string): Promise<readonly string[]> =>
			(await db.selectFrom('topics').select('id').where('meeting_id', '=', meetingId).orderBy('id').execute()).map(
				({ id }) => id
			)
	};
}

export function placeOf({ id, proposedAt, draftedAt }: Topic): Place {
	return { since: proposedAt ?? draftedAt, id };
}

function rowOf(topic: Topic, version: number): Tables['topics'] {
	return {
		id: topic.id,
		version,
		council_id: topic.councilId,
		unit_id: topic.unitId,
		author_id: topic.authorId,
		state: topic.state,
		category: topic.content.category,
		priority: topic.content.priority,
		level: topic.content.level,
		meeting_id: openListing(topic)?.meetingId ?? null,
		root_id: topic.into ?? topic.id,
		since: placeOf(topic).since,
		body: JSON.stringify(topic)
	};
}
