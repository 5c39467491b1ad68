import { expect, test } from 'vitest';
import { hashFrame, isEmptyUpdate, presenceFrame, readMessage, savedFrame, syncFrame } from './frames.ts';

const payload = Uint8Array.of(1, 2, 3);

/** As the y-websocket client writes and reads them, byte by byte, and ours likewise. */
const whole: readonly (readonly [string, readonly number[], Uint8Array, object])[] = [
	['a step 1', [0, 0, 3, 1, 2, 3], syncFrame('step1', payload), { kind: 'step1', payload }],
	['a step 2', [0, 1, 3, 1, 2, 3], syncFrame('step2', payload), { kind: 'step2', payload }],
	['an update', [0, 2, 3, 1, 2, 3], syncFrame('update', payload), { kind: 'update', payload }],
	['presence', [1, 3, 1, 2, 3], presenceFrame(payload), { kind: 'presence', payload }],
	['how many are saved', [100, 172, 2], savedFrame(300), { kind: 'saved', count: 300 }],
	['a hash', [102, 255, 255, 255, 255, 15], hashFrame(0xffffffff), { kind: 'hash', hash: 0xffffffff }]
];

test.each(whole)('[S1] %s has its bytes and is read as what it is', (_title, bytes, frame, message) => {
	expect([...frame]).toEqual(bytes);
	expect(readMessage(frame)).toEqual(message);
	// a view into something larger, as it comes from a socket
	expect(readMessage(Uint8Array.from([9, 9, ...bytes, 9]).subarray(2, 2 + bytes.length))).toEqual(message);
});

test.each(whole)('[S1] %s is malformed with a byte too many and with any number too few', (_title, bytes, frame) => {
	expect(readMessage(Uint8Array.from([...bytes, 0]))).toEqual({ kind: 'malformed' });
	for (let length = 0; length < frame.length; length++)
		expect(readMessage(frame.subarray(0, length))).toEqual({ kind: 'malformed' });
});

test('[S1] two messages in one frame are none, the question who is there has one byte, and a roster goes to the end of its frame', () => {
	const update = syncFrame('update', payload);
	expect(readMessage(Uint8Array.from([...update, ...update]))).toEqual({ kind: 'malformed' });
	expect(readMessage(Uint8Array.of(3))).toEqual({ kind: 'query-presence' });
	expect(readMessage(Uint8Array.of(3, 0))).toEqual({ kind: 'malformed' });
	expect(readMessage(Uint8Array.of(101, 1, 0))).toEqual({ kind: 'roster', payload: Uint8Array.of(1, 0) });
});

test('[S1] every other type, and every other part of a sync message, is malformed', () => {
	const known = [0, 1, 3, 100, 101, 102];
	const others = Array.from({ length: 128 }, (_, type) => type).filter((type) => !known.includes(type));
	for (const type of others) expect(readMessage(Uint8Array.of(type, 0))).toEqual({ kind: 'malformed' });
	for (let part = 3; part < 128; part++) expect(readMessage(Uint8Array.of(0, part, 0))).toEqual({ kind: 'malformed' });
});

test.each([
	['a length beyond the end', [1, 200, 1, 0]],
	['a length of 2^53 and more', [1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
	['a type that never ends', [128, 128, 128, 128]],
	['a count beyond 2^53', [100, 255, 255, 255, 255, 255, 255, 255, 255, 127]]
])('[S1] %s is malformed', (_title, bytes) => {
	expect(readMessage(Uint8Array.from(bytes))).toEqual({ kind: 'malformed' });
});

test('[S2] two zeros are the empty update, and nothing else is', () => {
	expect(isEmptyUpdate(Uint8Array.of(0, 0))).toBe(true);
	for (const update of [[], [0], [0, 1], [1, 0], [0, 0, 0]]) expect(isEmptyUpdate(Uint8Array.from(update))).toBe(false);
});
