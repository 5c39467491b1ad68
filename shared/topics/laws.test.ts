import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import type { DraftTopic, TopicCommand } from './commands.ts';
import { topicDefaults, type Topic } from './model.ts';
import { members, people, Pool, whole } from './scene.ts';
import { mayRead, rootOf, supportersOf } from './views.ts';

type Step = (pool: Pool) => void;

const person = fc.constantFrom(...Object.values(people));
const id = fc.constantFrom('t-1', 't-2', 't-3', 't-4');
const unitId = fc.constantFrom('u-school', 'u-village', ...members);
const reason = fc.constantFrom('', ' ', '理由');
const meetingId = fc.constantFrom('m-1', 'm-2', 'm-3');
const command: fc.Arbitrary<TopicCommand> = fc.oneof(
	fc.constant({ command: 'propose' as const }),
	fc.record({ command: fc.constant('withdraw' as const), reason }),
	fc.record({ command: fc.constant('revise' as const), title: fc.constantFrom('', '题') }),
	fc.record({ command: fc.constant('support' as const), unitId }),
	fc.record({ command: fc.constant('accept' as const), reason }),
	fc.record({ command: fc.constant('accept' as const), reason }),
	fc.record({ command: fc.constant('decline' as const), reason }),
	fc.record({ command: fc.constant('defer' as const), reason }),
	fc.record({ command: fc.constant('merge' as const), intoId: id, reason }),
	fc.record({ command: fc.constant('schedule' as const), meetingId }),
	fc.record({ command: fc.constant('take-off' as const), reason })
);
const wanted: fc.Arbitrary<DraftTopic> = fc.record({
	unitId,
	title: fc.constant(whole.title ?? ''),
	matter: fc.constant('事'),
	facts: fc.constant('况'),
	request: fc.constant('求'),
	category: fc.constant('funds' as const),
	level: fc.constantFrom('public' as const, 'internal' as const, 'need-to-know' as const),
	invitedUnitIds: fc.constantFrom([], ['u-weather']),
	readerUnitIds: fc.constantFrom([], ['u-police'])
});
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.tuple(person, id, command).map(
			([who, of, what]) =>
				(pool: Pool) =>
					void pool.give(who, of, what)
		)
	},
	// Without these a random person rarely gets anywhere.
	{
		weight: 8,
		arbitrary: fc.tuple(id, command).map(
			([of, what]) =>
				(pool: Pool) =>
					void pool.give(people.office, of, what)
		)
	},
	{
		weight: 2,
		arbitrary: fc.tuple(person, id, wanted).map(
			([who, of, what]) =>
				(pool: Pool) =>
					void pool.draft(who, of, what)
		)
	},
	{
		weight: 2,
		arbitrary: fc.tuple(person, unitId, fc.array(fc.record({ topicId: id, points: fc.nat(3) }), { maxLength: 3 })).map(
			([who, of, points]) =>
				(pool: Pool) =>
					void pool.rank(who, { unitId: of, points })
		)
	},
	{
		weight: 1,
		arbitrary: fc
			.tuple(meetingId, fc.constantFrom('discussed' as const, 'not-reached' as const, 'called-off' as const))
			.map(([of, outcome]) => (pool: Pool) => {
				pool.end(of, outcome);
				pool.meetings.set(of, 'draft');
			})
	}
);
/** Some topics stand in the pool already. */
const begun = (): Pool => {
	const pool = new Pool();
	pool.proposed(people.school, 't-1', { ...whole, level: 'need-to-know', readerUnitIds: ['u-police'] });
	pool.proposed(people.village, 't-2', { ...whole, unitId: 'u-village' });
	pool.accepted(people.edu, 't-3', { ...whole, unitId: 'u-edu' });
	return pool;
};
const story = fc.array(step, { maxLength: 60 });
const tell = (steps: readonly Step[], witness: (pool: Pool) => void): void => {
	const pool = begun();
	for (const take of steps) {
		take(pool);
		witness(pool);
	}
};

/** Told a second time, without the permission table. */
function hasTheRight(who: Person, topic: Topic): boolean {
	if (topic.proposedAt === null) return who.id === topic.authorId;
	if (topic.content.level !== 'need-to-know' || who.id === topic.authorId) return true;
	const acts = who.holdings.flatMap((held) => ('unitId' in held ? [held.unitId] : []));
	const named = acts.some((of) => of === topic.unitId || topic.content.readerUnitIds.includes(of));
	return named || who === people.office || who === people.chair;
}

describe('whatever anybody asks, in whatever order', () => {
	test('[T12] [T15] what was declined is on no agenda, now or later', () => {
		fc.assert(
			fc.property(story, (steps) => {
				const declined = new Map<string, number>();
				tell(steps, (pool) => {
					for (const topic of pool.topics.values()) {
						if (topic.state === 'declined') declined.set(topic.id, declined.get(topic.id) ?? topic.listings.length);
						const before = declined.get(topic.id);
						if (before === undefined) continue;
						expect(topic.state).toBe('declined');
						expect(topic.listings).toHaveLength(before);
						expect(topic.listings.some(({ outcome }) => outcome === 'open')).toBe(false);
					}
				});
			}),
			{ numRuns: 400 }
		);
	});

	test('[T15] [T16] a topic stands on at most one agenda, and there once', () => {
		fc.assert(
			fc.property(story, (steps) => {
				tell(steps, (pool) => {
					for (const { state, listings, verdicts } of pool.topics.values()) {
						const open = listings.filter(({ outcome }) => outcome === 'open');
						expect(open).toHaveLength(state === 'scheduled' ? 1 : 0);
						const wasAccepted = verdicts.some(({ verdict }) => verdict === 'accepted');
						expect(wasAccepted || listings.length === 0).toBe(true);
					}
				});
			}),
			{ numRuns: 400 }
		);
	});

	test('[T8] [T10] merging never runs in a circle, and each supporter counts once wherever it leads', () => {
		fc.assert(
			fc.property(story, (steps) => {
				tell(steps, (pool) => {
					for (const topic of pool.topics.values()) {
						const root = rootOf(topic.id, (of) => pool.topics.get(of) ?? null);
						expect(root?.into).toBeNull();
						if (topic.into !== null) continue;
						const group = pool.mergedInto(topic.id);
						const counted = supportersOf(topic, group).map(({ unitId: of }) => of);
						expect(new Set(counted).size).toBe(counted.length);
						const all = new Set([topic, ...group].flatMap(({ supports }) => supports.map((each) => each.unitId)));
						all.delete(topic.unitId);
						expect(new Set(counted)).toEqual(all);
						expect([...all].every((of) => members.includes(of))).toBe(true);
					}
				});
			}),
			{ numRuns: 400 }
		);
	});

	test('[T8] the supporters are the same in whatever order three are merged into a fourth', () => {
		fc.assert(
			fc.property(
				fc.shuffledSubarray(['t-1', 't-2', 't-3'], { minLength: 3 }),
				fc.array(fc.tuple(id, fc.constantFrom(people.edu, people.police, people.donghe))),
				(ids, supports) => {
					const pool = new Pool();
					for (const each of ['t-1', 't-2', 't-3', 't-4']) pool.proposed(people.school, each);
					for (const [of, who] of supports)
						pool.give(who, of, { command: 'support', unitId: who.id.slice('of-'.length) });
					for (const [at, each] of ids.entries())
						pool.give(people.office, each, { command: 'merge', intoId: ids[at + 1] ?? 't-4', reason: '同一事' });
					expect(
						supportersOf(pool.get('t-4'), pool.mergedInto('t-4'))
							.map(({ unitId: of }) => of)
							.toSorted()
					).toEqual([...new Set(supports.map(([, who]) => who.id.slice('of-'.length)))].toSorted());
				}
			),
			{ numRuns: 200 }
		);
	});

	test('[T2] [T5] nobody without the right reads a draft or a need-to-know topic', () => {
		const wrongly = (pool: Pool): readonly string[] =>
			[...pool.topics.values()].flatMap((topic) =>
				Object.values(people)
					.filter((who) => mayRead(who, topic, members) && !hasTheRight(who, topic))
					.map((who) => `${who.id} reads ${topic.id}`)
			);
		fc.assert(
			fc.property(story, (steps) => {
				tell(steps, (pool) => expect(wrongly(pool)).toEqual([]));
			}),
			{ numRuns: 200 }
		);
	});

	test('[T9] whatever the office did has its reason, and the proposer reads it', () => {
		fc.assert(
			fc.property(story, (steps) => {
				tell(steps, (pool) => {
					for (const topic of pool.topics.values()) {
						const triaged = topic.state !== 'draft' && topic.state !== 'proposed' && topic.state !== 'withdrawn';
						expect(topic.verdicts.length > 0 || !triaged).toBe(true);
						for (const verdict of topic.verdicts) expect(verdict.reason.trim()).not.toBe('');
						const author = Object.values(people).find(({ id: of }) => of === topic.authorId);
						expect(author && mayRead(author, topic, members)).toBe(true);
					}
				});
			}),
			{ numRuns: 200 }
		);
	});

	test('[T13] no unit has given more than three points, and none but members gave any', () => {
		fc.assert(
			fc.property(story, (steps) => {
				tell(steps, (pool) => {
					for (const [of, ballot] of Object.entries(pool.order.points)) {
						expect(members).toContain(of);
						expect(Object.values(ballot).reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(
							topicDefaults.points
						);
					}
				});
			}),
			{ numRuns: 200 }
		);
	});
});
