/** How each topic stands, for lists. `root_id` is the topic that stands for it after merging; `body` is the fold of its events. */
export const up: readonly string[] = [
	`create table topics (
		id text primary key, version integer not null, council_id text not null, unit_id text not null, author_id text not null,
		state text not null, category text, priority text, level text not null, meeting_id text, root_id text not null,
		since integer not null, body text not null
	) strict`,
	`create index topics_by_council on topics(council_id, since, id)`,
	`create index topics_by_meeting on topics(meeting_id, id)`,
	`create index topics_by_root on topics(root_id, id)`
];
