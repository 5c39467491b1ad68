import { expect, test } from 'vitest';
import { Agreement } from './agreement.ts';

test('[W12] a difference is mended by beginning anew once, and said when that did not help', () => {
	const agreement = new Agreement();
	expect([true, false, true, false, false, false].map((isSame) => agreement.judge(isSame))).toEqual([
		'fine',
		'begin-anew',
		'fine',
		'begin-anew',
		'diverged',
		'diverged'
	]);
	expect(agreement.hasDiverged).toBe(true);
	agreement.judge(true);
	expect(agreement.hasDiverged).toBe(false);
});
