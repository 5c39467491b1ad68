import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { signIn, startProduct } from '../product.ts';
import { bringCrew, readAlone } from './crew.ts';
import { amount, tell } from './figures.ts';
import { pause } from './wait.ts';

const root = join(import.meta.dirname, '../..');

/** How a second process on the same folder ends: its code, and what it says. */
function startSecond(folder: string): Promise<readonly [number | null, string]> {
	const child = spawn(
		join(root, 'node_modules/.bin/node'),
		['--disable-proto=delete', 'server/main.ts', '--data', folder, '--port', '0'],
		{ cwd: root, stdio: ['ignore', 'ignore', 'pipe'] }
	);
	let said = '';
	child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
	onTestFinished(() => void child.kill('SIGKILL'));
	return new Promise((resolve) => child.once('close', (code) => resolve([code, said])));
}

test('[R1] a second process on the same folder is refused, while the first is busy and while it is frozen; nothing is lost', async (context) => {
	const rounds = amount(2, 20);
	const seed = Date.now() % 1_000_000;
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const crew = await bringCrew(product, product.url, { size: 8, seed });
	onTestFinished(() => crew.end());
	const ends: string[] = [];
	for (let round = 0; round < rounds; round++) {
		const isFrozen = round % 2 === 1;
		crew.type(60);
		await pause(300);
		if (isFrozen) process.kill(product.pid(), 'SIGSTOP');
		const [code, said] = await startSecond(product.folder);
		if (isFrozen) process.kill(product.pid(), 'SIGCONT');
		ends.push(`${code} ${said.includes('owned by another running process') ? 'in use' : said.slice(0, 80)}`);
		await pause(200);
		crew.rest();
		await crew.allSaved();
	}
	const alone = await readAlone(product, await signIn(product.url, 'observer'));
	await crew.allLike(alone);
	const { lost, doubled } = crew.lookFor(alone, crew.promises());
	tell(context, { seed, rounds, keys: crew.keys, lost: lost.length, doubled: doubled.length });
	expect(ends.filter((end) => end !== '1 in use')).toEqual([]);
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
});
