import { expect, test } from 'vitest';
import { chanceOf } from '#shared/foundation/chance.ts';
import { bringCrewByCable, converge, type Found } from './crew.ts';
import { amount, tell } from './figures.ts';
import { pause, until } from './wait.ts';

const TYPISTS = 20;

test('[R1] SIGKILL at random moments under twenty who type: nothing acknowledged is lost, nothing is doubled', async (context) => {
	const kills = amount(10, 200);
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	const { product, crew, restart } = await bringCrewByCable({ size: TYPISTS, seed });
	let found: Found = { lost: [], doubled: [] };
	let [kill, promised] = [0, 0];
	const isWell = (): boolean => found.lost.length === 0 && found.doubled.length === 0;
	const report = (more: Readonly<Record<string, number>> = {}): void => {
		const [lost, doubled] = [found.lost.length, found.doubled.length];
		tell(context, { seed, kills: kill, keys: crew.keys, promised, lost, doubled, ...more });
		expect(found).toEqual({ lost: [], doubled: [] });
	};
	crew.type(80);
	for (; kill < kills && isWell(); kill++) {
		await until('half of them back', () => crew.inStep >= TYPISTS / 2);
		await pause(50 + chance.below(700));
		await product.kill();
		const promises = crew.promises();
		promised = promises.reduce((sum, count) => sum + count, 0);
		found = await restart(promises);
	}
	if (!isWell()) return report();
	await until('half of them back', () => crew.inStep >= TYPISTS / 2);
	crew.rest();
	const back = await crew.allSaved(30_000);
	const { lost, doubled } = await converge(product, crew);
	found = { lost, doubled };
	report({ 'back s': back / 1000 });
	expect(promised).toBeGreaterThan(kills * TYPISTS);
});
