import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import { person } from '#shared/auth/scene.ts';
import type { Result } from '#shared/foundation/result.ts';
import type { Phase } from '#shared/meetings/model.ts';
import { apply, nobody } from './apply.ts';
import {
	answer,
	askLeave,
	decideDelegation,
	decideLeave,
	nameStandIn,
	withdrawLeave,
	withdrawStandIn
} from './decide-before.ts';
import { checkIn, checkInFor, leaveEarly } from './decide.ts';
import { isLate, listsOf, type Lists } from './lists.ts';
import type { Attendance, AttendanceEvent } from './model.ts';
import { byUnit, checkInOf, isOnLeave, quorumOf } from './views.ts';

const members = ['u-1', 'u-2', 'u-3'];
const units = [...members, 'u-guest'];
const of = (unitId: string, n = 1): Person =>
	person(`of-${unitId}-${n}`, { role: n === 1 ? 'liaison' : 'member', unitId });
const convener = person('convener', { role: 'convener', councilId: 'c-1' });
const deputy = person('deputy', { role: 'deputy', councilId: 'c-1' }, { role: 'member', unitId: 'u-1' });
const office = person('secretary', { role: 'secretary', councilId: 'c-1' });
const stranger = person('stranger', { role: 'liaison', unitId: 'u-elsewhere' });

const asking = (asker: Person, state: Phase = 'published') => ({ asker, at: 5, state, participantUnitIds: units });
const arriving = (state: Phase = 'live', at = 10) => ({ at, state, councilId: 'c-1', participantUnitIds: units });
const code = (judged: Result<unknown>): string => (judged.ok ? 'done' : judged.refusal.code);
const after = (judged: Result<readonly AttendanceEvent[]>, before: Attendance = nobody): Attendance => {
	if (!judged.ok) throw new Error(judged.refusal.code);
	return judged.value.reduce(apply, before);
};
const leave = (by: Person, standIn: Person | null = null, delegates = false): Attendance =>
	after(
		askLeave(
			nobody,
			{ unitId: undefined, reason: '外出', standIn: standIn && { person: standIn, delegates } },
			asking(by)
		)
	);
const granted = (by: Person, standIn: Person | null = null, delegates = false): Attendance => {
	const asked = leave(by, standIn, delegates);
	const unitId = asked.leaves[0]?.unitId ?? '';
	return after(decideLeave(asked, { unitId, why: null }, asking(convener)), asked);
};

test('[A7] people who act for the unit come for it, and a later answer takes the place of the earlier one', () => {
	const say = (before: Attendance, coming: readonly string[], by = of('u-1'), state: Phase = 'published') =>
		answer(before, { unitId: undefined, coming, acting: [of('u-1'), of('u-1', 2), of('u-2')] }, asking(by, state));
	const first = after(say(nobody, ['of-u-1-1']));
	const second = after(say(first, ['of-u-1-1', 'of-u-1-2'], of('u-1', 2)), first);
	expect(second.answers).toMatchObject([{ unitId: 'u-1', coming: ['of-u-1-1', 'of-u-1-2'], by: 'of-u-1-2' }]);
	expect(say(second, ['of-u-1-2', 'of-u-1-1'])).toEqual({ ok: true, value: [] });
	expect(code(say(nobody, []))).toBe('nobody-coming');
	expect(code(say(nobody, ['of-u-2-1']))).toBe('not-of-the-unit');
	expect(code(say(nobody, ['of-u-1-1'], stranger))).toBe('not-your-unit');
	expect(code(say(nobody, ['of-u-1-1'], of('u-1'), 'live'))).toBe('not-before-the-meeting');
	expect(code(say(leave(of('u-1')), ['of-u-1-1']))).toBe('leave-stands');
	expect(leave(of('u-1')).answers).toEqual([]);
});

test('[A8] leave is asked with a reason, approved by a chair who did not ask, and withdrawn until the start', () => {
	const asked = leave(of('u-1'));
	const decide = (why: string | null, by = convener, before = asked, state: Phase = 'live') =>
		decideLeave(before, { unitId: 'u-1', why }, asking(by, state));
	expect(asked.leaves).toMatchObject([{ unitId: 'u-1', reason: '外出', standing: 'asked' }]);
	expect(code(askLeave(nobody, { unitId: 'u-1', reason: ' ', standIn: null }, asking(of('u-1'))))).toBe(
		'reason-missing'
	);
	expect(code(askLeave(asked, { unitId: 'u-1', reason: '再请', standIn: null }, asking(of('u-1'))))).toBe(
		'leave-stands'
	);
	expect(code(decide(' '))).toBe('reason-missing');
	expect(code(decide(null, deputy, leave(deputy)))).toBe('own-request');
	expect(code(decide(null, convener, nobody))).toBe('nothing-asked');
	expect(code(decide(null, convener, asked, 'minutes'))).toBe('not-before-the-meeting');
	const approved = after(decide(null), asked);
	expect(approved.leaves).toMatchObject([{ standing: 'approved', decidedBy: 'convener', why: null }]);
	expect(decide(null, convener, approved)).toEqual({ ok: true, value: [] });
	expect(code(decide('不行', convener, approved))).toBe('request-decided');
	const refused = after(decide('须到会表态'), asked);
	expect(refused.leaves).toMatchObject([{ standing: 'refused', why: '须到会表态' }]);
	const anew = after(askLeave(refused, { unitId: 'u-1', reason: '住院', standIn: null }, asking(of('u-1'))), refused);
	expect(anew.leaves).toMatchObject([{ standing: 'asked', reason: '住院', why: null }]);
	expect(after(withdrawLeave(approved, undefined, asking(of('u-1'))), approved).leaves).toEqual([]);
	expect(code(withdrawLeave(approved, undefined, asking(of('u-1'), 'live')))).toBe('not-before-the-meeting');
});

test('[A8] whose people are there already does not ask for leave', () => {
	const there = after(checkIn(nobody, of('u-1'), undefined, arriving('published')));
	expect(code(askLeave(there, { unitId: 'u-1', reason: '外出', standIn: null }, asking(of('u-1', 2))))).toBe(
		'unit-came'
	);
});

test('[A8] [A9] what is approved is what the chair read: another stand-in or reason meanwhile is shown first', () => {
	const name = (before: Attendance, who: Person, at: number): Attendance =>
		after(nameStandIn(before, { unitId: 'u-1', person: who, delegates: true }, { ...asking(of('u-1')), at }), before);
	const other = name(name(nobody, stranger, 1000), of('u-2'), 2000);
	const approve = (askedAt?: number) =>
		decideDelegation(other, { unitId: 'u-1', why: null, askedAt }, asking(convener));
	expect([code(approve(1000)), code(approve(2000)), code(approve())]).toEqual(['stale', 'done', 'done']);
	const reasons = leave(of('u-1'));
	const asked = reasons.leaves[0]?.at ?? 0;
	const refused = (askedAt: number) =>
		decideLeave(reasons, { unitId: 'u-1', why: '须到会', askedAt }, asking(convener));
	expect([code(refused(asked - 1)), code(refused(asked))]).toEqual(['stale', 'done']);
});

test('[A9] one stand-in for a unit, nobody for two, and nothing is changed once they came', () => {
	const name = (before: Attendance, by: Person, whom: Person, delegates = false) =>
		nameStandIn(before, { unitId: undefined, person: whom, delegates }, asking(by));
	const named = after(name(nobody, of('u-1'), stranger));
	expect(named.standIns).toMatchObject([{ unitId: 'u-1', personId: 'stranger', vote: null }]);
	expect(code(name(named, of('u-2'), stranger))).toBe('stands-in-elsewhere');
	const replaced = after(name(named, of('u-1', 2), of('u-1', 3), true), named);
	expect(replaced.standIns).toMatchObject([{ personId: 'of-u-1-3', vote: { standing: 'asked' } }]);
	const came = after(checkIn(replaced, of('u-1', 3), undefined, arriving('published')), replaced);
	expect(code(name(came, of('u-1'), stranger))).toBe('stand-in-came');
	expect(code(withdrawStandIn(came, undefined, asking(of('u-1'))))).toBe('stand-in-came');
	expect(code(name(came, of('u-2'), of('u-1', 3)))).toBe('stands-in-elsewhere');
	expect(after(withdrawStandIn(replaced, undefined, asking(of('u-1'))), replaced).standIns).toEqual([]);
	const chairIn = after(checkIn(nobody, convener, undefined, arriving('published')));
	expect(code(name(chairIn, of('u-1'), convener))).toBe('stand-in-came');
});

test('[A9] the vote is delegated only when it was asked for and a chair who did not ask approved it', () => {
	const asked = leave(of('u-1'), stranger, true);
	const decide = (why: string | null, by = convener, before = asked) =>
		decideDelegation(before, { unitId: 'u-1', why }, asking(by, 'live'));
	expect(after(decide(null), asked).standIns).toMatchObject([
		{ vote: { standing: 'approved', decidedBy: 'convener' } }
	]);
	expect(after(decide('须本人'), asked).standIns).toMatchObject([{ vote: { standing: 'refused', why: '须本人' } }]);
	expect(code(decide(null, convener, leave(of('u-1'), stranger)))).toBe('nothing-asked');
	expect(code(decide(null, deputy, leave(deputy, stranger, true)))).toBe('own-request');
	const approved = after(decide(null), asked);
	const withOther = after(
		nameStandIn(approved, { unitId: 'u-1', person: of('u-1', 2), delegates: true }, asking(of('u-1'))),
		approved
	);
	expect(withOther.standIns[0]?.vote).toMatchObject({ standing: 'asked' });
});

test('[A10] [A11] a stand-in comes for the unit on leave, and it counts; without one it does not', () => {
	const away = granted(of('u-1'), stranger);
	expect(quorumOf(away, members, null).present).toBe(0);
	const came = after(checkIn(away, stranger, undefined, arriving()), away);
	expect(checkInOf(came, 'stranger')?.unitId).toBe('u-1');
	expect(isOnLeave(came, 'u-1')).toBe(true);
	expect(quorumOf(came, members, null).present).toBe(1);
	expect(code(checkIn(nobody, stranger, undefined, arriving()))).toBe('not-invited');
});

test('[A11] whoever of the unit comes after all ends its leave', () => {
	const away = granted(of('u-1'));
	const came = after(checkIn(away, of('u-1', 2), undefined, arriving()), away);
	expect(came.leaves).toEqual([]);
	expect(quorumOf(came, members, null).present).toBe(1);
	const added = { person: of('u-1'), unitId: undefined, reason: '忘记签到' };
	const later = after(checkInFor(away, added, { ...arriving('minutes'), officer: office }), away);
	expect([later.leaves, later.checkIns[0]?.way]).toEqual([[], 'office']);
});

test('[A16] who left early does not count, and comes back to the same place', () => {
	const there = after(checkIn(nobody, of('u-1'), undefined, arriving()));
	const leaving = (reason: string | null, by = 'of-u-1-1', state: Phase = 'live') =>
		leaveEarly(there, 'of-u-1-1', { by, at: 3, state, reason });
	expect(code(leaving(' ', 'secretary'))).toBe('reason-missing');
	expect(code(leaving(null, 'of-u-1-1', 'minutes'))).toBe('meeting-not-live');
	expect(code(leaveEarly(nobody, 'of-u-1-1', { by: 'of-u-1-1', at: 3, state: 'live', reason: null }))).toBe(
		'not-checked-in'
	);
	const gone = after(leaving('接访', 'secretary'), there);
	expect(gone.checkIns).toMatchObject([{ left: { at: 10, reason: '接访' } }]); // never before it came
	expect(quorumOf(gone, members, null).present).toBe(0);
	expect(byUnit(gone, [{ unitId: 'u-1', people: 2 }])).toEqual([{ unitId: 'u-1', present: 0, came: 1, expected: 2 }]);
	const back = after(checkIn(gone, of('u-1'), undefined, arriving()), gone);
	expect(back.checkIns).toMatchObject([{ position: 1, left: null }]);
	expect(checkIn(gone, of('u-1'), undefined, arriving('minutes'))).toEqual({ ok: true, value: [] });
	const mended = (state: Phase, reason = ' 看错了人 ') =>
		checkInFor(gone, { person: of('u-1'), unitId: undefined, reason }, { ...arriving(state), officer: office });
	expect([code(mended('minutes', ' ')), code(mended('closed'))]).toEqual(['reason-missing', 'check-in-not-open']);
	for (const state of ['live', 'minutes'] as const) {
		expect(mended(state)).toMatchObject({ value: [{ type: 'came-back', by: office.id, reason: '看错了人' }] });
		expect(after(mended(state), gone).checkIns).toMatchObject([{ position: 1, left: null }]);
	}
});

test.each([
	[null, 0, 'p', false],
	[1000, 601_000, 'p', false],
	[1000, 601_001, 'p', true],
	[1000, 900_000, 'secretary', false],
	[1000, 500, 'p', false]
])('[A15] started at %s, came at %i, recorded by %s: late %s', (startedAt, at, recordedBy, late) => {
	const [one] = after(checkIn(nobody, of('u-1'), undefined, arriving('live', at))).checkIns;
	if (!one) throw new Error('nobody came');
	expect(isLate({ ...one, personId: 'p', recordedBy }, { startedAt, lateAfterMinutes: 10 })).toBe(late);
});

const listing = {
	memberUnitIds: members,
	invitedUnitIds: ['u-guest', 'u-2'],
	leadingIds: ['convener', 'deputy'],
	startedAt: 0,
	lateAfterMinutes: 10
};
const idsOf = (lists: Lists) =>
	Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(({ unitId }) => unitId)]));

test('[A17] the lists stand in the order of the council, whoever came first', () => {
	let state = granted(of('u-2'));
	for (const one of [office, of('u-guest'), of('u-3'), convener]) {
		state = after(checkIn(state, one, undefined, arriving()), state);
	}
	const lists = listsOf(state, listing);
	expect(idsOf(lists)).toEqual({
		attending: [null, 'u-3'],
		observing: ['u-guest', null],
		onLeave: ['u-2'],
		absent: ['u-1']
	});
	expect(lists.attending[0]?.people.map(({ personId }) => personId)).toEqual(['convener']);
	const away = granted(of('u-1'), stranger);
	const came = listsOf(after(checkIn(away, stranger, undefined, arriving()), away), listing);
	expect(came.attending).toMatchObject([{ unitId: 'u-1', people: [{ personId: 'stranger', standsIn: true }] }]);
});

test('[A12] events of the first folders say how somebody came all the same', () => {
	const old = { type: 'checked-in', personId: 'p', unitId: null, at: 1, recordedBy: 'p', reason: null } as const;
	const state = [old, { ...old, personId: 'q', recordedBy: 'secretary', reason: '补' }].reduce(apply, nobody);
	expect(state.checkIns.map(({ way, left }) => [way, left])).toEqual([
		['link', null],
		['office', null]
	]);
});

const people = [convener, deputy, office, stranger, of('u-1'), of('u-1', 2), of('u-2'), of('u-2', 2), of('u-guest')];
const anybody = fc.constantFrom(...people);
const anyUnit = fc.option(fc.constantFrom('u-1', 'u-2', 'u-guest', 'u-elsewhere'), { nil: undefined, freq: 1 });
const anyReason = fc.constantFrom('', '外出');
const verdict = fc.record({ unitId: fc.constantFrom('u-1', 'u-2'), why: fc.option(anyReason, { nil: null, freq: 1 }) });
type Step = (state: Attendance, phase: Phase, at: number) => Result<readonly AttendanceEvent[]>;
const facts = (asker: Person, state: Phase, at: number) => ({ ...asking(asker, state), at });
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.tuple(anybody, anyUnit).map(
		([who, unitId]): Step =>
			(s, phase, at) =>
				checkIn(s, who, unitId, arriving(phase, at))
	),
	fc.tuple(anybody, anyUnit, anyReason).map(
		([who, unitId, reason]): Step =>
			(s, phase, at) =>
				checkInFor(s, { person: who, unitId, reason }, { ...arriving(phase, at), officer: office })
	),
	fc.tuple(anybody, anyUnit, fc.subarray(people)).map(
		([who, unitId, coming]): Step =>
			(s, phase, at) =>
				answer(s, { unitId, coming: coming.map(({ id }) => id), acting: people }, facts(who, phase, at))
	),
	fc.tuple(anybody, anyUnit, anyReason, fc.option(fc.record({ person: anybody, delegates: fc.boolean() }))).map(
		([who, unitId, reason, standIn]): Step =>
			(s, phase, at) =>
				askLeave(s, { unitId, reason, standIn }, facts(who, phase, at))
	),
	fc.tuple(anybody, anyUnit).map(
		([who, unitId]): Step =>
			(s, phase, at) =>
				withdrawLeave(s, unitId, facts(who, phase, at))
	),
	fc.tuple(anybody, anyUnit).map(
		([who, unitId]): Step =>
			(s, phase, at) =>
				withdrawStandIn(s, unitId, facts(who, phase, at))
	),
	fc.tuple(anybody, anyUnit, anybody, fc.boolean()).map(
		([who, unitId, whom, delegates]): Step =>
			(s, phase, at) =>
				nameStandIn(s, { unitId, person: whom, delegates }, facts(who, phase, at))
	),
	fc.tuple(anybody, verdict).map(
		([who, given]): Step =>
			(s, phase, at) =>
				decideLeave(s, given, facts(who, phase, at))
	),
	fc.tuple(anybody, verdict).map(
		([who, given]): Step =>
			(s, phase, at) =>
				decideDelegation(s, given, facts(who, phase, at))
	),
	fc.tuple(anybody, anybody, anyReason).map(
		([who, by, reason]): Step =>
			(s, state, at) =>
				leaveEarly(s, who.id, { by: by.id, at, state, reason })
	)
);

const phases: readonly Phase[] = ['published', 'live', 'minutes'];

test('[A2] [A6] [A9] [A11] [A17] no sequence by anybody doubles anybody or counts a unit that is away', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(step, fc.integer({ min: -50, max: 50 })), { minLength: 20, maxLength: 80, size: 'max' }),
			fc.tuple(fc.nat(50), fc.nat(50)),
			(steps, [begins, lasts]) => {
				let [state, now] = [nobody, 1000];
				for (const [index, [take, jump]] of steps.entries()) {
					now += jump;
					const phase = phases[index < begins ? 0 : index < begins + lasts ? 1 : 2] ?? 'minutes';
					const judged = take(state, phase, now);
					if (judged.ok) state = judged.value.reduce(apply, state);
					for (const [found, right] of readings(state)) expect(found).toEqual(right);
				}
			}
		),
		{ numRuns: 400 }
	);
});

/** What is found in a state, beside what must be. */
function readings(state: Attendance): readonly (readonly [found: unknown, right: unknown])[] {
	const { checkIns, leaves, standIns, answers } = state;
	const perUnit = members.map((unitId) => {
		const there = checkIns.filter((each) => each.unitId === unitId && each.left === null);
		const standIn = standIns.find((each) => each.unitId === unitId)?.personId;
		const away = leaves.some((each) => each.unitId === unitId && each.standing === 'approved');
		const counted = there.some(({ personId }) => !away || personId === standIn);
		return [quorumOf(state, [unitId], null).present, counted ? 1 : 0] as const;
	});
	const lists = listsOf(state, listing);
	const listed = Object.values(lists).flatMap((list) => list.flatMap(({ unitId }) => unitId ?? []));
	const inLists = [...lists.attending, ...lists.observing].flatMap((each) => each.people);
	return [
		[new Set(checkIns.map(({ personId }) => personId)).size, checkIns.length],
		[checkIns.map(({ position }) => position), checkIns.map((_, index) => index + 1)],
		...[leaves, standIns, answers].map(
			(list) => [new Set(list.map(({ unitId }) => unitId)).size, list.length] as const
		),
		[new Set(standIns.map(({ personId }) => personId)).size, standIns.length],
		[leaves.some(({ decidedBy, by }) => decidedBy === by), false],
		[standIns.some(({ vote, by }) => vote?.decidedBy === by), false],
		[checkIns.every(({ left, at }) => left === null || left.at >= at), true],
		...perUnit,
		[[...listed].sort(), [...units].sort()],
		[inLists.length, checkIns.length]
	];
}
