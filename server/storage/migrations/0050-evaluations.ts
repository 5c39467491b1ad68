/** Entries that somebody sealed. Those that rules make are worked out when they are read, and are not here. */
export const up: readonly string[] = [
	`create table evaluation_entries (
		id text primary key, period text not null, unit_id text not null, rule text not null, rule_version integer not null,
		points real not null, possible real not null, body text not null, person_id text not null, at integer not null,
		unique (period, unit_id, rule)
	) strict`,
	`create trigger evaluation_entries_no_update before update on evaluation_entries begin select raise(abort, 'evaluation_entries is append-only'); end`,
	`create trigger evaluation_entries_no_delete before delete on evaluation_entries begin select raise(abort, 'evaluation_entries is append-only'); end`
];
