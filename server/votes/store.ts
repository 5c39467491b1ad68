/** SQL of votes: which are open, and the choices of those that are not closed yet. */
import { randomBytes } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import { chosenIn, noBallots, withBallot, type Ballots } from '#shared/votes/ballots.ts';
import type { Choice, NamedBallot, Vote } from '#shared/votes/model.ts';
import type { Storage } from '#server/storage/port.ts';

type Tables = {
	readonly open_votes: { readonly vote_id: string; readonly meeting_id: string };
	readonly named_ballots: {
		readonly vote_id: string;
		readonly unit_id: string;
		readonly person_id: string;
		readonly choice: string;
	};
	readonly secret_ballots: { readonly vote_id: string; readonly key: Uint8Array; readonly choice: string };
};

export function votesStore(storage: Storage) {
	const db = storage.read.withTables<Tables>();
	const meetings = storage.prepared<{ readonly meeting_id: string }>(
		db.selectFrom('open_votes').select('meeting_id').distinct().orderBy('meeting_id').compile()
	);
	const named = storage.prepared<Tables['named_ballots']>(
		db.selectFrom('named_ballots').selectAll().where('vote_id', '=', '').compile()
	);
	const secret = storage.prepared<Pick<Tables['secret_ballots'], 'choice'>>(
		db.selectFrom('secret_ballots').select('choice').where('vote_id', '=', '').compile()
	);
	const dropSecret = (voteId: string): CompiledQuery =>
		db.deleteFrom('secret_ballots').where('vote_id', '=', voteId).compile();

	return {
		meetingsWithOpenVotes: (): readonly string[] => meetings().map(({ meeting_id: id }) => id),
		/** [V12] After a restart: of a secret vote nobody knows whose they are. */
		ballots: ({ id, manner }: Vote): Ballots =>
			manner === 'named'
				? named(id).reduce(
						(ballots, { unit_id: unitId, person_id: personId, choice }) =>
							withBallot(ballots, { unitId, personId, choice: choice as Choice }),
						noBallots
					)
				: { ...noBallots, loose: secret(id).map(({ choice }) => choice as Choice) },
		began: (voteId: string, meetingId: string): CompiledQuery =>
			db.insertInto('open_votes').values({ vote_id: voteId, meeting_id: meetingId }).compile(),
		stopped: (voteId: string): CompiledQuery => db.deleteFrom('open_votes').where('vote_id', '=', voteId).compile(),
		put: (voteId: string, { unitId, personId, choice }: NamedBallot): CompiledQuery =>
			db
				.insertInto('named_ballots')
				.values({ vote_id: voteId, unit_id: unitId, person_id: personId, choice })
				.onConflict((conflict) => conflict.columns(['vote_id', 'unit_id']).doUpdateSet({ person_id: personId, choice }))
				.compile(),
		/** [V9] All anew, in the order of keys drawn now: also where a row lies on its page tells nothing of the casting. */
		rewrite: (voteId: string, ballots: Ballots): readonly CompiledQuery[] => [
			dropSecret(voteId),
			...chosenIn(ballots)
				.map((choice) => ({ vote_id: voteId, key: randomBytes(16), choice }))
				.toSorted((one, other) => Buffer.compare(one.key, other.key))
				.map((row) => db.insertInto('secret_ballots').values(row).compile())
		],
		drop: (voteId: string): readonly CompiledQuery[] => [
			dropSecret(voteId),
			db.deleteFrom('named_ballots').where('vote_id', '=', voteId).compile()
		]
	};
}
