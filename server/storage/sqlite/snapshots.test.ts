import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from './connection.ts';
import { openDrafts } from './drafts.ts';
import { openSqlite, type SqliteStorage } from './index.ts';
import { readLog } from './read-log.ts';
import { PIECE_BYTES } from './snapshots.ts';

const name = 'meeting:m-1:agenda:1';
const row = (value: number) => ({ document: name, update: Uint8Array.of(value), personId: 'p-1' });
/** No two pieces of it are the same. */
const large = (seed: number): Uint8Array =>
	Uint8Array.from({ length: 3 * PIECE_BYTES + 17 }, (_, at) => seed + at + Math.floor(at / PIECE_BYTES));

async function folderWith(rows: number): Promise<{ folder: string; storage: SqliteStorage; lastId: number }> {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-snapshots-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const storage = await opened(folder);
	const { lastId } = await storage.log.append(Array.from({ length: rows }, (_, at) => row(at)));
	return { folder, storage, lastId };
}

async function opened(folder: string): Promise<SqliteStorage> {
	const storage = await openSqlite(folder);
	onTestFinished(() => storage.close().catch(() => undefined));
	return storage;
}

function pieces(folder: string): number[] {
	const database = new Database(join(folder, 'lianxi.sqlite'));
	const lengths = database.prepare<[], number>('select length(data) from snapshot_pieces').pluck().all();
	database.close();
	return lengths;
}

const isSame = (one: Uint8Array | null, other: Uint8Array): boolean => one !== null && Buffer.compare(one, other) === 0;

test('[L20] what others write meanwhile waits for a piece of a large snapshot, not for all of it', async () => {
	const { storage, lastId } = await folderWith(2);
	const compacted = storage.log.compact(name, lastId, large(1));
	await Promise.resolve();
	await storage.log.append([row(7)]);
	expect(storage.log.load(name)).toMatchObject({ snapshot: null, upTo: lastId + 1 });
	await compacted;
	expect(storage.log.load(name).tail).toEqual([Buffer.of(7)]);
});

test('[L20] a large snapshot comes back whole, also one of the same rows, and the pieces of the one before go', async () => {
	const { folder, storage, lastId } = await folderWith(2);
	for (const seed of [1, 2]) await storage.log.compact(name, lastId, large(seed));
	await expect.poll(() => pieces(folder)).toEqual([PIECE_BYTES, PIECE_BYTES, PIECE_BYTES]);
	await storage.log.append([row(7)]);
	await storage.close();
	const again = await opened(folder);
	const { snapshot, tail, upTo, damaged } = again.log.load(name);
	expect([isSame(snapshot, large(2)), tail.length, upTo, damaged]).toEqual([true, 1, lastId + 1, 0]);
	expect((await again.check()).rows).toEqual([]);
	await again.log.compact(name, upTo, Uint8Array.of(1, 2));
	expect([...(again.log.load(name).snapshot ?? [])]).toEqual([1, 2]);
	await expect.poll(() => pieces(folder)).toEqual([]);
});

test('[L20] compactions begun together come one after the other, of one document and of several', async () => {
	const { storage, lastId } = await folderWith(2);
	const { lastId: others } = await storage.log.append([{ ...row(1), document: 'another' }]);
	const compacted = [large(1), large(2)].map((snapshot) => storage.log.compact(name, lastId, snapshot));
	await Promise.all([...compacted, storage.log.compact('another', others, large(3))]);
	const [one, another] = [name, 'another'].map((each) => storage.log.load(each).snapshot);
	expect([isSame(one ?? null, large(2)), isSame(another ?? null, large(3))]).toEqual([true, true]);
});

test('[L20] a snapshot that was never finished does not count, and goes with the next', async () => {
	const { folder, storage, lastId } = await folderWith(2);
	await storage.log.compact(name, lastId, Uint8Array.of(1));
	await storage.log.append([row(7)]);
	const broken = storage.log.compact(name, lastId + 1, new Uint8Array(30 * PIECE_BYTES)).catch(() => 'broken');
	// A step or two of the compaction goes with each, and it has more than thirty.
	while (pieces(folder).length === 0) await storage.log.append([{ ...row(1), document: 'another' }]);
	await storage.close();
	expect([await broken, pieces(folder)[0]]).toEqual(['broken', PIECE_BYTES]);
	const again = await opened(folder);
	expect(again.log.load(name)).toMatchObject({
		snapshot: Buffer.of(1),
		tail: [Buffer.of(7)],
		upTo: lastId + 1,
		damaged: 0
	});
	await again.log.compact(name, lastId + 1, large(3));
	expect(isSame(again.log.load(name).snapshot, large(3))).toBe(true);
	await expect.poll(() => pieces(folder).length).toBe(3);
});

test.each([
	['is changed', 'update snapshot_pieces set data = zeroblob(length(data)) where place = 1'],
	['is lost', 'delete from snapshot_pieces where place = 1'],
	['changes places', 'update snapshot_pieces set place = 9 where place = 1']
])('[L15] a snapshot of which a piece %s is found, and kept as it is', async (_, statement) => {
	const { folder, storage, lastId } = await folderWith(2);
	await storage.log.compact(name, lastId, large(1));
	await storage.close();
	const database = new Database(join(folder, 'lianxi.sqlite'));
	database.exec(statement);
	database.close();
	const again = await opened(folder);
	expect((await again.check()).rows).toEqual([{ document: name, kind: 'snapshot', id: lastId }]);
	expect(again.log.load(name)).toMatchObject({ snapshot: null, damaged: 1 });
	await again.log.compact(name, lastId, Uint8Array.of(5));
	expect(again.setAside()).toMatchObject([{ document: name, rows: 1 }]);
	expect([...(again.log.load(name).snapshot ?? [])]).toEqual([5]);
});

test('[L20] no step of a compaction goes through or removes more than a commit takes', async () => {
	const { folder, storage } = await folderWith(1);
	await storage.close();
	const connection = connect(join(folder, 'lianxi.sqlite'));
	onTestFinished(() => void connection.close());
	const drafts = openDrafts(connection);
	const left = connection.prepare<[], number>('select count(*) from updates').pluck();
	const heavy = { ...row(1), update: new Uint8Array(700_000) };
	connection.exec('begin');
	const upTo = drafts.append([...Array.from({ length: 1200 }, (_, at) => row(at)), heavy, heavy, heavy], []);
	const steps = (step: () => number): number[] => {
		const seen: number[] = [];
		while (step() !== 0) seen.push(left.get() ?? 0);
		return seen;
	};
	const looks = steps(() => drafts.look(name, upTo));
	const compaction = { document: name, upTo, snapshot: Uint8Array.of(1), pieces: 0, outline: null };
	drafts.compact(compaction);
	expect([looks.length, steps(() => drafts.sweep(name))]).toEqual([5, [704, 204, 1, 0]]);
	expect(() => drafts.compact(compaction)).toThrow('gone through');
});

/** The writer's side alone, each call a commit of its own. */
async function draftsOn(rows: number) {
	const { folder, storage, lastId } = await folderWith(rows);
	await storage.close();
	const connection = connect(join(folder, 'lianxi.sqlite'));
	onTestFinished(() => void connection.close());
	return { connection, drafts: openDrafts(connection), upTo: lastId };
}

test('[L15] what a compaction covers is gone through anew when the one before was given up after its look', async () => {
	const { connection, drafts, upTo } = await draftsOn(3);
	const look = (): void => {
		while (drafts.look(name, upTo) !== 0);
	};
	// The disk was full from here on: the writer was asked nothing more.
	look();
	connection.exec(`drop trigger updates_no_update; update updates set data = x'ff' where id = ${upTo}`);
	look();
	drafts.compact({ document: name, upTo, snapshot: Uint8Array.of(1), pieces: 0, outline: null });
	const kept = connection.prepare<[], number>('select row_id from damaged_rows').pluck();
	expect(kept.all()).toEqual([upTo]);
});

test('[L20] a snapshot that comes outlives that the one before is found damaged and taken away', async () => {
	const { connection, drafts, upTo } = await draftsOn(3);
	const come = connection.prepare<[], number>('select count(*) from snapshot_pieces').pluck();
	for (const _ of stepsOf(drafts, upTo, large(1)));
	const coming = stepsOf(drafts, upTo, large(2));
	while (come.get() !== 6) coming.next();
	connection.exec(`update snapshots set data = x'ff'`);
	expect(drafts.setAside([{ document: name, kind: 'snapshot', id: upTo }])).toBe(1);
	while (coming.next().done !== true);
	const { snapshot } = readLog(connection, () => undefined).load(name);
	expect(isSame(snapshot, large(2))).toBe(true);
});

test('[L20] what fails meanwhile for somebody else does not end a compaction', async () => {
	const { folder, storage, lastId } = await folderWith(2);
	const compacted = storage.log.compact(name, lastId, large(1));
	while (pieces(folder).length === 0) await storage.log.append([{ ...row(1), document: 'another' }]);
	const stale = { expect: [{ stream: 'meeting:m-1', version: 7 }], facts: [], statements: [], outbox: [] };
	expect(await storage.record(stale)).toEqual({ kind: 'stale' });
	await compacted;
	expect(isSame(storage.log.load(name).snapshot, large(1))).toBe(true);
});

test('[L20] after whichever step the process ends, the text is whole, and the next compaction takes over', async () => {
	const { connection, drafts, upTo } = await draftsOn(3);
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-steps-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const ends: string[] = [];
	const end = (): void => {
		const file = join(folder, `${ends.length}.sqlite`);
		connection.prepare('vacuum into ?').run(file);
		ends.push(file);
	};
	for (const _ of stepsOf(drafts, upTo, large(1)));
	const last = drafts.append([row(7), row(8)], []);
	for (const _ of stepsOf(drafts, last, large(2))) end();
	const seen = ends.map((file) => {
		const next = connect(file);
		const { load } = readLog(next, () => undefined);
		const before = load(name);
		const isNew = isSame(before.snapshot, large(2));
		expect(isNew || isSame(before.snapshot, large(1))).toBe(true);
		expect([before.tail.length, before.upTo, before.damaged]).toEqual([isNew ? 0 : 2, last, 0]);
		for (const _ of stepsOf(openDrafts(next), last, large(3)));
		expect(isSame(load(name).snapshot, large(3))).toBe(true);
		const left = next.prepare<[], number>(
			'select (select count(*) from snapshot_pieces) + (select count(*) from updates)'
		);
		expect(left.pluck().get()).toBe(3);
		next.close();
		return isNew;
	});
	expect([seen[0], seen.at(-1)]).toEqual([false, true]);
	expect(seen.length).toBeGreaterThan(10);
});

/** A whole compaction, step by step: each is a commit. */
function* stepsOf(drafts: ReturnType<typeof openDrafts>, upTo: number, from: Uint8Array): Generator<undefined, void> {
	while (drafts.look(name, upTo) !== 0) yield;
	const count = Math.floor(from.length / PIECE_BYTES);
	for (let place = 0; place < count; place++) {
		const bytes = new Uint8Array(from.slice(place * PIECE_BYTES, (place + 1) * PIECE_BYTES));
		drafts.piece({ document: name, upTo, place, bytes });
		yield;
	}
	const rest = from.slice(count * PIECE_BYTES);
	drafts.compact({ document: name, upTo, snapshot: rest, pieces: count, outline: null });
	yield;
	while (drafts.sweep(name) !== 0) yield;
}
