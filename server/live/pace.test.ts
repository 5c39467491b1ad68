import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

const MB = 1024 * 1024;

function reader() {
	const world = { buffered: 0, began: 0, finish: (): void => undefined };
	const pace = new Pace(() => world.buffered);
	const ask = (): boolean =>
		pace.inTurn(() => {
			world.began += 1;
			return new Promise((resolve) => (world.finish = resolve));
		});
	return { world, pace, ask };
}

test('[L17] one after the other, also when the first fails', async () => {
	const { world, pace, ask } = reader();
	expect(pace.inTurn(() => Promise.reject(new Error('a fault')))).toBe(true);
	ask();
	ask();
	await expect.poll(() => world.began).toBe(1);
	world.finish();
	await expect.poll(() => world.began).toBe(2);
});

test('[L17] what waits is done when the network has taken what was sent before, and so much waits and no more', async () => {
	const { world, pace, ask } = reader();
	world.buffered = MB + 1;
	expect(Array.from({ length: 31 }, ask).filter(Boolean)).toHaveLength(30);
	pace.drained();
	expect(world.began).toBe(0);
	world.buffered = MB;
	pace.drained();
	expect(world.began).toBe(1);
	expect(ask()).toBe(true);
});

test.each([
	['takes nothing', [2, 2, 2, 2], true],
	['takes nothing and is told more', [2, 3, 4, 5], true],
	['takes a little', [4, 4, 3, 3], false],
	['has caught up once', [4, 4, 0, 4], false],
	['is not behind', [1, 1, 1, 1], false]
])('[L17] a reader that %s: cut off after half a minute: %j %s', (_, megabytes, isStuck) => {
	const { world, pace } = reader();
	const looks = megabytes.map((size, index) => {
		world.buffered = size * MB;
		return pace.isStuck(index * 15_001);
	});
	expect(looks).toEqual([false, false, looks[2], isStuck]);
	expect(looks[2]).toBe(isStuck);
});
