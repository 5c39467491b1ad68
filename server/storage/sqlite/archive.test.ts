import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packFiles, unpackFiles } from './archive.ts';
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
