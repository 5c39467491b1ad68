/** One file to back up: a copy of the database that also carries the files of the data folder: pictures and papers. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import Database from 'better-sqlite3';

import type { Connection } from './connection.ts';

/** Folders of the data folder, and how a name in the archive begins. What lies there is named by its content. */
const carried = [
	{ folder: 'files', prefix: '' },
	{ folder: 'papers', prefix: 'papers/' }
] as const;
const NAME = /^(papers\/)?([0-9a-f]{2}\/[0-9a-f]{64})$/;
/** A server goes on serving while it packs: no piece holds it up, whatever the size of the file. */
const PIECE = 1024 * 1024;

function* below(folder: string): Generator<string> {
	if (!existsSync(folder)) return;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* below(path);
		else yield path;
	}
}

function* toCarry(data: string): Generator<{ readonly name: string; readonly path: string }> {
	for (const { folder, prefix } of carried)
		for (const path of below(join(data, folder))) {
			const name = prefix + relative(join(data, folder), path).split(sep).join('/');
			if (NAME.test(name)) yield { name, path }; // an upload that was under way is none of it
		}
}

/** Puts the files into the copy. Files are named by their content, so one that comes meanwhile does no harm. */
export async function packFiles(copy: string, data: string): Promise<number> {
	const database = new Database(copy);
	try {
		database.exec(
			'create table if not exists packed_pieces (name text not null, piece integer not null, data blob not null, primary key (name, piece)) strict'
		);
		const put = database.prepare<[string, number, Buffer]>(
			'insert or replace into packed_pieces (name, piece, data) values (?, ?, ?)'
		);
		let packed = 0;
		for (const { name, path } of toCarry(data))
			if (await packOne(path, (piece, bytes) => void put.run(name, piece, bytes))) packed += 1;
		return packed;
	} finally {
		database.close();
	}
}

async function packOne(path: string, put: (piece: number, bytes: Buffer) => void): Promise<boolean> {
	const file = await open(path, 'r').catch((cause: unknown) => {
		// Erased meanwhile.
		if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
		throw cause;
	});
	if (!file) return false;
	try {
		const bytes = Buffer.alloc(PIECE);
		for (let piece = 0; ; piece += 1) {
			const { bytesRead } = await file.read(bytes, 0, PIECE, piece * PIECE);
			if (bytesRead === 0 && piece > 0) return true;
			put(piece, bytes.subarray(0, bytesRead));
		}
	} finally {
		await file.close();
	}
}

/** Takes the files out again; the database is then as it was. A name that is not ours is left where it is. */
export function unpackFiles(file: string, data: string): number {
	const database = new Database(file);
	try {
		const tables = database
			.prepare<[], { name: string }>("select name from sqlite_schema where name in ('packed_files', 'packed_pieces')")
			.all()
			.map(({ name }) => name);
		let unpacked = 0;
		for (const table of tables) {
			unpacked += unpackAll(database, table, data);
			database.exec(`drop table ${table}`);
		}
		if (tables.length > 0) database.exec('vacuum');
		return unpacked;
	} finally {
		database.close();
	}
}

function unpackAll(database: Database.Database, table: string, data: string): number {
	// Backups of older releases hold each file as one piece.
	const pieces =
		table === 'packed_files'
			? 'select name, 0 as piece, data from packed_files'
			: 'select name, piece, data from packed_pieces order by name, piece';
	let unpacked = 0;
	for (const row of database.prepare<[], { name: string; piece: number; data: Buffer }>(pieces).iterate())
		if (unpackPiece(data, row) && row.piece === 0) unpacked += 1;
	return unpacked;
}

function unpackPiece(
	data: string,
	{ name, piece, data: bytes }: { name: string; piece: number; data: Buffer }
): boolean {
	const [, papers, rest] = NAME.exec(name) ?? [];
	if (rest === undefined) return false;
	const path = join(data, papers === undefined ? 'files' : 'papers', rest);
	mkdirSync(dirname(path), { recursive: true });
	if (piece === 0) writeFileSync(path, bytes);
	else appendFileSync(path, bytes);
	return true;
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
	// Papers that the backup does not know go at the next start; those of what was in place must stay whole.
	const papers = join(dirname(file), 'papers');
	rmSync(`${papers}.before-restore`, { recursive: true, force: true });
	if (existsSync(papers)) renameSync(papers, `${papers}.before-restore`);
	return true;
}
