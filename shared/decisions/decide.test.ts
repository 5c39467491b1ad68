import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from '#shared/foundation/time.ts';
import { applyDecision } from './apply.ts';
import type { Conclude, DecisionEvent } from './commands.ts';
import { concludeItem, type ConcludeFacts } from './decide.ts';
import { conclusionKinds, emptyBook, type DecisionBook, type ProposedAction } from './model.ts';
import { conclusionOf, missing, opensFollowup } from './views.ts';

const paint: ProposedAction = {
	id: 'a-paint',
	text: '校门口施划减速标线',
	leadUnitId: 'u-police',
	coUnitIds: ['u-edu', 'u-transport'],
	dueOn: '2026-12-18'
};
const pay: ProposedAction = {
	id: 'a-pay',
	text: '拨付第二批资金',
	leadUnitId: 'u-finance',
	coUnitIds: [],
	dueOn: null
};

const facts: ConcludeFacts = {
	personId: 'p-chair',
	at: instantOf('2026-11-26', 15 * 60),
	meeting: { councilId: 'c-education', sequence: 4, live: true, chairId: 'p-chair', heldOn: '2026-11-26' },
	item: { id: 'i-safety', title: '校园周边交通安全' },
	quorum: { required: 6, present: 8 },
	actions: [paint, pay],
	unitIds: ['u-edu', 'u-police', 'u-finance', 'u-transport'],
	newIds: ['d-1', 'd-2', 'd-3', 'd-4']
};
const conclude: Conclude = {
	itemId: 'i-safety',
	kind: 'agreed',
	text: '同意护学岗方案。',
	actionIds: ['a-paint', 'a-pay']
};

const empty = emptyBook('m-4');
const fold = (book: DecisionBook, events: readonly DecisionEvent[]): DecisionBook => events.reduce(applyDecision, book);
function after(command: Partial<Conclude> = {}, given: Partial<ConcludeFacts> = {}, book = empty): DecisionBook {
	const answer = concludeItem(book, { ...conclude, ...command }, { ...facts, ...given });
	if (!answer.ok) throw new Error(answer.refusal.code);
	return fold(book, answer.value);
}
const refused = (command: Partial<Conclude>, given: Partial<ConcludeFacts> = {}, book = empty) => {
	const answer = concludeItem(book, { ...conclude, ...command }, { ...facts, ...given });
	return answer.ok ? null : answer.refusal;
};
const withAction = (change: Partial<ProposedAction>): Partial<ConcludeFacts> => ({
	actions: [{ ...paint, ...change }]
});

describe('a conclusion of the chair', () => {
	test('[D11] becomes one decision for its words and one for each ticked action, numbered in that order', () => {
		const book = after();
		expect(book.decisions.map(({ n, label, text, actionId }) => ({ n, label, text, actionId }))).toEqual([
			{ n: 1, label: '第4次-1', text: '同意护学岗方案。', actionId: null },
			{ n: 2, label: '第4次-2', text: paint.text, actionId: 'a-paint' },
			{ n: 3, label: '第4次-3', text: pay.text, actionId: 'a-pay' }
		]);
		expect(conclusionOf(book, 'i-safety')?.decisionIds).toEqual(['d-1', 'd-2', 'd-3']);
	});

	test('[D11] numbers go on over the items of a meeting', () => {
		const first = after({ actionIds: [] });
		const given = { item: { id: 'i-funds', title: '经费' }, newIds: ['d-9'] };
		expect(after({ itemId: 'i-funds', actionIds: [] }, given, first).decisions.at(-1)?.label).toBe('第4次-2');
	});

	test('[D12] carries lead, co-units and deadline of the action', () => {
		expect(after().decisions[1]).toMatchObject({
			leadUnitId: 'u-police',
			coUnitIds: ['u-edu', 'u-transport'],
			dueOn: '2026-12-18',
			kind: 'agreed'
		});
	});

	test.each([
		['deferred', 'agreed'],
		['noted', 'agreed'],
		['agreed-in-principle', 'agreed-in-principle']
	] as const)('[D12] an action of an item that is %s is %s', (kind, ofAction) => {
		expect(after({ kind }).decisions.map((decision) => decision.kind)).toEqual([kind, ofAction, ofAction]);
	});

	test('[D12] carries nothing else of a draft: what was proposed under another item belongs to the item concluded', () => {
		const proposed = { ...paint, itemId: 'i-elsewhere' };
		const book = after({ text: '', actionIds: ['a-paint'] }, { actions: [proposed] });
		expect(book.decisions[0]).toMatchObject({ itemId: 'i-safety', itemTitle: '校园周边交通安全' });
	});

	test('[D4] stores the quorum that was found', () => {
		expect(after().decisions[0]?.quorum).toEqual({ required: 6, present: 8 });
	});

	test('[D14] an action without a deadline is a decision that opens no follow-up, and says what is missing', () => {
		const book = after();
		expect(book.decisions.map(opensFollowup)).toEqual([false, true, false]);
		expect(book.decisions.map(missing)).toEqual([[], [], ['dueOn']]);
	});

	test('[D9] counts an action ticked twice once', () => {
		expect(after({ actionIds: ['a-paint', 'a-paint'] }).decisions).toHaveLength(2);
	});

	test('[D10] may consist of actions alone', () => {
		expect(after({ text: '  ', actionIds: ['a-pay'] }).decisions).toHaveLength(1);
	});
});

describe('refused', () => {
	test('[D1] anybody who does not hold the chair', () => {
		expect(refused({}, { personId: 'p-deputy' })?.code).toBe('not-the-chair');
		expect(refused({}, { meeting: { ...facts.meeting, chairId: null } })?.code).toBe('not-the-chair');
	});
	test('[D2] a meeting that is not live', () => {
		expect(refused({}, { meeting: { ...facts.meeting, live: false } })?.code).toBe('meeting-not-live');
	});
	test('[D3] an item that was never discussed', () => {
		expect(refused({}, { item: null })?.code).toBe('item-not-discussed');
	});
	test('[D4] without a quorum nothing is adopted, unless it is switched off', () => {
		expect(refused({}, { quorum: { required: 6, present: 5 } })).toMatchObject({
			code: 'no-quorum',
			params: { required: 6, present: 5 }
		});
		expect(refused({}, { quorum: { required: 0, present: 0 } })).toBeNull();
	});
	test.each([
		['an action without text', { text: ' \n' }, 'action-empty'],
		['an unknown lead', { leadUnitId: 'u-nobody' }, 'unknown-unit'],
		['an unknown co-unit', { coUnitIds: ['u-nobody'] }, 'unknown-unit'],
		['a lead that is its own co-unit', { coUnitIds: ['u-police'] }, 'lead-is-co-unit']
	])('[D5] %s', (_, change, code) => {
		expect(refused({ actionIds: ['a-paint'] }, withAction(change))?.code).toBe(code);
	});
	test('[D6] a deadline before the day of the meeting, or on no day at all', () => {
		expect(refused({ actionIds: ['a-paint'] }, withAction({ dueOn: '2026-11-25' }))).toMatchObject({
			code: 'deadline-before-meeting',
			params: { dueOn: '2026-11-25', heldOn: '2026-11-26' },
			fields: ['dueOn']
		});
		expect(refused({ actionIds: ['a-paint'] }, withAction({ dueOn: '2026-11-26' }))).toBeNull();
		expect(refused({ actionIds: ['a-paint'] }, withAction({ dueOn: '2026-11-31' }))?.code).toBe('bad-date');
	});
	test('[D7] a second conclusion of the item, with the words of the first', () => {
		expect(refused({ text: '不同意。' }, {}, after())).toMatchObject({
			code: 'already-concluded',
			params: { text: '同意护学岗方案。' }
		});
		const actionsOnly = after({ text: '', actionIds: ['a-pay'] });
		expect(refused({}, {}, actionsOnly)?.params?.['text']).toBe(pay.text);
	});
	test('[D8] a later conclusion of a deferred item only by somebody who has seen that it was deferred', () => {
		const deferred = after({ kind: 'deferred', actionIds: [] });
		expect(refused({ seen: 0 }, {}, deferred)?.code).toBe('already-concluded');
		expect(refused({ seen: deferred.version }, {}, deferred)).toBeNull();
		const reconsidered = after({ kind: 'reconsider', actionIds: [] });
		expect(after({ actionIds: [] }, { newIds: ['d-5'] }, reconsidered).conclusions).toHaveLength(2);
	});
	test('[D9] an action taken before, with its number', () => {
		const given = { item: { id: 'i-funds', title: '经费' } };
		expect(refused({ itemId: 'i-funds', actionIds: ['a-paint'] }, given, after())).toMatchObject({
			code: 'action-taken',
			params: { label: '第4次-2' }
		});
	});
	test('[D9] an action that has left the list', () => {
		expect(refused({ actionIds: ['a-paint', 'a-lost'] })?.code).toBe('action-gone');
	});
	test('[D10] neither words nor actions', () => {
		expect(refused({ text: ' ', actionIds: [] })?.code).toBe('nothing-concluded');
	});
	test.each([{ text: '校门口施划斑马线' }, { leadUnitId: 'u-edu', coUnitIds: [] }, { dueOn: '2027-01-05' }])(
		'[D13] an action that reads differently from what the chair was shown: %o',
		(change) => {
			const shown = [{ ...paint, coUnitIds: ['u-transport', 'u-edu'] }];
			expect(refused({ actionIds: ['a-paint'], shown })).toBeNull();
			expect(refused({ actionIds: ['a-paint'], shown }, withAction(change))?.code).toBe('action-changed');
		}
	);
});

test('[D9] [D11] whatever is asked in whatever order, an action is taken once and the numbers have no gap', () => {
	const command = fc.record({
		itemId: fc.constantFrom('i-1', 'i-2', 'i-3'),
		kind: fc.constantFrom(...conclusionKinds),
		text: fc.constantFrom('', '同意。'),
		actionIds: fc.subarray(['a-paint', 'a-pay', 'a-lost']),
		seen: fc.nat(9)
	});
	fc.assert(
		fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
			let book = empty;
			commands.forEach((asked, index) => {
				const newIds = Array.from({ length: 4 }, (_, n) => `d-${index}-${n}`);
				const answer = concludeItem(book, asked, { ...facts, newIds, item: { id: asked.itemId, title: '' } });
				if (answer.ok) book = fold(book, answer.value);
			});
			const taken = book.decisions.flatMap(({ actionId }) => (actionId === null ? [] : [actionId]));
			expect(new Set(taken).size).toBe(taken.length);
			expect(book.decisions.map(({ n }) => n)).toEqual(book.decisions.map((_, index) => index + 1));
			expect(new Set(book.decisions.map(({ id }) => id)).size).toBe(book.decisions.length);
		})
	);
});
