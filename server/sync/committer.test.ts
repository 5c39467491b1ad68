import { expect, test } from 'vitest';
import type { LogRow } from '#server/storage/port.ts';
import { openCommitter } from './committer.ts';

test('[S44] a commit holds 1 MiB of rows or one row, in the order they came', async () => {
	const batches: number[][] = [];
	const log = {
		append: async (rows: readonly LogRow[]) => {
			batches.push(rows.map(({ update }) => update.length));
			return { lastId: batches.length };
		}
	};
	const timing = { now: () => 0, soon: (work: () => void) => void setImmediate(work), after: soonAfter };
	const committer = openCommitter(log as never, timing);
	const settled: number[] = [];
	for (const [index, length] of [10, 700_000, 700_000, 2_000_000, 5, 6].entries()) {
		const row = { document: 'd', update: new Uint8Array(length), personId: 'p' };
		committer.add(row, [], (outcome) => settled.push(outcome.ok ? index : -1));
	}
	await committer.idle();
	expect(batches).toEqual([[10, 700_000], [700_000], [2_000_000], [5, 6]]);
	expect(settled).toEqual([0, 1, 2, 3, 4, 5]);
});

function soonAfter(_ms: number, work: () => void): () => void {
	setImmediate(work);
	return () => undefined;
}
