/** What the grounds need: people and sessions, the journal, the outbox, the log of drafts. */
const appendOnly = (table: string, ...verbs: ('update' | 'delete')[]): string[] =>
	verbs.map(
		(verb) =>
			`create trigger ${table}_no_${verb} before ${verb} on ${table} begin select raise(abort, '${table} is append-only'); end`
	);

export const up: readonly string[] = [
	`create table settings (name text primary key, value text not null) strict, without rowid`,
	`create table people (
		id text primary key, account text not null unique, name text not null, unit_id text not null, post text not null default '',
		password_hash text, created_at integer not null, ended_at integer
	) strict`,
	`create table holdings (
		person_id text not null references people(id), role text not null, council_id text, unit_id text,
		unique (person_id, role, council_id, unit_id)
	) strict`,
	`create index holdings_by_council on holdings(council_id, role)`,
	`create index holdings_by_unit on holdings(unit_id, role)`,
	`create table sessions (
		hash text primary key, person_id text not null references people(id), device text not null,
		created_at integer not null, seen_at integer not null, expires_at integer not null
	) strict, without rowid`,
	`create index sessions_by_person on sessions(person_id)`,
	`create table attempts (account text primary key, failures integer not null, last_at integer not null) strict, without rowid`,

	// The payload lies apart and salted, so that personal data can be erased without breaking the chain of hashes.
	`create table journal (
		seq integer primary key, stream text not null, version integer not null, type text not null, person_id text,
		at integer not null, digest blob not null, previous blob not null, hash blob not null, unique (stream, version)
	) strict`,
	`create table journal_payloads (seq integer primary key references journal(seq), salt blob not null, payload text not null) strict`,
	...appendOnly('journal', 'update', 'delete'),
	...appendOnly('journal_payloads', 'update'),
	`create table outbox (id integer primary key, topic text not null, payload text not null, delivered integer not null default 0) strict`,
	`create index outbox_pending on outbox(id) where delivered = 0`,
	`create table requests (
		person_id text not null, key text not null, body text not null, answer text not null, primary key (person_id, key)
	) strict, without rowid`,

	`create table documents (id integer primary key, name text not null unique, sealed integer not null default 0) strict`,
	// Clustered by document: one range read opens a draft, and no secondary index has to be kept.
	`create table updates (
		document_id integer not null, id integer not null, person_id text not null, crc integer not null, data blob not null,
		primary key (document_id, id)
	) strict, without rowid`,
	...appendOnly('updates', 'update'),
	`create table snapshots (document_id integer primary key, up_to integer not null, crc integer not null, data blob not null) strict`,
	`create table document_clients (
		document_id integer not null, client_id integer not null, person_id text not null, primary key (document_id, client_id)
	) strict, without rowid`,
	`create table late_branches (
		document_id integer not null, hash text not null, person_id text not null, at integer not null, data blob not null,
		primary key (document_id, hash)
	) strict`,
	...appendOnly('late_branches', 'update', 'delete')
];
