import { expect, test } from 'vitest';
import { chanceOf, mutate } from './chance.ts';

test('a seed says the same for ever: pinned seeds and the text of the benches depend on it', () => {
	const chance = chanceOf(545);
	expect([chance.next(), chance.next(), chance.next()]).toEqual([
		0.8529038394335657, 0.6807766833808273, 0.8433256482239813
	]);
	expect(Array.from({ length: 8 }, () => chance.below(100))).toEqual([65, 63, 52, 61, 75, 69, 43, 50]);
	expect(chance.of(['a', 'b', 'c'])).toBe('b');
});

test('another seed says something else, and all that is below comes up about as often', () => {
	const [one, other] = [chanceOf(1), chanceOf(2)];
	const counts = [0, 0, 0, 0];
	let alike = 0;
	for (let round = 0; round < 4000; round++) {
		const drawn = one.below(4);
		counts[drawn]! += 1;
		if (drawn === other.below(4)) alike += 1;
	}
	for (const count of [...counts, alike]) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('mutated bytes are the same for a seed, leave what was given as it was, and stay short', () => {
	const bytes = Uint8Array.of(1, 2, 3, 4, 5);
	const chance = chanceOf(7);
	const three = [mutate(bytes, chance), mutate(bytes, chance), mutate(bytes, chance)];
	expect(three.map((each) => [...each])).toEqual([
		[1, 2, 3, 4, 5, 1, 2, 3, 4, 5],
		[1, 2, 66, 39, 50, 94, 4, 5],
		[1, 2, 1, 2]
	]);
	expect([...bytes]).toEqual([1, 2, 3, 4, 5]);
	for (let round = 0; round < 100; round++)
		expect(mutate(new Uint8Array(4096), chance).length).toBeLessThanOrEqual(4096);
	expect(mutate(new Uint8Array(0), chance).length).toBeLessThan(12);
});
