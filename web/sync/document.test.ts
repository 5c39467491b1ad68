import { expect, onTestFinished, test, vi } from 'vitest';
import * as Y from 'yjs';
import { openDocument, type OpenDocument, type OpenOptions } from './document.svelte.ts';
import type { OpenLocalStore } from './local-store.ts';
import { forgetfulNotes } from './markers.ts';
import type { Notes } from './notes.ts';
import { ReferenceServer } from './reference-server.ts';
import { exportLocal, unsent } from './unsent.ts';

const NAME = 'meeting:m-1:agenda:1';

/** IndexedDB as far as a document knows it: updates by account and name, kept while the test lasts. */
function memoryStore(): OpenLocalStore {
	const disk = new Map<string, Uint8Array[]>();
	return (account, name, doc, anew) => {
		const origin = {};
		if (anew) disk.delete(`${account}/${name}`);
		const updates = disk.get(`${account}/${name}`) ?? [];
		disk.set(`${account}/${name}`, updates);
		for (const update of updates) Y.applyUpdate(doc, update, origin);
		const keep = (update: Uint8Array, from: unknown): void => void (from === origin || updates.push(update));
		doc.on('update', keep);
		return {
			origin,
			ready: Promise.resolve(true),
			written: async () => undefined,
			close: async () => doc.off('update', keep)
		};
	};
}

function machine() {
	vi.useFakeTimers({ now: 1_000_000 });
	const server = new ReferenceServer();
	const notes: Notes = forgetfulNotes();
	const openLocalStore = memoryStore();
	let tabs = 0;
	const open = (options: Partial<OpenOptions> = {}): OpenDocument => {
		// Evenly spread over 0 to 1, another each time.
		const chance = (): number => ((tabs += 1) * 0.618_034) % 1;
		const surroundings = { WebSocket: server.WebSocket, openLocalStore, notes, chance };
		const document = openDocument({
			name: NAME,
			account: 'liaison-edu',
			url: 'ws://here/sync',
			...options,
			surroundings
		});
		onTestFinished(() => document.close());
		return document;
	};
	onTestFinished(() => {
		server.destroy();
		vi.useRealTimers();
	});
	return { server, notes, openLocalStore, open, items: (document: OpenDocument) => document.doc.getText('t') };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('[W1] typed, stored, saved', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	expect(document.status).toEqual({ kind: 'saved' });
	server.mode = 'silent';
	items(document).insert(0, '好');
	expect(document.status).toEqual({ kind: 'sending', unsaved: 1 });
	await pass(0);
	server.mode = 'stores';
	items(document).insert(1, '的');
	await pass(0);
	expect(document.status).toEqual({ kind: 'saved' });
	expect(server.doc.getText('t').toString()).toBe('好的');
});

test('[W8] a loop of edits is one message', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	const before = server.frames.length;
	for (let count = 0; count < 300; count++) items(document).insert(count, 'x');
	await pass(0);
	expect(server.frames.length).toBe(before + 1);
	expect(document.status).toEqual({ kind: 'saved' });
	expect(server.doc.getText('t').length).toBe(300);
});

test('[W4] a link that swallows everything is called unsaved within five seconds, and nothing is lost', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	server.mode = 'gone';
	items(document).insert(0, '洞');
	await pass(5000);
	expect(document.status).toEqual({ kind: 'local', unsaved: 1, kept: true });
	server.mode = 'stores';
	await pass(20_000);
	expect(document.status).toEqual({ kind: 'saved' });
	expect(server.doc.getText('t').toString()).toBe('洞');
});

test('[W2] unsent text survives closing the tab, is known to the next visit and is sent on return', async () => {
	const { server, notes, open, items } = machine();
	const document = open();
	await pass(10);
	server.mode = 'gone';
	server.end(1006);
	items(document).insert(0, '途中');
	await document.close();
	expect(unsent('liaison-edu', { notes })).toEqual([{ name: NAME, unsent: 1, late: false }]);
	expect(unsent('secretary', { notes })).toEqual([]);

	server.mode = 'stores';
	const again = open();
	expect(again.status.kind).toBe('connecting');
	await pass(2000);
	expect(server.doc.getText('t').toString()).toBe('途中');
	expect(again.status).toEqual({ kind: 'saved' });
	expect(unsent('liaison-edu', { notes })).toEqual([]);
});

test('[W3] the next person on this machine does not load the text of the last', async () => {
	const { server, open, items } = machine();
	const mine = open();
	await pass(10);
	server.mode = 'gone';
	items(mine).insert(0, '私');
	await mine.close();
	server.mode = 'stores';
	const theirs = open({ account: 'secretary' });
	await pass(2000);
	expect(items(theirs).toString()).toBe('');
	expect(server.doc.getText('t').toString()).toBe('');
});

test('[W3] what one tab has sent does not clear the note of another that has not', async () => {
	const { server, notes, open, items } = machine();
	const one = open();
	await pass(10);
	server.mode = 'gone';
	items(one).insert(0, 'a');
	await pass(1000);
	server.mode = 'stores';
	const two = openDocument({
		name: NAME,
		account: 'liaison-edu',
		url: 'ws://here/sync',
		surroundings: { WebSocket: server.WebSocket, notes, chance: () => 0.9, openLocalStore: memoryStore() }
	});
	onTestFinished(() => two.close());
	await pass(100);
	items(one).insert(1, 'b');
	await pass(1000);
	expect(unsent('liaison-edu', { notes })[0]?.unsent).toBeGreaterThan(0);
});

test('[W5] a refusal stops the link and keeps the text here', async () => {
	const { server, notes, openLocalStore, open, items } = machine();
	const document = open();
	await pass(10);
	items(document).insert(0, '甲');
	await pass(0);
	server.mode = 'silent';
	items(document).insert(1, '乙');
	server.end(4403);
	await pass(0);
	expect(document.status).toEqual({ kind: 'refused', reason: 'not-allowed', unsaved: 1, kept: true });
	const before = server.frames.length;
	await pass(60_000);
	expect(server.frames.length).toBe(before);
	await document.close();
	const exported: unknown = JSON.parse(await exportLocal('liaison-edu', NAME, { notes, openLocalStore }));
	expect(exported).toMatchObject({ document: NAME, account: 'liaison-edu' });
});

test('[W5] a text that came too late is kept apart, and the sealed document is read without it', async () => {
	const { server, notes, open, items } = machine();
	server.doc.getText('t').insert(0, '定稿');
	const document = open();
	await pass(10);
	server.mode = 'gone';
	items(document).insert(0, '迟');
	server.end(4409);
	await document.close();
	expect(unsent('liaison-edu', { notes })).toEqual([{ name: NAME, unsent: 1, late: true }]);
	server.mode = 'stores';
	const again = open();
	await pass(10);
	expect(again.hasLateText).toBe(true);
	expect(items(again).toString()).toBe('定稿');
	expect(again.status).toEqual({ kind: 'saved' });
});

test('[W5] a server that is restarting is tried again', async () => {
	const { server, open } = machine();
	const document = open();
	await pass(10);
	server.end(4503);
	expect(document.status).toEqual({ kind: 'connecting' });
	await pass(5000);
	expect(document.status).toEqual({ kind: 'saved' });
});

test('[W5] what was too slow or too many is tried again after a minute', async () => {
	const { server, open } = machine();
	const document = open();
	await pass(10);
	server.end(4408);
	await pass(59_000);
	expect(document.status).toMatchObject({ kind: 'refused', reason: 'too-slow' });
	await pass(4000);
	expect(document.status).toEqual({ kind: 'saved' });
});

test('[W5] a reader sends nothing, whatever happens to its copy', async () => {
	const { server, open, items } = machine();
	const document = open({ isReader: true });
	await pass(10);
	items(document).insert(0, 'x');
	server.end(1006);
	await pass(5000);
	expect(server.doc.getText('t').toString()).toBe('');
	expect(document.status).toEqual({ kind: 'saved' });
});

test('[W6] half-typed pinyin never leaves: what is held goes out as one difference without the letters', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	const text = items(document);
	const undo = new Y.UndoManager(text);
	const field = new EventTarget();
	document.gate.composing(field);
	const before = server.frames.length;
	field.dispatchEvent(new Event('compositionstart'));
	for (const [index, letter] of [...'zhonghua'].entries()) text.insert(index, letter);
	text.delete(0, 8);
	text.insert(0, '中华');
	expect(document.status).toMatchObject({ kind: 'sending' });
	await pass(100);
	expect(server.frames.length).toBe(before);
	field.dispatchEvent(new Event('compositionend'));
	await pass(60);
	expect(server.frames.length).toBe(before + 1);
	expect(server.doc.getText('t').toString()).toBe('中华');
	expect(server.textOfFrames()).not.toMatch(/[zhongua]/);
	expect(document.status).toEqual({ kind: 'saved' });
	undo.undo();
	await pass(10);
	expect([text.toString(), server.doc.getText('t').toString()]).toEqual(['', '']);
});

test('[W6] a connection made while composing is answered when it is done', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	const field = new EventTarget();
	document.gate.composing(field);
	field.dispatchEvent(new Event('compositionstart'));
	items(document).insert(0, 'ni');
	server.end(1006);
	await pass(1000);
	items(document).delete(0, 2);
	items(document).insert(0, '你');
	field.dispatchEvent(new Event('compositionend'));
	await pass(100);
	expect(server.doc.getText('t').toString()).toBe('你');
	expect(document.status).toEqual({ kind: 'saved' });
});

test('[W8] presence is sent for oneself only, and not for every move', async () => {
	const { server, open } = machine();
	const one = open();
	const two = open({ account: 'secretary' });
	await pass(10);
	const before = server.presenceIds().length;
	for (let at = 0; at < 50; at++) one.awareness.setLocalStateField('cursor', at);
	await pass(80);
	const sent = server.presenceIds().slice(before);
	expect(sent).toEqual([one.awareness.clientID]);
	expect(two.awareness.getStates().get(one.awareness.clientID)).toMatchObject({ cursor: 49 });
});

test('[W8] everybody else is listed once', async () => {
	const { open } = machine();
	const document = open();
	const face = { id: 'p-1', name: '周文', unitId: 'u-edu', color: 2 };
	for (let page = 0; page < 2; page++) {
		const other = open({ account: `x-${page}` });
		other.awareness.setLocalStateField('user', face);
	}
	await pass(200);
	expect(document.people).toEqual([face]);
});

test('[W10] a text larger than the server takes at once is sent in pieces, and none is refused', async () => {
	const { server, open, items } = machine();
	server.mode = 'gone';
	const document = open();
	items(document).insert(0, '会'.repeat(700_000));
	await pass(1000);
	server.mode = 'stores';
	await pass(12_000);
	expect(document.status).toEqual({ kind: 'saved' });
	expect(server.doc.getText('t').length).toBe(700_000);
	items(document).insert(0, '议'.repeat(700_000));
	await pass(10);
	expect(document.status).toEqual({ kind: 'saved' });
	expect(server.doc.getText('t').length).toBe(1_400_000);
});

test('[W11] the others are seen when they come, and not when they or we are gone', async () => {
	const { server, open } = machine();
	const [one, two] = [open(), open({ account: 'secretary' }), open({ account: 'observer' })];
	await pass(100);
	const sees = (document: OpenDocument, other: OpenDocument) =>
		document.awareness.getStates().has(other.awareness.clientID);
	expect([sees(one, two), sees(two, one)]).toEqual([true, true]);
	await pass(120_000);
	expect([sees(one, two), sees(two, one)]).toEqual([true, true]);
	await two.close();
	await pass(10);
	expect([sees(one, two), one.awareness.getStates().size]).toEqual([false, 2]);
	server.mode = 'gone';
	server.end(1006);
	expect(one.awareness.getStates().size).toBe(1);
});

test('[W6] a connection made while composing is not told where the caret stands', async () => {
	const { server, open } = machine();
	const document = open();
	await pass(10);
	const field = new EventTarget();
	document.gate.composing(field);
	field.dispatchEvent(new Event('compositionstart'));
	const before = server.presenceIds().length;
	document.awareness.setLocalStateField('cursor', 5);
	server.end(1006);
	await pass(1000);
	expect(server.presenceIds().length).toBe(before);
	field.dispatchEvent(new Event('compositionend'));
	await pass(200);
	expect(server.presenceIds().length).toBe(before + 1);
});

test('[W12] another text than the server’s is mended by beginning anew', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	// An update that went missing on its way: the server's text has it, and the page was not told.
	server.mode = 'gone';
	server.doc.getText('t').insert(0, '漏');
	server.mode = 'stores';
	server.sayHash();
	await pass(1000);
	expect([server.visits, items(document).toString()]).toEqual([2, '漏']);
	server.sayHash();
	await pass(1000);
	expect([server.visits, document.status]).toEqual([2, { kind: 'saved' }]);
});

test('[W12] what beginning anew does not mend is said, without end to it and without trying for ever', async () => {
	const { server, notes, open, items } = machine();
	const document = open();
	await pass(10);
	items(document).insert(0, '本机');
	await pass(10);
	for (let time = 0; time < 5; time++) {
		server.sayHash(1);
		await pass(1000);
	}
	expect([server.visits, document.status]).toEqual([2, { kind: 'diverged' }]);
	items(document).insert(0, '还能写');
	await pass(10);
	expect(server.doc.getText('t').toString()).toBe('还能写本机');
	server.sayHash();
	await pass(1000);
	expect(document.status).toEqual({ kind: 'saved' });

	// Loaded anew the page begins with the server's text, not with its copy.
	server.sayHash(1);
	await pass(1000);
	server.sayHash(1);
	await pass(1000);
	await document.close();
	expect(unsent('liaison-edu', { notes })).toEqual([]);
	server.mode = 'gone';
	const again = open();
	await pass(100);
	expect(items(again).toString()).toBe('');
	server.mode = 'stores';
	await pass(12_000);
	expect([items(again).toString(), again.status]).toEqual(['还能写本机', { kind: 'saved' }]);
	await again.close();
	expect(items(open()).toString()).toBe('还能写本机');
});

test('[W12] a copy that is another text keeps what is unsent', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	server.sayHash(1);
	await pass(1000);
	server.sayHash(1);
	await pass(1000);
	server.mode = 'gone';
	server.end(1006);
	items(document).insert(0, '未提交');
	await document.close();
	const again = open();
	expect(items(again).toString()).toBe('未提交');
});

test('[W12] nothing is compared while something of ours is under way, nor with a reader’s own text', async () => {
	const { server, open, items } = machine();
	const [document, reader] = [open(), open({ account: 'observer', isReader: true })];
	await pass(10);
	items(reader).insert(0, 'x');
	server.mode = 'silent';
	items(document).insert(0, '在途');
	await pass(10);
	server.mode = 'stores';
	for (let time = 0; time < 3; time++) {
		server.sayHash(1);
		await pass(100);
	}
	expect(server.visits).toBe(2);
	expect(reader.status).toEqual({ kind: 'saved' });
});

test('[W15] a line that brings the others’ text and takes none of ours is given up after 20 s', async () => {
	const { server, open, items } = machine();
	const document = open();
	await pass(10);
	server.mode = 'silent';
	items(document).insert(0, '上行已断');
	for (let second = 0; second < 19; second++) {
		server.doc.getText('other').insert(0, '近');
		await pass(1000);
	}
	expect([server.visits, document.status.kind]).toEqual([1, 'local']);
	server.mode = 'stores';
	await pass(2000);
	expect([server.visits, document.status]).toEqual([2, { kind: 'saved' }]);
});

test('[W15] one that opens and says nothing is given up after 20 s, and one whose turn it is not is not', async () => {
	const { server, open, items } = machine();
	server.mode = 'mute';
	const document = open();
	await pass(19_000);
	expect(server.visits).toBe(1);
	server.mode = 'stores';
	await pass(3000);
	expect([server.visits, document.status]).toEqual([2, { kind: 'saved' }]);
	const field = new EventTarget();
	document.gate.composing(field);
	field.dispatchEvent(new Event('compositionstart'));
	for (let second = 0; second < 25; second++) {
		items(document).insert(0, 'n');
		field.dispatchEvent(new Event('compositionupdate'));
		await pass(1000);
	}
	expect(server.visits).toBe(2);
});

test('[W14] fifty who were cut off by a restart come back over half a second', async () => {
	const { server, open } = machine();
	const crowd = Array.from({ length: 50 }, (_, index) => open({ account: `p-${index}` }));
	await pass(1000);
	const before = server.visits;
	server.end(4503);
	await pass(100);
	expect(server.visits - before).toBeGreaterThan(2);
	expect(server.visits - before).toBeLessThan(20);
	await pass(400);
	expect(server.visits - before).toBe(50);
	expect(crowd.every(({ status }) => status.kind === 'saved')).toBe(true);
});
