import { describe, expect, test } from 'vitest';
import { clientFrame, FrameReader, opcode } from './frame-reader.ts';

/** As a server sends it: without a mask. */
function serverFrame(code: number, length: number): Buffer {
	const head = [0x80 | code];
	if (length < 126) head.push(length);
	else if (length < 65_536) head.push(126, length >> 8, length & 0xff);
	else head.push(127, 0, 0, 0, 0, (length >> 24) & 0xff, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
	return Buffer.concat([Buffer.from(head), Buffer.alloc(length, 7)]);
}

function reader() {
	const messages: number[] = [];
	const controls: number[] = [];
	const frames = new FrameReader({
		onMessage: (payload) => messages.push(payload.length),
		onControl: (code) => controls.push(code)
	});
	return { frames, messages, controls };
}

describe('frames', () => {
	const lengths = [0, 1, 125, 126, 300, 65_535, 65_536, 70_000];
	const stream = Buffer.concat(lengths.map((length) => serverFrame(opcode.binary, length)));

	test.each([1, 2, 3, 7, 1000, stream.length])('are found in pieces of %i bytes', (size) => {
		const { frames, messages } = reader();
		for (let at = 0; at < stream.length; at += size) frames.push(stream.subarray(at, at + size));
		expect(messages).toEqual(lengths);
		expect(frames.frames).toBe(lengths.length);
	});

	test('are counted and not read once nobody wants them, but a ping is always heard', () => {
		const { frames, messages, controls } = reader();
		frames.isReading = false;
		frames.push(Buffer.concat([stream, serverFrame(opcode.ping, 4), stream]));
		expect(messages).toEqual([]);
		expect(controls).toEqual([opcode.ping]);
		expect(frames.frames).toBe(2 * lengths.length);
	});

	test('in fragments are said not to be understood', () => {
		expect(() => reader().frames.push(Buffer.from([opcode.binary, 1, 7]))).toThrow('fragments');
	});
});

test.each([0, 125, 126, 65_535, 65_536])('a client masks %i bytes with nothing', (length) => {
	const payload = Buffer.alloc(length, 9);
	const frame = clientFrame(opcode.binary, payload);
	expect(frame.subarray(frame.length - length)).toEqual(payload);
	expect((frame[1] ?? 0) & 0x80).toBe(0x80);
	expect(frame.subarray(frame.length - length - 4, frame.length - length)).toEqual(Buffer.alloc(4));
});
