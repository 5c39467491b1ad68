/**
 * One process owns a data folder. The lock is SQLite's own on a file beside the database: the operating system lets go of
 * it when the process dies, however it dies, and no stale lock file is left to puzzle over.
 */
import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export class FolderInUse extends Error {
	constructor(folder: string) {
		super(`The data folder ${folder} is owned by another running process. Stop that one first, or use another --data.`);
	}
}

/** @throws FolderInUse; any other error when the folder cannot be written. */
export function lockFolder(folder: string): () => void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const lock = new Database(join(folder, 'lock.sqlite'), { timeout: 0 });
	try {
		lock.pragma('locking_mode = EXCLUSIVE');
		lock.exec('begin exclusive');
	} catch (error) {
		lock.close();
		if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') throw new FolderInUse(folder);
		throw error;
	}
	return () => lock.close();
}
