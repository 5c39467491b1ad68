import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Looking } from './looking.svelte.ts';

beforeEach(() => void vi.stubGlobal('requestAnimationFrame', (work: () => void) => work()));
afterEach(() => void vi.unstubAllGlobals());

test('[O2] looking elsewhere and coming back finds the place again', () => {
	const page = { scrollTop: 240 };
	// oxlint-disable-next-line typescript/consistent-type-assertions -- only scrollTop is touched
	const looking = new Looking(() => [page as Element]);
	expect(looking.at('a')).toBe(null);
	looking.look('b', 'a');
	page.scrollTop = 0;
	looking.look('c', 'a');
	expect(looking.at('a')).toBe('c');
	looking.back();
	expect(looking.at('a')).toBe(null);
	expect(page.scrollTop).toBe(240);
});

test('[O2] when the chair comes to what one looks at, one follows again', () => {
	const looking = new Looking(() => []);
	looking.look('b', 'a');
	expect(looking.at('a')).toBe('b');
	expect(looking.at('b')).toBe(null);
	looking.look('a', 'a');
	expect(looking.at('a')).toBe(null);
});
