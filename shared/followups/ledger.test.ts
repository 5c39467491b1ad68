import { expect, test } from 'vitest';
import { chinaCalendar } from '#shared/foundation/calendar.ts';
import { ledgerGroup, ledgerOf } from './ledger.ts';
import type { Followup } from './model.ts';
import { at, open } from './scene.ts';

const running = (change: Partial<Followup> = {}): Followup => {
	const draft = open();
	return {
		...draft,
		state: 'in-progress',
		dueOn: '2026-12-18',
		round: { ...draft.round, startedOn: '2026-11-27' },
		...change
	};
};
const asked = { kind: 'extension', reason: '等资金', dueOn: '2026-12-30', at: at('2026-12-10') } as const;
const closed = (on: string): Partial<Followup> => ({
	state: 'closed',
	round: { ...running().round, closedAt: at(on) }
});

test.each<[string, Partial<Followup>, string, string | null]>([
	['under way', {}, '2026-12-17', null],
	['on its last day', {}, '2026-12-18', 'fell-due'],
	['after it', {}, '2026-12-21', 'overdue'],
	['waiting for a decision, also when late', { asked }, '2026-12-21', 'to-decide'],
	['submitted in time', { state: 'submitted' }, '2026-12-21', 'overdue'],
	['closed since', closed('2026-12-10'), '2026-12-21', 'closed'],
	['closed before', closed('2026-11-28'), '2026-12-21', null],
	['not assigned', { state: 'draft' }, '2026-12-21', null],
	['come back', { state: 'rebound' }, '2026-12-21', null],
	['cancelled', { state: 'cancelled' }, '2026-12-21', null]
])('[F28] %s', (_, change, today, group) => {
	const since = { at: at(today), calendar: chinaCalendar, since: '2026-12-01' };
	expect(ledgerGroup(running(change), since)).toBe(group);
});

test('[F28] the first meeting looks at everything closed; lines stand by group and limit', () => {
	const followups = [
		running({ id: 'f-closed', ...closed('2026-11-28') }),
		running({ id: 'f-late', dueOn: '2026-12-14' }),
		running({ id: 'f-later', dueOn: '2026-12-15' }),
		running({ id: 'f-asked', asked })
	];
	const lines = ledgerOf(followups, { at: at('2026-12-17'), calendar: chinaCalendar, since: null });
	expect(lines.map(({ followupId }) => followupId)).toEqual(['f-late', 'f-later', 'f-asked', 'f-closed']);
	expect(lines[0]).toMatchObject({ group: 'overdue', label: '第4次-2', leadUnitId: 'u-police', dueOn: '2026-12-14' });
});
