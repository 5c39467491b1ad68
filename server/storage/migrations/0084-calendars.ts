/**
 * What calendars are told of a meeting beside what lists show, who stands in where, and the private feeds: of a feed's secret
 * only a hash. What the journal knows of meetings that are there is filled in.
 */
const told = `type in ('published', 'rescheduled', 'cancelled', 'postponed')`;

export const up: readonly string[] = [
	`alter table meetings add column published_at integer`,
	`alter table meetings add column revision integer not null default 0`,
	`alter table meetings add column revised_at integer not null default 0`,
	`update meetings set
		published_at = (select max(at) from journal where stream = 'meetings:' || id and type = 'published'),
		revision = (select count(*) from journal where stream = 'meetings:' || id and ${told}),
		revised_at = coalesce((select max(at) from journal where stream = 'meetings:' || id and ${told}), 0)`,
	`create table stand_ins (
		meeting_id text not null, unit_id text not null, person_id text not null, primary key (meeting_id, unit_id)
	) strict, without rowid`,
	`create index stand_ins_by_person on stand_ins(person_id)`,
	`insert or replace into stand_ins (meeting_id, unit_id, person_id)
		select substr(stream, 12), json_extract(payload, '$.unitId'), json_extract(payload, '$.personId')
		from journal join journal_payloads using (seq) where stream glob 'attendance:*' and type = 'stand-in-named'
		and json_extract(payload, '$.unitId') is not null and json_extract(payload, '$.personId') is not null order by seq`,
	`delete from stand_ins where exists (
		select 1 from journal join journal_payloads using (seq)
		where stream = 'attendance:' || meeting_id and type = 'stand-in-withdrawn' and json_extract(payload, '$.unitId') = unit_id
		and version > (
			select max(version) from journal join journal_payloads using (seq)
			where stream = 'attendance:' || meeting_id and type = 'stand-in-named' and json_extract(payload, '$.unitId') = unit_id
		)
	)`,
	`create table calendar_feeds (
		person_id text primary key references people(id), hash text not null unique, made_at integer not null, read_at integer
	) strict, without rowid`
];
