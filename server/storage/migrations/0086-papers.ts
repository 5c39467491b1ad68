/** How each paper stands, for lists, and who holds which bytes of the data folder. `body` is the fold of its events. */
export const up: readonly string[] = [
	`create table papers (
		id text primary key, version integer not null, meeting_id text, item_id text, topic_id text,
		since integer not null, body text not null
	) strict`,
	`create index papers_by_meeting on papers(meeting_id, since, id)`,
	`create index papers_by_topic on papers(topic_id, since, id)`,
	`create table paper_bytes (hash text not null, paper_id text not null, primary key (hash, paper_id)) strict, without rowid`,
	`create index paper_bytes_by_paper on paper_bytes(paper_id)`
];
