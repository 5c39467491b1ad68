/** SQL of meetings: this domain's tables only. */
import type { CompiledQuery } from 'kysely';
import type { Meeting, Phase } from '#shared/meetings/model.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly meetings: {
		readonly id: string;
		readonly council_id: string;
		readonly year: number;
		readonly ordinal: number;
		readonly state: string;
		readonly title: string;
		readonly starts_at: number;
		readonly planned_minutes: number;
		readonly place: string;
		readonly published_at: number | null;
		readonly revision: number;
		readonly revised_at: number;
	};
	readonly meeting_guests: { readonly meeting_id: string; readonly unit_id: string };
};

export type MeetingRow = Pick<
	Meeting,
	| 'id'
	| 'councilId'
	| 'year'
	| 'ordinal'
	| 'title'
	| 'startsAt'
	| 'plannedMinutes'
	| 'place'
	| 'publishedAt'
	| 'revision'
	| 'revisedAt'
> & { readonly state: Phase };

export type MeetingFilter = {
	/** Whose the asker may read: all of these councils, meetings to which these units are invited, and these meetings. */
	readonly councilIds: readonly string[];
	readonly unitIds: readonly string[];
	readonly meetingIds: readonly string[];
	readonly state?: Phase | undefined;
	readonly councilId?: string | undefined;
	/** Starting from the first instant on, before the second. */
	readonly from?: number | undefined;
	readonly until?: number | undefined;
	readonly order: 'asc' | 'desc';
	readonly after?: { readonly startsAt: number; readonly id: string } | undefined;
	readonly limit: number;
};

export type MeetingStore = ReturnType<typeof meetingStore>;

export function meetingStore(storage: Pick<Storage, 'read'>) {
	const db = storage.read.withTables<Tables>();

	return {
		/** The rows of a meeting as it is after an event. */
		put: (meeting: Meeting): readonly CompiledQuery[] => {
			const { id, ...row } = rowOf(meeting);
			const guests = meeting.invitedUnitIds.map((unit_id) => ({ meeting_id: id, unit_id }));
			return [
				db
					.insertInto('meetings')
					.values({ id, ...row })
					.onConflict((clash) => clash.column('id').doUpdateSet(row))
					.compile(),
				db.deleteFrom('meeting_guests').where('meeting_id', '=', id).compile(),
				...guests.map((guest) => db.insertInto('meeting_guests').values(guest).compile())
			];
		},
		lastOrdinal: async (councilId: string, year: number): Promise<number> => {
			const row = await db
				.selectFrom('meetings')
				.select(({ fn }) => fn.max('ordinal').as('last'))
				.where('council_id', '=', councilId)
				.where('year', '=', year)
				.where('state', '<>', 'cancelled')
				.executeTakeFirst();
			return row?.last ?? 0;
		},
		ids: async (state: Phase): Promise<readonly string[]> =>
			(await db.selectFrom('meetings').select('id').where('state', '=', state).orderBy('starts_at').execute()).map(
				({ id }) => id
			),
		list: async (filter: MeetingFilter): Promise<readonly MeetingRow[]> => {
			const { councilIds, unitIds, meetingIds, state, councilId, from, until, order, after, limit } = filter;
			let query = db
				.selectFrom('meetings')
				.selectAll()
				.where((is) =>
					is.or([
						is('council_id', 'in', [...councilIds]),
						is('id', 'in', [...meetingIds]),
						is(
							'id',
							'in',
							db
								.selectFrom('meeting_guests')
								.select('meeting_id')
								.where('unit_id', 'in', [...unitIds])
						)
					])
				);
			if (state !== undefined) query = query.where('state', '=', state);
			if (councilId !== undefined) query = query.where('council_id', '=', councilId);
			if (from !== undefined) query = query.where('starts_at', '>=', from);
			if (until !== undefined) query = query.where('starts_at', '<', until);
			if (after) {
				const sign = order === 'asc' ? '>' : '<';
				query = query.where((is) => is(is.refTuple('starts_at', 'id'), sign, is.tuple(after.startsAt, after.id)));
			}
			const rows = await query.orderBy('starts_at', order).orderBy('id', order).limit(limit).execute();
			return rows.map((row) => ({
				id: row.id,
				councilId: row.council_id,
				year: row.year,
				ordinal: row.ordinal,
				state: row.state as Phase, // written by put() alone
				title: row.title,
				startsAt: row.starts_at,
				plannedMinutes: row.planned_minutes,
				place: row.place,
				publishedAt: row.published_at,
				revision: row.revision,
				revisedAt: row.revised_at
			}));
		}
	};
}

function rowOf(meeting: Meeting): Tables['meetings'] {
	return {
		id: meeting.id,
		council_id: meeting.councilId,
		year: meeting.year,
		ordinal: meeting.ordinal,
		state: meeting.state,
		title: meeting.title,
		starts_at: meeting.startsAt,
		planned_minutes: meeting.plannedMinutes,
		place: meeting.place,
		published_at: meeting.publishedAt,
		revision: meeting.revision,
		revised_at: meeting.revisedAt
	};
}
