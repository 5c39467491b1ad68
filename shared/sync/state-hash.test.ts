import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { hashFrame, readMessage } from './frames.ts';
import { hashOf, stateHash } from './state-hash.ts';

const clocks = fc.uniqueArray(fc.tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: 1, max: 2 ** 40 })), {
	selector: ([client]) => client,
	minLength: 1,
	maxLength: 20
});

test('[S32] the order of the clocks makes no difference, nor a client without changes', () => {
	fc.assert(
		fc.property(clocks, fc.nat(), (list, deleted) => {
			const hash = stateHash(list, deleted);
			expect(stateHash([...list.toReversed(), [7, 0]], deleted)).toBe(hash);
			expect(Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff).toBe(true);
		})
	);
});

test('[S32] one clock, one client or one deletion less is another hash', () => {
	fc.assert(
		fc.property(clocks, fc.nat(), fc.nat(), (list, deleted, at) => {
			const hash = stateHash(list, deleted);
			const changed = at % list.length;
			const having = (change: (pair: readonly [number, number]) => readonly [number, number]) =>
				list.map((pair, index) => (index === changed ? change(pair) : pair));
			expect(stateHash(list, deleted + 1)).not.toBe(hash);
			expect(
				stateHash(
					having(([client, clock]) => [client, clock + 1]),
					deleted
				)
			).not.toBe(hash);
			expect(
				stateHash(
					having(([client, clock]) => [client, clock + 2 ** 32]),
					deleted
				)
			).not.toBe(hash);
			expect(stateHash(list.toSpliced(changed, 1), deleted)).not.toBe(hash);
		})
	);
});

test('[S32] no two of a hundred thousand states near each other have the same', () => {
	const seen = new Set<number>();
	for (let one = 1; one <= 100; one++)
		for (let two = 1; two <= 100; two++)
			for (let deleted = 0; deleted < 10; deleted++)
				seen.add(
					stateHash(
						[
							[1, one],
							[2, two]
						],
						deleted
					)
				);
	// By chance one pair would be expected in 100,000 of 2^32.
	expect(seen.size).toBeGreaterThanOrEqual(100_000 - 6);
});

test('[S32] copies that heard the same in another order have the same, and one that missed a deletion has not', () => {
	const seed = new Y.Doc();
	seed.getText('t').insert(0, '一二三四五六');
	const start = Y.encodeStateAsUpdate(seed);
	const [one, two, late] = [new Y.Doc(), new Y.Doc({ gc: false }), new Y.Doc()];
	for (const doc of [one, two, late]) Y.applyUpdate(doc, start);
	one.getText('t').delete(1, 2);
	two.getText('t').insert(6, '七八');
	two.getText('t').delete(0, 4);
	const [first, second] = [Y.encodeStateAsUpdate(one), Y.encodeStateAsUpdate(two)];
	Y.applyUpdate(one, second);
	Y.applyUpdate(two, first);
	expect(hashOf(one)).toBe(hashOf(two));
	Y.applyUpdate(late, second);
	expect(hashOf(late)).toBe(hashOf(one)); // what one deleted, two had deleted too
	one.getText('t').delete(0, 1);
	expect(hashOf(late)).not.toBe(hashOf(one));
	expect(hashOf(one)).toBe(
		stateHash(
			[
				[seed.clientID, 6],
				[two.clientID, 2]
			],
			5
		)
	);
});

test('[S32] the hash travels as one number', () => {
	expect(readMessage(hashFrame(0xffffffff))).toEqual({ kind: 'hash', hash: 0xffffffff });
	expect(readMessage(Uint8Array.of(...hashFrame(5), 1))).toEqual({ kind: 'malformed' });
});
