/** From which item of which meeting one was brought: so that it can be asked where an item went. Filled from the journal. */
export const up: readonly string[] = [
	`create table agenda_brought (
		meeting_id text not null, item_id text not null, from_meeting_id text not null, from_item_id text not null,
		primary key (meeting_id, item_id)
	) strict, without rowid`,
	`create index agenda_brought_by_origin on agenda_brought(from_meeting_id, from_item_id)`,
	`insert or ignore into agenda_brought (meeting_id, item_id, from_meeting_id, from_item_id)
		select substr(stream, 8), json_extract(payload, '$.itemId'),
			json_extract(payload, '$.from.meetingId'), json_extract(payload, '$.from.itemId')
		from journal join journal_payloads using (seq) where stream glob 'agenda:*' and type = 'item-brought'
		and json_extract(payload, '$.itemId') is not null and json_extract(payload, '$.from.meetingId') is not null
		and json_extract(payload, '$.from.itemId') is not null`
];
