/** The mass of `laws.test.ts`. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { makeGround, runLaws } from './laws.ts';

/** `short` in the gate, `full` by `npm run faults -- --full`; absent when vitest is run by itself. */
const isFull = (inject as (key: string) => unknown)('form') === 'full';
const STEPS = 400;

let ground = '';
beforeAll(async () => {
	ground = await makeGround();
});
afterAll(() => rmSync(ground, { recursive: true, force: true }));

test('[M5] [A6] [F5] [V5] [V13] [D4] [T16] a mass of days of anybody: what must hold holds after every step', async ({
	task
}) => {
	const runs = isFull ? 400 : 15;
	const first = Date.now() % 1_000_000_000;
	const failed: string[] = [];
	const granted = new Map<string, number>();
	for (let seed = first; seed < first + runs; seed += 1) {
		try {
			for (const [name, times] of await runLaws(ground, seed, STEPS))
				granted.set(name, (granted.get(name) ?? 0) + times);
		} catch (fault) {
			const { message, cause } = fault as Error;
			failed.push(`${String(cause)}: ${message}`);
		}
	}
	const all = [...granted.values()].reduce((sum, times) => sum + times, 0);
	const figures = `steps ${runs * STEPS} · granted ${all} of ${granted.size} kinds · seeds from ${first} · failed ${failed.length}`;
	Object.assign(task.meta, { figures });
	process.stdout.write(`laws: ${figures}\n`);
	expect(failed).toEqual([]);
}, 3_600_000);
