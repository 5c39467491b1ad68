import { expect, test } from 'vitest';
import type { LogRow } from '#server/storage/port.ts';
import { openCommitter } from './committer.ts';

const timing = { now: () => 0, soon: (work: () => void) => void setImmediate(work), after: soonAfter };

/** A log that notes what each commit holds. */
function noted<Note>(note: (row: LogRow) => Note) {
	const batches: Note[][] = [];
	const log = {
		append: async (rows: readonly LogRow[]) => {
			batches.push(rows.map(note));
			return { lastId: batches.length };
		}
	};
	return { batches, committer: openCommitter(log as never, timing) };
}

test('[S44] a commit holds 1 MiB of rows or one row, in the order they came', async () => {
	const { batches, committer } = noted(({ update }) => update.length);
	const settled: number[] = [];
	for (const [index, length] of [10, 700_000, 700_000, 2_000_000, 5, 6].entries()) {
		const row = { document: 'd', update: new Uint8Array(length), personId: 'p' };
		committer.add(row, [], (outcome) => settled.push(outcome.ok ? index : -1));
	}
	await committer.idle();
	expect(batches).toEqual([[10, 700_000], [700_000], [2_000_000], [5, 6]]);
	expect(settled).toEqual([0, 1, 2, 3, 4, 5]);
});

test("[S44] a key waits for one commit of somebody else's upload, not for the whole of it, and the upload goes on", async () => {
	const { batches, committer } = noted(({ document, personId }) => `${document}${personId}`);
	const add = (document: string, personId: string, length: number): void =>
		committer.add({ document, update: new Uint8Array(length), personId }, [], () => undefined);
	for (const part of [1, 2, 3]) add('large', String(part), 1_000_000);
	for (const part of [1, 2, 3]) add('other', String(part), 900_000);
	add('key', '1', 100_000);
	add('key', '2', 10);
	await committer.idle();
	expect(batches).toEqual([['large1'], ['other1', 'key1', 'key2'], ['large2'], ['other2'], ['large3'], ['other3']]);
});

function soonAfter(_ms: number, work: () => void): () => void {
	setImmediate(work);
	return () => undefined;
}
