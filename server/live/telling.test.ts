import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTelling, type Message, type Recorded } from './telling.ts';

/** A room whose telling takes `cost` ms, and a clock that moves when told. */
function scene(cost: number) {
	let now = 0;
	const timers = new Map<() => void, number>();
	const told: { readonly at: number; readonly message: Message }[] = [];
	const telling = openTelling(
		(_, message) => {
			told.push({ at: now, message });
			now += cost;
		},
		(_, cause) => {
			throw cause;
		},
		{
			now: () => now,
			after: (ms, work) => {
				timers.set(work, now + ms);
				return () => void timers.delete(work);
			}
		}
	);
	let seq = 0;
	const record = (): Recorded => {
		seq += 1;
		const recorded = { seq, event: `e${seq}` };
		telling.hear('meetings:m-1', 'm-1', recorded);
		return recorded;
	};
	const pass = async (ms: number): Promise<void> => {
		const until = now + ms;
		for (;;) {
			await Promise.resolve(); // what was heard goes out after the turn
			const [next] = [...timers].toSorted(([, one], [, other]) => one - other);
			if (!next || next[1] > until) break;
			timers.delete(next[0]);
			now = Math.max(now, next[1]);
			next[0]();
		}
		now = Math.max(now, until);
	};
	return { telling, told, record, pass, now: () => now };
}

const heardIn = ({ seq, event, before = [] }: Message): readonly Recorded[] => [
	...before.map((each, index) => ({ seq: seq - before.length + index, event: each })),
	{ seq, event }
];

describe('telling who follows', () => {
	test('[L13] a room that could not be told once is told what comes next, and nothing else falls with it', async () => {
		const told: Message[] = [];
		const failed: string[] = [];
		const telling = openTelling(
			(_, message) => {
				if (message.seq === 1) throw new Error('the disk');
				told.push(message);
			},
			(room) => failed.push(room),
			{ now: () => 0, after: () => () => undefined }
		);
		telling.hear('meetings:m-1', 'm-1', { seq: 1, event: 'e1' });
		await Promise.resolve();
		telling.hear('meetings:m-1', 'm-1', { seq: 2, event: 'e2' });
		await Promise.resolve();
		expect(failed).toEqual(['meetings:m-1']);
		expect(told).toEqual([{ id: 'm-1', seq: 2, event: 'e2' }]);
		expect(telling.waiting('meetings:m-1')).toBeNull();
	});

	test('[L13] what one command recorded goes in one message, at once after a pause, before whoever waits for the command', async () => {
		const { told, record } = scene(5);
		const order: string[] = [];
		const command = async (): Promise<void> => {
			record();
			record();
		};
		await command().then(() => order.push(`answered after ${told.length}`));
		expect(order).toEqual(['answered after 1']);
		expect(told).toEqual([{ at: 0, message: { id: 'm-1', seq: 2, event: 'e2', before: ['e1'] } }]);
	});

	test('[L14] the next message waits until the last is paid for, 100 ms at most, and carries what came meanwhile', async () => {
		for (const [cost, wait] of [
			[5, 20],
			[60, 160]
		] as const) {
			const { telling, told, record, pass } = scene(cost);
			record();
			await pass(0);
			record();
			record();
			expect(telling.waiting('meetings:m-1')).toEqual({ id: 'm-1', seq: 3, event: 'e3', before: ['e2'] });
			await pass(wait - cost - 0.5);
			expect(told).toHaveLength(1);
			await pass(0.5);
			expect(told.map(({ at }) => at)).toEqual([0, wait]);
			expect(told[1]?.message).toEqual({ id: 'm-1', seq: 3, event: 'e3', before: ['e2'] });
			expect(telling.waiting('meetings:m-1')).toBeNull();
		}
	});

	test('[L13] each event is told once, in its order, whenever it comes and whatever telling costs', () =>
		fc.assert(
			fc.asyncProperty(
				fc.constantFrom(0, 0.1, 3, 40),
				fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 }),
				async (cost, pauses) => {
					const { telling, told, record, pass } = scene(cost);
					const all: Recorded[] = [];
					for (const ms of pauses) {
						all.push(record());
						if (ms > 5) await pass(ms);
					}
					await pass(1000);
					expect(told.flatMap(({ message }) => heardIn(message))).toEqual(all);
					expect(telling.waiting('meetings:m-1')).toBeNull();
				}
			)
		));

	test('[L13] closed, it tells nothing more', async () => {
		const { telling, told, record, pass } = scene(5);
		record();
		await pass(0);
		record();
		telling.close();
		await pass(1000);
		expect(told).toHaveLength(1);
	});
});
