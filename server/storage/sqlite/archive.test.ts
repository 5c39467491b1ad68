import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { beginEpoch, packFiles, setAside, unpackFiles } from './archive.ts';
import { checkBackup } from './audit.ts';
import { openSqlite } from './index.ts';

test('[B8] a backup under writing carries facts, pictures and papers in one file, and gives both back', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-archive-'));
	const storage = await openSqlite(join(folder, 'data'));
	const picture = Buffer.from('a picture');
	const hash = createHash('sha256').update(picture).digest('hex');
	const name = join(hash.slice(0, 2), hash);
	mkdirSync(join(folder, 'data', 'files', hash.slice(0, 2)), { recursive: true });
	writeFileSync(join(folder, 'data', 'files', name), picture);
	const paper = Buffer.alloc(2 * 1024 * 1024 + 5, 7);
	const paperHash = createHash('sha256').update(paper).digest('hex');
	const paperName = join(paperHash.slice(0, 2), paperHash);
	mkdirSync(join(folder, 'data', 'papers', 'incoming'), { recursive: true });
	mkdirSync(join(folder, 'data', 'papers', paperHash.slice(0, 2)), { recursive: true });
	writeFileSync(join(folder, 'data', 'papers', paperName), paper);
	writeFileSync(join(folder, 'data', 'papers', 'incoming', 'a-b.part'), 'under way');
	const fact = { stream: 'x:1', type: 't', payload: { a: 1 }, personId: null, at: 1 };
	await storage.record({ expect: [], facts: [fact], statements: [], outbox: [] });
	const copy = join(folder, 'copy.sqlite');
	const writing = Array.from({ length: 50 }, () =>
		storage.record({ expect: [], facts: [fact], statements: [], outbox: [] })
	);
	await storage.backup(copy);
	expect(await packFiles(copy, join(folder, 'data'))).toBe(2);
	await Promise.all(writing);
	await storage.close();
	expect(checkBackup(copy)).toBeNull();

	expect(unpackFiles(copy, join(folder, 'again'))).toBe(2);
	expect(readFileSync(join(folder, 'again', 'files', name))).toEqual(picture);
	expect(readFileSync(join(folder, 'again', 'papers', paperName)).equals(paper)).toBe(true);
	expect(readdirSync(join(folder, 'again', 'papers'))).toEqual([paperHash.slice(0, 2)]);
	expect(existsSync(join(folder, 'again', 'files', 'packed_files'))).toBe(false);
	rmSync(folder, { recursive: true });
});

test('[B9] a file that is no backup of ours is named as such', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-archive-'));
	writeFileSync(join(folder, 'x'), 'not a database at all, but long enough to be looked at twice');
	expect(checkBackup(join(folder, 'x'))).not.toBeNull();
	rmSync(folder, { recursive: true });
});

test('[B10] after a restore drafts go on in the next epoch with all their text, twice in a row too', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-epoch-'));
	const first = await openSqlite(folder);
	await first.log.append([{ document: 'meeting:m-1:agenda:1', update: new Uint8Array([1, 2, 3]), personId: 'p-1' }]);
	expect(first.epoch).toBe(1);
	await first.close();
	expect(beginEpoch(join(folder, 'lianxi.sqlite'))).toBe(2);
	expect(beginEpoch(join(folder, 'lianxi.sqlite'))).toBe(3);
	const again = await openSqlite(folder);
	expect(again.epoch).toBe(3);
	expect(again.log.load('meeting:m-1:agenda:3').tail).toEqual([Buffer.from([1, 2, 3])]);
	expect(again.log.load('meeting:m-1:agenda:1').tail).toEqual([]);
	await again.close();
	rmSync(folder, { recursive: true });
});

test('[B11] what was there before a restore is kept whole, with what a killed server had only in its log', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-aside-'));
	const storage = await openSqlite(folder);
	await storage.record({
		expect: [],
		facts: [{ stream: 'x:1', type: 't', payload: {}, personId: null, at: 1 }],
		statements: [],
		outbox: []
	});
	const file = join(folder, 'lianxi.sqlite');
	const killed = join(folder, 'killed.sqlite');
	for (const part of ['', '-wal']) writeFileSync(`${killed}${part}`, readFileSync(`${file}${part}`));
	await storage.close();
	expect(setAside(killed)).toBe(true);
	expect(existsSync(killed)).toBe(false);
	expect(checkBackup(`${killed}.before-restore`)).toBeNull();
	const kept = new Database(`${killed}.before-restore`, { readonly: true });
	expect(kept.prepare('select count(*) as n from journal').get()).toEqual({ n: 1 });
	kept.close();
	rmSync(folder, { recursive: true });
});

test('[B8] a backup of an older release, with each file in one piece, is taken out as well', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-archive-'));
	const copy = join(folder, 'copy.sqlite');
	const name = 'a'.repeat(64);
	const database = new Database(copy);
	database.exec('create table packed_files (name text primary key, data blob not null) strict');
	const put = database.prepare('insert into packed_files (name, data) values (?, ?)');
	put.run(`aa/${name}`, Buffer.from('a picture'));
	put.run('../escape', Buffer.from('no'));
	database.close();
	expect(unpackFiles(copy, join(folder, 'again'))).toBe(1);
	expect(readFileSync(join(folder, 'again', 'files', 'aa', name), 'utf8')).toBe('a picture');
	expect(existsSync(join(folder, 'escape'))).toBe(false);
	rmSync(folder, { recursive: true });
});
