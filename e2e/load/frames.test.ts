import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { presenceMessage, readHeard, syncMessage, tokenMessage } from './frames.ts';
import { makePast, ofOperations } from './content.ts';

const NAME = 'meeting:m-1:agenda:1';

test.each([null, NAME])('what is said with the address %s is heard with it', (address) => {
	const payload = Uint8Array.of(1, 2, 3);
	for (const kind of ['step1', 'step2', 'update'] as const)
		expect(readHeard(address, syncMessage(address, kind, payload))).toEqual({ kind, payload });
	const presence = presenceMessage(address, { clientId: 5, clock: 1, state: {} });
	expect(readHeard(address, presence)).toEqual({ kind: 'other', type: 1 });
});

test('only Hocuspocus wants the name and a token, and says "taken" update by update', () => {
	expect(tokenMessage(null)).toBeNull();
	expect(tokenMessage('a')).toEqual(Uint8Array.of(1, 97, 2, 0, 5, ...Buffer.from('token')));
	expect(readHeard('a', Uint8Array.of(1, 97, 8, 1))).toEqual({ kind: 'taken' });
	expect(readHeard('a', Uint8Array.of(1, 97, 8, 0))).toEqual({ kind: 'other', type: 8 });
	expect(readHeard(null, Uint8Array.of(100, 3))).toEqual({ kind: 'saved', count: 3 });
});

test('a document with a past is the same every time, whole in its pieces, and mostly there for who left early', () => {
	const past = makePast(ofOperations(5000));
	const doc = new Y.Doc();
	for (const update of past.updates) Y.applyUpdate(doc, update);
	expect(JSON.stringify(doc.getArray('items').toJSON())).toContain(past.text);
	expect(doc.store.pendingStructs).toBeNull();
	expect(makePast(ofOperations(5000))).toEqual(past);
	const early = new Y.Doc();
	Y.applyUpdate(early, past.most);
	const lacking = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(early));
	expect(lacking.length).toBe(past.lackingBytes);
	Y.applyUpdate(early, lacking);
	expect(early.getArray('items').toJSON()).toEqual(doc.getArray('items').toJSON());
});
