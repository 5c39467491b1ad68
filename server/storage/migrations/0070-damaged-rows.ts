/**
 * Rows of drafts whose checksum does not match are moved here, as evidence and so that the rest can be compacted. What the
 * outbox has delivered is deleted from now on.
 */
export const up: readonly string[] = [
	`create table damaged_rows (
		id integer primary key, found_at text not null default current_timestamp, document_id integer not null,
		kind text not null check (kind in ('update', 'snapshot')), row_id integer not null, person_id text, crc integer not null,
		data blob not null
	) strict`,
	`create index damaged_rows_by_document on damaged_rows(document_id)`,
	`create trigger damaged_rows_no_update before update on damaged_rows begin select raise(abort, 'damaged_rows is append-only'); end`,
	`create trigger damaged_rows_no_delete before delete on damaged_rows begin select raise(abort, 'damaged_rows is append-only'); end`,
	`delete from outbox where delivered = 1`
];
