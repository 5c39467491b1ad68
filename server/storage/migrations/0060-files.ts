/** Pictures of the minutes. The bytes lie in the data folder under their hash. */
export const up: readonly string[] = [
	`create table files (
		id text primary key, meeting_id text not null, hash text not null, type text not null, bytes integer not null,
		person_id text not null, at integer not null, unique (meeting_id, hash)
	) strict, without rowid`
];
