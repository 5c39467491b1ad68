/** What the outside relies on: the stock y-websocket client and the stock socket.io-client, from a script. */
import { expect, test } from '../journey.ts';
import { io, type Socket } from 'socket.io-client';
import * as Y from 'yjs';
import { signIn, startProduct, type Product } from '../product.ts';
import { agendaItem, knock, stock, type Stock } from '../stock.ts';

let product: Product;
let live: { id: string; documents: Record<string, string> };
const open: Stock[] = [];

test.beforeAll(async () => {
	product = await startProduct('--demo');
	const cookie = await signIn(product.url, 'secretary');
	const list = (await (await fetch(`${product.url}/api/meetings?state=live`, { headers: { cookie } })).json()) as {
		items: { id: string }[];
	};
	const meeting = await fetch(`${product.url}/api/meetings/${list.items[0]?.id}`, { headers: { cookie } });
	live = (await meeting.json()) as typeof live;
});
test.afterEach(() => {
	for (const client of open.splice(0)) client.end();
});
test.afterAll(() => product.remove());

async function as(account: string, document: string, options: { saved?: boolean } = {}): Promise<Stock> {
	const client = stock(product.url, live.documents[document] ?? document, {
		cookie: await signIn(product.url, account),
		origin: product.url,
		...options
	});
	open.push(client);
	return client;
}
const titles = (doc: Y.Doc): string[] =>
	doc
		.getArray<Y.Map<unknown>>('items')
		.toArray()
		.map((item) => String(item.get('title')));

test('two stock clients edit the agenda together, and a third that comes later has all of it', async () => {
	const [one, other] = [await as('member-police', 'agenda', { saved: true }), await as('member-edu', 'agenda')];
	await expect.poll(() => one.provider.synced && other.provider.synced).toBe(true);
	one.doc.getArray('items').push([agendaItem('x-1', '冬季行车安全')]);
	other.doc.getArray('items').push([agendaItem('x-2', '食堂采购公开')]);
	await expect.poll(() => titles(one.doc)).toEqual(expect.arrayContaining(['冬季行车安全', '食堂采购公开']));
	await expect.poll(() => titles(other.doc)).toEqual(titles(one.doc));
	await expect.poll(() => one.saved()).toBeGreaterThan(0);
	const late = await as('observer', 'agenda');
	await expect.poll(() => titles(late.doc)).toEqual(titles(one.doc));
});

test('presence says who it is by the server’s word, not by the client’s', async () => {
	const [one, other] = [await as('member-police', 'agenda'), await as('member-edu', 'agenda')];
	await expect.poll(() => one.provider.synced && other.provider.synced).toBe(true);
	one.provider.awareness.setLocalStateField('user', { name: '召某', id: 'p-convener' });
	await expect
		.poll(() => JSON.stringify(other.provider.awareness.getStates().get(one.doc.clientID) ?? null))
		.toContain('卫某');
	expect(JSON.stringify([...other.provider.awareness.getStates().values()])).not.toContain('p-convener');
});

test('a connection without cookie, from a foreign page, to a foreign or missing document is refused with its code', async () => {
	const agenda = live.documents['agenda'] ?? '';
	const cookie = await signIn(product.url, 'member-edu');
	const outsider = await signIn(product.url, 'outsider');
	expect(await knock(product.url, agenda, { origin: product.url })).toBe(4401);
	expect(await knock(product.url, agenda, { cookie, origin: 'http://evil.example' })).toBe(403);
	expect(await knock(product.url, agenda, { cookie: outsider, origin: product.url })).toBe(4403);
	for (const name of ['meeting:none:agenda:1', `${agenda}0`, 'meeting:m:nothing:1', 'nonsense', '..%2f..']) {
		expect(await knock(product.url, name, { cookie, origin: product.url }), name).toBe(4404);
	}
	expect(await knock(product.url, agenda, { cookie, origin: product.url })).toBe('open');
});

test('a read-only connection that writes is closed with 4403 and nothing changes', async () => {
	const [writer, reader] = [await as('secretary', 'minutes'), await as('member-edu', 'minutes')];
	await expect.poll(() => writer.provider.synced && reader.provider.synced).toBe(true);
	const before = Y.encodeStateVector(writer.doc);
	reader.doc.getXmlFragment('minutes').insert(0, [new Y.XmlElement('paragraph')]);
	await expect.poll(() => reader.closed()).toBe(4403);
	const again = await as('secretary', 'minutes');
	await expect.poll(() => again.provider.synced).toBe(true);
	expect(Y.encodeStateVector(again.doc)).toEqual(before);
});

test('an update with a root that the document does not have is refused and changes nothing', async () => {
	const [bad, good] = [await as('member-police', 'agenda'), await as('member-edu', 'agenda')];
	await expect.poll(() => bad.provider.synced && good.provider.synced).toBe(true);
	bad.doc.getMap('secrets').set('a', 1);
	await expect.poll(() => bad.closed()).toBe(4400);
	expect([...good.doc.share.keys()]).not.toContain('secrets');
});

test('the stock socket.io-client follows the meeting and hears its events; polling alone is enough', async () => {
	for (const transports of [['websocket'], ['polling']]) {
		const cookie = await signIn(product.url, 'member-edu');
		const socket: Socket = io(product.url, { path: '/live', transports, extraHeaders: { cookie }, forceNew: true });
		const ask = (name: string, body: object): Promise<Record<string, unknown>> =>
			socket.timeout(5000).emitWithAck(name, body);
		const first = await ask('meetings/follow', { id: live.id });
		expect(first).toMatchObject({ ok: true, events: [] });
		expect(await ask('meetings/follow', { id: live.id, since: 0 })).toMatchObject({ ok: true, seq: first['seq'] });
		expect(await ask('meetings/end', { id: live.id })).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } });
		expect(await ask('meetings/follow', { id: '../..' })).toMatchObject({ ok: false });
		socket.disconnect();
	}
});

test('ending a session closes its document connections within a second', async () => {
	const cookie = await signIn(product.url, 'member-finance');
	const client = stock(product.url, live.documents['agenda'] ?? '', { cookie, origin: product.url });
	open.push(client);
	await expect.poll(() => client.provider.synced).toBe(true);
	const before = Date.now();
	await fetch(`${product.url}/api/session`, { method: 'DELETE', headers: { cookie, origin: product.url } });
	await expect.poll(() => client.closed(), { intervals: [20] }).toBe(4401);
	expect(Date.now() - before).toBeLessThan(1000);
});
