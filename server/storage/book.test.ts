import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { done, refuse } from '#shared/foundation/result.ts';
import { openBook } from './book.ts';
import { openOutbox } from './outbox.ts';
import { openSqlite, type SqliteStorage } from './sqlite/index.ts';

const folders: string[] = [];
const open = new Set<SqliteStorage>();
async function storageIn(folder = mkdtempSync(join(tmpdir(), 'lianxi-book-'))) {
	folders.push(folder);
	const storage = await openSqlite(folder);
	open.add(storage);
	return { storage, folder };
}
afterEach(async () => {
	for (const storage of open) await storage.close();
	open.clear();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Event = { readonly type: 'added'; readonly amount: number };
const counter = (storage: SqliteStorage) =>
	openBook<number, Event>(storage, {
		domain: 'counters',
		empty: () => 0,
		apply: (sum, event) => sum + event.amount,
		outbox: (id, event) => [{ topic: 'counters/added', payload: { id, amount: event.amount } }]
	});
const add = (amount: number) => (sum: number) =>
	sum + amount > 10 ? refuse('not-allowed') : done([{ type: 'added' as const, amount }]);
const person = { id: 'p-1' };

test('[B1] commands on one id at once are judged one after the other, and the book survives a restart', async () => {
	const { storage, folder } = await storageIn();
	const book = counter(storage);
	const answers = await Promise.all(Array.from({ length: 15 }, () => book.command('a', { person, at: 1 }, add(1))));
	expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
	expect(book.read('a')).toEqual({ version: 10, state: 10 });
	await storage.close();
	open.delete(storage);
	const again = await storageIn(folder);
	expect(counter(again.storage).read('a')).toEqual({ version: 10, state: 10 });
});

test('[B2] a book that somebody else has written past judges again on the newest state', async () => {
	const { storage } = await storageIn();
	const [one, other] = [counter(storage), counter(storage)];
	one.read('a');
	await other.command('a', { person, at: 1 }, add(9));
	expect((await one.command('a', { person, at: 1 }, add(1))).ok).toBe(true);
	expect(await one.command('a', { person, at: 1 }, add(1))).toMatchObject({
		ok: false,
		refusal: { code: 'not-allowed' }
	});
	expect(one.read('a').state).toBe(10);
});

test('[B3] the same key and body changes nothing and answers the same; another body under it is a conflict', async () => {
	const { storage } = await storageIn();
	const book = counter(storage);
	const by = { person, at: 1, key: 'k-1', body: { amount: 8 } };
	const first = await book.command('a', by, add(8));
	const [second, third] = await Promise.all([book.command('a', by, add(8)), book.command('a', by, add(8))]);
	expect(second).toEqual(first);
	expect(third).toEqual(first);
	expect(book.read('a').state).toBe(8);
	expect(await book.command('a', { ...by, body: { amount: 1 } }, add(1))).toMatchObject({
		ok: false,
		refusal: { code: 'idempotency-conflict' }
	});
});

test('[B4] a refused request does not use up its key', async () => {
	const { storage } = await storageIn();
	const book = counter(storage);
	const by = { person, at: 1, key: 'k-1', body: {} };
	expect((await book.command('a', by, () => refuse('stale'))).ok).toBe(false);
	expect((await book.command('a', by, add(1))).ok).toBe(true);
});

test('[B5] what the outbox carries is delivered after a failure, and again after a restart, in order', async () => {
	const { storage, folder } = await storageIn();
	const book = counter(storage);
	const silent = pino({ level: 'silent' });
	const failing = openOutbox(storage, silent);
	failing.on('counters/added', () => Promise.reject(new Error('not now')));
	await book.command('a', { person, at: 1 }, add(1));
	await book.command('a', { person, at: 1 }, add(2));
	await failing.drained();
	await failing.stop();
	expect(storage.pending(10)).toHaveLength(2);
	await storage.close();
	open.delete(storage);
	const again = await storageIn(folder);
	const heard: unknown[] = [];
	const outbox = openOutbox(again.storage, silent);
	outbox.on('counters/added', (payload) => Promise.resolve(void heard.push(payload)));
	await outbox.drained();
	await outbox.stop();
	expect(heard).toEqual([
		{ id: 'a', amount: 1 },
		{ id: 'a', amount: 2 }
	]);
	expect(again.storage.pending(10)).toEqual([]);
	// What was delivered is not kept.
	const left = await again.storage.read
		.withTables<{ outbox: { id: number } }>()
		.selectFrom('outbox')
		.select('id')
		.execute();
	expect(left).toEqual([]);
});

test('[B6] a second process is kept out of the folder, and let in when the first has gone', async () => {
	const { storage, folder } = await storageIn();
	await expect(openSqlite(folder)).rejects.toThrow('owned by another running process');
	await storage.close();
	open.delete(storage);
	await expect(storageIn(folder)).resolves.toBeDefined();
});

test('[B7] a batch that fails leaves nothing behind, and the others of the same commit stand', async () => {
	const { storage } = await storageIn();
	const fact = (stream: string) => ({ stream, type: 't', payload: {}, personId: null, at: 1 });
	const bad = { sql: 'insert into nowhere values (1)', parameters: [] };
	const batch = (stream: string, statements: (typeof bad)[]) => ({
		expect: [],
		facts: [fact(stream)],
		statements: statements as never,
		outbox: []
	});
	const [good, failed, alsoGood] = await Promise.allSettled([
		storage.record(batch('x:1', [])),
		storage.record(batch('x:2', [bad])),
		storage.record(batch('x:3', []))
	]);
	expect([good?.status, failed?.status, alsoGood?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(['x:1', 'x:2', 'x:3'].map((stream) => storage.facts(stream).length)).toEqual([1, 0, 1]);
});
