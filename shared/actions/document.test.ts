import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	actionTextOf,
	addAction,
	addCoUnit,
	moveAction,
	readActions,
	removeAction,
	removeCoUnit,
	setDueOn,
	setLeadUnit
} from './document.ts';
import { actionLacks } from './views.ts';

const whole = { text: '整改', leadUnitId: 'u-police', coUnitIds: ['u-edu'], dueOn: '2026-12-15', itemId: 'i-1' };

function listOf(...names: string[]): Y.Doc {
	const doc = new Y.Doc();
	for (const id of names) addAction(doc, { id, ...whole });
	return doc;
}
function replica(doc: Y.Doc): Y.Doc {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}
function merge(one: Y.Doc, other: Y.Doc): void {
	Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
	Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
}

test('[K1] what is written is read', () => {
	expect(readActions(listOf('a'))).toEqual([{ id: 'a', ...whole }]);
});

test.each([
	['dueOn', '2026-02-30', null],
	['dueOn', 'soon', null],
	['dueOn', 20261201, null],
	['leadUnitId', ['u-edu'], null],
	['coUnitIds', 'u-edu', []],
	['coUnitIds', ['u-edu', 5, 'u-edu', 'u-police', 'bad id'], ['u-edu']],
	['text', null, ''],
	['itemId', {}, null]
])('[K1] %s %j reads as %j', (name, value, expected) => {
	const doc = listOf('a');
	(doc.getArray('items').get(0) as Y.Map<unknown>).set(name, value);
	expect(readActions(doc)[0]).toMatchObject({ [name]: expected });
});

test('[K2] co-units added by two people at the same time both stay, and each is listed once', () => {
	const one = listOf('a');
	const other = replica(one);
	addCoUnit(one, 'a', 'u-finance');
	addCoUnit(one, 'a', 'u-health');
	addCoUnit(other, 'a', 'u-finance');
	addCoUnit(other, 'a', 'u-civil');
	removeCoUnit(other, 'a', 'u-edu');
	merge(one, other);
	expect(new Set(readActions(one)[0]?.coUnitIds)).toEqual(new Set(['u-finance', 'u-health', 'u-civil']));
	expect(readActions(other)).toEqual(readActions(one));
	removeCoUnit(one, 'a', 'u-finance');
	expect(readActions(one)[0]?.coUnitIds).not.toContain('u-finance');
});

test('[K2] a plain list of another program is edited too', () => {
	const doc = listOf('a');
	(doc.getArray('items').get(0) as Y.Map<unknown>).set('coUnitIds', ['u-edu']);
	addCoUnit(doc, 'a', 'u-civil');
	expect(readActions(doc)[0]?.coUnitIds).toEqual(['u-edu', 'u-civil']);
});

test('[K3] typing, moving, choosing the lead and setting the day at once lose nothing', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(4), fc.nat(2)), { maxLength: 20 }), (steps) => {
			const one = listOf('a', 'b', 'c');
			const docs = [one, replica(one)] as const;
			let typed = 0;
			for (const [who, kind, which] of steps) {
				const doc = docs[who] ?? one;
				const id = ['a', 'b', 'c'][which] ?? 'a';
				if (kind === 0) typed += Number(actionTextOf(doc, id)?.insert(0, '字') === undefined);
				if (kind === 1) moveAction(doc, id, null);
				if (kind === 2) setLeadUnit(doc, id, 'u-edu');
				if (kind === 3) setDueOn(doc, id, '2026-12-31');
				if (kind === 4) merge(...docs);
			}
			merge(...docs);
			const seen = readActions(docs[0]);
			expect(readActions(docs[1])).toEqual(seen);
			expect(seen).toHaveLength(3);
			expect(seen.reduce((sum, { text }) => sum + text.split('字').length - 1, 0)).toBe(typed);
		})
	);
});

test('[K1] a removed action is gone', () => {
	const doc = listOf('a', 'b');
	removeAction(doc, 'a');
	expect(readActions(doc).map(({ id }) => id)).toEqual(['b']);
});

test.each([
	[{}, []],
	[{ text: '' }, ['text']],
	[{ leadUnitId: null, dueOn: null }, ['lead', 'deadline']],
	[{ dueOn: '2026-11-22' }, ['deadline-before-meeting']],
	[{ dueOn: '2026-11-23' }, []]
])('[K4] with %j it lacks %j', (change, lacks) => {
	expect(actionLacks({ id: 'a', ...whole, ...change }, '2026-11-23')).toEqual(lacks);
});
