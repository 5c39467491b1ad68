/** Brings a database to the present schema, and refuses one that is newer than this program. */
import { migrations } from '../migrations/index.ts';
import type { Connection } from './connection.ts';

/** @throws when the database knows a migration that this program does not (it was written by a newer release). */
export function migrate(connection: Connection): readonly string[] {
	connection.exec(
		'create table if not exists migrations (name text primary key, at text not null default current_timestamp) strict'
	);
	const known = new Set(
		connection
			.prepare<[], { name: string }>('select name from migrations')
			.all()
			.map(({ name }) => name)
	);
	const newer = [...known].filter((name) => !migrations.some((migration) => migration.name === name));
	if (newer.length > 0)
		throw new Error(`The data folder was written by a newer release (it knows ${newer.join(', ')}).`);
	const missing = migrations.filter(({ name }) => !known.has(name));
	const mark = connection.prepare('insert into migrations (name) values (?)');
	for (const migration of missing) {
		connection.transaction(() => {
			for (const statement of migration.up) connection.exec(statement);
			mark.run(migration.name);
		})();
	}
	return missing.map(({ name }) => name);
}
