/** The mass of `fuzz.test.ts`, with input methods, answers in pieces, formats and long absences. */
import { expect, inject, onTestFinished, test } from 'vitest';
import { chanceOf } from '#shared/foundation/chance.ts';
import { Chaos } from './chaos.ts';

/** `short` in the gate, `full` by `npm run faults -- --full`; absent when vitest is run by itself. */
const isFull = (inject as (key: string) => unknown)('form') === 'full';
const STEPS = 1000;

/** Seeds that failed once, and why. */
const pinned: readonly number[] = [];

test(`[R8] random operations on five replicas: all end with the same text, all of it on disk`, async ({ task }) => {
	const runs = isFull ? 1000 : 100;
	const first = Date.now() % 1_000_000_000;
	const failed: string[] = [];
	for (const seed of [...pinned, ...Array.from({ length: runs }, (_, index) => first + index)]) {
		const fault = await run(seed).catch(String);
		if (fault) failed.push(`seed ${seed}: ${fault}`);
	}
	const figures = `operations ${runs * STEPS} · seeds from ${first} · failed ${failed.length}`;
	Object.assign(task.meta, { figures });
	process.stdout.write(`[R8] ${figures}\n`);
	expect(failed).toEqual([]);
});

/** Answers what went wrong, or null. */
async function run(seed: number): Promise<string | null> {
	const chaos = new Chaos(chanceOf(seed), { wide: true });
	onTestFinished(() => chaos.clients.forEach((client) => client.destroy()));
	for (let step = 0; step < STEPS; step++) {
		await chaos.step();
		const [refused] = chaos.refusals();
		if (refused !== undefined) return `refused with ${refused} at step ${step}`;
	}
	await chaos.calm();
	if (new Set(await chaos.texts()).size > 1) return 'texts differ';
	if (chaos.clients.some(({ saved, sent }) => saved !== sent)) return 'something was not called saved';
	chaos.kill();
	for (const client of chaos.clients) client.destroy();
	return null;
}
