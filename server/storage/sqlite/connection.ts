/** Opens SQLite as the house wants it. Debian's own sqlite3 program must never open the live file: it is older. */
import Database from 'better-sqlite3';

export type Connection = Database.Database;

export function connect(file: string, options: { readonly readonly?: boolean } = {}): Connection {
	const connection = new Database(file, { readonly: options.readonly ?? false, timeout: 5000 });
	connection.pragma('trusted_schema = OFF');
	connection.pragma('cell_size_check = ON');
	connection.pragma('foreign_keys = ON');
	if (!options.readonly) {
		connection.pragma('journal_mode = WAL');
		// FULL: a commit has reached the disk when it returns. NORMAL, the package's default, may lose the last ones.
		connection.pragma('synchronous = FULL');
		// What is removed is overwritten where its page is written anyway: a ballot that is gone leaves no bytes there.
		connection.pragma('secure_delete = FAST');
	}
	return connection;
}
