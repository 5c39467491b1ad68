/** What fails is undone as a whole, alone in its commit or beside others, and what comes next builds on what is there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqlite } from './index.ts';

const name = 'meeting:m-1:agenda:1';
const row = (value: number) => ({ document: name, update: Uint8Array.of(value), personId: 'p-1' });
/** No person has such an id: found out when the document has its number already. */
const bad = { ...row(9), personId: {} as string };

async function opened(folder = mkdtempSync(join(tmpdir(), 'lianxi-commits-'))) {
	const storage = await openSqlite(folder);
	onTestFinished(async () => {
		await storage.close().catch(() => undefined);
		rmSync(folder, { recursive: true, force: true });
	});
	return { storage, folder };
}

const batch = (stream: string, sql?: string) => ({
	expect: [],
	facts: [{ stream, type: 't', payload: {}, personId: null, at: 1 }],
	statements: (sql === undefined ? [] : [{ sql, parameters: [] }]) as never,
	outbox: []
});

test.each(['alone', 'beside others'] as const)('facts that fail %s leave no link in the journal', async (how) => {
	const { storage } = await opened();
	const first = storage.record(batch('x:1'));
	// While the writer is busy with the first, the next two come, and share a commit.
	if (how === 'alone') await first;
	const failing = storage.record(batch('x:2', 'insert into nowhere values (1)'));
	if (how === 'beside others') await Promise.all([first, storage.record(batch('x:3')), failing.catch(() => undefined)]);
	await expect(failing).rejects.toThrow('nowhere');
	await storage.record(batch('x:4'));
	expect(storage.audit().broken).toEqual([]);
	expect(['x:1', 'x:2', 'x:4'].map((stream) => storage.facts(stream).length)).toEqual([1, 0, 1]);
});

test.each(['alone', 'beside others'] as const)(
	'[L2] the first row of a document that fails %s takes its number back',
	async (how) => {
		const { storage, folder } = await opened();
		const first = storage.log.append([{ ...row(1), document: 'other' }]);
		if (how === 'alone') await first;
		const failing = storage.log.append([bad], [{ document: name, clientId: 5, personId: 'p-1' }]);
		const next = how === 'beside others' ? [storage.log.append([{ ...row(1), document: 'other' }])] : [];
		await Promise.all([first, ...next, failing.catch(() => undefined)]);
		await expect(failing).rejects.toThrow('Too few parameter values');
		expect(storage.log.owners(name).size).toBe(0);
		await storage.log.append([{ ...row(2), document: 'third' }]);
		await storage.log.append([row(3)]);
		await storage.close();
		const again = await opened(folder);
		expect([name, 'third'].map((each) => again.storage.log.load(each).tail)).toEqual([[Buffer.of(3)], [Buffer.of(2)]]);
	}
);
