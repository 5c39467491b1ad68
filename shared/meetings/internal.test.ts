import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTERNAL_TITLE, type AgendaItem } from '#shared/agenda/model.ts';
import type { Person } from '#shared/auth/model.ts';
import { apply, noMeeting } from './apply.ts';
import type { MeetingCommand } from './commands.ts';
import { decide, schedule, type Facts } from './decide.ts';
import type { Meeting, MeetingEvent } from './model.ts';
import { followingItem, forecast, itemViews, openTurn } from './views.ts';

const MINUTE = 60_000;
const SECRET = '人事调整';
const convener: Person = {
	id: 'convener',
	account: 'convener',
	name: '召集人',
	unitId: 'u-county',
	post: '',
	holdings: [{ role: 'convener', councilId: 'c-1' }]
};
const item = (id: string, minutes = 10): AgendaItem => ({ id, title: id, unitId: 'u-edu', minutes });
const hidden = (id: string, minutes: number): AgendaItem => ({ ...item(id, minutes), title: SECRET, internal: true });
const whole = [item('a'), hidden('x', 25), item('b', 20), hidden('y', 5)];
/** What everybody else has before them. */
const open = whole.filter(({ internal }) => !internal);
const facts = (at: number, agenda: readonly AgendaItem[] = whole): Facts => ({
	person: convener,
	at,
	agenda,
	chairIds: ['convener'],
	chairGoneSince: null,
	memberUnitIds: ['u-edu'],
	quorum: null
});
const wanted = {
	councilId: 'c-1',
	year: 2026,
	ordinal: 1,
	title: '',
	startsAt: 0,
	plannedMinutes: 60,
	place: '',
	invitedUnitIds: []
};

function told(meeting: Meeting, command: MeetingCommand, at = 0): readonly MeetingEvent[] {
	const judged = decide(meeting, command, facts(at));
	return judged.ok ? judged.value : [];
}

function begun(): Meeting {
	const scheduled = schedule(noMeeting('m-1'), wanted, { person: convener, at: 0 });
	const first = scheduled.ok ? scheduled.value.reduce(apply, noMeeting('m-1')) : noMeeting('m-1');
	const published = told(first, { command: 'publish' }).reduce(apply, first);
	expect(published.withheld).toBe(30);
	return told(published, { command: 'start' }).reduce(apply, published);
}

test('[G14] an internal item comes to the table without title and unit, for everybody the same', () => {
	const meeting = begun();
	const events = told(meeting, { command: 'next', from: null, to: 'x' });
	expect(events).toMatchObject([
		{ type: 'item-entered', item: { id: 'x', title: INTERNAL_TITLE, unitId: null, minutes: 25, internal: true } }
	]);
	const entered = events.reduce(apply, meeting);
	expect(itemViews(entered, open, 0).at(-1)).toMatchObject({ title: INTERNAL_TITLE, standing: 'open', removed: false });
	expect(itemViews(entered, whole, 0)[1]).toMatchObject({ title: SECRET, standing: 'open' });
});

test('[G15] the forecast is everybody’s: what waits without words counts by its minutes', () => {
	let meeting = begun();
	expect(forecast(meeting, open, 0)).toEqual(forecast(meeting, whole, 0));
	expect(forecast(meeting, open, 0).expectedEnd).toBe(60 * MINUTE);
	for (const command of [
		{ command: 'next', from: null },
		{ command: 'add-minutes', itemId: 'y', minutes: 10 },
		{ command: 'park', itemId: 'x' },
		{ command: 'next', from: 'a' },
		{ command: 'unpark', itemId: 'x' },
		{ command: 'next', from: 'b' }
	] as const) {
		meeting = told(meeting, command, MINUTE).reduce(apply, meeting);
		expect(forecast(meeting, open, MINUTE)).toEqual(forecast(meeting, whole, MINUTE));
	}
	expect(openTurn(meeting)?.item.id).toBe('y');
	expect(meeting.withheld).toBe(25);
});

test('[G15] what was on the table, put aside and taken up again, counts once', () => {
	let meeting = begun();
	for (const step of [
		{ command: 'next', from: null, to: 'x' },
		{ command: 'park', itemId: 'x' },
		{ command: 'unpark', itemId: 'x' }
	] as const)
		meeting = told(meeting, step).reduce(apply, meeting);
	expect(meeting.withheld).toBe(5);
	expect(forecast(meeting, open, 0)).toEqual(forecast(meeting, whole, 0));
	expect(forecast(meeting, open, 0).expectedEnd).toBe(60 * MINUTE);
});

test('[G15] a meeting without internal items says nothing of them', () => {
	const judged = decide(begun(), { command: 'next', from: null }, facts(0, open));
	expect(judged.ok && judged.value).toMatchObject([{ type: 'item-entered', withheld: 0 }]);
	const scheduled = { ...begun(), withheld: 0 };
	const plain = decide(scheduled, { command: 'next', from: null }, facts(0, open));
	expect(plain.ok && 'withheld' in (plain.value[0] ?? {})).toBe(false);
});

const id = fc.constantFrom('a', 'b', 'x', 'y', 'S');
const command = fc.oneof(
	fc.record({ command: fc.constant('next' as const), from: fc.option(id), to: id }),
	fc.record({ command: fc.constant('next' as const), from: fc.option(id) }),
	fc.record({ command: fc.constantFrom('park' as const, 'unpark' as const), itemId: id }),
	fc.record({ command: fc.constant('add-minutes' as const), itemId: id, minutes: fc.integer({ min: 1, max: 9 }) })
);

test('[G9] [G14] [G15] no sequence of steps opens two items, enters a heading, tells a word or loses a minute', () => {
	fc.assert(
		fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
			const all: MeetingEvent[] = [];
			let meeting = begun();
			for (const each of commands) {
				// Half of the steps leave what really is on the table.
				const step =
					each.command === 'next' && each.from === 'S' ? { ...each, from: openTurn(meeting)?.item.id ?? null } : each;
				const events = told(meeting, step);
				all.push(...events);
				meeting = events.reduce(apply, meeting);
				expect(meeting.turns.filter(({ leftAt }) => leftAt === null).length).toBeLessThanOrEqual(1);
				expect(forecast(meeting, open, 0)).toEqual(forecast(meeting, whole, 0));
				expect(followingItem(meeting, whole)?.id).not.toBe('S');
			}
			expect(JSON.stringify(all)).not.toContain(SECRET);
			expect(meeting.turns.some(({ item: turned }) => turned.id === 'S')).toBe(false);
		})
	);
});
