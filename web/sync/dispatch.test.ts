import { expect, test, vi, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { readMessage } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import { later } from './composing-gate.ts';
import { Dispatch } from './dispatch.ts';
import { SavedCounter } from './saved-counter.ts';

function desk() {
	vi.useFakeTimers({ now: 0 });
	onTestFinished(() => void vi.useRealTimers());
	const counter = new SavedCounter();
	counter.connected();
	const frames: Uint8Array[] = [];
	const line = { isOpen: true };
	const dispatch = new Dispatch({
		counter,
		isOpen: () => line.isOpen,
		send: (frame) => void frames.push(frame),
		now: Date.now,
		later
	});
	return { counter, dispatch, line, frames, kinds: () => frames.map((frame) => readMessage(frame).kind) };
}

function longText(bytes: number): Uint8Array {
	const doc = new Y.Doc();
	doc.getText('t').insert(0, 'x'.repeat(bytes));
	return Y.encodeStateAsUpdate(doc);
}

test('[W10] a large answer goes as step 2 and updates, and is saved when its last piece is', () => {
	const { counter, dispatch, kinds } = desk();
	counter.edited();
	dispatch.put('step2', longText(200_000));
	expect(kinds()).toEqual(['step2', 'update', 'update', 'update']);
	counter.heard(3);
	expect(counter.unsaved).toBe(1);
	counter.heard(4);
	expect(counter.unsaved).toBe(0);
	counter.edited();
	dispatch.put('update', longText(200_000));
	expect(kinds().slice(4)).toEqual(['update', 'update', 'update', 'update']);
	counter.heard(7);
	expect(counter.unsaved).toBe(1);
	counter.heard(8);
	expect(counter.unsaved).toBe(0);
});

test('[W10] more than the server takes at once goes as fast as it takes it, and nothing overtakes', async () => {
	const { dispatch, frames, kinds } = desk();
	dispatch.put('step2', longText(12 * 1024 * 1024));
	const atOnce = frames.reduce((sum, { length }) => sum + length, 0);
	expect(atOnce).toBeLessThanOrEqual(8 * 1024 * 1024);
	dispatch.put('update', longText(10));
	expect(dispatch.isIdle).toBe(false);
	const last = frames.at(-1);
	await vi.advanceTimersByTimeAsync(10_000);
	const later10 = frames.reduce((sum, { length }) => sum + length, 0) - atOnce;
	expect(later10).toBeGreaterThan(1024 * 1024);
	expect(later10).toBeLessThan(10 * limits.bytesPerSecond);
	expect(frames.at(-1)).not.toBe(last);
	await vi.advanceTimersByTimeAsync(30_000);
	expect(dispatch.isIdle).toBe(true);
	expect(kinds().filter((kind) => kind === 'step2')).toHaveLength(1);
	expect(frames.at(-1)?.length).toBeLessThan(60);
});

test('[W10] a new answer takes the place of what waits, and a lost connection of all of it', async () => {
	const { dispatch, line, frames } = desk();
	dispatch.put('step2', longText(12 * 1024 * 1024));
	dispatch.put('step2', longText(10));
	await vi.advanceTimersByTimeAsync(1000);
	expect(dispatch.isIdle).toBe(true);
	line.isOpen = false;
	const before = frames.length;
	dispatch.put('update', longText(10));
	await vi.advanceTimersByTimeAsync(60_000);
	expect([frames.length, dispatch.isIdle]).toEqual([before, true]);
});
