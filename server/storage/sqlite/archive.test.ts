import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { beginEpoch, packFiles, setAside, unpackFiles } from './archive.ts';
import { checkBackup } from './audit.ts';
import { openSqlite } from './index.ts';

test('[B8] a backup under writing carries facts and pictures in one file, and gives both back', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-archive-'));
	const storage = await openSqlite(join(folder, 'data'));
	const picture = Buffer.from('a picture');
	const hash = createHash('sha256').update(picture).digest('hex');
	const name = join(hash.slice(0, 2), hash);
	mkdirSync(join(folder, 'data', 'files', hash.slice(0, 2)), { recursive: true });
	writeFileSync(join(folder, 'data', 'files', name), picture);
	const fact = { stream: 'x:1', type: 't', payload: { a: 1 }, personId: null, at: 1 };
	await storage.record({ expect: [], facts: [fact], statements: [], outbox: [] });
	const copy = join(folder, 'copy.sqlite');
	const writing = Array.from({ length: 50 }, () =>
		storage.record({ expect: [], facts: [fact], statements: [], outbox: [] })
	);
	await storage.backup(copy);
	expect(packFiles(copy, join(folder, 'data', 'files'))).toBe(1);
	await Promise.all(writing);
	await storage.close();
	expect(checkBackup(copy)).toBeNull();

	expect(unpackFiles(copy, join(folder, 'again', 'files'))).toBe(1);
	expect(readFileSync(join(folder, 'again', 'files', name))).toEqual(picture);
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
