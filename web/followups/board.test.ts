import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { applyFollowup } from '#shared/followups/apply.ts';
import type { FollowupEvent } from '#shared/followups/commands.ts';
import { followupDefaults, type Followup, type FollowupBook } from '#shared/followups/model.ts';
import { assigned, at, open, received, submitted, verified, working } from '#shared/followups/scene.ts';
import { Live } from '#web/live/live.svelte.ts';
import type { Listening } from '#web/live/wire.ts';
import { Board } from './board.svelte.ts';
import { cardOf, columnOf, figuresOf, inOrder, type BoardAnswer } from './card.ts';
import { addressOf, filtersFrom } from './filters.ts';
import { finding } from './finding.ts';

const now = at('2026-12-02');
const given = { at: now, calendar: chinaCalendar, settings: followupDefaults };
const card = (followup: Followup, version = 1) => cardOf(followup, version, given);
const named = (id: string, followup: Followup): Followup => ({ ...followup, id });
const answerOf = (...followups: readonly Followup[]): BoardAnswer => ({
	columns: [{ lane: 'in-hand', count: followups.length, items: followups.map((one) => card(one)) }],
	lights: { grey: 0, red: 0, yellow: 0, blue: 0, green: 0 },
	asOf: now,
	calendarGaps: []
});

/** A server that holds one follow-up's stream, and time that moves when told to. */
function house(first: Followup) {
	let state: FollowupBook = first;
	let seq = 1;
	let listening: Listening | undefined;
	let waiting: (() => void)[] = [];
	const asked: string[] = [];
	const live = new Live({ local: () => now });
	live.open((told) => {
		listening = told;
		told.changed({ kind: 'connected' });
		return {
			ask: async (name) => {
				asked.push(name);
				return { ok: true, now, seq, state };
			},
			tell: () => undefined,
			close: () => undefined
		};
	});
	const unknown: number[] = [];
	const board = new Board(answerOf(first), {
		live,
		calendar: chinaCalendar,
		settingsOf: () => followupDefaults,
		onunknown: () => unknown.push(1),
		later: (_, work) => {
			waiting.push(work);
			return () => (waiting = waiting.filter((one) => one !== work));
		}
	});
	const settle = async (): Promise<void> => {
		for (let turn = 0; turn < 6; turn++) {
			const due = waiting;
			waiting = [];
			due.forEach((work) => work());
			await Promise.resolve();
			await Promise.resolve();
			await Promise.resolve();
		}
	};
	return {
		board,
		asked,
		unknown,
		settle,
		happen: (event: FollowupEvent, { isHeard = true } = {}) => {
			state = applyFollowup(state, event);
			seq += 1;
			if (isHeard) listening?.told('followups/event', { id: first.id, seq, event });
		}
	};
}

describe("another's step while the board is open", () => {
	const received1: FollowupEvent = { type: 'received', at: now, personId: 'p-lead' };
	const begun: FollowupEvent = { type: 'begun', at: now, personId: 'p-lead' };

	test('[F26] is applied at once and moves the card', async () => {
		const { board, happen, settle } = house(assigned());
		board.start();
		await settle();
		expect(columnOf(board.cards[0]!.lane)).toBe('begin');
		happen(received1);
		expect(columnOf(board.cards[0]!.lane)).toBe('in-hand');
	});

	test('[F26] is caught up with when one before it was missed', async () => {
		const { board, happen, settle } = house(assigned());
		board.start();
		await settle();
		happen(received1, { isHeard: false });
		happen(begun);
		expect(board.cards[0]!.state).toBe('assigned');
		await settle();
		expect(board.cards[0]!.state).toBe('in-progress');
	});

	test('[F23] an older page does not take it back', async () => {
		const { board, happen, settle } = house(assigned());
		board.start();
		await settle();
		happen(received1);
		board.take(answerOf(assigned()));
		expect(board.cards[0]!.state).toBe('received');
	});

	test('[F1] a follow-up the board does not hold is asked for', async () => {
		const { board, happen, settle, unknown } = house(assigned());
		board.take({ ...answerOf(), columns: [] });
		board.start();
		await settle();
		happen(received1);
		await settle();
		expect(unknown).toHaveLength(1);
	});
});

describe('the title of the board', () => {
	const nameOf = (id: string): string => id;
	const late = at('2026-12-21');
	const lateCard = (followup: Followup) => cardOf(followup, 1, { ...given, at: late });

	test('[F20] names the unit with most that is overdue and in its hands', () => {
		expect(finding([lateCard(named('f-1', working())), lateCard(named('f-2', received()))], late, nameOf)).toBe(
			'逾期 2 项；u-police 2 项待报结'
		);
	});
	test('[F20] says when what is overdue has been submitted', () => {
		expect(finding([lateCard(submitted('2026-12-21'))], late, nameOf)).toBe('逾期 1 项，都已报结，待复核');
	});
	test.each([
		['what is behind', [working()], at('2026-12-11'), '没有逾期；滞后 1 项，u-police 1 项'],
		['that all is well', [working()], now, '在办 1 项，都按期推进'],
		['what waits for the office', [open()], now, '1 项待交办'],
		['that nothing is there', [], now, '眼下没有在办的督办事项']
	] as const)('[F20] says %s', (_, followups, when, sentence) => {
		expect(
			finding(
				followups.map((one) => cardOf(one, 1, { ...given, at: when })),
				when,
				nameOf
			)
		).toBe(sentence);
	});
});

test('[F20] the figures count what is open, by light', () => {
	const cards = [open(), working(), verified()].map((one, index) => card(named(`f-${index}`, one)));
	expect(figuresOf(cards, now)).toMatchObject({ inHand: 3, toAssign: 1, overdue: 0, behind: 0 });
});

test('[F5] cards stand by their limit, the soonest first, and those without one last', () => {
	const soon = { ...card(named('f-2', working())), dueOn: '2026-12-03' };
	const none = { ...card(named('f-0', working())), dueOn: null };
	const cards = [none, card(named('f-1', working())), soon];
	expect(inOrder(cards, 'in-hand').map(({ id }) => id)).toEqual(['f-2', 'f-1', 'f-0']);
});

describe('filters in the address', () => {
	test('[F23] come back as they went', () => {
		const filters = { meetingId: 'm-3', unitId: 'u-edu', light: 'red', mine: true, view: 'list' } as const;
		expect(filtersFrom(new URL(addressOf(filters), 'http://x').searchParams)).toEqual(filters);
	});
	test('[F23] what nobody meant is passed over', () => {
		expect(addressOf(filtersFrom(new URLSearchParams('light=pink&unit=<b>&mine=yes')))).toBe('/followups');
	});
});
