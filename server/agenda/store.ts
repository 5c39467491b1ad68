/** SQL of agendas: this domain's table only. */
import type { CompiledQuery } from 'kysely';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly agenda_brought: {
		readonly meeting_id: string;
		readonly item_id: string;
		readonly from_meeting_id: string;
		readonly from_item_id: string;
	};
};

/** An item on the agenda of a meeting. */
export type Spot = { readonly meetingId: string; readonly itemId: string };

export function agendaStore(storage: Pick<Storage, 'read' | 'prepared'>) {
	const db = storage.read.withTables<Tables>();
	const went = storage.prepared(
		db
			.selectFrom('agenda_brought')
			.select(['meeting_id', 'item_id'])
			.where('from_meeting_id', '=', '')
			.where('from_item_id', '=', '')
			.orderBy('meeting_id')
			.compile()
	);
	return {
		put: ({ meetingId, itemId }: Spot, from: Spot): CompiledQuery =>
			db
				.insertInto('agenda_brought')
				.values({
					meeting_id: meetingId,
					item_id: itemId,
					from_meeting_id: from.meetingId,
					from_item_id: from.itemId
				})
				.onConflict((clash) => clash.doNothing())
				.compile(),
		/** In the same turn. */
		wentTo: ({ meetingId, itemId }: Spot): readonly Spot[] =>
			went(meetingId, itemId).map((row) => ({ meetingId: row.meeting_id, itemId: row.item_id }))
	};
}
