import { expect, test } from 'vitest';
import type { Answer } from '#web/live/wire.ts';
import { MyHand } from './my-hand.svelte.ts';

type Sent = { readonly itemId: string; readonly kind: string; readonly key: string };

/** A server and a cable. */
function house() {
	const heard: Sent[] = [];
	const back = new Set<() => void>();
	const world = { up: true, losesAnswers: 0, refuses: null as string | null };
	let count = 0;
	const hand = new MyHand(
		{
			get transport() {
				return world.up ? ('websocket' as const) : null;
			},
			onConnected: (told) => {
				if (world.up) told();
				back.add(told);
				return () => back.delete(told);
			},
			ask: async <Value>(_: string, body: unknown): Promise<Answer<Value>> => {
				heard.push(body as Sent);
				if (world.losesAnswers-- > 0) return { ok: false, refusal: { code: 'offline' } };
				return world.refuses === null
					? { ok: true, value: {} as Value }
					: { ok: false, refusal: { code: world.refuses } };
			}
		},
		'm-1',
		{ newKey: () => `key-${++count}`, rest: () => Promise.resolve() }
	);
	const comeBack = (): void => {
		world.up = true;
		for (const told of back) told();
	};
	return { hand, heard, world, comeBack };
}

test('a hand raised without a network waits, says so, and goes once when it is back', async () => {
	const { hand, heard, world, comeBack } = house();
	world.up = false;
	const going = hand.raise('i-1', 'speak');
	await hand.raise('i-1', 'question');
	expect([hand.waiting, heard]).toEqual(['question', []]);
	comeBack();
	await going;
	expect(heard.map(({ kind }) => kind)).toEqual(['question']);
	expect([hand.waiting, hand.refusal]).toEqual([null, null]);
});

test('taken down before the network is back, nothing goes', async () => {
	const { hand, heard, world, comeBack } = house();
	world.up = false;
	const going = hand.raise('i-1', 'speak');
	hand.takeBack();
	expect(hand.waiting).toBe(null);
	comeBack();
	await going;
	expect(heard).toEqual([]);
});

test('[F2] an answer that was lost is asked for again under the same key', async () => {
	const { hand, heard, world } = house();
	world.losesAnswers = 2;
	await hand.raise('i-1', 'add');
	expect(heard.map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-1']);
});

test('[F1] a hand for an item that was left meanwhile is refused, and says why', async () => {
	const { hand, world, comeBack } = house();
	world.up = false;
	world.refuses = 'floor-item-left';
	const going = hand.raise('i-1', 'speak');
	comeBack();
	await going;
	expect(hand.refusal?.code).toBe('floor-item-left');
	expect(hand.waiting).toBe(null);
});
