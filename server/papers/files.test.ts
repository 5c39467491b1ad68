import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPaperFiles } from './files.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'papers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const piece = (text: string) => ({ at: 0, of: text.length, source: Readable.from([Buffer.from(text)]) });

test('[P9] what comes anew while bytes are looked at waits, and is not in what was kept', async () => {
	const files = openPaperFiles(folder);
	await files.receive('police', 'upload', piece('looked at'));
	const part = files.partOf('police', 'upload');
	const hash = 'ab'.repeat(32);
	let later: Promise<unknown> = Promise.resolve();
	await files.held(part, async () => {
		later = files.receive('police', 'upload', piece('something'));
		for (let turn = 0; turn < 200; turn += 1) await setImmediate();
		expect(readFileSync(part, 'utf8')).toBe('looked at');
		await files.keep(part, hash);
	});
	await later;
	expect(readFileSync(join(folder, 'ab', hash), 'utf8')).toBe('looked at');
	expect(readFileSync(part, 'utf8')).toBe('something');
});

test('what was coming when the file is handed in stops', async () => {
	const files = openPaperFiles(folder);
	const open = new Readable({ read: () => undefined });
	open.push('begun');
	const coming = files.receive('police', 'upload', { at: 0, of: 100, source: open });
	const part = files.partOf('police', 'upload');
	const size = await files.held(part, () => files.sizeOf(part));
	expect(await coming).toMatchObject({ kind: 'elsewhere' });
	open.push(null);
	expect(await files.sizeOf(part)).toBe(size);
});
