/** How far each follow-up is, for lists and the board. `body` is the fold of its events, so that a light needs no journal. */
export const up: readonly string[] = [
	`create table followups (
		id text primary key, version integer not null, council_id text not null, meeting_id text not null,
		decision_id text not null unique, label text not null, text text not null, lead_unit_id text not null, verifier_unit_id text,
		state text not null, lane text not null, due_on text, percent integer not null, opened_at integer not null,
		state_since integer not null, body text not null
	) strict`,
	`create index followups_by_council on followups(council_id, lane, due_on, id)`,
	`create index followups_by_meeting on followups(meeting_id, id)`,
	`create index followups_by_lead on followups(lead_unit_id, lane, due_on, id)`,
	`create table followup_co_units (
		followup_id text not null references followups(id), unit_id text not null, primary key (followup_id, unit_id)
	) strict, without rowid`,
	`create index followup_co_units_by_unit on followup_co_units(unit_id)`
];
