import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Holding, Person } from '#shared/auth/model.ts';
import type { RefusalCode } from '#shared/foundation/result.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { apply, noMeeting } from './apply.ts';
import type { MeetingCommand } from './commands.ts';
import { decide, schedule, type Facts } from './decide.ts';
import { CHAIR_GONE_FOR, type Meeting } from './model.ts';
import {
	actualMs,
	followingItem,
	forecast,
	heldOn,
	itemViews,
	meetingLabel,
	openTurn,
	participantUnitIds
} from './views.ts';

const MINUTE = 60_000;
const startsAt = instantOf('2026-11-23', 15 * 60);
const person = (id: string, ...holdings: Holding[]): Person => ({
	id,
	account: id,
	name: id,
	unitId: 'u-edu',
	post: '',
	holdings
});
const convener = person('convener', { role: 'convener', councilId: 'c-1' });
const deputy = person('deputy', { role: 'deputy', councilId: 'c-1' });
const secretary = person('secretary', { role: 'secretary', councilId: 'c-1' });
const foreignSecretary = person('stranger', { role: 'secretary', councilId: 'c-2' });
const item = (id: string, minutes = 10): AgendaItem => ({ id, title: `title ${id}`, unitId: 'u-edu', minutes });
const agenda = [item('a'), item('b', 20), item('c')];

const facts = (change: Partial<Facts> = {}): Facts => ({
	person: convener,
	at: startsAt,
	agenda,
	chairIds: ['convener', 'deputy'],
	chairGoneSince: null,
	memberUnitIds: ['u-edu', 'u-finance', 'u-police'],
	quorum: null,
	...change
});

const wanted = {
	councilId: 'c-1',
	year: 2026,
	ordinal: 4,
	title: '',
	startsAt,
	plannedMinutes: 60,
	place: '第一会议室',
	invitedUnitIds: ['u-no1']
};

function scheduled(): Meeting {
	const judged = schedule(noMeeting('m-1'), wanted, { person: secretary, at: 1 });
	if (!judged.ok) throw new Error(judged.refusal.code);
	return judged.value.reduce(apply, noMeeting('m-1'));
}

/** Gives the commands one after the other; a refusal fails the test. */
function after(meeting: Meeting, ...steps: readonly (readonly [MeetingCommand, Partial<Facts>?])[]): Meeting {
	return steps.reduce((now, [command, change]) => {
		const judged = decide(now, command, facts(change));
		if (!judged.ok) throw new Error(`${command.command}: ${judged.refusal.code}`);
		return judged.value.reduce(apply, now);
	}, meeting);
}

const live = (): Meeting => after(scheduled(), [{ command: 'publish' }, { at: 2 }], [{ command: 'start' }]);
/** The first item on the table since the start. */
const onTable = (): Meeting => after(live(), [{ command: 'next', from: null }]);
const codeOf = (meeting: Meeting, command: MeetingCommand, change: Partial<Facts> = {}): RefusalCode | 'done' => {
	const judged = decide(meeting, command, facts(change));
	return judged.ok ? 'done' : judged.refusal.code;
};
const told = (meeting: Meeting, command: MeetingCommand, change: Partial<Facts> = {}): readonly string[] => {
	const judged = decide(meeting, command, facts(change));
	if (!judged.ok) throw new Error(judged.refusal.code);
	return judged.value.map(({ type }) => type);
};

describe('before the meeting', () => {
	test('[M1] a new meeting is a draft with its number', () => {
		const meeting = scheduled();
		expect(meeting).toMatchObject({ state: 'draft', startsAt, chairPersonId: null });
		expect(meetingLabel(meeting)).toBe('2026年第4次会议');
		expect(heldOn(meeting)).toBe('2026-11-23');
		expect(schedule(meeting, wanted, { person: secretary, at: 2 })).toEqual({ ok: true, value: [] });
	});

	test('[M1] there is nothing to do with a meeting that is none', () => {
		expect(codeOf(noMeeting('m-x'), { command: 'publish' })).toBe('not-found');
	});

	test('[M2] a call for topics comes before the publication', () => {
		const calling = after(scheduled(), [{ command: 'call' }]);
		expect(calling.state).toBe('calling');
		const published = after(calling, [{ command: 'publish' }]);
		expect(published.state).toBe('published');
		expect(after(published, [{ command: 'call' }]).state).toBe('published');
	});

	test.each<[MeetingCommand]>([
		[{ command: 'reschedule', place: '别处' }],
		[{ command: 'call' }],
		[{ command: 'publish' }],
		[{ command: 'cancel', reason: '有事' }],
		[{ command: 'postpone', reason: '有事' }]
	])('[M2] once it is live, %j is refused', (command) => {
		expect(codeOf(live(), command)).toBe('meeting-began');
		expect(codeOf(after(live(), [{ command: 'end' }]), command)).toBe('meeting-began');
	});

	test.each(['cancel', 'postpone'] as const)('[M2] to %s needs a reason', (command) => {
		expect(codeOf(scheduled(), { command, reason: '  ' })).toBe('reason-missing');
		expect(after(scheduled(), [{ command, reason: ' 汛情 ' }]).reason).toBe('汛情');
	});

	test('[M3] a postponed meeting is a draft again with its new time, and only with that', () => {
		const postponed = after(scheduled(), [{ command: 'publish' }], [{ command: 'postpone', reason: '汛情' }]);
		expect(codeOf(postponed, { command: 'start' })).toBe('meeting-called-off');
		expect(codeOf(postponed, { command: 'publish' })).toBe('meeting-called-off');
		expect(codeOf(postponed, { command: 'reschedule', place: '别处' })).toBe('new-time-needed');
		const again = after(postponed, [{ command: 'reschedule', startsAt: startsAt + 7 * 86_400_000 }]);
		expect(again).toMatchObject({ state: 'draft', reason: null, startsAt: startsAt + 7 * 86_400_000 });
	});

	test('[M3] a cancelled meeting stays cancelled', () => {
		const cancelled = after(scheduled(), [{ command: 'cancel', reason: '合并召开' }]);
		expect(codeOf(cancelled, { command: 'reschedule', startsAt: 5 })).toBe('meeting-called-off');
		expect(codeOf(cancelled, { command: 'postpone', reason: '汛情' })).toBe('meeting-called-off');
	});

	test('[M13] rescheduling to what is so already records nothing', () => {
		expect(told(scheduled(), { command: 'reschedule', place: wanted.place, startsAt })).toEqual([]);
		expect(told(scheduled(), { command: 'reschedule', place: '别处' })).toEqual(['rescheduled']);
	});
});

describe('starting', () => {
	test('[M4] only a published meeting starts', () => {
		expect(codeOf(scheduled(), { command: 'start' })).toBe('meeting-not-published');
	});

	test('[M4] the deputy who starts it holds the chair; nobody else may start', () => {
		const published = after(scheduled(), [{ command: 'publish' }]);
		expect(codeOf(published, { command: 'start' }, { person: secretary })).toBe('cannot-chair');
		expect(after(published, [{ command: 'start' }, { person: deputy }])).toMatchObject({
			state: 'live',
			chairPersonId: 'deputy'
		});
	});

	test('[M4] member units and quorum are fixed when it starts', () => {
		const meeting = live();
		expect(meeting.memberUnitIds).toEqual(['u-edu', 'u-finance', 'u-police']);
		expect(participantUnitIds(meeting, ['u-new'])).toEqual(['u-edu', 'u-finance', 'u-police', 'u-no1']);
		expect(participantUnitIds(scheduled(), ['u-new'])).toEqual(['u-new', 'u-no1']);
	});
});

describe('going through the agenda', () => {
	test('[M5] next enters the first item, then leaves it for the following one', () => {
		const first = onTable();
		expect(openTurn(first)?.item).toEqual(item('a'));
		const second = after(first, [{ command: 'next', from: 'a' }]);
		expect(openTurn(second)?.item.id).toBe('b');
		expect(second.settled).toEqual(['a']);
	});

	test('[M5] a second next for the same item records nothing, whoever gives it', () => {
		const second = after(onTable(), [{ command: 'next', from: 'a' }]);
		expect(told(second, { command: 'next', from: 'a' })).toEqual([]);
		expect(told(second, { command: 'next', from: 'a', to: 'c' }, { person: secretary })).toEqual([]);
		expect(told(onTable(), { command: 'next', from: null })).toEqual([]);
	});

	test('[M5] naming an item that never was on the table is stale', () => {
		expect(codeOf(onTable(), { command: 'next', from: 'c' })).toBe('stale');
	});

	test('[M5] the chair may go to a certain item and back', () => {
		const jumped = after(onTable(), [{ command: 'next', from: 'a', to: 'c' }]);
		expect(openTurn(jumped)?.item.id).toBe('c');
		expect(followingItem(jumped, agenda)?.id).toBe('b');
		const back = after(jumped, [{ command: 'next', from: 'c', to: 'a' }]);
		expect(openTurn(back)?.item.id).toBe('a');
		expect(back.settled).toEqual(['c']);
		expect(codeOf(back, { command: 'next', from: 'a', to: 'nowhere' })).toBe('item-not-found');
		expect(told(back, { command: 'next', from: 'a', to: 'a' })).toEqual([]);
	});

	test('[M5] after the last item the table is empty, and then nothing further waits', () => {
		const through = after(
			onTable(),
			[{ command: 'next', from: 'a' }],
			[{ command: 'next', from: 'b' }],
			[{ command: 'next', from: 'c' }]
		);
		expect(openTurn(through)).toBeNull();
		expect(through.settled).toEqual(['a', 'b', 'c']);
		expect(codeOf(through, { command: 'next', from: null })).toBe('no-further-item');
	});

	test.each<[MeetingCommand, string, RefusalCode | 'done']>([
		[{ command: 'next', from: 'a' }, 'secretary', 'done'],
		[{ command: 'next', from: 'a' }, 'deputy', 'not-the-chair'],
		[{ command: 'next', from: 'a' }, 'stranger', 'not-the-chair'],
		[{ command: 'park', itemId: 'a' }, 'secretary', 'done'],
		[{ command: 'unpark', itemId: 'a' }, 'deputy', 'not-the-chair'],
		[{ command: 'add-minutes', itemId: 'a', minutes: 5 }, 'deputy', 'not-the-chair'],
		[{ command: 'end' }, 'secretary', 'not-the-chair'],
		[{ command: 'hand-over-chair', to: 'deputy' }, 'secretary', 'not-the-chair']
	])('[M6] %j by %s: %s', (command, who, code) => {
		const people = [deputy, secretary, foreignSecretary];
		expect(codeOf(onTable(), command, { person: people.find(({ id }) => id === who)! })).toBe(code);
	});

	test.each<[MeetingCommand]>([
		[{ command: 'next', from: null }],
		[{ command: 'park', itemId: 'a' }],
		[{ command: 'unpark', itemId: 'a' }],
		[{ command: 'add-minutes', itemId: 'a', minutes: 5 }],
		[{ command: 'hand-over-chair', to: 'deputy' }],
		[{ command: 'take-chair' }]
	])('[M6] before the start and after the end, %j is refused', (command) => {
		expect(codeOf(scheduled(), command)).toBe('meeting-not-live');
		expect(codeOf(after(live(), [{ command: 'end' }]), command)).toBe('meeting-not-live');
	});

	test('[M8] an item deleted while it is discussed stays on the table until the chair leaves it', () => {
		const meeting = onTable();
		const without = agenda.slice(1);
		const open = itemViews(meeting, without, startsAt).find(({ standing }) => standing === 'open');
		expect(open).toMatchObject({ id: 'a', title: 'title a', removed: true });
		const gone = after(meeting, [{ command: 'next', from: 'a' }, { agenda: without }]);
		expect(openTurn(gone)?.item.id).toBe('b');
		expect(itemViews(gone, without, startsAt).map(({ id, removed }) => `${id} ${removed}`)).toEqual([
			'b false',
			'c false',
			'a true'
		]);
	});

	test('[M8] the text typed after the room came to it changes the agenda, not what is on the table', () => {
		const edited = [{ ...item('a'), title: 'other', minutes: 99 }, ...agenda.slice(1)];
		expect(openTurn(onTable())?.item.title).toBe('title a');
		expect(itemViews(onTable(), edited, startsAt)[0]).toMatchObject({ title: 'other', plan: 10, removed: false });
	});

	test('[M10] a parked item is skipped until it is taken up again', () => {
		const parked = after(onTable(), [{ command: 'park', itemId: 'b' }]);
		expect(followingItem(parked, agenda)?.id).toBe('c');
		expect(followingItem(after(parked, [{ command: 'unpark', itemId: 'b' }]), agenda)?.id).toBe('b');
		expect(after(parked, [{ command: 'next', from: 'a', to: 'b' }]).parked).toEqual([]);
	});

	test('[M10] parking the open item leaves the table empty; the item is not settled', () => {
		const parked = after(onTable(), [{ command: 'park', itemId: 'a' }, { at: startsAt + MINUTE }]);
		expect(openTurn(parked)).toBeNull();
		expect(parked).toMatchObject({ parked: ['a'], settled: [] });
		const again = after(parked, [{ command: 'unpark', itemId: 'a' }], [{ command: 'next', from: null }]);
		expect(openTurn(again)?.item.id).toBe('a');
	});

	test('[M10] what is settled or unknown is not parked', () => {
		const second = after(onTable(), [{ command: 'next', from: 'a' }]);
		expect(codeOf(second, { command: 'park', itemId: 'a' })).toBe('item-settled');
		expect(codeOf(second, { command: 'add-minutes', itemId: 'a', minutes: 5 })).toBe('item-settled');
		expect(codeOf(second, { command: 'park', itemId: 'x' })).toBe('item-not-found');
		expect(codeOf(second, { command: 'unpark', itemId: 'x' })).toBe('item-not-found');
		expect(codeOf(second, { command: 'add-minutes', itemId: 'x', minutes: 5 })).toBe('item-not-found');
	});
});

describe('the chair', () => {
	test('[M6] hands over to a deputy, not to anybody else', () => {
		const handed = after(live(), [{ command: 'hand-over-chair', to: 'deputy' }]);
		expect(handed.chairPersonId).toBe('deputy');
		expect(codeOf(live(), { command: 'hand-over-chair', to: 'secretary' })).toBe('cannot-chair');
		expect(told(live(), { command: 'hand-over-chair', to: 'convener' })).toEqual([]);
	});

	test.each([
		[null, 'chair-present'],
		[startsAt - CHAIR_GONE_FOR + 1, 'chair-present'],
		[startsAt - CHAIR_GONE_FOR, 'done']
	])('[M11] gone since %s: %s', (chairGoneSince, code) => {
		expect(codeOf(live(), { command: 'take-chair' }, { person: deputy, chairGoneSince })).toBe(code);
	});

	test('[M11] only a deputy or the convener takes it, and the event names both', () => {
		const gone = { chairGoneSince: 0 };
		expect(codeOf(live(), { command: 'take-chair' }, { person: secretary, ...gone })).toBe('cannot-chair');
		const judged = decide(live(), { command: 'take-chair' }, facts({ person: deputy, ...gone }));
		expect(judged).toMatchObject({
			value: [{ type: 'chair-taken', from: 'convener', personId: 'deputy', goneSince: 0 }]
		});
		expect(told(live(), { command: 'take-chair' }, gone)).toEqual([]);
	});

	test('[M11] of two who press at once one gets it, though neither has a connection', () => {
		const gone = { chairGoneSince: 0, chairIds: ['convener', 'deputy', 'second'] };
		const taken = after(live(), [{ command: 'take-chair' }, { person: deputy, ...gone }]);
		const second = { ...gone, person: person('second', { role: 'deputy', councilId: 'c-1' }) };
		expect(codeOf(taken, { command: 'take-chair' }, second)).toBe('chair-present');
		expect(codeOf(taken, { command: 'take-chair' }, { ...second, at: startsAt + CHAIR_GONE_FOR })).toBe('done');
	});

	test('[M11] who lost the chair is told until it is handed over, to them like to any other', () => {
		const taken = after(live(), [{ command: 'take-chair' }, { person: deputy, chairGoneSince: 0 }]);
		expect(taken.tookOver).toEqual({ from: 'convener', at: startsAt });
		const back = after(taken, [{ command: 'hand-over-chair', to: 'convener' }, { person: deputy }]);
		expect(back).toMatchObject({ chairPersonId: 'convener', tookOver: null });
	});
});

describe('ending', () => {
	test('[M12] ending leaves the open item, and only then it can be closed', () => {
		expect(told(onTable(), { command: 'end' })).toEqual(['item-left', 'ended']);
		expect(codeOf(onTable(), { command: 'close' })).toBe('meeting-not-ended');
		const ended = after(onTable(), [{ command: 'end' }, { at: startsAt + 5 * MINUTE }]);
		expect(ended).toMatchObject({ state: 'minutes', settled: ['a'] });
		expect(actualMs(ended, 'a', startsAt + 99 * MINUTE)).toBe(5 * MINUTE);
		expect(after(ended, [{ command: 'close' }, { person: secretary }]).state).toBe('closed');
	});

	test.each<[MeetingCommand, () => Meeting]>([
		[{ command: 'publish' }, () => after(scheduled(), [{ command: 'publish' }])],
		[{ command: 'call' }, () => after(scheduled(), [{ command: 'call' }])],
		[{ command: 'cancel', reason: 'x' }, () => after(scheduled(), [{ command: 'cancel', reason: 'x' }])],
		[{ command: 'postpone', reason: 'x' }, () => after(scheduled(), [{ command: 'postpone', reason: 'x' }])],
		[{ command: 'start' }, live],
		[{ command: 'park', itemId: 'b' }, () => after(live(), [{ command: 'park', itemId: 'b' }])],
		[{ command: 'unpark', itemId: 'b' }, live],
		[{ command: 'end' }, () => after(live(), [{ command: 'end' }])],
		[{ command: 'close' }, () => after(live(), [{ command: 'end' }], [{ command: 'close' }])]
	])('[M13] %j twice records nothing the second time', (command, reached) => {
		expect(told(reached(), command)).toEqual([]);
	});
});

describe('time', () => {
	test('[M9] the expected end counts what is left and what waits, not what is parked', () => {
		const meeting = after(onTable(), [{ command: 'park', itemId: 'c' }]);
		const now = startsAt + 4 * MINUTE;
		expect(forecast(meeting, agenda, now)).toEqual({
			plannedEnd: startsAt + 60 * MINUTE,
			expectedEnd: now + 6 * MINUTE + 20 * MINUTE,
			lateMinutes: 0
		});
		const over = startsAt + 55 * MINUTE;
		expect(forecast(meeting, agenda, over)).toMatchObject({ expectedEnd: over + 20 * MINUTE, lateMinutes: 15 });
		expect(itemViews(meeting, agenda, over)[0]).toMatchObject({ overMs: 45 * MINUTE, actualMs: 55 * MINUTE });
	});

	test('[M9] before the start it is the sum of the agenda, after the end it is the end', () => {
		expect(forecast(scheduled(), agenda, 0).expectedEnd).toBe(startsAt + 40 * MINUTE);
		const ended = after(onTable(), [{ command: 'end' }, { at: startsAt + 70 * MINUTE }]);
		expect(forecast(ended, agenda, startsAt + 500 * MINUTE)).toMatchObject({
			expectedEnd: startsAt + 70 * MINUTE,
			lateMinutes: 10
		});
	});

	test('[M9] minutes the chair adds belong to the plan', () => {
		const meeting = after(
			onTable(),
			[{ command: 'add-minutes', itemId: 'a', minutes: 5 }],
			[{ command: 'add-minutes', itemId: 'a', minutes: 3 }]
		);
		expect(itemViews(meeting, agenda, startsAt)[0]?.plan).toBe(18);
	});

	test('[M14] a clock that jumps back an hour makes no time negative', () => {
		const meeting = after(onTable(), [{ command: 'next', from: 'a' }, { at: startsAt - 60 * MINUTE }]);
		expect(meeting.turns[0]).toMatchObject({ enteredAt: startsAt, leftAt: startsAt });
		expect(actualMs(meeting, 'b', startsAt - 60 * MINUTE)).toBe(0);
	});
});

const anId = fc.constantFrom('a', 'b', 'c', 'x');
/** Stands for the item that is on the table when the command is given. */
const OPEN = 'open';
const command: fc.Arbitrary<MeetingCommand> = fc.oneof(
	fc.constantFrom<MeetingCommand>(
		{ command: 'call' },
		{ command: 'publish' },
		{ command: 'cancel', reason: 'x' },
		{ command: 'postpone', reason: 'x' },
		{ command: 'reschedule', startsAt: startsAt + 1 },
		{ command: 'take-chair' },
		{ command: 'end' },
		{ command: 'close' },
		{ command: 'hand-over-chair', to: 'deputy' }
	),
	fc.constant<MeetingCommand>({ command: 'start' }),
	{
		weight: 12,
		arbitrary: fc.record(
			{ command: fc.constant('next' as const), from: fc.oneof(fc.constant(OPEN), fc.option(anId)), to: anId },
			{ requiredKeys: ['command', 'from'] }
		)
	},
	{ weight: 4, arbitrary: fc.record({ command: fc.constantFrom('park' as const, 'unpark' as const), itemId: anId }) },
	fc.record({ command: fc.constant('add-minutes' as const), itemId: anId, minutes: fc.integer({ min: 1, max: 240 }) })
);

test('[M7] no sequence of commands, by anybody, opens two items or makes a time negative', () => {
	const move = fc.record({
		command,
		who: fc.constantFrom(convener, deputy, secretary, foreignSecretary),
		jump: fc.integer({ min: -2 * 3_600_000, max: 3_600_000 }),
		present: fc.subarray([...agenda])
	});
	let [opened, left] = [0, 0];
	fc.assert(
		fc.property(
			fc.constantFrom(scheduled, live, onTable),
			fc.array(move, { maxLength: 60, size: 'max' }),
			(begin, moves) => {
				let meeting = begin();
				let at = startsAt;
				for (const { command: asked, who, jump, present } of moves) {
					at += jump;
					const given =
						asked.command === 'next' && asked.from === OPEN
							? { ...asked, from: openTurn(meeting)?.item.id ?? null }
							: asked;
					const judged = decide(
						meeting,
						given,
						facts({ person: who, at, agenda: present, chairGoneSince: at - 30_000 })
					);
					if (judged.ok) meeting = judged.value.reduce(apply, meeting);
					const open = meeting.turns.filter(({ leftAt }) => leftAt === null);
					opened += open.length;
					left += meeting.turns.length - open.length;
					expect(open.length).toBeLessThanOrEqual(1);
					expect(open.length === 0 || meeting.state === 'live').toBe(true);
					expect(meeting.turns.every((turn) => (turn.leftAt ?? Infinity) >= turn.enteredAt)).toBe(true);
					const views = itemViews(meeting, present, at);
					expect(views.every(({ actualMs: ms, overMs }) => ms >= 0 && overMs >= 0)).toBe(true);
					expect(views.filter(({ standing }) => standing === 'open')).toHaveLength(open.length);
					expect(meeting.parked.filter((each) => meeting.settled.includes(each))).toEqual([]);
					expect(forecast(meeting, present, at).lateMinutes).toBeGreaterThanOrEqual(0);
				}
			}
		),
		{ numRuns: 300 }
	);
	expect(opened).toBeGreaterThan(300); // or the sequences would show nothing
	expect(left).toBeGreaterThan(300);
});
