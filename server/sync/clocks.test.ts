/** The wall clock is set while people write; true time goes on. */
import { expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { syncFrame } from '#shared/sync/frames.ts';
import { openHouse, seat } from './open-house.ts';

const HOUR = 3_600_000;

/** Everything but the wall clock, which `vi.setSystemTime` sets, goes on as time does. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function house() {
	vi.useFakeTimers({
		now: Date.UTC(2026, 10, 23),
		toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate']
	});
	const { sync } = openHouse();
	// before the house is closed, which takes real turns
	onTestFinished(() => void vi.useRealTimers());
	const come = async (id: string) => {
		const one = seat(sync, id);
		await one.open();
		one.say(1, syncFrame('step1', Uint8Array.of(0)), syncFrame('step2', Uint8Array.of(0, 0)));
		await pass(200);
		return one;
	};
	return { come };
}

function typed(word: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getArray('items').push([word]);
	return syncFrame('update', Y.encodeStateAsUpdate(doc));
}

test.each([
	['an hour on', () => Date.now() + HOUR],
	['back to 1970', () => 0]
])(
	'[S47] a wall clock put %s closes nobody, and who reads nothing is closed after 30 s of true time',
	async (_, to) => {
		const { come } = house();
		const [writer, reader] = [await come('p-1'), await come('p-2')];
		reader.wire.buffered = 2 * 1024 * 1024;
		writer.say(1, typed('before'));
		await pass(5000);
		vi.setSystemTime(to());
		await pass(20_000);
		writer.say(1, typed('after'));
		await pass(1000);
		expect([writer.wire.closed, reader.wire.closed]).toEqual([[], []]);
		expect(writer.heard('saved').at(-1)).toEqual({ kind: 'saved', count: 3 });
		await pass(10_000);
		expect(reader.wire.closed).toEqual([[1, 4408, 'too-slow']]);
	}
);

test('[S47] what one may send in a second is not more because the wall clock says an hour has passed, nor less in 1970', async () => {
	const { come } = house();
	const [greedy, modest] = [await come('p-1'), await come('p-2')];
	for (let count = 0; count < 150; count++) for (const one of [greedy, modest]) one.say(1, Uint8Array.of(3));
	vi.setSystemTime(Date.now() + HOUR);
	for (let count = 0; count < 150; count++) greedy.say(1, Uint8Array.of(3));
	await pass(10);
	expect(greedy.wire.closed).toEqual([[1, 4429, 'too-many']]);
	vi.setSystemTime(0);
	await pass(2000);
	for (let count = 0; count < 100; count++) modest.say(1, Uint8Array.of(3));
	await pass(10);
	expect(modest.wire.closed).toEqual([]);
});

test('[S47] who has to wait a minute waits one, whatever the wall clock says', async () => {
	const { come } = house();
	for (let count = 0; count < 10; count++) {
		const one = await come('p-1');
		one.say(1, Uint8Array.of(9));
		await pass(10);
		expect(one.wire.closed).toEqual([[1, 4400, 'malformed']]);
	}
	vi.setSystemTime(Date.now() + HOUR);
	await pass(2000);
	const early = await come('p-1');
	expect(early.heard('step2')).toEqual([]);
	vi.setSystemTime(0);
	await pass(62_000);
	const late = await come('p-1');
	expect(late.heard('step2')).toHaveLength(1);
});
