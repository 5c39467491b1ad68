import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Holding, Person } from '#shared/auth/model.ts';
import type { Turn } from '#shared/meetings/model.ts';
import { apply, quietFloor } from './apply.ts';
import type { FloorCommand } from './commands.ts';
import { decide, type FloorFacts, type FloorMeeting } from './decide.ts';
import { speechKinds, type Floor, type FloorEvent } from './model.ts';
import { asOf, overQuota, queue, record, removalOf, secondsOf, speaking } from './views.ts';

const person = (id: string, ...holdings: Holding[]): Person => ({
	id,
	account: id,
	name: id,
	unitId: 'u-x',
	post: '',
	holdings
});
const chair = person('chair', { role: 'convener', councilId: 'c-1' });
const deputy = person('deputy', { role: 'deputy', councilId: 'c-1' });
const secretary = person('secretary', { role: 'secretary', councilId: 'c-1' });
const units: Readonly<Record<string, string>> = { ann: 'u-1', ben: 'u-1', cai: 'u-2', dan: 'u-3' };
const [ann, ben, cai, dan] = [person('ann'), person('ben'), person('cai'), person('dan')] as const;

const stay = (id: string, enteredAt: number, leftAt: number | null = null): Turn => ({
	item: { id, title: id, unitId: null, minutes: 10 },
	enteredAt,
	leftAt
});
const meeting: FloorMeeting = { state: 'live', councilId: 'c-1', chairPersonId: 'chair', turns: [stay('a', 0)] };
const moved: FloorMeeting = { ...meeting, turns: [stay('a', 0, 60_000), stay('b', 60_000)] };
const over: FloorMeeting = { ...meeting, state: 'minutes', turns: [stay('a', 0, 60_000)] };

const facts = (who: Person, at = 1000, change: Partial<FloorFacts> = {}): FloorFacts => ({
	person: who,
	at,
	meeting,
	here: { unitId: units[who.id] ?? null },
	isThere: () => true,
	...change
});
const raise = (itemId = 'a', kind: (typeof speechKinds)[number] = 'speak'): FloorCommand => ({
	command: 'raise',
	itemId,
	kind
});
type Step = readonly [FloorCommand, FloorFacts];

/** Gives the commands one after the other; a refusal fails the test. */
function after(floor: Floor, ...steps: readonly Step[]): Floor {
	return steps.reduce((now, [command, given]) => told(now, command, given).reduce(apply, now), floor);
}
function told(floor: Floor, command: FloorCommand, given: FloorFacts): readonly FloorEvent[] {
	const judged = decide(floor, command, given);
	if (!judged.ok) throw new Error(`${command.command}: ${judged.refusal.code}`);
	return judged.value;
}
const refusal = (floor: Floor, command: FloorCommand, given: FloorFacts): string => {
	const judged = decide(floor, command, given);
	return judged.ok ? 'done' : judged.refusal.code;
};
const hands = (...people: readonly Person[]): Floor =>
	after(quietFloor, ...people.map((one, at): Step => [raise(), facts(one, at)]));
const names = (floor: Floor): readonly string[] => queue(floor).map(({ personId }) => personId);

describe('hands', () => {
	test.each<[string, FloorCommand, FloorFacts]>([
		['meeting-not-live', raise(), facts(ann, 0, { meeting: { ...meeting, state: 'published' } })],
		['meeting-not-live', raise(), facts(ann, 0, { meeting: over })],
		['floor-check-in-first', raise(), facts(ann, 0, { here: null })],
		['floor-item-left', raise('a'), facts(ann, 0, { meeting: moved })],
		['floor-item-left', raise('b'), facts(ann)],
		['done', raise('b'), facts(ann, 0, { meeting: moved })]
	])('[F1] %s', (code, command, given) => {
		expect(refusal(quietFloor, command, given)).toBe(code);
	});

	test('[F1] for the unit of the check-in, and for none as chair', () => {
		expect(hands(ann, chair).hands).toMatchObject([{ unitId: 'u-1' }, { unitId: null }]);
	});

	test('[F2] once per person; another kind keeps the place', () => {
		const floor = hands(ann, cai);
		expect(told(floor, raise(), facts(ann))).toEqual([]);
		expect(after(floor, [raise('a', 'report'), facts(ann)]).hands).toMatchObject([
			{ personId: 'ann', kind: 'report' },
			{ personId: 'cai' }
		]);
	});

	test('[F2] [F8] withdrawn by the owner, and kept in the history', () => {
		const floor = after(hands(ann), [{ command: 'withdraw' }, facts(ann)]);
		expect(floor).toMatchObject({ hands: [], past: [{ personId: 'ann', how: 'withdrawn' }] });
		expect(told(floor, { command: 'withdraw' }, facts(ann))).toEqual([]);
	});

	test('[F7] removed with a reason that its owner sees until they raise another', () => {
		const remove: FloorCommand = { command: 'remove', personId: 'ann', reason: ' 下一项再议 ' };
		expect(refusal(hands(ann), { ...remove, reason: ' ' }, facts(chair))).toBe('reason-missing');
		const floor = after(hands(ann, cai), [remove, facts(secretary)]);
		expect(names(floor)).toEqual(['cai']);
		expect(removalOf(floor, 'ann')).toMatchObject({ reason: '下一项再议', by: 'secretary' });
		expect(told(floor, remove, facts(chair))).toEqual([]);
		expect(removalOf(after(floor, [raise(), facts(ann)]), 'ann')).toBe(null);
		expect(removalOf(asOf(floor, moved), 'ann')).toBe(null);
	});

	test('[F8] leaving the item clears them, before and after the book was told', () => {
		const floor = hands(ann);
		const cleared = { hands: [], past: [{ personId: 'ann', itemId: 'a', how: 'cleared', at: 60_000 }] };
		expect(asOf(floor, moved)).toMatchObject(cleared);
		expect(after(floor, [raise('b'), facts(cai, 70_000, { meeting: moved })])).toMatchObject({
			...cleared,
			hands: [{ personId: 'cai', itemId: 'b' }]
		});
	});

	test('[F8] a return to the same item begins an empty queue', () => {
		const back = { ...moved, turns: [stay('a', 0, 5), stay('b', 5, 9), stay('a', 9)] };
		expect(asOf(hands(ann), back).hands).toEqual([]);
	});
});

describe('the floor', () => {
	const give = (turns: number, to?: string): FloorCommand => ({
		command: 'give',
		after: turns,
		...(to !== undefined && { to })
	});

	test('[F3] the next is somebody who is there: who left early keeps the place and is passed over', () => {
		const floor = hands(ann, ben);
		const given = after(floor, [give(0), facts(chair, 1000, { isThere: (id) => id !== 'ann' })]);
		expect([speaking(given)?.personId, names(given)]).toEqual(['ben', ['ann']]);
		expect(refusal(floor, give(0), facts(chair, 1000, { isThere: () => false }))).toBe('floor-queue-empty');
	});

	test('[F3] to the next, or to anybody in the queue; a second press records nothing', () => {
		const floor = after(hands(ann, cai, dan), [give(0, 'cai'), facts(chair)]);
		expect(speaking(floor)).toMatchObject({ personId: 'cai', unitId: 'u-2' });
		expect(told(floor, give(0, 'dan'), facts(secretary))).toEqual([]);
		expect(speaking(after(floor, [give(1), facts(secretary)]))?.personId).toBe('ann');
		expect(refusal(floor, give(1, 'ben'), facts(chair))).toBe('floor-no-hand');
		expect(refusal(floor, give(2), facts(chair))).toBe('stale');
		expect(refusal(quietFloor, give(0), facts(chair))).toBe('floor-queue-empty');
	});

	test.each<[FloorCommand]>([
		[give(0)],
		[{ command: 'pause' }],
		[{ command: 'resume' }],
		[{ command: 'arrange', quotaSeconds: 60 }],
		[{ command: 'remove', personId: 'ann', reason: 'x' }]
	])('[F3] %j is for the chair and the office', (command) => {
		const floor = hands(ann);
		const foreign = person('foreign', { role: 'secretary', councilId: 'c-other' });
		expect(refusal(floor, command, facts(foreign))).toBe('not-the-chair');
		expect([ann, deputy, chair, secretary].map((who) => refusal(floor, command, facts(who)))).toEqual([
			'not-the-chair',
			'not-the-chair',
			'done',
			'done'
		]);
		expect(refusal(floor, command, facts(chair, 70_000, { meeting: over }))).toBe('meeting-not-live');
	});

	test('[F4] units that have not spoken on this item come first, then arrival', () => {
		const floor = after(
			quietFloor,
			[{ command: 'arrange', order: 'new-units-first' }, facts(chair)],
			[raise(), facts(ann)],
			[give(0), facts(chair)],
			...[ben, chair, cai].map((who): Step => [raise(), facts(who)])
		);
		expect(names(floor)).toEqual(['chair', 'cai', 'ben']);
		expect(names({ ...floor, order: 'arrival' })).toEqual(['ben', 'chair', 'cai']);
	});

	test('[F5] the speaker, the chair and the office end a turn, nobody else; twice records nothing', () => {
		const floor = after(hands(ann), [give(0), facts(chair)]);
		const end: FloorCommand = { command: 'end', turn: 0 };
		expect([ann, chair, secretary, cai].map((who) => refusal(floor, end, facts(who)))).toEqual([
			'done',
			'done',
			'done',
			'not-the-chair'
		]);
		const ended = after(floor, [end, facts(ann, 9000)]);
		expect(ended.turns).toMatchObject([{ beganAt: 1000, endedAt: 9000 }]);
		expect(told(ended, end, facts(ann, 9500))).toEqual([]);
		expect(refusal(ended, { command: 'end', turn: 1 }, facts(chair))).toBe('stale');
	});

	test.each([
		['the item is left', moved],
		['the meeting ends', over]
	])('[F5] a turn ends when %s', (_, given) => {
		const floor = after(hands(ann), [give(0), facts(chair)]);
		expect(asOf(floor, given).turns).toMatchObject([{ endedAt: 60_000 }]);
		expect(told(floor, { command: 'end', turn: 0 }, facts(ann, 70_000, { meeting: given }))).toEqual([]);
	});

	test('[F6] while paused nobody is called, hands are raised, and leaving the item ends it', () => {
		const floor = after(hands(ann), [{ command: 'pause' }, facts(chair)], [raise(), facts(cai)]);
		expect(refusal(floor, give(0), facts(chair))).toBe('floor-paused');
		expect(told(floor, { command: 'pause' }, facts(chair))).toEqual([]);
		expect(asOf(floor, moved).isPaused).toBe(false);
		expect(refusal(after(floor, [{ command: 'resume' }, facts(chair)]), give(0), facts(chair))).toBe('done');
	});

	test('[F2] whoever speaks raises no hand', () => {
		expect(refusal(after(hands(ann), [give(0), facts(chair)]), raise(), facts(ann))).toBe('floor-speaking-now');
	});

	test('[F9] [F10] seconds by unit, item and person, and who is over the quota', () => {
		const floor = after(
			quietFloor,
			[{ command: 'arrange', quotaSeconds: 10 }, facts(chair, 0)],
			[raise(), facts(ann, 0)],
			[raise(), facts(ben, 0)],
			[raise(), facts(chair, 0)],
			[give(0), facts(chair, 0)],
			[give(1), facts(chair, 8000)],
			[give(2), facts(chair, 15_000)]
		);
		expect(record(floor, 40_000)).toEqual({
			byUnit: [{ unitId: 'u-1', seconds: 15, turns: 2, itemsOver: 1, secondsOver: 5 }],
			byItem: [{ itemId: 'a', seconds: 40, turns: 3 }],
			byPerson: [
				{ personId: 'ann', seconds: 8, turns: 1 },
				{ personId: 'ben', seconds: 7, turns: 1 },
				{ personId: 'chair', seconds: 25, turns: 1 }
			]
		});
		expect([overQuota(floor, 'u-1', 'a', 40_000), overQuota(floor, null, 'a', 40_000)]).toEqual([5, 0]);
		expect(overQuota({ ...floor, quotaSeconds: 0 }, 'u-1', 'a', 40_000)).toBe(0);
	});

	test('[F10] a clock that jumps back makes no turn negative', () => {
		const floor = after(hands(ann), [give(0), facts(chair, 5000)], [{ command: 'end', turn: 0 }, facts(ann, 100)]);
		expect(floor.turns).toMatchObject([{ beganAt: 5000, endedAt: 5000 }]);
		expect(secondsOf({ ...floor.turns[0]!, endedAt: null }, 100)).toBe(0);
		const next = after(hands(ann, ben), [give(0), facts(chair, 5000)], [give(1), facts(chair, 100)]);
		expect(next.turns).toMatchObject([{ beganAt: 5000, endedAt: 5000 }, { beganAt: 5000 }]);
	});
});

const someone = fc.constantFrom(chair, chair, deputy, secretary, ann, ben, cai, dan);
/** Stands for the number of turns there are when the command is given. */
const NOW = 99;
const counted = fc.oneof({ weight: 3, arbitrary: fc.constant(NOW) }, fc.nat(6));
type Steering = { readonly command: 'enter' | 'leave-item' | 'end-meeting' };
const command: fc.Arbitrary<FloorCommand | Steering> = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.record({
			command: fc.constant('raise' as const),
			itemId: fc.constantFrom('a', 'b'),
			kind: fc.constantFrom(...speechKinds)
		})
	},
	{
		weight: 14,
		arbitrary: fc.record(
			{ command: fc.constant('give' as const), after: counted, to: fc.constantFrom('ann', 'cai', 'dan', 'chair') },
			{ requiredKeys: ['command', 'after'] }
		)
	},
	{ weight: 2, arbitrary: fc.record({ command: fc.constant('end' as const), turn: counted }) },
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			{ command: 'withdraw' as const },
			{ command: 'pause' as const },
			{ command: 'resume' as const },
			{ command: 'remove' as const, personId: 'ann', reason: 'x' },
			{ command: 'arrange' as const, order: 'new-units-first' as const, quotaSeconds: 5 }
		)
	},
	{ weight: 2, arbitrary: fc.constantFrom({ command: 'enter' as const }, { command: 'leave-item' as const }) },
	{ weight: 1, arbitrary: fc.constant({ command: 'end-meeting' as const }) }
);

/** The meeting's own steps, as its own rules would take them. */
function steered(before: FloorMeeting, step: Steering['command'], at: number): FloorMeeting {
	const left = before.turns.map((turn) =>
		turn.leftAt === null ? { ...turn, leftAt: Math.max(turn.enteredAt, at) } : turn
	);
	if (before.state !== 'live') return before;
	if (step === 'end-meeting') return { ...before, state: 'minutes', turns: left };
	const entered = step === 'enter' ? [stay(left.length % 2 === 0 ? 'a' : 'b', at)] : [];
	return { ...before, turns: [...left, ...entered] };
}

const steers = (asked: FloorCommand | Steering): asked is Steering =>
	asked.command === 'enter' || asked.command === 'leave-item' || asked.command === 'end-meeting';

function counting(asked: FloorCommand, { turns }: Floor): FloorCommand {
	if (asked.command === 'give' && asked.after === NOW) return { ...asked, after: turns.length };
	return asked.command === 'end' && asked.turn === NOW ? { ...asked, turn: turns.length - 1 } : asked;
}

test('[F1] [F5] [F10] no sequence of commands, by anybody, has two speakers, a stranger, a negative time or a turn after the end', () => {
	const move = fc.record({
		asked: command,
		who: someone,
		isHere: fc.constantFrom(true, true, true, false),
		jump: fc.integer({ min: -3000, max: 10_000 }),
		/** The book hears at once that the item was left, or with the next command only. */
		isTold: fc.boolean()
	});
	let [spoken, ended, cleared] = [0, 0, 0];
	fc.assert(
		fc.property(fc.array(move, { maxLength: 60, size: 'max' }), (moves) => {
			let [floor, at, now] = [quietFloor, 0, meeting];
			const came = new Set<string>();
			const atTheEnd = new Set<number>();
			for (const { asked, who, isHere, jump, isTold } of moves) {
				at += jump;
				if (steers(asked)) {
					now = steered(now, asked.command, at);
					if (isTold) floor = asOf(floor, now);
				} else {
					if (isHere) came.add(who.id);
					const here = isHere ? { unitId: units[who.id] ?? null } : null;
					const isThere = (id: string): boolean => came.has(id);
					const judged = decide(floor, counting(asked, floor), { person: who, at, meeting: now, here, isThere });
					if (judged.ok) floor = judged.value.reduce(apply, floor);
				}
				const seen = asOf(floor, now);
				const open = seen.turns.filter(({ endedAt }) => endedAt === null);
				const onTable = now.turns.at(-1)?.leftAt === null ? now.turns.at(-1)?.item.id : null;
				if (now.state !== 'live') atTheEnd.add(seen.turns.length + (open.length + seen.hands.length) * 1000);
				spoken += open.length;
				ended += atTheEnd.size;
				cleared += seen.past.filter(({ how }) => how === 'cleared').length;
				expect(open.length).toBeLessThanOrEqual(1);
				expect(open.every(({ itemId }) => itemId === onTable)).toBe(true);
				expect(seen.turns.every(({ personId }) => came.has(personId))).toBe(true);
				expect(seen.turns.every(({ beganAt, endedAt }) => (endedAt ?? Infinity) >= beganAt)).toBe(true);
				expect(new Set(seen.hands.map(({ personId }) => personId)).size).toBe(seen.hands.length);
				expect(new Set(queue(seen))).toEqual(new Set(seen.hands));
				// Neither speaker nor hand after the end, and never another turn.
				expect([...atTheEnd].every((count) => count < 1000)).toBe(true);
				expect(atTheEnd.size).toBeLessThanOrEqual(1);
				const { byUnit, byItem, byPerson } = record(seen, at);
				expect([...byUnit, ...byItem, ...byPerson].every(({ seconds }) => seconds >= 0)).toBe(true);
				const total = (rows: readonly { readonly seconds: number }[]): number =>
					rows.reduce((sum, { seconds }) => sum + seconds, 0);
				expect(total(byPerson)).toBe(total(byItem));
			}
		}),
		{ numRuns: 300 }
	);
	// Or the sequences would show nothing.
	expect([spoken, ended, cleared].every((count) => count > 300)).toBe(true);
});
