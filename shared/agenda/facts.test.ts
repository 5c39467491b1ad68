import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerLine } from '#shared/followups/model.ts';
import type { Phase } from '#shared/meetings/model.ts';
import { apply, noFacts } from './apply.ts';
import { bring, broughtId, ledgerItemId, listLedger, type BringFacts } from './decide.ts';
import type { AgendaFacts } from './model.ts';
import { timesListed } from './views.ts';

const meeting = (id: string, state: Phase = 'draft', councilId = 'c-1') => ({
	id,
	state,
	councilId,
	label: `会议${id}`
});
const given = (change: Partial<BringFacts> = {}): BringFacts => ({
	personId: 'secretary',
	at: 1,
	from: meeting('m-1', 'minutes'),
	to: meeting('m-2'),
	isThere: true,
	known: noFacts,
	...change
});
const copy = { itemId: 'a', to: 'm-2', way: 'copy' } as const;

describe('bringing an item', () => {
	test.each<[string, Partial<BringFacts>, string]>([
		['from no meeting', { from: null }, 'not-found'],
		['to no meeting', { to: null }, 'not-found'],
		['to itself', { to: meeting('m-1') }, 'not-found'],
		['to another council', { to: meeting('m-2', 'draft', 'c-2') }, 'not-found'],
		['out of a live meeting', { from: meeting('m-1', 'live') }, 'meeting-not-ended'],
		['into a live meeting', { to: meeting('m-2', 'live') }, 'meeting-began'],
		['into a cancelled one', { to: meeting('m-2', 'cancelled') }, 'meeting-called-off'],
		['that is not there', { isThere: false }, 'item-not-found']
	])('[G18] %s is refused', (_, change, code) => {
		const judged = bring(noFacts, copy, given(change));
		expect(judged.ok ? null : judged.refusal.code).toBe(code);
	});

	test.each(['t-7', 'f-m-1'])('[G18] %s comes by itself', (itemId) => {
		const judged = bring(noFacts, { ...copy, itemId }, given());
		expect(judged.ok ? null : judged.refusal.code).toBe('item-comes-by-itself');
	});

	test('[G19] the id stays the same from meeting to meeting and within its length', () => {
		expect([broughtId('a'), broughtId('c-a'), broughtId('x'.repeat(64)).length]).toEqual(['c-a', 'c-a', 64]);
	});

	test('[G20] what stayed on an agenda was listed there; what left before the meeting was not', () => {
		const after = (from: Phase, way: 'move' | 'copy'): number => {
			const judged = bring(noFacts, { ...copy, way }, given({ from: meeting('m-1', from) }));
			return timesListed((judged.ok ? judged.value : []).reduce(apply, noFacts), 'c-a');
		};
		expect([after('draft', 'move'), after('draft', 'copy'), after('minutes', 'move'), after('closed', 'copy')]).toEqual(
			[1, 2, 2, 2]
		);
		expect(timesListed(noFacts, 'a')).toBe(1);
	});
});

test('[G19] [G20] no sequence of moves and copies puts an item twice on an agenda, or counts a meeting twice', () => {
	const step = fc.record({ from: fc.nat(4), to: fc.nat(4), way: fc.constantFrom('move' as const, 'copy' as const) });
	fc.assert(
		fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
			const books = new Map<number, AgendaFacts>();
			const events = new Map<string, number>();
			for (const { from, to, way } of steps) {
				const known = books.get(from) ?? noFacts;
				const itemId = from === 0 ? 'a' : 'c-a';
				const isThere = from === 0 || known.brought[itemId] !== undefined;
				const facts = given({ from: meeting(`m-${from}`, 'minutes'), to: meeting(`m-${to}`), known, isThere });
				const judged = bring(books.get(to) ?? noFacts, { itemId, to: `m-${to}`, way }, facts);
				for (const event of judged.ok ? judged.value : []) {
					const key = `${to} ${event.itemId}`;
					events.set(key, (events.get(key) ?? 0) + 1);
					books.set(to, apply(books.get(to) ?? noFacts, event));
				}
			}
			expect([...events.values()].every((count) => count === 1)).toBe(true);
			for (const { brought } of books.values())
				for (const { lineage, from } of Object.values(brought)) expect(lineage.at(-1)?.meetingId).toBe(from.meetingId);
		})
	);
});

const line = (followupId: string): LedgerLine => ({
	followupId,
	group: 'overdue',
	label: '第4次-2',
	text: '施划标线',
	leadUnitId: 'u-police',
	dueOn: '2026-11-20',
	percent: 60,
	state: 'in-progress'
});

describe('[G21] item 1', () => {
	const wanted = { followupIds: ['f-1'] };
	const asked = { personId: 'secretary', at: 1, meeting: meeting('m-2'), offered: [line('f-1'), line('f-2')] };

	test('lists what was ticked of what is offered, and the same again is nothing', () => {
		const judged = listLedger(noFacts, wanted, asked);
		const facts = (judged.ok ? judged.value : []).reduce(apply, noFacts);
		expect(facts.ledger).toEqual({ itemId: ledgerItemId('m-2'), on: '1970-01-01', lines: [line('f-1')] });
		expect(listLedger(facts, wanted, asked)).toEqual({ ok: true, value: [] });
		const again = listLedger(facts, { followupIds: ['f-1', 'f-2'] }, asked);
		expect((again.ok ? again.value : []).reduce(apply, facts).ledger?.lines).toHaveLength(2);
	});

	test.each([
		[{ followupIds: ['f-9'] }, {}, 'ledger-changed'],
		[wanted, { meeting: meeting('m-2', 'live') }, 'meeting-began'],
		[wanted, { meeting: meeting('m-2', 'postponed') }, 'meeting-called-off'],
		[wanted, { meeting: null }, 'not-found']
	])('%j %j is refused: %s', (body, change, code) => {
		const judged = listLedger(noFacts, body, { ...asked, ...change });
		expect(judged.ok ? null : judged.refusal.code).toBe(code);
	});
});
