import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { readAgenda, titleOf } from '#shared/agenda/document.ts';
import { closeScene, openScene, type Scene } from './scene.ts';

let scene: Scene;
let url: string;
beforeAll(async () => {
	scene = await openScene();
	await scene.house.person('admin', 'u-county', { role: 'administrator' });
	url = (await scene.house.listen()).replace('http:', 'ws:');
});
afterAll(() => closeScene(scene));

/** The stock client of somebody; its Origin is our own. */
async function connect(who: string, name: string) {
	const cookie = await scene.house.cookieOf(who);
	const origin = url.replace('ws:', 'http:');
	class Socket extends WebSocket {
		constructor(address: string | URL, protocols?: string | string[]) {
			super(address, protocols, { headers: { cookie, origin } });
		}
	}
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(`${url}/sync`, name, doc, {
		WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
		disableBc: true
	});
	onTestFinished(() => provider.destroy());
	const closed = new Promise<number>((resolve) =>
		provider.on('connection-close', (event) => event && resolve(event.code))
	);
	const synced = new Promise<'synced'>((resolve) => provider.on('sync', (isSynced) => isSynced && resolve('synced')));
	return { doc, closed, first: Promise.race([closed, synced]) };
}

/** Reading and writing, as seen by the stock client: "write", "read" (a write closes with 4403), or the closing code. */
async function rightOf(who: string, name: string): Promise<string | number> {
	const { doc, closed, first } = await connect(who, name);
	const begun = await first;
	if (begun !== 'synced') return begun;
	const { sync } = scene.house.grounds;
	const mine = `by-${who}`;
	if (name.includes('minutes')) doc.getXmlFragment('minutes').push([new Y.XmlElement(mine)]);
	else doc.getArray('items').push([new Y.Map([['id', mine]])]);
	const deadline = new AbortController();
	const written = (async () => {
		while (!deadline.signal.aborted) {
			const copy = await sync.read(name);
			const text =
				JSON.stringify(copy.toJSON()) +
				copy.getXmlFragment('minutes').toString() +
				JSON.stringify(copy.getArray('items').toJSON());
			copy.destroy();
			if (text.includes(mine)) return 'write';
			await new Promise((resolve) => setImmediate(resolve));
		}
		return 'stopped';
	})();
	const right = await Promise.race([written, closed]);
	deadline.abort();
	return right === 4403 ? 'read' : right;
}

describe('the drafts of a meeting', () => {
	test.each([
		['secretary', 'write', 'write', 'write'],
		['convener', 'write', 'write', 'read'],
		['deputy', 'write', 'write', 'read'],
		['of-u-police', 'write', 'write', 'read'],
		['leader', 'read', 'read', 'read'],
		['observer', 'read', 'read', 'read'],
		['outsider', 4403, 4403, 4403],
		['of-u-guest', 4403, 4403, 4403]
	])('[M15] %s: agenda %s, actions %s, minutes %s', async (...given) => {
		const [who, ...rights] = given;
		const names = ['agenda', 'actions', 'minutes'].map((part) => `meeting:m-1:${part}:1`);
		const found: unknown[] = [];
		for (const name of names) found.push(await rightOf(who, name));
		expect(found).toEqual(rights);
	});

	test.each([
		['secretary', 'write', 4403],
		['convener', 'write', 'write'],
		['deputy', 'write', 'write'],
		['of-u-police', 4403, 4403],
		['of-u-guest', 4403, 4403],
		['leader', 4403, 4403],
		['observer', 4403, 4403],
		['outsider', 4403, 4403],
		['admin', 4403, 4403]
	])('[G13] [G16] %s: internal items %s, notes %s', async (who, internal, notes) => {
		expect([await rightOf(who, 'meeting:m-1:internal:1'), await rightOf(who, 'meeting:m-1:notes:1')]).toEqual([
			internal,
			notes
		]);
	});

	test.each([
		['secretary', ['actions', 'agenda', 'internal', 'minutes']],
		['convener', ['actions', 'agenda', 'internal', 'minutes', 'notes']],
		['of-u-police', ['actions', 'agenda', 'minutes']]
	])('[G13] [G16] %s is told of %j', async (who, names) => {
		const { documents } = await scene.read(who);
		expect(Object.keys(documents).toSorted()).toEqual(names);
	});

	test.each(['internal', 'notes'])('[G13] %s takes no other roots', async (part) => {
		const { doc, closed, first } = await connect('convener', `meeting:m-1:${part}:1`);
		expect(await first).toBe('synced');
		doc.getMap('more').set('a', 1);
		expect(await closed).toBe(4400);
	});

	test.each([
		'meeting:m-none:agenda:1',
		'meeting:m-1:secrets:1',
		'meeting:m-1:agenda:2',
		'meeting:m-1:1',
		'other:m-1:agenda:1'
	])('[M15] there is no %s', async (name) => {
		const { first } = await connect('secretary', name);
		expect(await first).toBe(4404);
	});

	test('[M15] whoever is no longer invited is shown out of the drafts', async () => {
		await scene.schedule('m-2');
		await scene.give('secretary', 'reschedule', { invitedUnitIds: ['u-guest'] }, 'm-2');
		const { closed, first } = await connect('of-u-guest', 'meeting:m-2:agenda:1');
		expect(await first).toBe('synced');
		await scene.give('secretary', 'reschedule', { invitedUnitIds: [] }, 'm-2');
		expect(await closed).toBe(4403);
	});

	test('[M15] [A10] whoever stands in no longer is shown out of the drafts', async () => {
		await scene.schedule('m-5');
		await scene.give('secretary', 'publish', {}, 'm-5');
		const address = '/api/attendance/m-5';
		const give = (verb: string, payload: object) =>
			scene.house.ask('of-u-police', { method: 'POST', url: `${address}/${verb}`, payload });
		expect((await give('name-stand-in', { personId: 'outsider' })).statusCode).toBe(200);
		const { closed, first } = await connect('outsider', 'meeting:m-5:agenda:1');
		expect(await first).toBe('synced');
		expect((await give('withdraw-stand-in', {})).statusCode).toBe(200);
		expect(await closed).toBe(4403);
	});

	test('[M16] what is typed into the agenda after the meeting was closed is kept aside, never applied', async () => {
		await scene.schedule('m-3');
		const { grounds } = scene.house;
		const { doc, closed, first } = await connect('of-u-police', 'meeting:m-3:agenda:1');
		expect(await first).toBe('synced');
		await scene.begin('m-3');
		await scene.give('convener', 'end', {}, 'm-3');
		await scene.give('secretary', 'close', {}, 'm-3');
		await grounds.outbox.drained();
		titleOf(doc, 'm-3-1')?.insert(0, '迟到的');
		expect(await closed).toBe(4409);
		const copy = await grounds.sync.read('meeting:m-3:agenda:1');
		expect(readAgenda(copy)[0]?.title).toBe('校园安全');
		copy.destroy();
		expect(grounds.sync.late('meeting:m-3:agenda:1')).toHaveLength(1);
	});

	test('[G17] internal items and notes are sealed with the meeting', async () => {
		await scene.schedule('m-4');
		await scene.begin('m-4');
		await scene.give('convener', 'end', {}, 'm-4');
		await scene.give('secretary', 'close', {}, 'm-4');
		const { sync, outbox } = scene.house.grounds;
		await outbox.drained();
		expect(['internal', 'notes'].map((part) => sync.isSealed(`meeting:m-4:${part}:1`))).toEqual([true, true]);
	});
});
