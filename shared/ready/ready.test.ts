import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Holding, Person } from '#shared/auth/model.ts';
import type { Turn } from '#shared/meetings/model.ts';
import { apply, noMarks } from './apply.ts';
import { decide, type ReadyFacts, type ReadyMeeting } from './decide.ts';
import { readyLevels, type ReadyLevel, type ReadyMarks } from './model.ts';
import { markOf, readiness } from './views.ts';

const person = (id: string, ...holdings: Holding[]): Person => ({
	id,
	account: id,
	name: id,
	unitId: 'u-x',
	post: '',
	holdings
});
const ann = person('ann', { role: 'liaison', unitId: 'u-1' });
const ben = person('ben', { role: 'member', unitId: 'u-1' });
const cai = person('cai', { role: 'member', unitId: 'u-2' });
const office = person('office', { role: 'secretary', councilId: 'c-1' });
const foreignOffice = person('foreign', { role: 'secretary', councilId: 'c-2' });
const chair = person('chair', { role: 'convener', councilId: 'c-1' });
const admin = person('admin', { role: 'administrator' });
/** Works in the unit, but holds nothing for it. */
const clerk: Person = { ...person('clerk'), unitId: 'u-1' };

const stay = (id: string, enteredAt: number, leftAt: number | null = null): Turn => ({
	item: { id, title: id, unitId: null, minutes: 10 },
	enteredAt,
	leftAt
});
const agenda = [
	{ id: 'a', unitId: 'u-1' },
	{ id: 'b', unitId: 'u-2' },
	{ id: 'none', unitId: null }
];
const meeting: ReadyMeeting = { state: 'live', councilId: 'c-1', turns: [], settled: [] };
const facts = (who: Person, at = 1000, change: Partial<ReadyFacts> = {}): ReadyFacts => ({
	person: who,
	at,
	meeting,
	agenda,
	standsInFor: [],
	...change
});
const codeOf = (marks: ReadyMarks, itemId: string, given: ReadyFacts, level: ReadyLevel = 'ready'): string => {
	const judged = decide(marks, { itemId, level }, given);
	return judged.ok ? judged.value.map(({ type }) => type).join() || 'nothing' : judged.refusal.code;
};
const after = (marks: ReadyMarks, itemId: string, level: ReadyLevel, given: ReadyFacts): ReadyMarks => {
	const judged = decide(marks, { itemId, level }, given);
	if (!judged.ok) throw new Error(judged.refusal.code);
	return judged.value.reduce(apply, marks);
};
const levels = (marks: ReadyMarks, now: ReadyMeeting = meeting, items = agenda): string =>
	readiness(marks, now, items)
		.map(({ itemId, level }) => `${itemId}:${level}`)
		.join(' ');

describe('who marks what', () => {
	test.each<[ReadyMeeting['state'], string]>([
		['none', 'not-found'],
		['draft', 'marked'],
		['calling', 'marked'],
		['published', 'marked'],
		['live', 'marked'],
		['minutes', 'ready-too-late'],
		['closed', 'ready-too-late'],
		['cancelled', 'meeting-called-off'],
		['postponed', 'meeting-called-off']
	])('[Y1] while a meeting is %s: %s', (state, code) => {
		expect(codeOf(noMarks, 'a', facts(ann, 0, { meeting: { ...meeting, state } }))).toBe(code);
	});

	test.each<[Person, string]>([
		[ann, 'marked'],
		[ben, 'marked'],
		[office, 'marked'],
		[cai, 'ready-not-yours'],
		[chair, 'ready-not-yours'],
		[foreignOffice, 'ready-not-yours'],
		[admin, 'ready-not-yours'],
		[clerk, 'ready-not-yours']
	])('[Y2] %o', (who, code) => {
		expect(codeOf(noMarks, 'a', facts(who))).toBe(code);
	});

	test('[Y2] a stand-in for its unit only; an item of no unit is nobody’s', () => {
		const standsIn = facts(clerk, 0, { standsInFor: ['u-2'] });
		expect(codeOf(noMarks, 'b', standsIn)).toBe('marked');
		expect(codeOf(noMarks, 'a', standsIn)).toBe('ready-not-yours');
		expect(codeOf(noMarks, 'none', facts(office))).toBe('ready-not-yours');
		expect(codeOf(noMarks, 'x', facts(office))).toBe('item-not-found');
	});

	test('[Y2] the mark keeps who made it, for the unit of the item', () => {
		expect(after(noMarks, 'a', 'papers', facts(office, 7)).marks).toEqual([
			{ itemId: 'a', unitId: 'u-1', level: 'papers', leavings: 0, personId: 'office', at: 7 }
		]);
	});
});

describe('one mark', () => {
	test('[Y3] another replaces it, the same again records nothing, none takes it back', () => {
		const papers = after(noMarks, 'a', 'papers', facts(ann));
		expect(codeOf(papers, 'a', facts(ben), 'papers')).toBe('nothing');
		const ready = after(papers, 'a', 'ready', facts(ben));
		expect(levels(ready)).toBe('a:ready b:none');
		expect(ready.marks).toHaveLength(1);
		const back = after(ready, 'a', 'none', facts(ann));
		expect(levels(back)).toBe('a:none b:none');
		expect(codeOf(back, 'a', facts(ann), 'none')).toBe('nothing');
	});

	test('[Y4] leaving the item clears it; parked it is marked anew, settled it is not marked', () => {
		const ready = after(noMarks, 'a', 'ready', facts(ann));
		const open = { ...meeting, turns: [stay('a', 5)] };
		const left = { ...meeting, turns: [stay('a', 5, 9)] };
		const settled = { ...left, settled: ['a'] };
		expect(markOf(ready, open, agenda[0]!)?.level).toBe('ready');
		expect(levels(ready, left)).toBe('a:none b:none');
		expect(levels(after(ready, 'a', 'ready', facts(ann, 10, { meeting: left })), left)).toBe('a:ready b:none');
		expect(codeOf(ready, 'a', facts(ann, 10, { meeting: settled }))).toBe('item-settled');
		expect(levels(ready, settled)).toBe('b:none');
	});

	test('[Y5] another unit reports, or the item is gone: it counts no longer, and again when it is back', () => {
		const ready = after(noMarks, 'a', 'ready', facts(ann));
		expect(levels(ready, meeting, [{ id: 'a', unitId: 'u-2' }])).toBe('a:none');
		expect(levels(ready, meeting, [])).toBe('');
		expect(levels(ready)).toBe('a:ready b:none');
	});

	test('[Y6] a clock that jumps back dates no mark before an earlier one', () => {
		const marks = after(after(noMarks, 'b', 'ready', facts(cai, 9000)), 'a', 'ready', facts(ann, 100));
		expect(marks.marks.map(({ at }) => at)).toEqual([9000, 9000]);
	});
});

const mayMark = (who: Person, itemId: string): boolean =>
	itemId !== 'none' && (who === office || (itemId === 'a' ? [ann, ben] : [cai]).includes(who));

test('[Y2] [Y3] [Y4] no sequence of commands by anybody has two marks for a unit and item, one of a stranger, or one of a stay that is over', () => {
	const step = fc.record({
		what: fc.constantFrom('mark', 'mark', 'mark', 'enter', 'leave', 'park'),
		who: fc.constantFrom(ann, ben, cai, office, foreignOffice, chair, clerk),
		itemId: fc.constantFrom('a', 'b', 'none'),
		level: fc.constantFrom(...readyLevels),
		jump: fc.integer({ min: -100, max: 1000 })
	});
	let [counted, cleared, strangers] = [0, 0, 0];
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
			let [marks, now, at] = [noMarks, meeting, 0];
			/** Said since the room last left the item. */
			const fresh = new Map<string, ReadyLevel>();
			for (const { what, who, itemId, level, jump } of steps) {
				at += jump;
				const open = now.turns.at(-1);
				if (what === 'mark') {
					const judged = decide(marks, { itemId, level }, facts(who, at, { meeting: now }));
					if (!judged.ok) continue;
					marks = judged.value.reduce(apply, marks);
					strangers += mayMark(who, itemId) ? 0 : 1;
					fresh.set(itemId, level);
				} else if (what === 'enter' && open?.leftAt !== null) {
					now = { ...now, turns: [...now.turns, stay(itemId, at)], settled: now.settled.filter((id) => id !== itemId) };
				} else if (what !== 'enter' && open?.leftAt === null) {
					const turns = now.turns.map((turn) => (turn.leftAt === null ? { ...turn, leftAt: at } : turn));
					const settled = what === 'leave' ? [...now.settled, open.item.id] : now.settled;
					now = { ...now, turns, settled };
					cleared += fresh.delete(open.item.id) ? 1 : 0;
				}
				const seen = readiness(marks, now, agenda);
				counted += seen.filter(({ by }) => by).length;
				for (const one of seen) expect(one.level).toBe(fresh.get(one.itemId) ?? 'none');
				expect(new Set(marks.marks.map((mark) => `${mark.unitId} ${mark.itemId}`)).size).toBe(marks.marks.length);
			}
		}),
		{ numRuns: 300 }
	);
	expect(strangers).toBe(0);
	// Or the sequences would show nothing.
	expect(counted > 500 && cleared > 100).toBe(true);
});
