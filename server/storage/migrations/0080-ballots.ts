/**
 * Choices of votes that are not closed yet. Of a named one, who chose what; of a secret one, what was chosen: no unit, no
 * person, no time, and an order by keys that mean nothing. No rowids, which would tell the order of casting. Both go when
 * the vote ends; what everybody may know is in the journal.
 */
export const up: readonly string[] = [
	`create table open_votes (vote_id text primary key, meeting_id text not null) strict, without rowid`,
	`create table named_ballots (
		vote_id text not null, unit_id text not null, person_id text not null, choice text not null, primary key (vote_id, unit_id)
	) strict, without rowid`,
	`create table secret_ballots (
		vote_id text not null, key blob not null, choice text not null, primary key (vote_id, key)
	) strict, without rowid`
];
