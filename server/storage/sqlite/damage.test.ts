import Database from 'better-sqlite3';
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { damageIn } from './check.ts';
import { openSqlite, type SqliteStorage } from './index.ts';

const name = 'meeting:m-1:agenda:1';
const row = (...values: number[]) => ({ document: name, update: Uint8Array.from(values), personId: 'p-1' });
const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).toReversed()) await end();
});

async function storageIn(
	folder?: string
): Promise<{ storage: SqliteStorage; folder: string; close: () => Promise<void> }> {
	const place = folder ?? mkdtempSync(join(tmpdir(), 'lianxi-damage-'));
	if (folder === undefined) ends.push(() => rmSync(place, { recursive: true, force: true }));
	const storage = await openSqlite(place);
	let isOpen = true;
	const close = async (): Promise<void> => {
		if (isOpen) await storage.close();
		isOpen = false;
	};
	ends.push(close);
	return { storage, folder: place, close };
}

function change(folder: string, ...statements: string[]): void {
	const database = new Database(join(folder, 'lianxi.sqlite'));
	database.exec('drop trigger if exists updates_no_update; drop trigger if exists journal_no_update');
	for (const statement of statements) database.exec(statement);
	database.close();
}

/** What is written to the log, by level and with how many rows. */
function heard() {
	const lines: Record<string, unknown>[] = [];
	const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
	return { log, lines };
}

test.each([
	['its bytes', `update updates set data = x'ff02' where id = 2`],
	['its checksum', 'update updates set crc = crc + 1 where id = 2'],
	['whose it is', `update updates set person_id = 'p-2' where id = 2`],
	['its place', 'update updates set id = 9 where id = 2'],
	['its document', `insert into documents (name) values ('other'); update updates set document_id = 2 where id = 2`]
])('[L15] a row is found when %s is not what was written', async (_, statement) => {
	const { storage, folder, close } = await storageIn();
	await storage.log.append([row(1), row(2), row(3)]);
	await close();
	change(folder, statement);
	const again = (await storageIn(folder)).storage;
	const { rows, pages } = await again.check();
	expect([rows.length, pages]).toEqual([1, 'ok']);
	expect(again.log.load(name).tail.map((update) => [...update])).toEqual([[1], [3]]);
});

test('[L15] damaged rows are moved aside and told once; the document goes on and is known to have lost something', async () => {
	const { storage, folder, close } = await storageIn();
	const { lastId } = await storage.log.append([row(1)]);
	await storage.log.compact(name, lastId, Uint8Array.of(11));
	await storage.log.append([row(2), row(3)]);
	await close();
	change(folder, `update updates set data = x'ff' where id = 2`, `update snapshots set data = x'fe'`);
	for (const isFirst of [true, false]) {
		const { storage: again, close: end } = await storageIn(folder);
		const { log, lines } = heard();
		again.attend(log);
		await expect.poll(() => again.setAside()[0]?.rows).toBe(2);
		expect(lines.map(({ count }) => count)).toEqual(isFirst ? [2] : []);
		expect(again.log.load(name)).toMatchObject({ snapshot: null, damaged: 2 });
		const next = await again.log.append([row(4)]);
		expect(next.lastId, 'no number is given twice').toBeGreaterThan(3);
		await end();
	}
	const database = new Database(join(folder, 'lianxi.sqlite'));
	const kept = database
		.prepare<[], { kind: string; data: Buffer }>('select kind, data from damaged_rows order by kind')
		.all();
	database.close();
	expect(kept.map(({ kind, data }) => [kind, data.toString('hex')])).toEqual([
		['snapshot', 'fe'],
		['update', 'ff']
	]);
});

test('[L15] a row that is damaged while the server runs is told when somebody opens the document, once', async () => {
	const { storage, folder } = await storageIn();
	const { log, lines } = heard();
	await storage.log.append([row(1), row(2)]);
	storage.attend(log);
	await storage.check();
	change(folder, `update updates set data = x'ff' where id = 2`);
	for (let n = 0; n < 3; n++) storage.log.load(name);
	await expect.poll(() => storage.setAside()[0]?.rows).toBe(1);
	expect(lines.map(({ count }) => count)).toEqual([1]);
});

test('[L15] how far a damaged row reached is known, and a row of which only that is damaged stays', async () => {
	const { storage, folder, close } = await storageIn();
	const reaching = (value: number, clock: number) => ({ ...row(value), reached: [[0xfffffff0, clock] as const] });
	const { lastId } = await storage.log.append([reaching(1, 3), reaching(2, 5)]);
	await storage.log.compact(name, lastId, Uint8Array.of(7));
	await storage.log.append([reaching(3, 8), reaching(4, 9)]);
	await close();
	change(
		folder,
		`update updates set reached = x'00000000f0ffffff08000000' where id = 3`,
		`update snapshots set data = x'08'`
	);
	const { storage: again } = await storageIn(folder);
	again.attend(heard().log);
	await expect.poll(() => again.setAside()[0]?.rows).toBe(1);
	const { tail, damaged, lost } = again.log.load(name);
	expect([tail.map((update) => [...update]), damaged, [...lost]]).toEqual([[[3], [4]], 1, [[0xfffffff0, 5]]]);
	expect((await again.check()).rows).toEqual([]);
});

test.each([
	['changed', `update snapshots set outline = cast(outline || x'00' as blob) where document_id = 1`],
	['cut short', `update snapshots set outline = x'0102' where document_id = 1`],
	[
		'of another snapshot',
		'update snapshots set outline = (select outline from snapshots where document_id = 2) where document_id = 1'
	]
])(
	'[L21] what is kept beside a snapshot and is %s is as if there were nothing; the text stays',
	async (_, statement) => {
		const { storage, folder, close } = await storageIn();
		const { lastId } = await storage.log.append([
			{ ...row(1), reached: [[5, 3]] },
			{ ...row(2), document: 'other' }
		]);
		for (const document of [name, 'other'])
			await storage.log.compact(document, lastId, Uint8Array.of(7), Uint8Array.of(8));
		await close();
		change(folder, statement);
		const { storage: again, close: end } = await storageIn(folder);
		expect(again.log.load(name)).toMatchObject({ snapshot: Buffer.of(7), outline: null, damaged: 0 });
		expect(again.log.load('other').outline).toEqual(Buffer.of(8));
		const { log, lines } = heard();
		again.attend(log);
		await expect.poll(async () => (await again.check()).rows).toEqual([]);
		expect(lines.map(({ count }) => count)).toEqual([1]);
		expect(again.setAside(), 'nothing is lost with it').toEqual([]);
		await end();
		// How far it reaches was sound, and still stands when the snapshot itself goes.
		change(folder, `update snapshots set data = x'09' where document_id = 1`);
		const { damaged, lost, outline } = (await storageIn(folder)).storage.log.load(name);
		expect([damaged, [...lost], outline]).toEqual([1, [[5, 3]], null]);
	}
);

test('[L15] a compaction that meets damage keeps it as evidence', async () => {
	const { storage, folder, close } = await storageIn();
	await storage.log.append([row(1), row(2), row(3)]);
	await close();
	change(folder, `update updates set data = x'ff' where id = 2`);
	const again = (await storageIn(folder)).storage;
	await again.log.compact(name, 3, Uint8Array.of(7));
	expect(again.setAside()).toMatchObject([{ document: name, rows: 1 }]);
	expect(again.log.load(name)).toMatchObject({ tail: [], upTo: 3, damaged: 1 });
});

test('[L15] rows of a release that added up only the bytes are sound', async () => {
	const { storage, folder, close } = await storageIn();
	await storage.log.append([row(49, 50, 51)]);
	await close();
	change(folder, `update updates set crc = ${0x884863d2}`); // crc32 of "123"
	const again = (await storageIn(folder)).storage;
	expect(again.log.load(name)).toMatchObject({ damaged: 0, upTo: 1 });
	expect((await again.check()).rows).toEqual([]);
});

test('[L15] a late branch that is not what was sent is told', async () => {
	const { storage, folder, close } = await storageIn();
	await storage.log.keepLate({
		document: name,
		personId: 'p-1',
		at: 1,
		update: Uint8Array.of(1),
		hash: '0'.repeat(64)
	});
	await close();
	expect((await (await storageIn(folder)).storage.check()).rows).toMatchObject([{ kind: 'late', document: name }]);
});

test('[L17] a journal whose last facts were changed is only read, from the first moment on', async () => {
	const { storage, folder, close } = await storageIn();
	const fact = { stream: 's:1', type: 't', payload: {}, personId: null, at: 1 };
	await storage.record({ expect: [], facts: [fact, fact], statements: [], outbox: [] });
	await close();
	change(folder, `update journal set type = 'other' where seq = 2`);
	const again = (await storageIn(folder)).storage;
	expect(again.health()).toBe('storage-damaged');
	const batch = { expect: [], facts: [], statements: [], outbox: [], essential: true } as const;
	await expect(again.record(batch)).rejects.toMatchObject({ refusal: 'storage-damaged' });
	await expect(again.log.append([row(1)])).rejects.toMatchObject({ refusal: 'storage-damaged' });
	expect(again.facts('s:1')).toHaveLength(2);
});

test('[L17] a page that is garbage is found after the start: then the database is only read', async () => {
	const { storage, folder, close } = await storageIn();
	for (let at = 0; at < 30; at++) await storage.log.append([row(...Array.from({ length: 2000 }, () => at))]);
	await close();
	const file = join(folder, 'lianxi.sqlite');
	const marked = readFileSync(file).indexOf(Buffer.alloc(500, 17));
	const page = openSync(file, 'r+');
	writeSync(page, Buffer.alloc(200, 0xa5), 0, 200, Math.floor(marked / 4096) * 4096);
	closeSync(page);
	const again = (await storageIn(folder)).storage;
	const { log, lines } = heard();
	expect(again.health()).toBe('ok');
	again.attend(log);
	await expect.poll(() => again.health()).toBe('storage-damaged');
	expect(lines.filter(({ msg }) => String(msg).includes('only read'))).toHaveLength(1);
	expect(damageIn(await again.check())).toContain('quick_check');
	await expect(again.log.append([row(1)])).rejects.toMatchObject({ refusal: 'storage-damaged' });
});
