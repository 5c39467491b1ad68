import { expect, onTestFinished, test, vi } from 'vitest';
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { openDocument, type OpenDocument } from '#web/sync/index.ts';
import { forgetfulNotes } from '#web/sync/markers.ts';
import { ReferenceServer } from '#web/sync/reference-server.ts';
import { addInternal } from '#shared/agenda/document.ts';
import { AgendaDraft } from './agenda-draft.svelte.ts';

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Two people with the same agenda open; what one writes or where one stands reaches the other at once. */
function two() {
	vi.useFakeTimers({ now: 1_000_000 });
	const server = new ReferenceServer();
	server.mode = 'gone';
	let ids = 0;
	const join = (account: string): { readonly document: OpenDocument; readonly draft: AgendaDraft } => {
		const surroundings = { WebSocket: server.WebSocket, notes: forgetfulNotes() };
		const document = openDocument({ name: 'meeting:m-1:agenda:1', account, url: 'ws://here/sync', surroundings });
		const own = openDocument({ name: 'meeting:m-1:internal:1', account, url: 'ws://here/sync', surroundings });
		const draft = new AgendaDraft(document, () => `a-${(ids += 1)}`, own);
		const stop = draft.start();
		onTestFinished(() => {
			stop();
			void document.close();
			void own.close();
		});
		return { document, draft };
	};
	onTestFinished(() => {
		server.destroy();
		vi.useRealTimers();
	});
	const [one, other] = [join('one'), join('other')];
	pipe(one.document, other.document);
	pipe(other.document, one.document);
	return { one, other };
}

const WIRE = 'wire';

function pipe(from: OpenDocument, to: OpenDocument): void {
	from.doc.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== WIRE) Y.applyUpdate(to.doc, update, WIRE);
	});
	from.awareness.on('update', (_: unknown, origin: unknown) => {
		const own = encodeAwarenessUpdate(from.awareness, [from.awareness.clientID]);
		if (origin !== WIRE) applyAwarenessUpdate(to.awareness, own, WIRE);
	});
}

const titles = ({ items }: AgendaDraft): string => items.map(({ title }) => title).join();

test('[O9] undo takes back one’s own step, not what others typed meanwhile', async () => {
	const { one, other } = two();
	const id = one.draft.add();
	one.draft.title(id)?.insert(0, '控辍保学');
	await pass(1000);
	other.draft.title(id)?.insert(4, '通报');
	one.draft.setMinutes(id, 25);
	await pass(1000);
	expect(one.draft.cards.undo.undo()).toBe(true);
	expect(one.draft.items[0]).toMatchObject({ title: '控辍保学通报', minutes: 10 });
	other.draft.cards.undo.undo();
	await pass(1000);
	expect(titles(one.draft)).toBe('控辍保学');
});

test('[O9] what was removed comes back with its words, also when other steps came in between', async () => {
	const { one, other } = two();
	const [first, second] = [one.draft.add(), one.draft.add()];
	one.draft.title(first)?.insert(0, '一');
	one.draft.title(second)?.insert(0, '二');
	await pass(1000);
	const atOnce = one.draft.remove(first);
	atOnce();
	await pass(1000);
	expect(titles(other.draft)).toBe('一,二');
	const later = one.draft.remove(first);
	one.draft.setMinutes(second, 45);
	later();
	await pass(1000);
	expect(titles(other.draft)).toBe('一,二');
	expect(other.draft.items[1]?.minutes).toBe(45);
});

test('[G3] a step up at the front, or down at the end, is no step', async () => {
	const { one, other } = two();
	const [first, second] = [one.draft.add(), one.draft.add()];
	expect([one.draft.shift(first, -1), one.draft.shift(second, 1)]).toEqual([false, false]);
	expect(one.draft.shift(second, -1)).toBe(true);
	await pass(1000);
	expect(other.draft.items.map(({ id }) => id)).toEqual([second, first]);
});

test('[O6] a caret is seen by the others where it stands, and moves with its character', async () => {
	const { one, other } = two();
	const id = one.draft.add();
	const title = one.draft.title(id);
	title?.insert(0, '校园安全');
	await pass(1000);
	one.document.awareness.setLocalStateField('user', { id: 'p-1', name: '武某', unitId: 'u-police', color: 3 });
	if (title) one.draft.cards.carets.put(title, { anchor: 2, head: 2 });
	await pass(1000);
	expect(other.draft.carets(id)).toMatchObject([{ name: '武某', color: 3, index: 2 }]);
	other.draft.title(id)?.insert(0, '关于');
	expect(other.draft.carets(id)).toMatchObject([{ index: 4 }]);
	if (title) one.draft.cards.carets.put(title, null);
	await pass(1000);
	expect(other.draft.carets(id)).toEqual([]);
});

const laid = ({ outline }: AgendaDraft): string => outline.map(({ id }) => id).join(' ');

test('[G11] a section steps over its neighbour, an item crosses a heading, and both go to a section by name', async () => {
	const { one, other } = two();
	const [a, first, b, second, c] = [
		one.draft.add(),
		one.draft.addSection(),
		one.draft.add(),
		one.draft.addSection(),
		one.draft.add()
	];
	expect(one.draft.shift(second, -1)).toBe(true);
	expect(laid(one.draft)).toBe([a, second, c, first, b].join(' '));
	expect([one.draft.shift(second, -1), one.draft.shift(first, 1)]).toEqual([false, false]);
	one.draft.shift(a, 1);
	expect(laid(one.draft)).toBe([second, a, c, first, b].join(' '));
	one.draft.moveTo(a, first);
	await pass(1000);
	expect(laid(other.draft)).toBe([second, c, first, b, a].join(' '));
	const undo = one.draft.remove(second);
	one.draft.setMinutes(c, 40);
	undo();
	expect(one.draft.sections.map(({ id }) => id)).toEqual([second, first]);
});

test('[G13] internal items stand among the others, and move by their neighbour without touching the shared draft', async () => {
	const { one, other } = two();
	const [a, b] = [one.draft.add(), one.draft.add()];
	await pass(1000);
	const before = one.document.doc.getArray('items').toJSON();
	addInternal(one.draft.internal!.document.doc, { id: 'x', after: b, title: '人事', minutes: 5 });
	expect(laid(one.draft)).toBe([a, b, 'x'].join(' '));
	expect(one.draft.shift('x', -1)).toBe(true);
	expect(laid(one.draft)).toBe([a, 'x', b].join(' '));
	one.draft.move(b, 'x');
	expect(laid(one.draft)).toBe([a, 'x', b].join(' '));
	expect(
		one.document.doc
			.getArray('items')
			.toJSON()
			.map((each) => (each as { id: string }).id)
	).toEqual(before.map((each) => (each as { id: string }).id));
	one.draft.title('x')?.insert(2, '调整');
	one.draft.setMinutes('x', 25);
	expect(one.draft.items[1]).toMatchObject({ title: '人事调整', minutes: 25, internal: true });
	await pass(1000);
	expect(other.draft.items.map(({ id }) => id)).toEqual([a, b]);
	expect(JSON.stringify(one.document.doc.getArray('items').toJSON())).not.toContain('人事');
	one.draft.remove('x')();
	expect(one.draft.items[1]).toMatchObject({ id: 'x', internal: true });
});
