import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conclusion } from '#shared/decisions/model.ts';
import { phases, type Phase } from '#shared/meetings/model.ts';
import type { Vote } from '#shared/votes/model.ts';
import { apply, darkScreen } from './apply.ts';
import type { ScreenCommand } from './commands.ts';
import { decide, type ScreenFacts } from './decide.ts';
import { ADDRESS_LIVES, CODE_LETTERS, KEY_LIVES, MOST_SCREENS, views, type Screen, type ScreenEvent } from './model.ts';
import {
	codeIn,
	codeInHalves,
	expectedEnd,
	isTimely,
	openNow,
	project,
	spentOn,
	stageOf,
	type Facts
} from './views.ts';

const facts: ScreenFacts = {
	personId: 'office',
	at: 1000,
	state: 'live',
	stay: 1,
	conclusionOf: (itemId) => (itemId === 'a' ? 3 : null),
	hasVote: false
};
const at = (instant: number, change: Partial<ScreenFacts> = {}): ScreenFacts => ({ ...facts, at: instant, ...change });
const make: ScreenCommand = { command: 'make-address' };
const open = (n: number): ScreenCommand => ({ command: 'open', n });

type Step = readonly [ScreenCommand, ScreenFacts?];
function after(...steps: readonly Step[]): Screen {
	return steps.reduce((screen, [command, given]) => told(screen, command, given).reduce(apply, screen), darkScreen);
}
function told(screen: Screen, command: ScreenCommand, given: ScreenFacts = facts): readonly ScreenEvent[] {
	const judged = decide(screen, command, given);
	if (!judged.ok) throw new Error(`${command.command}: ${judged.refusal.code}`);
	return judged.value;
}
const refusal = (screen: Screen, command: ScreenCommand, given: ScreenFacts = facts): string => {
	const judged = decide(screen, command, given);
	return judged.ok ? 'done' : judged.refusal.code;
};

describe('the address', () => {
	test.each<[Phase, string]>(
		phases.map((state) => [state, state === 'published' || state === 'live' ? 'done' : 'screen-not-now'])
	)('[S1] in state %s making one is %s', (state, expected) => {
		expect(refusal(darkScreen, make, { ...facts, state })).toBe(expected);
	});

	test('[S1] holds five minutes, either way', () => {
		const address = after([make]).waiting;
		expect(address).toEqual({ n: 1, madeAt: 1000, until: 1000 + ADDRESS_LIVES });
		const holds = (instant: number): boolean => address !== null && isTimely(address, instant);
		expect([999, 1000, 300_999, 301_000, 1000 - ADDRESS_LIVES].map(holds)).toEqual([true, true, true, false, false]);
	});

	test('[S1] another one ends the one that waits', () => {
		const screen = after([make], [make, at(2000)]);
		expect(refusal(screen, open(1), at(2001))).toBe('screen-address-over');
		expect(refusal(screen, open(2), at(2001))).toBe('done');
	});

	const revoked: Step = [{ command: 'revoke' }];
	test.each([
		['once more', after([make], [open(1)]), at(1001), 'screen-address-used'],
		['once more after it was revoked', after([make], [open(1)], revoked), at(1001), 'screen-address-used'],
		['too late', after([make]), at(1000 + ADDRESS_LIVES), 'screen-address-over'],
		['withdrawn', after([make], revoked), at(1001), 'screen-address-over'],
		['never made', darkScreen, at(1001), 'screen-address-over'],
		['after the end', after([make]), at(1001, { state: 'minutes' }), 'screen-not-now']
	])('[S2] opening %s is refused', (_, screen, given, code) => {
		expect(refusal(screen, open(1), given)).toBe(code);
	});

	test('[S3] eight screens are open at most; who was revoked makes room', () => {
		const all = Array.from({ length: MOST_SCREENS }, (__, index): Step[] => [[make], [open(index + 1)]]).flat();
		const full = after(...all);
		expect(refusal(full, make)).toBe('screens-too-many');
		expect(refusal(after(...all, [{ command: 'revoke', n: 3 }]), make)).toBe('done');
	});

	test('[S4] a key ends by being revoked, and after seven days', () => {
		const screen = after([make], [open(1)], [make], [open(2)]);
		const numbers = (of: Screen, instant: number): readonly number[] => openNow(of, instant).map(({ n }) => n);
		expect(numbers(screen, 1001)).toEqual([1, 2]);
		expect(numbers(after([make], [open(1)], [make], [open(2)], [{ command: 'revoke', n: 1 }]), 1001)).toEqual([2]);
		expect(numbers(screen, 1000 + KEY_LIVES)).toEqual([]);
		expect(told(after([make], [open(1)], [{ command: 'revoke' }]), { command: 'revoke' })).toEqual([]);
		expect(told(screen, { command: 'revoke', n: 7 })).toEqual([]);
	});

	test('[S4] revoking and lowering work in every state; nothing else does without a meeting that has a screen', () => {
		const screen = after([make], [open(1)], [{ command: 'raise', itemId: 'a' }]);
		const over = at(5000, { state: 'minutes' });
		expect([refusal(screen, { command: 'revoke' }, over), refusal(screen, { command: 'lower' }, over)]).toEqual([
			'done',
			'done'
		]);
		expect(refusal(screen, { command: 'choose', view: 'door' }, over)).toBe('screen-not-now');
		expect(refusal(screen, make, at(1, { state: 'none' }))).toBe('not-found');
	});

	test('a code is read as people type it', () => {
		expect(codeIn('K7PM-3wq9')).toBe('k7pm3wq9');
		expect(codeIn(' ｋ7pm 3wq9 ')).toBe('k7pm3wq9');
		expect(['k7pm3wq', 'k7pm3wq90', 'k7pm3wq0', ''].map(codeIn)).toEqual([null, null, null, null]);
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...CODE_LETTERS), minLength: 8, maxLength: 8 }), (code) => {
				expect(codeIn(codeInHalves(code).toUpperCase())).toBe(code);
			})
		);
	});
});

const conclusion: Conclusion = {
	itemId: 'a',
	kind: 'agreed',
	text: '年底前完成',
	decisionIds: [],
	personId: 'chair',
	at: 900,
	version: 3
};
const vote: Vote = {
	id: 'v',
	itemId: 'a',
	itemTitle: 'A',
	motion: '通过方案',
	manner: 'named',
	majority: 'more-than-half',
	base: 'votes',
	quorum: { required: 2, present: 3 },
	memberUnitIds: ['u-1', 'u-2', 'u-3'],
	state: 'open',
	round: 1,
	voted: ['u-1'],
	kept: [],
	settled: [],
	changeWaiting: false,
	changeLost: false,
	nudged: [],
	openedAt: 1,
	endedAt: null,
	outcome: null,
	ballots: [{ unitId: 'u-1', personId: 'p-1', choice: 'against' }],
	reason: null
};
const hall: Facts = {
	meeting: { council: '教育联席', year: 2026, ordinal: 4, title: '', state: 'live', startsAt: 0, endedAt: null },
	item: { id: 'a', n: 1, of: 2, title: 'A', unit: '公安局', papers: [], planMs: 600_000, spentMs: 60_000, since: 1000 },
	lastItemId: 'a',
	stay: 1,
	steps: [],
	next: 'B',
	waitingMs: 300_000,
	speaking: null,
	queue: [],
	lastWord: conclusion,
	wordsOf: ({ kind, text }) => ({ kind, text, decisions: [] }),
	attendance: {
		present: 0,
		expected: 0,
		ofNoUnit: { present: 0, expected: 0 },
		unitsPresent: 0,
		required: 0,
		units: []
	},
	door: { path: '/meetings/m?code=x', until: 30_000, spoken: '1234' },
	vote: null
};

describe('what it shows', () => {
	test.each([
		['the open item', {}, 'item'],
		['what comes next when nothing is on the table', { item: null }, 'between'],
		['the door before the first item', { item: null, stay: 0 }, 'before'],
		['the door before the start', { item: null, stay: 0, meeting: { ...hall.meeting, state: 'published' } }, 'before'],
		['the farewell', { meeting: { ...hall.meeting, state: 'minutes' } }, 'over']
	] as const)('[S7] following: %s', (_, change, stage) => {
		expect(stageOf(darkScreen, { ...hall, ...change })).toBe(stage);
	});

	test.each(views)('[S6] [S7] %s is shown once chosen, until the room comes to another item', (view) => {
		const given = { ...facts, hasVote: true };
		const screen = after([{ command: 'choose', view }, given]);
		expect(stageOf(screen, { ...hall, vote })).toBe(view === 'follow' ? 'item' : view);
		expect(stageOf(screen, { ...hall, vote, stay: 2 })).toBe('item');
		expect(told(screen, { command: 'choose', view }, given)).toEqual([]);
	});

	test('[S6] there is a vote to show, or it is refused', () => {
		expect(refusal(darkScreen, { command: 'choose', view: 'vote' })).toBe('screen-no-vote');
	});

	test('[S6] [S12] a break has an end by the server, and tells it while it lasts', () => {
		const screen = after([{ command: 'choose', view: 'break', minutes: 10 }]);
		expect(project(screen, hall).breakUntil).toBe(601_000);
		expect(project(after([{ command: 'choose', view: 'door' }]), hall).breakUntil).toBeNull();
		expect(told(screen, { command: 'choose', view: 'break', minutes: 10 }, at(2000))).toHaveLength(1);
	});

	test('[S8] a conclusion is shown after it was raised, and only then', () => {
		const raised = after([{ command: 'raise', itemId: 'a' }]);
		expect(project(darkScreen, hall).conclusion).toBeNull();
		expect(project(raised, hall).conclusion?.text).toBe('年底前完成');
		expect(project(raised, { ...hall, item: null }).conclusion?.text).toBe('年底前完成');
		expect(project(after([{ command: 'raise', itemId: 'a' }], [{ command: 'lower' }]), hall).conclusion).toBeNull();
		expect(refusal(darkScreen, { command: 'raise', itemId: 'b' })).toBe('screen-no-conclusion');
		expect(told(raised, { command: 'raise', itemId: 'a' })).toEqual([]);
		expect(told(darkScreen, { command: 'lower' })).toEqual([]);
	});

	test.each([
		['the room came to another item', { item: { ...hall.item!, id: 'b' } }],
		['the room left another item', { item: null, lastItemId: 'b' }],
		['there is a newer word', { lastWord: { ...conclusion, version: 4 } }]
	])('[S8] it is gone when %s', (_, change) => {
		expect(project(after([{ command: 'raise', itemId: 'a' }]), { ...hall, ...change }).conclusion).toBeNull();
	});

	test('[S12] time goes by instants', () => {
		const { item } = hall;
		expect([0, 1000, 61_000].map((now) => spentOn(item!, now))).toEqual([60_000, 60_000, 120_000]);
		expect(expectedEnd(project(darkScreen, hall), 1000)).toBe(1000 + 540_000 + 300_000);
		expect(expectedEnd(project(darkScreen, hall), 900_000)).toBe(1_200_000);
		expect(expectedEnd(project(darkScreen, { ...hall, meeting: { ...hall.meeting, endedAt: 7 } }), 900_000)).toBe(7);
	});
});

const phase = fc.constantFrom<Phase>('published', 'live', 'minutes', 'closed', 'cancelled', 'postponed');
const anyVote = fc.record({
	...Object.fromEntries(Object.entries(vote).map(([name, value]) => [name, fc.constant(value)])),
	state: fc.constantFrom('open', 'paused', 'closed', 'cancelled'),
	manner: fc.constantFrom('named', 'secret'),
	outcome: fc.constant({ for: 41, against: 42, abstain: 43, base: 83, needed: 42, carried: false })
}) as fc.Arbitrary<Vote>;
const command: fc.Arbitrary<ScreenCommand> = fc.oneof(
	fc.constant(make),
	fc.integer({ min: 0, max: 12 }).map(open),
	fc
		.option(fc.integer({ min: 1, max: 12 }), { nil: undefined })
		.map((n): ScreenCommand => ({ command: 'revoke', ...(n && { n }) })),
	fc.record({ command: fc.constant('choose' as const), view: fc.constantFrom(...views) }),
	fc.constantFrom('a', 'b').map((itemId): ScreenCommand => ({ command: 'raise', itemId })),
	fc.constant<ScreenCommand>({ command: 'lower' })
);
const moment = fc.record({
	at: fc.integer({ min: 0, max: 2 * ADDRESS_LIVES }),
	state: phase,
	stay: fc.integer({ min: 0, max: 3 }),
	hasVote: fc.boolean()
});
const walk = fc.array(fc.tuple(command, moment), { maxLength: 60 });

/** Whoever commands whatever: refusals change nothing. */
function walked(
	steps: readonly (readonly [ScreenCommand, Partial<ScreenFacts>])[],
	seen: (screen: Screen) => void
): Screen {
	return steps.reduce((screen, [asked, given]) => {
		const judged = decide(screen, asked, { ...facts, ...given });
		const next = judged.ok ? judged.value.reduce(apply, screen) : screen;
		seen(next);
		return next;
	}, darkScreen);
}

test('[S1] [S2] [S3] no sequence of commands opens an address twice, or one too many', () => {
	fc.assert(
		fc.property(walk, (steps) => {
			walked(steps, (screen) => {
				const numbers = screen.opened.map(({ n }) => n);
				expect(new Set(numbers).size).toBe(numbers.length);
				expect(screen.opened.filter(({ endedAt }) => endedAt === null).length).toBeLessThanOrEqual(MOST_SCREENS);
				expect(numbers.every((n) => n >= 1 && n <= screen.made)).toBe(true);
				expect(screen.waiting === null || !numbers.includes(screen.waiting.n)).toBe(true);
			});
		})
	);
});

test('[S8] [S9] [S10] no sequence of commands shows a word that was not raised, a count before its time, or a door that is shut', () => {
	const scene = fc.record({
		state: phase,
		vote: fc.option(anyVote),
		stay: fc.integer({ min: 0, max: 3 }),
		table: fc.constantFrom('a', 'b', null)
	});
	fc.assert(
		fc.property(walk, scene, (steps, { state, vote: cast, stay, table }) => {
			const item = table === null ? null : { ...hall.item!, id: table };
			const screen = walked(steps, () => undefined);
			const shown = project(screen, { ...hall, item, stay, vote: cast, meeting: { ...hall.meeting, state } });
			const words = JSON.stringify(shown);
			const isOpen = state === 'published' || state === 'live';
			expect(shown.conclusion === null || (screen.raised?.itemId === 'a' && table !== 'b')).toBe(true);
			expect(cast?.state === 'closed' || !/4[123]/.test(words)).toBe(true);
			expect(/p-1|unitId/.test(words)).toBe(false);
			expect(isOpen || (shown.door === null && shown.stage === 'over')).toBe(true);
		})
	);
});
