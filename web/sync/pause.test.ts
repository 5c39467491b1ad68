import { expect, test } from 'vitest';
import { pauseBefore } from './pause.ts';

const RESTARTING = 4503;

test('[W14] after a restart everybody comes back at a moment of their own, over a window that grows with their number', () => {
	const first = (people: number, chance: number): number =>
		pauseBefore({ code: RESTARTING, failures: 0, people }, chance);
	expect([first(1, 1), first(100, 1), first(500, 1), first(2000, 1)]).toEqual([10, 1000, 5000, 5000]);
	expect([first(500, 0), first(500, 0.5)]).toEqual([0, 2500]);
});

test('[W14] a broken line is tried again at once, and then ever more seldom, never later than five seconds', () => {
	const longest = (failures: number, people = 1): number => pauseBefore({ code: null, failures, people }, 1);
	expect([0, 1, 2, 3, 4, 5, 50].map((failures) => longest(failures))).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
	expect([longest(0, 500), longest(1, 500)]).toEqual([200, 5000]);
	expect(pauseBefore({ code: null, failures: 5, people: 1 }, 0)).toBe(50);
});
