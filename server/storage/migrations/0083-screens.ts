/** Hashes of the big screens' addresses and keys, which no event may tell. */
export const up: readonly string[] = [
	`create table screen_keys (meeting_id text not null, n integer not null, address text not null unique, key text unique, opened_at integer, primary key (meeting_id, n)) strict, without rowid`
];
