import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { dayOf } from '#shared/foundation/time.ts';
import { applyFollowup } from './apply.ts';
import { clockOf } from './clock.ts';
import type { FollowupCommand } from './commands.ts';
import { decideFollowup } from './decide.ts';
import { lightOf } from './light.ts';
import { followupDefaults, type Followup, type FollowupBook } from './model.ts';
import {
	people,
	started,
	at,
	facts,
	open,
	assign,
	submit,
	stepDone,
	verify,
	assigned,
	working,
	submitted,
	verified,
	closed,
	paused
} from './scene.ts';

/** Follows a story day by day and shows each state to a witness. */
const tell = (
	{ from, steps }: { from: () => Followup; steps: readonly (readonly [Person, number, FollowupCommand])[] },
	witness: (followup: Followup, now: number, before: Followup) => void
): void => {
	let followup = from();
	let now = at('2026-12-15');
	for (const [who, days, asked] of steps) {
		now += days * 86_400_000;
		const answer = decideFollowup(followup, asked, { ...facts(who, started), at: now });
		const before = followup;
		if (answer.ok) followup = answer.value.reduce<FollowupBook>(applyFollowup, followup) ?? followup;
		witness(followup, now, before);
	}
};

describe('whatever anybody asks, in whatever order', () => {
	const day = fc.constantFrom('2026-12-01', '2026-12-18', '2026-12-22', '2027-01-29', '2027-02-20');
	const word = fc.constantFrom('', '情况');
	const command: fc.Arbitrary<FollowupCommand> = fc.oneof(
		fc.constantFrom<FollowupCommand>(
			{ type: 'receive' },
			{ type: 'begin' },
			{ type: 'close' },
			submit,
			stepDone,
			verify,
			assign
		),
		fc.record({ type: fc.constant('assign' as const), dueOn: day }),
		fc.record({ type: fc.constant('return' as const), reason: word }),
		fc.record({ type: fc.constant('decide-return' as const), accept: fc.boolean(), reason: word }),
		fc.record({ type: fc.constant('report' as const), text: word, percent: fc.nat(100) }),
		fc.record({ type: fc.constant('ask-extension' as const), reason: word, progress: word, dueOn: day }),
		fc.record({ type: fc.constant('decide-extension' as const), grant: fc.boolean(), reason: word }),
		fc.record({ type: fc.constant('ask-pause' as const), reason: word }),
		fc.record({ type: fc.constant('decide-pause' as const), grant: fc.boolean(), reason: word }),
		fc.record({ type: fc.constant('resume' as const), reason: word }),
		fc.record({ type: fc.constant('send-back' as const), reason: word, redoOn: day }),
		fc.record({ type: fc.constant('rebound' as const), reason: word })
	);
	const step = fc.tuple(fc.constantFrom(...Object.values(people)), fc.nat(4), command);
	const story = fc.record({
		from: fc.constantFrom(open, assigned, working, submitted, verified, closed, paused),
		steps: fc.array(step, { maxLength: 30 })
	});
	test('[F18] [F19] nothing is closed without evidence and a verification by another unit than the lead', () => {
		fc.assert(
			fc.property(story, (told) => {
				tell(told, ({ state, round, leadUnitId }) => {
					if (state !== 'closed') return;
					const last = round.submissions.at(-1);
					if (last?.outcome.kind !== 'passed') throw new Error('closed without a verification');
					expect(last.outcome.unitId).not.toBe(leadUnitId);
					const verifier = Object.values(people).find(
						({ id }) => last.outcome.kind === 'passed' && id === last.outcome.personId
					);
					expect(verifier?.unitId).not.toBe(leadUnitId);
					expect(last.evidence.length).toBeGreaterThan(0);
				});
			}),
			{ numRuns: 400 }
		);
	});

	test('[F5] the clock is never negative and never runs backwards within a round', () => {
		fc.assert(
			fc.property(story, (told) => {
				tell(told, (followup, now, before) => {
					const clock = clockOf(followup, chinaCalendar, now);
					if (!clock) return;
					expect(clock.usedDays).toBeGreaterThanOrEqual(0);
					expect(clock.leftDays).toBeGreaterThanOrEqual(0);
					const earlier = clockOf(before, chinaCalendar, now - 1);
					const same = before.round.startedOn === followup.round.startedOn;
					expect(clock.usedDays).toBeGreaterThanOrEqual(same ? (earlier?.usedDays ?? 0) : 0);
				});
			}),
			{ numRuns: 300 }
		);
	});

	test('[F15] [F16] never more extensions than the limit, and every limit but a first lies behind the one before it', () => {
		fc.assert(
			fc.property(story, (told) => {
				tell(told, ({ round }) => {
					expect(round.extensions).toBeLessThanOrEqual(followupDefaults.extensions);
					const days = round.limits.map(({ dueOn }) => dueOn);
					expect(days).toEqual([...new Set(days)].toSorted());
				});
			}),
			{ numRuns: 300 }
		);
	});

	test('[F24] a light keeps its colour until the day it names, and has the named one on it', () => {
		fc.assert(
			fc.property(story, (told) => {
				tell(told, (followup, now) => {
					const { colour, changes } = lightOf(followup, chinaCalendar, now);
					for (let days = 1; days <= 45; days++) {
						const later = lightOf(followup, chinaCalendar, now + days * 86_400_000);
						const date = dayOf(now + days * 86_400_000);
						if (changes && date > changes.on) break;
						expect({ date, colour: later.colour }).toEqual({
							date,
							colour: changes?.on === date ? changes.to : colour
						});
					}
				});
			}),
			{ numRuns: 150 }
		);
	});
});
