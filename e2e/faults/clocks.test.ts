/** Somebody sets the server's clock, or a time server does, under people who type. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, startProduct, type Product } from '../product.ts';
import { bringCrew, readAlone } from './crew.ts';
import { amount, tell } from './figures.ts';
import { textOf } from './text.ts';
import { pause } from './wait.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Back to 1970. */
const EPOCH = -Date.now();

let product: Product;
const folder = mkdtempSync(join(tmpdir(), 'lianxi-clock-'));
const file = join(folder, 'wrong-by');
/** Whole at any moment: the product reads it all the time. */
function setClock(wrongBy: number): void {
	writeFileSync(`${file}.next`, String(wrongBy));
	renameSync(`${file}.next`, file);
}

beforeAll(async () => {
	setClock(0);
	// For each start of the product; this worker is gone after this file.
	process.env['FAULTS_CLOCK'] = file;
	process.env['NODE_OPTIONS'] = `--import=${join(import.meta.dirname, 'wrong-clock.ts')}`;
	product = await startProduct('--demo');
});
afterAll(async () => {
	await product.remove();
	rmSync(folder, { recursive: true });
});

/** The answer's status, and how long one is told to wait. */
async function attempt(password: string): Promise<{ readonly status: number; readonly wait: number }> {
	const answer = await fetch(`${product.url}/api/session`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ account: 'liaison-police', password })
	});
	const { params } = (await answer.json()) as { params?: { seconds?: number } };
	return { status: answer.status, wait: params?.seconds ?? 0 };
}

test('[R32] an hour, a day, to 1970 and back under people who type: nobody is thrown out, the order stays, nothing is lost', async (context) => {
	const seed = Date.now() % 1_000_000;
	const crew = await bringCrew(product, product.url, { size: 6, seed });
	context.onTestFinished(() => crew.end());
	let closed = 0;
	for (const { client } of crew.typists) client.onClosed(() => (closed += 1));
	const jumps = [HOUR, 0, DAY, -DAY, EPOCH, 0];
	const slowest: number[] = [];
	for (const jump of jumps) {
		crew.type(80);
		await pause(300);
		setClock(jump);
		await pause(amount(1500, 35_000));
		crew.rest();
		slowest.push(await crew.allSaved());
	}
	const alone = await readAlone(product, await signIn(product.url, 'observer'));
	await crew.allLike(alone);
	const { lost, doubled } = crew.lookFor(alone, crew.promises());
	const text = textOf(alone);
	const disordered = crew.typists.filter(({ name, keys }) => {
		const places = keys.filter(({ shared }) => !shared).map(({ mark }) => text.indexOf(mark));
		return places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0)) || name === '';
	});
	tell(context, {
		seed,
		jumps: jumps.length,
		keys: crew.keys,
		lost: lost.length,
		doubled: doubled.length,
		disordered: disordered.length,
		closed,
		'saved after ms': Math.max(...slowest)
	});
	expect({ lost, doubled, closed, disordered: disordered.length }).toEqual({
		lost: [],
		doubled: [],
		closed: 0,
		disordered: 0
	});
});

test('[R32] the chain of facts holds over all of it', async (context) => {
	const cookie = await signIn(product.url, 'convener');
	const before = { cookie, origin: product.url, 'content-type': 'application/json' };
	const statuses: number[] = [];
	for (const jump of [HOUR, EPOCH, -DAY, 0]) {
		setClock(jump);
		const answer = await fetch(`${product.url}/api/meetings/m-5/reschedule`, {
			method: 'POST',
			headers: before,
			body: JSON.stringify({ title: `时钟 ${jump}` })
		});
		statuses.push(answer.status);
	}
	await product.stop();
	await product.restart();
	const answer = await fetch(`${product.url}/api/meetings/m-5`, { headers: { cookie } });
	const { title } = (await answer.json()) as { title?: string };
	tell(context, { facts: statuses.join(' '), ready: (await fetch(`${product.url}/readyz`)).status });
	expect(statuses).toEqual([200, 200, 200, 200]);
	expect(title).toBe('时钟 0');
});

test('[R32] nobody is locked out for longer than was meant because the clock was wrong', async (context) => {
	setClock(DAY);
	for (let guess = 0; guess < 5; guess++) await attempt('wrong');
	const locked = await attempt('lianxi-demo');
	setClock(0);
	await pause(50);
	setClock(31 * 60_000);
	const afterwards = await attempt('lianxi-demo');
	// The budget of the door, 300 in a minute, must not be kept until the clock has caught up.
	setClock(HOUR);
	await attempt('');
	setClock(0);
	const answers = await Promise.all(Array.from({ length: 310 }, () => attempt('')));
	const refused = answers.filter(({ status }) => status === 429);
	const wait = Math.max(...refused.map((answer) => answer.wait));
	tell(context, { locked: locked.status, afterwards: afterwards.status, 'door closed for s': wait });
	expect([locked.status, afterwards.status]).toEqual([429, 200]);
	expect(refused.length).toBeGreaterThan(0);
	expect(wait).toBeLessThanOrEqual(60);
});
