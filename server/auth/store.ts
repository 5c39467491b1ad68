/** SQL of people, roles held, sessions and failed attempts. */
import { sql, type CompiledQuery } from 'kysely';
import type { Holding, Person } from '#shared/auth/model.ts';
import type { Storage } from '#server/storage/port.ts';

export type AuthTables = {
	people: {
		id: string;
		account: string;
		name: string;
		unit_id: string;
		post: string;
		password_hash: string | null;
		created_at: number;
		ended_at: number | null;
	};
	holdings: { person_id: string; role: Holding['role']; council_id: string | null; unit_id: string | null };
	sessions: {
		hash: string;
		person_id: string;
		device: string;
		created_at: number;
		seen_at: number;
		expires_at: number;
	};
	attempts: { account: string; failures: number; last_at: number };
	settings: { name: string; value: string };
};

export type NewPerson = Omit<Person, 'holdings'> & { readonly passwordHash: string | null; readonly createdAt: number };
export type SessionRow = AuthTables['sessions'];
/** A session that is there, of somebody who has not left. */
export type Holder = { readonly person: Person; readonly seenAt: number; readonly expiresAt: number };
export type AuthStore = ReturnType<typeof authStore>;

export function authStore(storage: Storage) {
	const db = storage.read.withTables<AuthTables>();
	const write = async (...statements: CompiledQuery[]): Promise<void> => {
		await storage.record({ expect: [], facts: [], statements, outbox: [] });
	};
	/** Goes on while the disk is full: sessions, wrong passwords, the link of the first administrator. */
	const writeAlways = async (...statements: CompiledQuery[]): Promise<void> => {
		await storage.record({ expect: [], facts: [], statements, outbox: [], essential: true });
	};

	/** Rows for a transaction of somebody else's, beside the fact that they follow from. */
	const changes = {
		add: ({
			person,
			holdings
		}: {
			readonly person: NewPerson;
			readonly holdings: readonly Holding[];
		}): CompiledQuery[] => [
			db
				.insertInto('people')
				.values({
					id: person.id,
					account: person.account,
					name: person.name,
					unit_id: person.unitId,
					post: person.post,
					password_hash: person.passwordHash,
					created_at: person.createdAt,
					ended_at: null
				})
				.compile(),
			...holdings.map((holding) => db.insertInto('holdings').values(rowOf(person.id, holding)).compile())
		],
		hold: (personId: string, holdings: readonly Holding[]): CompiledQuery[] => [
			db.deleteFrom('holdings').where('person_id', '=', personId).compile(),
			...holdings.map((holding) => db.insertInto('holdings').values(rowOf(personId, holding)).compile())
		],
		describe: (
			personId: string,
			about: { readonly name: string; readonly unitId: string; readonly post: string }
		): CompiledQuery[] => [
			db
				.updateTable('people')
				.set({ name: about.name, unit_id: about.unitId, post: about.post })
				.where('id', '=', personId)
				.compile()
		],
		end: (personId: string, at: number): CompiledQuery[] => [
			db.updateTable('people').set({ ended_at: at, password_hash: null }).where('id', '=', personId).compile(),
			db.deleteFrom('holdings').where('person_id', '=', personId).compile(),
			db.deleteFrom('sessions').where('person_id', '=', personId).compile()
		]
	};

	const holdingsOf = async (personIds: readonly string[]): Promise<Map<string, Holding[]>> => {
		const rows = await db
			.selectFrom('holdings')
			.selectAll()
			.where('person_id', 'in', [...personIds])
			.execute();
		const byPerson = new Map<string, Holding[]>();
		for (const row of rows) byPerson.set(row.person_id, [...(byPerson.get(row.person_id) ?? []), holdingOf(row)]);
		return byPerson;
	};

	const people = async (
		column: 'id' | 'account' | 'unit_id',
		values: readonly string[]
	): Promise<readonly Person[]> => {
		if (values.length === 0) return [];
		const rows = await db
			.selectFrom('people')
			.select(['id', 'account', 'name', 'unit_id', 'post'])
			.where(column, 'in', [...values])
			.where('ended_at', 'is', null)
			.orderBy('id')
			.execute();
		const held = await holdingsOf(rows.map(({ id }) => id));
		return rows.map(({ unit_id, ...row }) => ({ ...row, unitId: unit_id, holdings: held.get(row.id) ?? [] }));
	};

	/** By the hash of a session: a row per role, or one. */
	const rowsOfHolder = storage.prepared(
		db
			.selectFrom('sessions')
			.innerJoin('people', 'people.id', 'sessions.person_id')
			.leftJoin('holdings', 'holdings.person_id', 'people.id')
			.select(['seen_at', 'expires_at', 'id', 'account', 'name', 'people.unit_id', 'post'])
			.select(['role', 'holdings.council_id', 'holdings.unit_id as held_unit_id'])
			// A bare parameter in a join has SQLite look for a better plan at each new value, which takes five times as long.
			.where('hash', '=', sql<string>`cast(${''} as text)`)
			.where('ended_at', 'is', null)
			.compile()
	);

	return {
		/** One question for session, person and roles, answered at once: what is told was so when it is used. */
		holder: (hash: string): Holder | null => {
			const rows = rowsOfHolder(hash);
			const [row] = rows;
			if (!row) return null;
			const { seen_at: seenAt, expires_at: expiresAt, id, account, name, unit_id: unitId, post } = row;
			const holdings = rows.flatMap(({ role, council_id, held_unit_id }) =>
				role === null ? [] : [holdingOf({ role, council_id, unit_id: held_unit_id })]
			);
			return { person: { id, account, name, unitId, post, holdings }, seenAt, expiresAt };
		},
		people,
		person: async (id: string): Promise<Person | null> => (await people('id', [id]))[0] ?? null,
		holders: async (councilId: string): Promise<readonly Person[]> => {
			const rows = await db
				.selectFrom('holdings')
				.select('person_id')
				.where('council_id', '=', councilId)
				.distinct()
				.execute();
			return people(
				'id',
				rows.map((row) => row.person_id)
			);
		},
		everybody: async (): Promise<readonly Person[]> =>
			people(
				'id',
				(await db.selectFrom('people').select('id').where('ended_at', 'is', null).execute()).map(({ id }) => id)
			),
		isTaken: async (account: string): Promise<boolean> =>
			(await db.selectFrom('people').select('id').where('account', '=', account).executeTakeFirst()) !== undefined,
		administratorIds: async (): Promise<readonly string[]> =>
			(await db.selectFrom('holdings').select('person_id').where('role', '=', 'administrator').execute()).map(
				({ person_id }) => person_id
			),
		anybody: async (): Promise<boolean> => (await db.selectFrom('people').select('id').limit(1).execute()).length > 0,
		passwordOf: async (account: string): Promise<{ id: string; password_hash: string | null } | null> =>
			(await db
				.selectFrom('people')
				.select(['id', 'password_hash'])
				.where('account', '=', account)
				.where('ended_at', 'is', null)
				.executeTakeFirst()) ?? null,
		addPeople: (
			added: readonly { readonly person: NewPerson; readonly holdings: readonly Holding[] }[]
		): Promise<void> => write(...added.flatMap(changes.add)),
		setHoldings: (personId: string, holdings: readonly Holding[]): Promise<void> =>
			write(...changes.hold(personId, holdings)),
		changes,
		setPassword: (personId: string, hash: string): Promise<void> =>
			write(db.updateTable('people').set({ password_hash: hash }).where('id', '=', personId).compile()),

		session: async (hash: string): Promise<SessionRow | null> =>
			(await db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()) ?? null,
		sessionsOf: (personId: string): Promise<SessionRow[]> =>
			db.selectFrom('sessions').selectAll().where('person_id', '=', personId).orderBy('seen_at', 'desc').execute(),
		addSession: (row: SessionRow): Promise<void> => writeAlways(db.insertInto('sessions').values(row).compile()),
		touchSession: (hash: string, seenAt: number): Promise<void> =>
			writeAlways(db.updateTable('sessions').set({ seen_at: seenAt }).where('hash', '=', hash).compile()),
		extendSession: (hash: string, expiresAt: number): Promise<void> =>
			writeAlways(db.updateTable('sessions').set({ expires_at: expiresAt }).where('hash', '=', hash).compile()),
		endSession: (hash: string): Promise<void> =>
			writeAlways(db.deleteFrom('sessions').where('hash', '=', hash).compile()),
		endSessionsOf: (personId: string): Promise<void> =>
			writeAlways(db.deleteFrom('sessions').where('person_id', '=', personId).compile()),
		endExpired: (now: number): Promise<void> =>
			writeAlways(db.deleteFrom('sessions').where('expires_at', '<=', now).compile()),

		attempts: async (account: string): Promise<{ failures: number; last_at: number } | null> =>
			(await db
				.selectFrom('attempts')
				.select(['failures', 'last_at'])
				.where('account', '=', account)
				.executeTakeFirst()) ?? null,
		setAttempts: (account: string, failures: number, lastAt: number): Promise<void> =>
			writeAlways(
				failures === 0
					? db.deleteFrom('attempts').where('account', '=', account).compile()
					: db
							.insertInto('attempts')
							.values({ account, failures, last_at: lastAt })
							.onConflict((clash) => clash.column('account').doUpdateSet({ failures, last_at: lastAt }))
							.compile()
			),

		setting: async (name: string): Promise<string | null> =>
			(await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null,
		set: (name: string, value: string | null): Promise<void> =>
			writeAlways(
				value === null
					? db.deleteFrom('settings').where('name', '=', name).compile()
					: db
							.insertInto('settings')
							.values({ name, value })
							.onConflict((clash) => clash.column('name').doUpdateSet({ value }))
							.compile()
			)
	};
}

function holdingOf(row: Omit<AuthTables['holdings'], 'person_id'>): Holding {
	if (row.role === 'administrator') return { role: row.role };
	if (row.role === 'member' || row.role === 'liaison') return { role: row.role, unitId: row.unit_id ?? '' };
	return { role: row.role, councilId: row.council_id ?? '' };
}

function rowOf(personId: string, holding: Holding): AuthTables['holdings'] {
	return {
		person_id: personId,
		role: holding.role,
		council_id: 'councilId' in holding ? holding.councilId : null,
		unit_id: 'unitId' in holding ? holding.unitId : null
	};
}
