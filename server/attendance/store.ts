/** SQL of the doors: keys, spoken codes and wrong guesses. */
import type { CompiledQuery } from 'kysely';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	doors: { meeting_id: string; key: Buffer; spoken: string; renewed_at: number };
	stand_ins: { meeting_id: string; unit_id: string; person_id: string };
	door_guesses: { id?: number; person_id: string; meeting_id: string; spoken: number; at: number };
};
export type Guess = {
	readonly personId: string;
	readonly meetingId: string;
	readonly spoken: boolean;
	readonly at: number;
};

export function doorStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();
	const keyOf = storage.prepared(
		db.selectFrom('doors').select(['key', 'spoken']).where('meeting_id', '=', '').compile()
	);
	const guesses = storage.prepared(
		db.selectFrom('door_guesses').select(['person_id', 'meeting_id', 'spoken', 'at']).orderBy('id').compile()
	);
	const write = async (essential: boolean, ...statements: CompiledQuery[]): Promise<void> => {
		await storage.record({ expect: [], facts: [], statements, outbox: [], ...(essential && { essential }) });
	};
	return {
		door: (meetingId: string): { readonly key: Buffer; readonly spoken: string } | null => keyOf(meetingId)[0] ?? null,
		put: (meetingId: string, door: { readonly key: Buffer; readonly spoken: string }, at: number): Promise<void> =>
			write(
				false,
				db
					.insertInto('doors')
					.values({ meeting_id: meetingId, ...door, renewed_at: at })
					.onConflict((clash) => clash.column('meeting_id').doUpdateSet({ spoken: door.spoken, renewed_at: at }))
					.compile()
			),
		guesses: (): readonly Guess[] =>
			guesses().map(({ person_id, meeting_id, spoken, at }) => ({
				personId: person_id,
				meetingId: meeting_id,
				spoken: spoken === 1,
				at
			})),
		/** Goes on while the disk is full: otherwise that would be the hour to guess. */
		addGuess: ({ personId, meetingId, spoken, at }: Guess): Promise<void> =>
			write(
				true,
				db
					.insertInto('door_guesses')
					.values({ person_id: personId, meeting_id: meetingId, spoken: spoken ? 1 : 0, at })
					.compile()
			),
		/** What no longer counts by either side of the clock. */
		forget: (before: number, after: number): Promise<void> =>
			write(
				true,
				db
					.deleteFrom('door_guesses')
					.where((row) => row.or([row('at', '<', before), row('at', '>', after)]))
					.compile()
			)
	};
}

/** Who stands in where: for lists of meetings, which ask by person. */
export function standInStore(storage: Pick<Storage, 'read'>) {
	const db = storage.read.withTables<Pick<Tables, 'stand_ins'>>();
	return {
		put: (meetingId: string, unitId: string, personId: string): CompiledQuery =>
			db
				.insertInto('stand_ins')
				.values({ meeting_id: meetingId, unit_id: unitId, person_id: personId })
				.onConflict((clash) => clash.columns(['meeting_id', 'unit_id']).doUpdateSet({ person_id: personId }))
				.compile(),
		remove: (meetingId: string, unitId: string): CompiledQuery =>
			db.deleteFrom('stand_ins').where('meeting_id', '=', meetingId).where('unit_id', '=', unitId).compile(),
		meetingIds: async (personId: string): Promise<readonly string[]> =>
			(await db.selectFrom('stand_ins').select('meeting_id').where('person_id', '=', personId).execute()).map(
				(row) => row.meeting_id
			)
	};
}
