/** Keys and spoken codes of meetings' doors, which no event may tell, and wrong codes that somebody tried. */
export const up: readonly string[] = [
	`create table doors (meeting_id text primary key, key blob not null, spoken text not null, renewed_at integer not null) strict, without rowid`,
	`create table door_guesses (id integer primary key, person_id text not null, meeting_id text not null, spoken integer not null, at integer not null) strict`
];
