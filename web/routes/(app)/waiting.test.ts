import { expect, test } from 'vitest';
import type { Holding, Person } from '#shared/auth/model.ts';
import { instantOf } from '#shared/foundation/time.ts';
import type { Awaited } from '#shared/followups/views.ts';
import { waiting, waitsFor } from './waiting.ts';

const who = (...holdings: Holding[]): Person => ({
	id: 'p',
	account: 'p',
	name: 'p',
	unitId: 'u-edu',
	post: '',
	holdings
});
const awaits = (by: Awaited['by'], unitId: string | null, step: Awaited['step'], until: string | null): Awaited => ({
	by,
	unitId,
	step,
	until
});
const line = (of: Awaited | null, dueOn: string | null = null) => ({ councilId: 'c-1', dueOn, awaits: of });
const liaison = who({ role: 'liaison', unitId: 'u-edu' });
const secretary = who({ role: 'secretary', councilId: 'c-1' });

test.each([
	['[I13] the lead’s liaison', liaison, line(awaits('lead', 'u-edu', 'receive', null)), true],
	['[I13] another unit’s', liaison, line(awaits('lead', 'u-fin', 'receive', null)), false],
	['[I13] the office', secretary, line(awaits('office', null, 'assign', null)), true],
	[
		'[I13] another council’s office',
		secretary,
		{ ...line(awaits('office', null, 'assign', null)), councilId: 'c-2' },
		false
	],
	['[I13] nobody named to verify: the office', secretary, line(awaits('verifier', null, 'verify', null)), true],
	['[I13] working in the unit without a role', who(), line(awaits('lead', 'u-edu', 'receive', null)), false],
	['[I13] what has ended', secretary, line(null), false]
] as const)('%s', (_, person, what, mine) => {
	expect(waitsFor(person, what)).toBe(mine);
});

test('[I14] what is due comes first, what only has to be carried on comes last', () => {
	const lines = [
		line(awaits('lead', 'u-edu', 'carry', '2026-12-20')),
		line(awaits('lead', 'u-edu', 'receive', '2026-11-24')),
		line(awaits('lead', 'u-edu', 'carry', '2026-11-20'))
	];
	const days = waiting(liaison, lines, instantOf('2026-11-23')).map((one) => one.awaits?.until);
	expect(days).toEqual(['2026-11-20', '2026-11-24', '2026-12-20']);
});
