import { expect, test } from 'vitest';
import { grouped, groupOf, phaseWords, type MeetingLine } from './meeting-lines.ts';

const line = (id: string, state: MeetingLine['state'], startsAt: number): MeetingLine => ({
	id,
	councilId: 'c-1',
	councilName: '教育工作联席会议',
	ordinal: 1,
	title: '',
	state,
	startsAt,
	plannedMinutes: 90,
	place: ''
});

test('[I8] what lies ahead comes in the order of time, what is over the latest first', () => {
	const lists = grouped([
		line('m-3', 'published', 30),
		line('m-1', 'closed', 10),
		line('m-4', 'draft', 20),
		line('m-2', 'minutes', 15),
		line('m-5', 'live', 18)
	]);
	const ids = Object.fromEntries(Object.entries(lists).map(([group, items]) => [group, items.map(({ id }) => id)]));
	expect(ids).toEqual({ live: ['m-5'], upcoming: ['m-4', 'm-3'], closed: ['m-2', 'm-1'] });
});

test('[I9] every phase has a word and a group', () => {
	for (const state of Object.keys(phaseWords) as MeetingLine['state'][]) expect(groupOf({ state })).toBeTruthy();
});
