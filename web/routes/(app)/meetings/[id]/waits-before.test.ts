import { expect, test } from 'vitest';
import { person } from '#shared/auth/scene.ts';
import { answeringUnits, hasToAnswer, hasToDecide } from './waits-before.ts';

const subject = { councilId: 'c-1', participantUnitIds: ['u-edu', 'u-police'] };
const chair = person('chair', { role: 'convener', councilId: 'c-1' });
const edu = person('edu', { role: 'liaison', unitId: 'u-edu' });
const nothing = { answers: [], leaves: [], standIns: [] };
const leave = { unitId: 'u-police', by: 'police', at: 1, reason: '出差', standing: 'asked', why: null } as const;
const standIn = { unitId: 'u-police', personId: 'p', by: 'police', at: 1 } as const;
const asked = (who: typeof chair, attendance: object) =>
	({
		person: who,
		subject,
		data: { reading: { participantUnitIds: subject.participantUnitIds } },
		attendance: { ...nothing, ...attendance }
	}) as unknown as Parameters<typeof hasToDecide>[0];

test.each([
	['leave that is asked for', { leaves: [leave] }, true],
	['leave that is approved', { leaves: [{ ...leave, standing: 'approved' }] }, false],
	['a stand-in without a vote', { standIns: [{ ...standIn, vote: null }] }, false],
	['a stand-in who is to vote', { standIns: [{ ...standIn, vote: { standing: 'asked' } }] }, true],
	['a vote that was refused', { standIns: [{ ...standIn, vote: { standing: 'refused' } }] }, false],
	['nothing', {}, false]
])('%s waits for the chair: %s, %s', (_, attendance, waits) => {
	expect(hasToDecide(asked(chair, attendance))).toBe(waits);
	expect(hasToDecide(asked(edu, attendance))).toBe(false);
});

test('a unit has to answer until it said who comes or asked for leave', () => {
	expect(answeringUnits(asked(edu, {}))).toEqual(['u-edu']);
	expect(hasToAnswer(asked(edu, {}))).toBe(true);
	expect(hasToAnswer(asked(edu, { answers: [{ unitId: 'u-police' }] }))).toBe(true);
	expect(hasToAnswer(asked(edu, { answers: [{ unitId: 'u-edu' }] }))).toBe(false);
	expect(hasToAnswer(asked(edu, { leaves: [{ ...leave, unitId: 'u-edu' }] }))).toBe(false);
	expect(hasToAnswer(asked(chair, {}))).toBe(false);
});
