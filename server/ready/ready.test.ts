import { expect, onTestFinished, test } from 'vitest';
import { closeScene, openScene, type Scene } from '#server/meetings/scene.ts';
import { openReady } from './index.ts';

async function open(): Promise<Scene> {
	const scene = await openScene();
	onTestFinished(() => closeScene(scene));
	openReady(scene.house.grounds, { meetings: scene.meetings });
	return scene;
}

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
