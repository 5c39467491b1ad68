import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Holding, Person } from '#shared/auth/model.ts';
import { person } from '#shared/auth/scene.ts';
import type { Phase } from '#shared/meetings/model.ts';
import { apply, nobody } from './apply.ts';
import { checkIn, checkInFor, type Facts } from './decide.ts';
import type { Attendance } from './model.ts';
import { byUnit, checkInOf, headcount, isQuorate, ofNoUnit, quorumOf, requiredUnits } from './views.ts';

const forUnit = (id: string, ...unitIds: string[]): Person =>
	person(id, ...unitIds.map((unitId): Holding => ({ role: 'liaison', unitId })));
const facts: Facts = { at: 5, state: 'live', councilId: 'c-1', participantUnitIds: ['u-1', 'u-2', 'u-3', 'u-guest'] };
const office = { ...facts, officer: person('secretary', { role: 'secretary', councilId: 'c-1' }) };

function came(...people: readonly Person[]): Attendance {
	return people.reduce((attendance, each) => {
		const judged = checkIn(attendance, each, undefined, facts);
		if (!judged.ok) throw new Error(judged.refusal.code);
		return judged.value.reduce(apply, attendance);
	}, nobody);
}

const openIn: readonly Phase[] = ['published', 'live'];
test.each<[Phase, boolean]>(
	(['draft', 'calling', 'published', 'live', 'minutes', 'closed', 'cancelled', 'postponed'] as const).map((state) => [
		state,
		openIn.includes(state)
	])
)('[A1] in state %s checking in is open: %s', (state, open) => {
	const judged = checkIn(nobody, forUnit('p', 'u-1'), undefined, { ...facts, state });
	expect(judged.ok ? null : judged.refusal.code).toBe(open ? null : 'check-in-not-open');
});

test('[A2] a second check-in records nothing and keeps the place', () => {
	const attendance = came(forUnit('a', 'u-1'), forUnit('b', 'u-2'));
	expect(checkIn(attendance, forUnit('a', 'u-1'), undefined, { ...facts, state: 'closed' })).toEqual({
		ok: true,
		value: []
	});
	const again = checkInFor(attendance, { person: forUnit('a', 'u-1'), unitId: undefined, reason: '' }, office);
	expect(again).toEqual({ ok: true, value: [] });
	expect(checkInOf(attendance, 'a')?.position).toBe(1);
	expect(checkInOf(attendance, 'c')).toBeNull();
});

test('[A3] the office adds somebody with a reason, and it is kept who did', () => {
	const late = { person: forUnit('p', 'u-1'), unitId: undefined, reason: ' 手机没电 ' };
	const judged = checkInFor(nobody, late, { ...office, state: 'minutes' });
	expect(judged).toMatchObject({
		value: [{ personId: 'p', unitId: 'u-1', recordedBy: 'secretary', reason: '手机没电' }]
	});
	expect(checkInFor(nobody, { ...late, reason: ' ' }, office)).toMatchObject({ refusal: { code: 'reason-missing' } });
	expect(checkInFor(nobody, late, { ...office, state: 'closed' })).toMatchObject({
		refusal: { code: 'check-in-not-open' }
	});
});

test.each([
	[null, 3, 2],
	[null, 4, 3],
	[null, 14, 8],
	[5, 14, 5],
	[0, 14, 0]
])('[A4] with setting %s and %i member units, %i are required', (setting, members, required) => {
	expect(requiredUnits(setting, members)).toBe(required);
});

test('[A4] two people of one unit are one unit, and a guest is none', () => {
	const attendance = came(forUnit('a', 'u-1'), forUnit('b', 'u-1'), forUnit('c', 'u-guest'), forUnit('d', 'u-2'));
	const quorum = quorumOf(attendance, ['u-1', 'u-2', 'u-3', 'u-4'], null);
	expect(quorum).toEqual({ required: 3, present: 2 });
	expect(isQuorate(quorum)).toBe(false);
	expect(isQuorate(quorumOf(attendance, ['u-1', 'u-2', 'u-3', 'u-4'], 0))).toBe(true);
	expect(isQuorate(quorumOf(attendance, ['u-1', 'u-2', 'u-3'], null))).toBe(true);
});

test('[A5] somebody of two units says for which', () => {
	const both = forUnit('p', 'u-2', 'u-1');
	expect(checkIn(nobody, both, 'u-1', facts)).toMatchObject({ value: [{ unitId: 'u-1' }] });
	expect(checkIn(nobody, both, undefined, facts)).toMatchObject({ value: [{ unitId: 'u-2' }] });
	expect(checkIn(nobody, both, 'u-3', facts)).toMatchObject({ refusal: { code: 'not-your-unit' } });
});

test.each<[Holding, string]>([
	[{ role: 'convener', councilId: 'c-1' }, 'none'],
	[{ role: 'secretary', councilId: 'c-1' }, 'none'],
	[{ role: 'supervising-leader', councilId: 'c-1' }, 'none'],
	[{ role: 'convener', councilId: 'c-2' }, 'not-invited'],
	[{ role: 'observer', councilId: 'c-1' }, 'not-invited'],
	[{ role: 'evaluator', councilId: 'c-1' }, 'not-invited'],
	[{ role: 'liaison', unitId: 'u-stranger' }, 'not-invited']
])('[A5] %j checks in for a unit: %s', (holding, expected) => {
	const judged = checkIn(nobody, person('p', holding), undefined, facts);
	const [first] = judged.ok ? judged.value : [];
	const unitId = first?.type === 'checked-in' ? first.unitId : 'nothing came';
	expect(judged.ok ? (unitId ?? 'none') : judged.refusal.code).toBe(expected);
});

test('[A6] whoever comes, and however often, places are 1 to n without gaps', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(9)), (arrivals) => {
			const attendance = came(...arrivals.map((n) => forUnit(`p-${n}`, `u-${(n % 3) + 1}`)));
			expect(attendance.checkIns.map(({ position }) => position)).toEqual(
				[...new Set(arrivals)].map((_, index) => index + 1)
			);
		})
	);
});

test('[A4] by unit: how many came of how many', () => {
	const attendance = came(forUnit('a', 'u-1'), forUnit('b', 'u-1'));
	expect(
		byUnit(attendance, [
			{ unitId: 'u-1', people: 1 },
			{ unitId: 'u-2', people: 3 }
		])
	).toEqual([
		{ unitId: 'u-1', present: 2, came: 2, expected: 2 },
		{ unitId: 'u-2', present: 0, came: 0, expected: 3 }
	]);
});

test('[A18] the count of people is the sum of its lines, chairs and office too; who left came all the same', () => {
	const chair = person('chair', { role: 'convener', councilId: 'c-1' });
	const observer = person('observer', { role: 'observer', councilId: 'c-1' });
	const both = person('both', { role: 'supervising-leader', councilId: 'c-1' }, { role: 'member', unitId: 'u-1' });
	const elsewhere = person('elsewhere', { role: 'secretary', councilId: 'c-2' });
	const members = [forUnit('a', 'u-1'), forUnit('b', 'u-1'), forUnit('c', 'u-2')];
	const there = came(chair, ...members);
	const attendance = apply(there, { type: 'left-early', personId: 'c', at: 9, by: 'c', reason: null });
	const units = byUnit(attendance, [
		{ unitId: 'u-1', people: 3 },
		{ unitId: 'u-2', people: 0 }
	]);
	const ids = ofNoUnit([chair, office.officer, observer, both, elsewhere, ...members], facts);
	expect(ids).toEqual(['chair', 'secretary']);
	expect(units[1]).toEqual({ unitId: 'u-2', present: 0, came: 1, expected: 1 });
	expect(headcount(attendance, units, ids)).toEqual({
		present: 3,
		came: 4,
		expected: 6,
		ofNoUnit: { present: 1, came: 1, expected: 2 }
	});
	// Who came for none is expected, also when nobody knew.
	expect(headcount(attendance, units, []).ofNoUnit).toEqual({ present: 1, came: 1, expected: 1 });
});
