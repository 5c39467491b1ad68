import { expect, test } from 'vitest';
import { wayOn } from './way-on.ts';

test.each([
	['/meetings/m-1?tab=agenda', '/meetings/m-1?tab=agenda'],
	['//evil.example', '/'],
	['/\\evil.example', '/'],
	['https://evil.example', '/'],
	['/login', '/'],
	['', '/']
])('[I7] after signing in the way on from %s is %s', (to, on) => {
	expect(wayOn(new URL(`http://here/login?to=${encodeURIComponent(to)}`))).toBe(on);
});
