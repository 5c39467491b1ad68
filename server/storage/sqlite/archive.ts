/** One file to back up: a copy of the database that also carries the files of the data folder (pictures of minutes). */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import Database from 'better-sqlite3';

import type { Connection } from './connection.ts';

const NAME = /^[0-9a-f]{2}\/[0-9a-f]{64}$/;

function* below(folder: string): Generator<string> {
	if (!existsSync(folder)) return;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* below(path);
		else yield path;
	}
}

/** Puts the files into the copy. Files are named by their content, so one that comes meanwhile does no harm. */
export function packFiles(copy: string, folder: string): number {
	const database = new Database(copy);
	try {
		database.exec('create table if not exists packed_files (name text primary key, data blob not null) strict');
		const put = database.prepare('insert or replace into packed_files (name, data) values (?, ?)');
		let packed = 0;
		for (const path of below(folder)) {
			const name = relative(folder, path).split(sep).join('/');
			if (!NAME.test(name)) continue; // an upload that was under way
			put.run(name, readFileSync(path));
			packed += 1;
		}
		return packed;
	} finally {
		database.close();
	}
}

/** Takes the files out again; the database is then as it was. A name that is not ours is left where it is. */
export function unpackFiles(file: string, folder: string): number {
	const database = new Database(file);
	try {
		const there = database.prepare("select 1 from sqlite_schema where name = 'packed_files'").get();
		if (!there) return 0;
		let unpacked = 0;
		for (const { name, data } of database
			.prepare<[], { name: string; data: Buffer }>('select name, data from packed_files')
			.iterate()) {
			if (!NAME.test(name)) continue;
			const path = join(folder, name);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, data);
			unpacked += 1;
		}
		database.exec('drop table packed_files');
		database.exec('vacuum');
		return unpacked;
	} finally {
		database.close();
	}
}

export function presentEpoch(connection: Connection): number {
	const row = connection.prepare<[], { value: string }>("select value from settings where name = 'epoch'").get();
	return Number(row?.value ?? 1);
}

/**
 * After a restore: the drafts go on under names of the next epoch. A browser that still holds later text under the old
 * name finds nothing to merge with there; what it sends is kept aside as a late branch.
 */
export function beginEpoch(file: string): number {
	const database = new Database(file);
	try {
		const epoch = presentEpoch(database);
		const suffix = `:${epoch}`;
		database.transaction(() => {
			database
				.prepare('update documents set name = substr(name, 1, length(name) - ?) || ? where substr(name, -?) = ?')
				.run(suffix.length, `:${epoch + 1}`, suffix.length, suffix);
			database
				.prepare(
					"insert into settings (name, value) values ('epoch', ?) on conflict (name) do update set value = excluded.value"
				)
				.run(String(epoch + 1));
		})();
		return epoch + 1;
	} finally {
		database.close();
	}
}

/** What is in place steps aside whole, with all that is committed in its write-ahead log. False when nothing was there. */
export function setAside(file: string): boolean {
	if (!existsSync(file)) return false;
	for (const part of ['', '-wal', '-shm']) {
		rmSync(`${file}.before-restore${part}`, { force: true });
		if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${file}.before-restore${part}`);
	}
	return true;
}
