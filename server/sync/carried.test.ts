import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { presenceFrame, syncFrame } from '#shared/sync/frames.ts';
import { NAME } from './memory-house.ts';
import { openHouse, seat } from './open-house.ts';

function house() {
	const { sync, rights, ended } = openHouse();
	const text = async (): Promise<unknown> => {
		const doc = await sync.read(NAME);
		const items: unknown = doc.getArray('items').toJSON();
		doc.destroy();
		return items;
	};
	return { sync, rights, ended, text, sit: (who: string) => seat(sync, who) };
}

function typed(...values: string[]): Uint8Array {
	const doc = new Y.Doc();
	doc.getArray('items').push(values);
	return Y.encodeStateAsUpdate(doc);
}

const nothing = Uint8Array.of(0, 0);

/** The list that somebody has put together from what link 1 brought. */
function listOf({ heard }: ReturnType<typeof seat>): readonly unknown[] {
	const doc = new Y.Doc();
	for (const message of [...heard('step2'), ...heard('update')])
		if ('payload' in message) Y.applyUpdate(doc, message.payload);
	return doc.getArray('items').toJSON();
}

test('[S33] a document is read, written and saved over a live connection as over a WebSocket', async () => {
	const { sit, text } = house();
	const [one, two] = [sit('p-1'), sit('p-2')];
	expect([await one.open(), await two.open()]).toEqual([
		{ ok: true, link: 1 },
		{ ok: true, link: 1 }
	]);
	for (const each of [one, two]) each.say(1, syncFrame('step1', Uint8Array.of(0)), syncFrame('step2', nothing));
	await vi.waitFor(() => expect(two.heard('step2')).toHaveLength(1));
	one.say(1, syncFrame('update', typed('甲')));
	await vi.waitFor(() => expect(two.heard('update')).toHaveLength(1));
	await vi.waitFor(() => expect(one.heard('saved').at(-1)).toEqual({ kind: 'saved', count: 2 }));
	expect(await text()).toEqual(['甲']);
	expect([one.heard('step1').length, one.heard('presence').length]).toEqual([1, 0]);
});

test('[S33] no event carries more messages than Socket.IO’s reader takes', async () => {
	const { sit } = house();
	const one = sit('p-1');
	await one.open();
	const state = JSON.stringify({ cursor: 1 });
	for (let client = 1; client <= 15; client++) {
		const other = sit(`o-${client}`);
		await other.open(NAME, 'saved=1');
		const entry = Uint8Array.of(1, client, 1, state.length, ...Buffer.from(state));
		other.say(1, presenceFrame(entry), syncFrame('step1', Uint8Array.of(0)), syncFrame('step2', nothing));
	}
	for (let count = 0; count < 15; count++) one.say(1, Uint8Array.of(3));
	await vi.waitFor(() => expect(one.frames.length).toBeGreaterThan(15));
	expect(one.wire.largest).toBeLessThanOrEqual(10);
});

test.each([
	['not-signed-in', 'nobody', NAME],
	['not-allowed', 'stranger', NAME],
	['no-such-document', 'p-1', 'meeting:nowhere:agenda:1'],
	['no-such-document', 'p-1', ''],
	['no-such-document', 'p-1', { toString: 1 }],
	['no-such-document', 'p-1', 'x'.repeat(100_000)]
])('[S33] %s is the answer to who asks for what is not theirs', async (code, who, name) => {
	const { sit, ended } = house();
	ended.add('nobody');
	expect(await sit(who).open(name)).toEqual({ ok: false, refusal: { code } });
});

test('[S18] a lost right and an ended session close the link within a second', async () => {
	const { sync, sit, rights, ended } = house();
	const [one, two] = [sit('p-1'), sit('p-2')];
	await Promise.all([one.open(), two.open()]);
	rights.set('p-1', null);
	ended.add('p-2');
	const began = performance.now();
	await Promise.all([sync.revoke({ personId: 'p-1' }), sync.revoke({ sessionId: 's-p-2' })]);
	await vi.waitFor(() => expect([one.wire.closed, two.wire.closed].flat()).toHaveLength(2));
	expect(performance.now() - began).toBeLessThan(1000);
	expect([one.wire.closed, two.wire.closed]).toEqual([[[1, 4403, 'not-allowed']], [[1, 4401, 'not-signed-in']]]);
	one.say(1, syncFrame('update', typed('后')));
	await vi.waitFor(() => expect(sync.counts().links).toBe(0));
});

test('[S33] a link belongs to the connection it was opened on', async () => {
	const { sync, sit, text } = house();
	const [one, two] = [sit('p-1'), sit('p-2')];
	await one.open();
	await one.open();
	for (const link of [1, 2, '1', -1, Number.NaN, null, {}]) {
		two.say(link, syncFrame('step2', typed('偷')));
		two.leave(link);
	}
	// called saved only when everything is on disk that was taken before
	one.say(1, syncFrame('step2', nothing));
	await vi.waitFor(() => expect(one.heard('saved')).toEqual([{ kind: 'saved', count: 1 }]));
	expect([await text(), sync.counts().links, one.wire.closed, two.wire.closed]).toEqual([[], 2, [], []]);
});

test('[S18] one person has twenty links, over whatever they go', async () => {
	const { sync, sit } = house();
	const [one, two] = [sit('p-1'), sit('p-1')];
	const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => (at % 2 ? one : two).open()));
	expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
	expect(answers.filter(({ ok }) => !ok).map(({ refusal }) => refusal?.code)).toEqual(Array(10).fill('too-many'));
	one.leave(1);
	expect(await two.open()).toMatchObject({ ok: true });
	one.traveller.gone();
	two.traveller.gone();
	expect(sync.counts().links).toBe(0);
});

test('[S49] a page that comes back takes the place of the line it had, which nobody knows to be cut', async () => {
	const { sync, sit } = house();
	const [cut, back, other] = [sit('p-1'), sit('p-1'), sit('p-2')];
	const flags = (page: number): string => `saved=1&page=a${page}`;
	for (let page = 1; page <= 20; page++) expect(await cut.open(NAME, flags(page))).toMatchObject({ ok: true });
	for (let page = 1; page <= 20; page++) expect(await back.open(NAME, flags(page))).toMatchObject({ ok: true });
	expect(cut.wire.closed.map(([link]) => link)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
	// a page of one's own only, and only for the same document
	expect(await back.open(NAME, flags(21))).toMatchObject({ refusal: { code: 'too-many' } });
	expect(await back.open('meeting:m-2:agenda:1', flags(1))).toMatchObject({ refusal: { code: 'too-many' } });
	expect(await other.open(NAME, flags(1))).toMatchObject({ ok: true });
	cut.traveller.gone();
	expect([sync.counts().links, back.wire.closed, other.wire.closed]).toEqual([21, [], []]);
	// and again, the place is the newer link's
	expect(await back.open(NAME, flags(1))).toMatchObject({ ok: true });
	expect(back.wire.closed).toHaveLength(1);
});

test('[S22] who hangs up while asking leaves nothing', async () => {
	const { sync, sit } = house();
	const [one, two] = [sit('p-1'), sit('p-2')];
	void one.open();
	one.traveller.gone();
	// answered after the one who asked before
	expect(await two.open()).toMatchObject({ ok: true });
	two.leave(1);
	expect(sync.counts().links).toBe(0);
});

test('[S33] what is no message closes that link only', async () => {
	const { sit } = house();
	const one = sit('p-1');
	await one.open();
	await one.open();
	one.say(1, 'text');
	one.say(2);
	await vi.waitFor(() => expect(one.wire.closed).toEqual([[1, 4400, 'malformed']]));
	one.traveller.hear('sync/frames', [], null);
	one.traveller.hear('sync/open', [], null);
	one.traveller.hear('sync/whatever', [1], null);
	one.say(2, syncFrame('step1', Uint8Array.of(0)));
	await vi.waitFor(() => expect(one.heard('step2', 2)).toHaveLength(1));
});

test('[S19] a connection that is far behind is told nothing more, and one difference when it has read', async () => {
	const { sit } = house();
	const [one, two, beside] = [sit('p-1'), sit('p-2'), sit('p-3')];
	const all = [one, two, beside];
	await Promise.all(all.map((each) => each.open()));
	for (const each of all) each.say(1, syncFrame('step1', Uint8Array.of(0)), syncFrame('step2', nothing));
	await vi.waitFor(() => expect(all.flatMap((each) => each.heard('step2'))).toHaveLength(3));
	two.wire.buffered = 2 * 1024 * 1024;
	for (const word of ['一', '二', '三']) one.say(1, syncFrame('update', typed(word)));
	await vi.waitFor(() => expect(one.heard('saved').at(-1)).toEqual({ kind: 'saved', count: 4 }));
	// whoever reads like them has been told by now
	await vi.waitFor(() => expect(listOf(beside)).toHaveLength(3), 5000);
	expect(two.heard('update')).toEqual([]);
	two.wire.buffered = 0;
	await vi.waitFor(() => expect([...two.heard('update'), ...two.heard('step2')]).toHaveLength(2), 5000);
	expect(listOf(two)).toHaveLength(3);
});

test('[S23] a stop says so to whoever is carried', async () => {
	const { sync, sit } = house();
	const one = sit('p-1');
	await one.open();
	await sync.close();
	expect(one.wire.closed).toEqual([[1, 4503, 'restarting']]);
	expect(await one.open()).toEqual({ ok: false, refusal: { code: 'restarting' } });
});
