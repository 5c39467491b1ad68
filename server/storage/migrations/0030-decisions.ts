/** What was decided, to be found by meeting and council. The journal is the truth; a row never changes. */
export const up: readonly string[] = [
	`create table decisions (
		id text primary key, council_id text not null, meeting_id text not null, n integer not null, label text not null,
		item_id text not null, item_title text not null, kind text not null, text text not null, action_id text,
		lead_unit_id text, co_unit_ids text not null, due_on text, quorum_required integer not null, quorum_present integer not null,
		person_id text not null, at integer not null, unique (meeting_id, n)
	) strict`,
	// The rule again in the engine's words: an action is taken once.
	`create unique index decisions_by_action on decisions(meeting_id, action_id) where action_id is not null`,
	`create index decisions_by_council on decisions(council_id, at, id)`,
	`create trigger decisions_no_update before update on decisions begin select raise(abort, 'decisions is append-only'); end`,
	`create trigger decisions_no_delete before delete on decisions begin select raise(abort, 'decisions is append-only'); end`
];
