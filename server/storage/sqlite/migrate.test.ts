import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '#server/storage/migrations/index.ts';
import { openSqlite } from './index.ts';

const folders = join(import.meta.dirname, 'folders');

/** A data folder as a release left it behind; its database lies beside this file and is never made anew. */
function folderOf(schema: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-migrate-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(join(folder, 'lianxi.sqlite'), gunzipSync(readFileSync(join(folders, `${schema}.sqlite.gz`))));
	return folder;
}

test('[L19] a folder of the release before opens with all that is in it', async () => {
	const folder = folderOf('schema-0060');
	const since = migrations.map(({ name }) => name).filter((name) => name > '0060-files');
	for (const migrated of [since, []]) {
		const storage = await openSqlite(folder);
		expect(storage.migrated).toEqual(migrated);
		expect([storage.health(), storage.epoch]).toEqual(['ok', 2]);
		expect(storage.audit()).toMatchObject({
			facts: 2,
			head: 'ba27a3ed5ae5a75d75960b44062115e3cbe380e2b522344caafaef4f05d0ed89',
			broken: []
		});
		const { log } = storage;
		const { snapshot, tail, damaged } = log.load('meeting:m-1:agenda:1');
		expect([[...(snapshot ?? [])], tail.map((update) => [...update]), damaged]).toEqual([[12], [[3]], 0]);
		expect([...log.owners('meeting:m-1:agenda:1')]).toEqual([[0xfffffff0, 'p-secretary']]);
		expect(log.late('meeting:m-1:agenda:1')).toHaveLength(1);
		expect([log.isSealed('meeting:m-1:agenda:1'), log.isSealed('meeting:m-2:agenda:1')]).toEqual([false, true]);
		expect(storage.request('p-secretary', 'key-0001')?.answer).toContain('councils:c-1');
		expect(storage.pending(10)).toMatchObject([{ topic: 'councils/changed' }]);
		expect(await storage.check()).toMatchObject({ pages: 'ok', rows: [] });
		await storage.close();
	}
});

test('[L19] a folder that a newer release wrote is refused in a sentence, and left as it is', async () => {
	const folder = folderOf('schema-0060');
	await (await openSqlite(folder)).close();
	const database = new Database(join(folder, 'lianxi.sqlite'));
	database.exec(`insert into migrations (name) values ('9000-of-the-future')`);
	database.close();
	await expect(openSqlite(folder)).rejects.toThrow('written by a newer release (it knows 9000-of-the-future)');
	const after = new Database(join(folder, 'lianxi.sqlite'));
	expect(after.prepare('select count(*) as n from migrations').get()).toEqual({ n: migrations.length + 1 });
	after.close();
});
