import { describe, expect, test, vi } from 'vitest';
import { Clock } from './clock.svelte.ts';
import { apart } from './apart.ts';
import { Follower } from './follower.svelte.ts';
import { Live } from './live.svelte.ts';
import type { Listening } from './wire.ts';

type Added = { readonly type: 'added'; readonly amount: number };

/** A server in memory: a sum per stream, a journal of keys, and a cable that can be pulled. */
function house() {
	const events: Added[] = [];
	const keys = new Map<string, unknown>();
	const asked: string[] = [];
	const said: unknown[] = [];
	let listening: Listening | undefined;
	let up = true;
	let swallow = 0;
	let missing = 0;
	const sum = (): number => events.reduce((all, { amount }) => all + amount, 0);
	const tell = (event: Added): void => {
		events.push(event);
		if (missing-- > 0) return;
		if (up) listening?.told('meetings/event', { id: 'm-1', seq: events.length, event });
	};
	const answer = (name: string, body: Record<string, unknown>): unknown => {
		asked.push(name);
		if (name === 'meetings/follow') {
			const since = typeof body['since'] === 'number' ? body['since'] : events.length;
			const missed = events.map((event, index) => ({ seq: index + 1, event })).filter(({ seq }) => seq > since);
			return { ok: true, now: 1000, seq: events.length, state: sum(), events: missed };
		}
		const key = String(body['key']);
		if (!keys.has(key)) {
			tell({ type: 'added', amount: Number(body['amount']) });
			keys.set(key, { ok: true, now: 1000, seq: events.length });
		}
		return keys.get(key);
	};
	const live = new Live({ patience: 200, local: () => 0 });
	live.open((given) => {
		listening = given;
		given.changed({ kind: 'connected' });
		return {
			ask: async (name, body) => {
				if (!up) throw new Error('cut');
				const told = answer(name, body as Record<string, unknown>);
				if (swallow-- > 0) throw new Error('the answer was lost');
				return told;
			},
			tell: (...event) => said.push(event),
			close: () => undefined
		};
	});
	return {
		said,
		live,
		tell,
		asked,
		cut: () => {
			up = false;
			listening?.changed({ kind: 'reconnecting', attempt: 1 });
		},
		mend: () => {
			up = true;
			listening?.changed({ kind: 'connected' });
		},
		say: (name: string, ...payload: unknown[]) => listening?.told(name, ...payload),
		go: (transport: 'websocket' | 'polling') => listening?.changed({ kind: 'connected', transport }),
		miss: (count: number) => void (missing = count),
		forget: (count: number) => void events.splice(-count),
		swallowAnswers: (count: number) => void (swallow = count),
		sum
	};
}

const followed = (live: Live) => {
	const follower = new Follower<number, Added>(live, {
		domain: 'meetings',
		id: 'm-1',
		apply: (state, { amount }) => state + amount
	});
	follower.start();
	return follower;
};

describe('following a stream', () => {
	test('[W1] events are applied in their order, another stream’s are not', async () => {
		const { live, tell, say } = house();
		const follower = followed(live);
		await vi.waitFor(() => expect(follower.state).toBe(0));
		tell({ type: 'added', amount: 2 });
		say('meetings/event', { id: 'm-2', seq: 2, event: { type: 'added', amount: 50 } });
		say('meetings/event', { id: 'm-1', seq: 1, event: { type: 'added', amount: 2 } });
		expect([follower.state, follower.seq]).toEqual([2, 1]);
	});

	test('[W2] what was missed while away is asked for once, and each event is heard once', async () => {
		const { live, tell, cut, mend, asked } = house();
		const follower = followed(live);
		await vi.waitFor(() => expect(follower.state).toBe(0));
		const heard: number[] = [];
		follower.heard((_event, seq) => heard.push(seq));
		tell({ type: 'added', amount: 1 });
		cut();
		tell({ type: 'added', amount: 2 });
		tell({ type: 'added', amount: 4 });
		mend();
		await vi.waitFor(() => expect(follower.state).toBe(7));
		expect(heard).toEqual([1, 2, 3]);
		expect(asked.filter((name) => name === 'meetings/follow')).toHaveLength(2);
	});

	test('[W3] a gap in the numbers is closed by asking, though no reconnect was noticed', async () => {
		const { live, tell, miss, asked } = house();
		const follower = followed(live);
		await vi.waitFor(() => expect(follower.state).toBe(0));
		miss(1);
		tell({ type: 'added', amount: 1 });
		expect(follower.state).toBe(0);
		tell({ type: 'added', amount: 2 });
		await vi.waitFor(() => expect(follower.state).toBe(3));
		expect(asked.filter((name) => name === 'meetings/follow')).toHaveLength(2);
	});

	test('[W11] a server that was restored and knows less is believed, an answer that an event overtook is not', async () => {
		const { live, tell, cut, mend, forget, say } = house();
		const follower = followed(live);
		await vi.waitFor(() => expect(follower.state).toBe(0));
		for (const amount of [1, 2, 4]) tell({ type: 'added', amount });
		expect([follower.state, follower.seq]).toEqual([7, 3]);
		cut();
		forget(2);
		mend();
		await vi.waitFor(() => expect([follower.state, follower.seq]).toEqual([1, 1]));
		tell({ type: 'added', amount: 8 });
		expect([follower.state, follower.seq]).toEqual([9, 2]);

		cut();
		mend();
		say('meetings/event', { id: 'm-1', seq: 3, event: { type: 'added', amount: 16 } });
		await vi.waitFor(() => expect([follower.state, follower.seq]).toEqual([25, 3]));
		for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
		expect([follower.state, follower.seq]).toEqual([25, 3]);
	});

	test('[W10] what comes in one message is heard one by one, also where a part of it is known', async () => {
		const { live, tell, say, asked } = house();
		const follower = followed(live);
		await vi.waitFor(() => expect(follower.state).toBe(0));
		const heard: [number, number][] = [];
		follower.heard(({ amount }, seq) => heard.push([seq, amount]));
		const added = (amount: number): Added => ({ type: 'added', amount });
		const together = apart(say);
		tell(added(1));
		together('meetings/event', { id: 'm-1', seq: 3, event: added(4), before: [added(1), added(2)] });
		together('meetings/event', { id: 'm-1', seq: 4, event: added(8) });
		together('house/storage', 'ok');
		together('sync/frames', 7, new Uint8Array([1]));
		expect(heard).toEqual([
			[1, 1],
			[2, 2],
			[3, 4],
			[4, 8]
		]);
		expect(follower.state).toBe(15);
		expect(asked.filter((name) => name === 'meetings/follow')).toHaveLength(1);
	});
});

describe('sending a command', () => {
	test('[W4] when the answer is lost it is sent again under the same key and done once', async () => {
		const { live, swallowAnswers, asked, sum } = house();
		swallowAnswers(1);
		const answer = await live.command<{ seq: number }>('meetings/add', { id: 'm-1', amount: 3 });
		expect(answer).toEqual({ ok: true, value: { seq: 1 } });
		expect(asked).toEqual(['meetings/add', 'meetings/add']);
		expect(sum()).toBe(3);
	});

	test('[W5] it waits for the network to return, and says offline when that takes too long', async () => {
		const { live, cut, mend, sum } = house();
		cut();
		const waiting = live.command('meetings/add', { id: 'm-1', amount: 3 });
		mend();
		expect(await waiting).toMatchObject({ ok: true });
		expect(sum()).toBe(3);
		cut();
		expect(await live.command('meetings/add', { id: 'm-1', amount: 3 })).toEqual({
			ok: false,
			refusal: { code: 'offline' }
		});
	});
});

describe('the way it goes', () => {
	test('[W8] is told each time it is another, and a better one asks nothing anew', async () => {
		const { live, go, cut, mend, asked } = house();
		followed(live);
		await vi.waitFor(() => expect(asked).toHaveLength(1));
		const ways: unknown[] = [];
		live.onTransport(() => ways.push(live.transport));
		go('polling');
		go('websocket');
		cut();
		mend();
		await vi.waitFor(() => expect(asked).toHaveLength(2));
		expect(ways).toEqual(['polling', 'websocket', null, 'websocket']);
	});

	test('[W9] an event carries as much as it was given, both ways', () => {
		const { live, say, said } = house();
		const heard: unknown[] = [];
		live.listen((...event) => heard.push(event));
		say('sync/frames', 1, 'a', 'b');
		live.tell('sync/frames', 1, 'c');
		expect([heard, said]).toEqual([[['sync/frames', 1, 'a', 'b']], [['sync/frames', 1, 'c']]]);
	});
});

describe('the server’s clock', () => {
	test('[W6] is read from the quickest answer, halfway between question and answer', () => {
		let local = 1000;
		const clock = new Clock(() => local);
		clock.guess(50_000);
		expect(clock.read()).toBe(50_000);
		clock.learn(61_100, 1000, 1200);
		expect(clock.read()).toBe(61_000);
		clock.guess(50_000);
		clock.learn(99_999, 1000, 1900); // a slow answer knows less
		expect(clock.read()).toBe(61_000);
		clock.learn(62_010, 2000, 2020);
		local = 3000;
		expect(clock.read()).toBe(63_000);
	});
});
