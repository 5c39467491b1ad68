import { expect, test } from 'vitest';
import type { Answer } from '#web/live/wire.ts';
import { MyBallots } from './my-ballots.svelte.ts';

type Sent = { readonly choice: string; readonly key: string; readonly round: number };

/** A server that counts the last choice once per key, and a cable. */
function house() {
	const heard: Sent[] = [];
	const keys = new Map<string, string>();
	const back = new Set<() => void>();
	const world = { up: true, losesAnswers: 0, refuses: null as string | null, counted: null as string | null };
	let count = 0;
	const ballots = new MyBallots(
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
				const sent = body as Sent;
				if (!world.up) return { ok: false, refusal: { code: 'offline' } };
				heard.push(sent);
				if (world.refuses !== null) return { ok: false, refusal: { code: world.refuses } };
				if (!keys.has(sent.key)) {
					keys.set(sent.key, sent.choice);
					world.counted = sent.choice;
				}
				if (world.losesAnswers-- > 0) return { ok: false, refusal: { code: 'offline' } };
				return { ok: true, value: {} as Value };
			}
		},
		'm-1',
		{ newKey: () => `key-${++count}`, rest: () => Promise.resolve() }
	);
	const comeBack = (): void => {
		world.up = true;
		for (const told of back) told();
	};
	return { ballots, heard, world, comeBack };
}

test('[V6] stored is said only after the answer', async () => {
	const { ballots, world } = house();
	const going = ballots.cast('v-1', 1, 'for');
	expect(ballots.of('v-1')).toMatchObject({ state: 'sent', choice: 'for' });
	expect(ballots.isUnderWay).toBe(true);
	await going;
	expect(ballots.of('v-1')).toMatchObject({ state: 'stored', uncertain: false });
	expect([world.counted, ballots.isUnderWay]).toEqual(['for', false]);
});

test('[V6] an answer that was lost is asked for again under the same key', async () => {
	const { ballots, heard, world } = house();
	world.losesAnswers = 3;
	await ballots.cast('v-1', 1, 'for');
	expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
	expect(heard).toHaveLength(4);
	expect(ballots.of('v-1')?.state).toBe('stored');
});

test('without a network a ballot waits; only the last choice goes, once, when it is back', async () => {
	const { ballots, heard, world, comeBack } = house();
	world.up = false;
	const going = ballots.cast('v-1', 2, 'for');
	await ballots.cast('v-1', 2, 'against');
	await ballots.cast('v-1', 2, 'against');
	expect(ballots.of('v-1')).toMatchObject({ state: 'waiting', choice: 'against', uncertain: false });
	comeBack();
	await going;
	expect(heard.map(({ choice, round }) => [choice, round])).toEqual([['against', 2]]);
	expect(ballots.of('v-1')?.state).toBe('stored');
});

test('[V6] a change waits for the answer to the choice before it, so that this one cannot come after', async () => {
	const { ballots, heard, world } = house();
	world.losesAnswers = 2;
	const going = ballots.cast('v-1', 1, 'for');
	await ballots.cast('v-1', 1, 'against');
	expect([ballots.of('v-1')?.choice, ballots.isUnderWay]).toEqual(['against', true]);
	await going;
	expect(heard.map(({ choice }) => choice)).toEqual(['for', 'for', 'for', 'against']);
	expect([world.counted, ballots.of('v-1')?.state]).toEqual(['against', 'stored']);
});

test('what is refused on return is told with the choice, and whether it may have counted before', async () => {
	const { ballots, world, comeBack } = house();
	world.up = false;
	const going = ballots.cast('v-1', 1, 'abstain');
	world.refuses = 'vote-over';
	comeBack();
	await going;
	const told = { state: 'refused', choice: 'abstain', refusal: { code: 'vote-over' }, uncertain: false };
	expect(ballots.of('v-1')).toMatchObject(told);
	ballots.forget('v-1');
	expect(ballots.of('v-1')).toBeNull();
});

test('one that went out before the vote ended, unanswered, is called uncertain', async () => {
	const { ballots, world } = house();
	world.losesAnswers = 1;
	const going = ballots.cast('v-1', 1, 'for');
	world.refuses = 'vote-over';
	await going;
	expect(world.counted).toBe('for');
	expect(ballots.of('v-1')).toMatchObject({ state: 'refused', uncertain: true });
	world.refuses = null;
	await ballots.cast('v-1', 2, 'against');
	expect(ballots.of('v-1')).toMatchObject({ state: 'stored', uncertain: false, refusal: null });
});
