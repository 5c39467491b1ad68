import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { openCompactor } from './compactor.ts';

function open() {
	const compactor = openCompactor();
	onTestFinished(() => compactor.close());
	return compactor;
}

test('[S24] a thread of its own makes the snapshot, deleted text collected', async () => {
	const compactor = open();
	const doc = new Y.Doc();
	const parts: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => parts.push(update));
	const text = doc.getText('items');
	for (let at = 0; at < 500; at++) text.insert(at, '字');
	text.delete(0, 499);
	const [snapshot, again] = await Promise.all([compactor.snapshot(parts), compactor.snapshot(parts)]);
	const copy = new Y.Doc();
	Y.applyUpdate(copy, snapshot.bytes);
	expect(copy.getText('items').toJSON()).toBe('字');
	expect(snapshot.bytes.length).toBeLessThan(100);
	expect(again).toEqual(snapshot);
});

test('[S24] what cannot be read fails alone, and the thread goes on', async () => {
	const compactor = open();
	await expect(compactor.snapshot([Uint8Array.of(9, 9, 9)])).rejects.toThrow(/./);
	expect(await compactor.snapshot([Uint8Array.of(0, 0)])).toMatchObject({ bytes: Uint8Array.of(0, 0) });
});

test('[S23] a stop leaves nobody waiting', async () => {
	const compactor = openCompactor();
	const asked = compactor.snapshot([Uint8Array.of(0, 0)]).catch((fault: unknown) => String(fault));
	await compactor.close();
	expect(await asked).toContain('closing');
});
