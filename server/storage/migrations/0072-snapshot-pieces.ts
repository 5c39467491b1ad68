/** A large snapshot lies in pieces, so that it can be written in several commits; `pieces` names those that count. */
export const up: readonly string[] = [
	`create table snapshot_pieces (
		document_id integer not null, version integer not null, place integer not null, data blob not null,
		primary key (document_id, version, place)
	) strict`,
	`alter table snapshots add column pieces integer not null default 0`
];
