import { expect, onTestFinished, test } from 'vitest';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { openMeetings } from '#server/meetings/index.ts';
import { openUnits } from '#server/units/index.ts';
import { unit } from '#shared/units/scene.ts';
import { openReady } from './index.ts';

const council = 'c-edu';
const members = ['u-edu', 'u-finance', 'u-police'];

function build(house: House) {
	const units = openUnits(house.grounds);
	const meetings = openMeetings(house.grounds, { units });
	openReady(house.grounds, { meetings });
	return { units, meetings };
}

/** A council of three units and one meeting of it; a second time in the same folder it is found there. */
async function open(folder?: string) {
	const house = await openHouse(folder);
	onTestFinished(async () => {
		await house.close();
		house.remove();
	});
	const { units, meetings } = build(house);
	if (folder === undefined) {
		const by = { person: null, at: TODAY };
		const added = [...members, 'u-stranger'].map((id) => unit(id, 'department', 'u-county'));
		await units.add([unit('u-county', 'county', null), ...added], by);
		await units.found(council, { name: '教育工作联席会议', leadUnitId: 'u-edu', memberUnitIds: members }, by);
		await house.person('convener', 'u-county', { role: 'convener', councilId: council });
		const secretary = await house.person('secretary', 'u-edu', { role: 'secretary', councilId: council });
		await house.person('observer', 'u-stranger', { role: 'observer', councilId: council });
		await house.person('outsider', 'u-stranger', { role: 'liaison', unitId: 'u-stranger' });
		for (const id of members) await house.person(`of-${id}`, id, { role: 'liaison', unitId: id });
		const agenda = ['u-police', 'u-finance', 'u-edu'].map((unitId) => ({ title: unitId, unitId, minutes: 10 }));
		await meetings.schedule(council, { id: 'm-1', startsAt: TODAY, agenda }, { person: secretary, at: TODAY });
	}
	const give = async (who: string | null, verb: string, payload: object = {}) => {
		const url = `/api/${verb.includes('/') ? verb.replace('/', '/m-1/') : `meetings/m-1/${verb}`}`;
		const answer = await house.ask(who, { method: 'POST', url, payload });
		const body = answer.json<{ code?: string; events?: { type: string }[] }>();
		return { status: answer.statusCode, told: body.code ?? body.events?.map(({ type }) => type) };
	};
	const begin = async (): Promise<void> => {
		await give('secretary', 'publish');
		await give('convener', 'start');
		await give('convener', 'next', { from: null });
	};
	return { house, give, begin };
}
type Scene = Awaited<ReturnType<typeof open>>;

const POLICE = 'm-1-1';
const mark = (scene: Scene, who: string | null, level: string, itemId = POLICE) =>
	scene.give(who, 'ready/mark', { itemId, level });
const read = async ({ house }: Scene, who = 'observer') =>
	(await house.ask(who, { url: '/api/ready/m-1' })).json<{ items: readonly { itemId: string; level: string }[] }>();

test.each([
	['of-u-police', { itemId: POLICE, level: 'ready' }, 200, ['marked']],
	['secretary', { itemId: POLICE, level: 'papers' }, 200, ['marked']],
	['of-u-finance', { itemId: POLICE, level: 'ready' }, 422, 'ready-not-yours'],
	['convener', { itemId: POLICE, level: 'ready' }, 403, 'not-allowed'],
	['observer', { itemId: POLICE, level: 'ready' }, 403, 'not-allowed'],
	['outsider', { itemId: POLICE, level: 'ready' }, 403, 'not-allowed'],
	[null, { itemId: POLICE, level: 'ready' }, 401, 'not-signed-in'],
	['of-u-police', { itemId: 'm-9', level: 'ready' }, 422, 'item-not-found'],
	['of-u-police', { itemId: POLICE, level: 'almost' }, 400, 'bad-request'],
	['of-u-police', { itemId: POLICE, level: 'ready', unitId: 'u-edu' }, 400, 'bad-request']
])('[Y2] %s marks %j: %i %j', async (who, payload, status, told) => {
	const scene = await open();
	const answer = await scene.give(who, 'ready/mark', payload);
	expect([answer.status, answer.told]).toEqual([status, told]);
	expect((await read(scene)).items.filter(({ level }) => level !== 'none')).toHaveLength(status === 200 ? 1 : 0);
});

test('[Y3] pressed twice at once by two of the unit: recorded once', async () => {
	const scene = await open();
	const both = await Promise.all(['of-u-police', 'secretary'].map((who) => mark(scene, who, 'ready')));
	expect(both.map(({ told }) => told)).toEqual([['marked'], []]);
	expect(scene.house.grounds.storage.facts('ready:m-1', 0).map(({ type }) => type)).toEqual(['marked']);
});

test('[Y1] what the meeting has recorded meanwhile is judged first: nothing is marked on what is no longer so', async () => {
	const scene = await open();
	expect((await mark(scene, 'of-u-police', 'papers')).status).toBe(200);
	const { storage } = scene.house.grounds;
	const behind = { stream: 'meetings:m-1', type: 'ended', payload: { type: 'ended' }, personId: null, at: TODAY };
	await storage.record({ expect: [], facts: [behind], statements: [], outbox: [] });
	expect((await mark(scene, 'of-u-police', 'ready')).told).toBe('stale');
	expect(storage.facts('ready:m-1', 0)).toHaveLength(1);
});

test('[Y4] the room leaves the item, and its mark counts no longer', async () => {
	const scene = await open();
	await scene.begin();
	await mark(scene, 'of-u-police', 'ready');
	await mark(scene, 'of-u-finance', 'papers', 'm-1-2');
	expect((await read(scene)).items.map(({ level }) => level)).toEqual(['ready', 'papers', 'none']);
	await scene.give('convener', 'park', { itemId: POLICE });
	expect((await read(scene)).items.map(({ level }) => level)).toEqual(['none', 'papers', 'none']);
	await scene.give('convener', 'next', { from: null });
	await scene.give('convener', 'next', { from: 'm-1-2' });
	expect((await read(scene)).items.map(({ itemId, level }) => `${itemId} ${level}`)).toEqual([
		'm-1-1 none',
		'm-1-3 none'
	]);
	expect((await mark(scene, 'of-u-finance', 'ready', 'm-1-2')).told).toBe('item-settled');
});

test('[Y5] nobody outside the council reads them', async () => {
	const scene = await open();
	expect((await scene.house.ask('outsider', { url: '/api/ready/m-1' })).statusCode).toBe(403);
	expect((await scene.house.ask(null, { url: '/api/ready/m-1' })).statusCode).toBe(401);
});

test('[Y3] a restart changes nothing', async () => {
	const scene = await open();
	await mark(scene, 'of-u-police', 'papers');
	const before = await read(scene);
	await scene.house.close();
	expect(await read(await open(scene.house.folder))).toEqual(before);
	expect(before.items.map(({ level }) => level)).toEqual(['papers', 'none', 'none']);
});
