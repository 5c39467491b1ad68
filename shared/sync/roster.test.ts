import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readMessage } from './frames.ts';
import { encodeRosterEntry, readRoster, rosterFrame, type Roster, type RosterEntry } from './roster.ts';

function readFrame(frame: Uint8Array): Roster | null {
	const message = readMessage(frame);
	return message.kind === 'roster' ? readRoster(message.payload) : null;
}

const user = { id: 'p-1', name: '周文', unitId: 'u-edu', color: 2 };
const uint32 = fc.nat({ max: 0xffffffff });
const id = fc.record({ client: uint32, clock: fc.nat() }, { noNullPrototype: true });
const assoc = fc.constantFrom(0, -1);
const position = fc.oneof(
	fc.record({ item: id, assoc }, { noNullPrototype: true }),
	fc.record({ type: id, assoc }, { noNullPrototype: true }),
	fc.record({ tname: fc.string({ minLength: 1, unit: 'grapheme' }), assoc }, { noNullPrototype: true })
);
const aState = fc.oneof(
	fc.constant({}),
	fc.record({ cursor: fc.record({ anchor: position, head: position }, { noNullPrototype: true }) }),
	position.map((at) => ({ cursor: { anchor: at, head: at } })),
	fc.tuple(position, fc.boolean()).map(([at, writing]) => ({ cursor: { anchor: at, head: at }, writing })),
	fc
		.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
		.map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)
);
const slot = fc.nat({ max: 5000 });
const anEntry: fc.Arbitrary<RosterEntry> = fc.oneof(
	slot.map((at) => ({ kind: 'gone' as const, slot: at })),
	fc.tuple(slot, uint32, aState).map(([at, clientId, said]) => ({
		kind: 'came' as const,
		slot: at,
		clientId,
		user,
		state: said
	})),
	fc.tuple(slot, aState).map(([at, said]) => ({ kind: 'moved' as const, slot: at, state: said }))
);
const rosters = fc.tuple(fc.boolean(), fc.array(anEntry, { maxLength: 8 }));

describe('who is there, in bytes', () => {
	test('[S30] what is read is what was written', () => {
		fc.assert(
			fc.property(rosters, ([whole, entries]) => {
				const read = readFrame(rosterFrame(whole, entries.map(encodeRosterEntry)));
				expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify({ whole, entries })));
			})
		);
	});

	test('[S30] cut short or with bytes to spare it is refused', () => {
		fc.assert(
			fc.property(rosters, fc.nat(), ([whole, entries], at) => {
				const frame = rosterFrame(whole, entries.map(encodeRosterEntry));
				expect(readFrame(frame.subarray(0, at % frame.length))).toBeNull();
				// Also where there is more in memory than belongs to the frame.
				expect(readFrame(Uint8Array.of(...frame, 0))).toBeNull();
			})
		);
	});

	test('[S30] bytes of any kind are read or refused, never thrown over', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				const read = readRoster(bytes);
				expect(read === null || Array.isArray(read.entries)).toBe(true);
			})
		);
	});

	test.each([
		['nothing at all', []],
		['neither whole nor changes', [2, 0]],
		['more entries than bytes', [0, 200, 1]],
		['an unknown doing', [0, 1, 0, 3]],
		['an unknown form', [0, 1, 0, 2, 4]],
		['a list for a state', [0, 1, 0, 2, 1, 2, 0x5b, 0x5d]],
		['a caret of no kind', [0, 1, 0, 2, 2, 2, 7, 0, 0]],
		['a caret with bytes to spare', [0, 1, 0, 2, 2, 5, 0, 1, 1, 0, 9, 0]],
		['a client id beyond 32 bits', [0, 1, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 2, 0x7b, 0x7d, 0]],
		['somebody without a name', [0, 1, 0, 1, 1, 2, 0x7b, 0x7d, 0]]
	])('[S30] %s is refused', (_what, bytes) => {
		expect(readRoster(Uint8Array.from(bytes))).toBeNull();
	});
});

describe('a caret', () => {
	function caretIn(text: Y.Text, anchor: number, head: number): Record<string, unknown> {
		const at = (index: number): unknown =>
			JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(text, index)));
		return { cursor: { anchor: at(anchor), head: at(head) } };
	}
	function aText(): { readonly doc: Y.Doc; readonly text: Y.Text } {
		const doc = new Y.Doc();
		doc.clientID = 0xfffffff0;
		const text = new Y.Text('项目进度每月通报一次。'.repeat(2000));
		doc.getArray('items').push([text]);
		return { doc, text };
	}

	test('[S31] takes 19 bytes when nothing is selected, deep in a long text', () => {
		const { text } = aText();
		const entry = encodeRosterEntry({ kind: 'moved', slot: 499, state: caretIn(text, 20_000, 20_000) });
		expect(entry.length).toBe(16);
		const frame = rosterFrame(false, [entry]);
		expect(frame.length).toBe(19);
	});

	test('[S31] stands where it stood, at a character and at the end', () => {
		const { doc, text } = aText();
		for (const [anchor, head] of [
			[3, 3],
			[7, 2],
			[5, text.length],
			[text.length, text.length]
		] as const) {
			const entry = encodeRosterEntry({ kind: 'moved', slot: 1, state: caretIn(text, anchor, head) });
			const read = readFrame(rosterFrame(false, [entry]))?.entries[0];
			const cursor = read?.kind === 'moved' ? (read.state['cursor'] as Record<string, unknown>) : {};
			const found = [cursor['anchor'], cursor['head']].map((at) =>
				Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(at), doc)
			);
			expect(found.map((at) => [at?.type === text, at?.index])).toEqual([
				[true, anchor],
				[true, head]
			]);
		}
	});

	test('[S31] with more beside it the caret is still bytes', () => {
		const { text } = aText();
		const state = { ...caretIn(text, 20_000, 20_000), writing: true };
		expect(encodeRosterEntry({ kind: 'moved', slot: 499, state }).length).toBe(33);
	});

	test('[S31] of another make it travels as JSON and arrives whole', () => {
		for (const state of [
			{ cursor: { anchor: 1, head: 2 } },
			{ cursor: { anchor: { item: null }, head: { item: null } } },
			{ cursor: { anchor: { item: { client: 1, clock: -1 } }, head: { tname: 'x' } } },
			{ cursor: null }
		]) {
			const read = readFrame(rosterFrame(true, [encodeRosterEntry({ kind: 'moved', slot: 1, state })]));
			expect(read).toEqual({ whole: true, entries: [{ kind: 'moved', slot: 1, state }] });
		}
	});
});
