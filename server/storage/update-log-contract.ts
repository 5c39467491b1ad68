/** What every update log must do, whatever engine is under it. Each engine's test file calls this with its own `open`. */
import { describe, expect, it } from 'vitest';
import type { LogRow, UpdateLog } from './port.ts';

export type OpenedLog = {
	readonly log: UpdateLog;
	/** The same store as another process finds it after this one ended. */
	readonly reopen: () => Promise<UpdateLog>;
};

const name = 'meeting:m-1:agenda:1';
const other = 'meeting:m-2:agenda:1';
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const row = (value: number, document = name): LogRow => ({ document, update: bytes(value), personId: 'p-1' });
const plain = (updates: readonly Uint8Array[]): number[][] => updates.map((update) => [...update]);

/** `open` gives an empty log and cleans up after itself (onTestFinished). */
export function updateLogContract(engine: string, open: () => Promise<OpenedLog>): void {
	describe(`update log on ${engine}`, () => {
		it('[L1] a document nobody wrote is empty', async () => {
			const { log } = await open();
			expect(log.load(name)).toEqual({
				snapshot: null,
				outline: null,
				tail: [],
				upTo: 0,
				damaged: 0,
				lost: new Map()
			});
			expect([log.owners(name).size, log.late(name).length, log.isSealed(name)]).toEqual([0, 0, false]);
		});

		it('[L2] what was appended is found by the next process, in order, each document for itself', async () => {
			const { log, reopen } = await open();
			await log.append([row(1), row(7, other), row(2)]);
			await log.append([row(3)]);
			const found = (await reopen()).load(name);
			expect(plain(found.tail)).toEqual([[1], [2], [3]]);
		});

		it('[L3] the answered id grows and covers the rows just stored', async () => {
			const { log } = await open();
			const first = await log.append([row(1)]);
			const second = await log.append([row(2), row(3)]);
			expect(second.lastId).toBeGreaterThan(first.lastId);
			expect(log.load(name).upTo).toBe(second.lastId);
		});

		it('[L4] calls made together are all stored', async () => {
			const { log } = await open();
			await Promise.all([1, 2, 3, 4, 5].map((value) => log.append([row(value)])));
			expect(plain(log.load(name).tail)).toEqual([[1], [2], [3], [4], [5]]);
		});

		it('[L5] a snapshot replaces the rows it covers and keeps those that came meanwhile', async () => {
			const { log, reopen } = await open();
			const { lastId } = await log.append([row(1), row(2)]);
			await log.append([row(3)]);
			await log.compact(name, lastId, bytes(12));
			const found = (await reopen()).load(name);
			expect([...(found.snapshot ?? [])]).toEqual([12]);
			expect(plain(found.tail)).toEqual([[3]]);
		});

		it('[L6] a snapshot of the whole keeps the number of the last row', async () => {
			const { log } = await open();
			const { lastId } = await log.append([row(1)]);
			await log.compact(name, lastId, bytes(1));
			expect(log.load(name)).toMatchObject({ tail: [], upTo: lastId });
		});

		it('[L21] what is kept beside a snapshot comes back with it, and goes with it', async () => {
			const { log, reopen } = await open();
			const { lastId } = await log.append([row(1), row(2)]);
			await log.compact(name, lastId, bytes(12), bytes(7, 7));
			const found = await reopen();
			expect([...(found.load(name).outline ?? [])]).toEqual([7, 7]);
			const next = await found.append([row(3)]);
			await found.compact(name, next.lastId, bytes(123));
			expect(found.load(name)).toMatchObject({ outline: null, tail: [] });
		});

		it('[L6] a snapshot that covers less than the present one does not take its place', async () => {
			const { log, reopen } = await open();
			const first = await log.append([row(1)]);
			const second = await log.append([row(2)]);
			await log.compact(name, second.lastId, bytes(12));
			await log.compact(name, first.lastId, bytes(1));
			const found = (await reopen()).load(name);
			expect([[...(found.snapshot ?? [])], found.tail, found.upTo]).toEqual([[12], [], second.lastId]);
		});

		it('[L7] compacting one document leaves another alone', async () => {
			const { log } = await open();
			const { lastId } = await log.append([row(1), row(9, other)]);
			await log.compact(name, lastId, bytes(1));
			expect(plain(log.load(other).tail)).toEqual([[9]]);
		});

		it('[L8] a client id belongs to whoever claimed it first, per document', async () => {
			const { log, reopen } = await open();
			const claim = (document: string, personId: string) => ({ document, clientId: 5, personId });
			await log.append([row(1), row(2, other)], [claim(name, 'p-1'), claim(name, 'p-2'), claim(other, 'p-2')]);
			await log.append([row(2)], [claim(name, 'p-2')]);
			const found = await reopen();
			expect(found.owners(name).get(5)).toBe('p-1');
			expect(found.owners(other).get(5)).toBe('p-2');
		});

		it('[L9] client ids up to 32 bits are kept exactly', async () => {
			const { log } = await open();
			await log.append([row(1)], [{ document: name, clientId: 0xffffffff, personId: 'p-1' }]);
			expect(log.owners(name).get(0xffffffff)).toBe('p-1');
		});

		it('[L10] a late branch is kept once per hash, with who sent it and when', async () => {
			const { log, reopen } = await open();
			const branch = { document: name, personId: 'p-1', at: 17, update: bytes(1, 2), hash: 'a'.repeat(64) };
			await log.keepLate(branch);
			await log.keepLate({ ...branch, at: 18 });
			await log.keepLate({ ...branch, hash: 'b'.repeat(64) });
			const found = await reopen();
			const kept = found.late(name);
			expect(found.lateHashes(name, 'p-1')).toHaveLength(2);
			expect(found.lateHashes(name, 'p-2')).toEqual([]);
			expect(kept.map(({ at, personId, update }) => [at, personId, ...update])).toEqual([
				[17, 'p-1', 1, 2],
				[17, 'p-1', 1, 2]
			]);
		});

		it('[L11] a seal survives the process', async () => {
			const { log, reopen } = await open();
			await log.append([row(1)]);
			await log.seal(name);
			const found = await reopen();
			expect([found.isSealed(name), found.isSealed(other)]).toEqual([true, false]);
			expect(plain(found.load(name).tail)).toEqual([[1]]);
		});

		it('[L12] a document can be sealed before anything was written', async () => {
			const { log, reopen } = await open();
			await log.seal(name);
			expect((await reopen()).isSealed(name)).toBe(true);
		});
	});
}
