/** What no sequence of commands by anybody reaches, across the domains of a meeting. In masses: laws.faults.test.ts. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeGround, runLaws } from './laws.ts';

/** Seeds that failed once, and why. */
const pinned: readonly number[] = [];
const RUNS = 4;
const STEPS = 200;

let ground = '';
beforeAll(async () => {
	ground = await makeGround();
});
afterAll(() => rmSync(ground, { recursive: true, force: true }));

test('[M5] [A6] [F5] [V5] [V13] [D4] [T16] whatever anybody asks in whatever order, also over restarts, what must hold holds', async () => {
	const first = Date.now() % 1_000_000_000;
	const granted = new Set<string>();
	for (const seed of [...pinned, ...Array.from({ length: RUNS }, (_, index) => first + index)])
		for (const name of (await runLaws(ground, seed, STEPS)).keys()) granted.add(name);
	process.stdout.write(`laws: seeds from ${first}, ${granted.size} kinds of commands granted\n`);
	expect(granted.size).toBeGreaterThan(15);
}, 60_000);
