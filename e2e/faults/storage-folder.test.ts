/** Whose data folder it is, and of which release. */
import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startProduct } from '../product.ts';
import { bringCrew, converge } from './crew.ts';
import { tell } from './figures.ts';

const root = join(import.meta.dirname, '../..');

/** To its end; meanwhile others type. */
function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
	const child = spawn(join(root, 'node_modules/.bin/node'), ['--disable-proto=delete', ...args], { cwd: root });
	const said = { stdout: '', stderr: '' };
	child.stdout.on('data', (piece: Buffer) => (said.stdout += piece.toString()));
	child.stderr.on('data', (piece: Buffer) => (said.stderr += piece.toString()));
	return new Promise((resolve) => child.once('close', (status) => resolve({ status, ...said })));
}

test('[R6] the folder of the release before opens; one that a newer release wrote is refused in a sentence', async (context) => {
	const data = mkdtempSync(join(tmpdir(), 'lianxi-folder-'));
	onTestFinished(() => rmSync(data, { recursive: true, force: true }));
	const file = join(data, 'lianxi.sqlite');
	const folders = join(root, 'server/storage/sqlite/folders');
	writeFileSync(file, gunzipSync(readFileSync(join(folders, 'schema-0060.sqlite.gz'))));
	const before = await run('server/cli.ts', 'doctor', '--data', data);
	const database = new Database(file);
	database.exec(`insert into migrations (name) values ('9000-of-the-future')`);
	database.close();
	const after = await run('server/main.ts', '--data', data, '--port', '0');
	tell(context, { opened: before.status ?? -1, refused: after.status ?? -1 });
	expect(before.stdout).toContain('journal whole, 2 facts');
	expect(before.status).toBe(0);
	expect(after.status).toBe(1);
	expect(after.stderr).toContain('written by a newer release (it knows 9000-of-the-future)');
});

test('[R6] a second process on the folder of a running one says so and ends; the first goes on and loses nothing', async (context) => {
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const crew = await bringCrew(product, product.url, { size: 4, seed: 6 });
	onTestFinished(() => crew.end());
	crew.type(50);
	const second = await run('server/main.ts', '--data', product.folder, '--port', '0');
	const { lost, doubled } = await converge(product, crew);
	tell(context, { ended: second.status ?? -1, keys: crew.keys, lost: lost.length });
	expect(crew.keys).toBeGreaterThan(4);
	expect(second.status).toBe(1);
	expect(second.stderr).toContain('owned by another running process');
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
});
