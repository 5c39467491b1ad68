import { describe, expect, test } from 'vitest';
import type { Person } from '#shared/auth/model.ts';
import { apply, noMeeting } from '#shared/meetings/apply.ts';
import type { MeetingEvent } from '#shared/meetings/model.ts';
import { refusalOf, type Scene } from './chair.ts';
import { showsBar } from './shows-bar.ts';

const person = (id: string, role: 'convener' | 'deputy' | 'secretary'): Person => ({
	id,
	account: id,
	name: id,
	unitId: 'u-gov',
	post: '',
	holdings: [{ role, councilId: 'c-1' }]
});
const convener = person('p-convener', 'convener');
const deputy = person('p-deputy', 'deputy');
const secretary = person('p-secretary', 'secretary');
const liaison: Person = { ...secretary, id: 'p-liaison', holdings: [{ role: 'liaison', unitId: 'u-edu' }] };
const agenda = ['a', 'b'].map((id) => ({ id, title: id, unitId: null, minutes: 10 }));
const by = { personId: convener.id, at: 1000 };
const details = { title: '', startsAt: 1000, plannedMinutes: 90, place: '', invitedUnitIds: [] };
const events: readonly MeetingEvent[] = [
	{ type: 'scheduled', ...by, councilId: 'c-1', year: 2026, ordinal: 4, ...details },
	{ type: 'published', ...by },
	{ type: 'started', ...by, memberUnitIds: ['u-edu'], quorum: null },
	{ type: 'item-entered', ...by, item: { id: 'a', title: 'a', unitId: null, minutes: 10 } }
];
const scene = (who: Person, more: Partial<Scene> = {}): Scene => ({
	meeting: events.reduce(apply, noMeeting('m-4')),
	person: who,
	now: 100_000,
	agenda,
	chairIds: [convener.id, deputy.id],
	chairGoneSince: null,
	connected: true,
	...more
});

describe('why a button of the chair is closed', () => {
	test.each([
		['[M5] the chair goes on', convener, { command: 'next', from: 'a' }, undefined],
		['[M6] the office turns the page', secretary, { command: 'next', from: 'a' }, undefined],
		['[M6] a deputy without the chair does not', deputy, { command: 'next', from: 'a' }, 'not-the-chair'],
		['[M6] a liaison may not at all', liaison, { command: 'next', from: 'a' }, 'not-allowed'],
		['[M6] the office does not end it', secretary, { command: 'end' }, 'not-allowed'],
		['[M5] an item never on the table', convener, { command: 'next', from: 'b' }, 'stale'],
		['[M11] the chair is here', deputy, { command: 'take-chair' }, 'chair-present']
	] as const)('%s', (_, who, command, code) => {
		expect(refusalOf(command, scene(who))?.code).toBe(code);
	});

	test('[M11] twenty seconds after the chair was last seen, a deputy may take over', () => {
		const gone = (ms: number) => refusalOf({ command: 'take-chair' }, scene(deputy, { chairGoneSince: 100_000 - ms }));
		expect(gone(19_999)?.code).toBe('chair-present');
		expect(gone(20_000)).toBe(null);
	});

	test('[M6] without a connection nothing is asked of the server', () => {
		expect(refusalOf({ command: 'next', from: 'a' }, scene(convener, { connected: false }))?.code).toBe('offline');
	});

	test('[M6] the bar is for chairs and the office', () => {
		const { meeting } = scene(convener);
		expect([convener, deputy, secretary, liaison].map((who) => showsBar(who, meeting))).toEqual([
			true,
			true,
			true,
			false
		]);
	});
});
