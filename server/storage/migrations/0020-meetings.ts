/** What lists of meetings are read from. The facts are in the journal; these rows follow them in the same transaction. */
export const up: readonly string[] = [
	`create table meetings (
		id text primary key, council_id text not null, year integer not null, ordinal integer not null, state text not null,
		title text not null, starts_at integer not null, planned_minutes integer not null, place text not null
	) strict, without rowid`,
	// A cancelled meeting gives its number back.
	`create unique index meetings_by_number on meetings(council_id, year, ordinal) where state <> 'cancelled'`,
	`create index meetings_by_start on meetings(starts_at, id)`,
	`create table meeting_guests (
		meeting_id text not null references meetings(id), unit_id text not null, primary key (meeting_id, unit_id)
	) strict, without rowid`,
	`create index meeting_guests_by_unit on meeting_guests(unit_id)`
];
