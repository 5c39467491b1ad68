import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { caretAfter, changeBetween, placeChange, type Delta } from './text-change.ts';

const apply = (text: string, { at, insert, remove }: ReturnType<typeof placeChange>): string => {
	let result = text;
	for (const position of remove) result = result.slice(0, position) + result.slice(position + 1);
	return result.slice(0, at) + insert + result.slice(at);
};

describe('what a keystroke changed', () => {
	test.each([
		['校园安全', '校园周边安全', 4, { index: 2, remove: 0, insert: '周边' }],
		['aaa', 'aaaa', 2, { index: 1, remove: 0, insert: 'a' }],
		['aaaa', 'aaa', 1, { index: 1, remove: 1, insert: '' }],
		['一二三', '一四三', 2, { index: 1, remove: 1, insert: '四' }],
		['𠮷', '𠮶', 2, { index: 0, remove: 2, insert: '𠮶' }]
	])('[O5] %s → %s', (before, after, caret, expected) => {
		expect(changeBetween(before, after, caret)).toEqual(expected);
	});

	test('[O5] whatever changed, the change turns the one into the other and no more', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.nat(30), (before, after, caret) => {
				const change = changeBetween(before, after, Math.min(caret, after.length));
				const result = change === null ? before : apply(before, placeChange(change, before.length, []));
				expect(result).toBe(after);
			})
		);
	});
});

describe('beside others', () => {
	const remote = (text: string, edit: (shared: Y.Text) => void): { readonly now: string; readonly delta: Delta } => {
		const doc = new Y.Doc();
		const shared = doc.getText('t');
		shared.insert(0, text);
		let delta: Delta = [];
		shared.observe((event) => {
			delta = event.delta;
		});
		doc.transact(() => edit(shared));
		return { now: shared.toString(), delta };
	};

	test('[O6] the caret stays with its character while others write before and behind it', () => {
		const { delta } = remote('一二三四', (text) => {
			text.insert(4, '尾');
			text.delete(1, 1);
			text.insert(0, '头头');
		});
		expect(caretAfter(3, delta)).toBe(4);
		expect(caretAfter(0, delta)).toBe(0);
	});

	test('[O7] composed characters go where they were typed, among what came meanwhile', () => {
		const { now, delta } = remote('由公安局牵头', (text) => text.insert(0, '请示：'));
		const change = changeBetween('由公安局牵头', '由公安局负责牵头', 6);
		expect(change && apply(now, placeChange(change, 6, [delta]))).toBe('请示：由公安局负责牵头');
	});

	test('[O7] what others put into a replaced stretch stays', () => {
		const { now, delta } = remote('一二三四', (text) => text.insert(2, '新'));
		const change = changeBetween('一二三四', '一五四', 2);
		expect(change && apply(now, placeChange(change, 4, [delta]))).toBe('一五新四');
	});
});
