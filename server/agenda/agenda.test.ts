import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addAction } from '#shared/actions/document.ts';
import { addInternal, addItem, readAgenda, readInternal, readOutcomes, removeItem } from '#shared/agenda/document.ts';
import { openDecisions } from '#server/decisions/index.ts';
import { openFollowups } from '#server/followups/index.ts';
import { closeScene, openScene, type Scene } from '#server/meetings/scene.ts';
import { openAgenda } from './index.ts';

let scene: Scene;
beforeEach(async () => {
	scene = await openScene();
	const { units, meetings, house } = scene;
	const councils = { council: units.council, councils: units.councils, units: units.all };
	const decisions = openDecisions(house.grounds, { meetings, councils });
	const followups = openFollowups(house.grounds, { councils });
	openAgenda(house.grounds, { meetings, units, decisions, followups });
	await scene.schedule('m-2');
});
afterEach(() => closeScene(scene));

const ask = async (who: string, path: string, payload?: object) => {
	const url = `/api/agenda/${path}`;
	const answer = await scene.house.ask(who, payload ? { method: 'POST', url, payload } : { url });
	await scene.house.grounds.outbox.drained();
	const body = answer.json();
	return { status: answer.statusCode, told: body.code ?? body.events?.map(({ type }: { type: string }) => type), body };
};
const bring = (who: string, itemId: string, more: object = {}) =>
	ask(who, 'm-1/bring', { itemId, to: 'm-2', way: 'copy', ...more });
async function titles(id: string, part: 'agenda' | 'internal' = 'agenda'): Promise<readonly string[]> {
	const doc = await scene.house.grounds.sync.read(`meeting:${id}:${part}:1`);
	const items = part === 'agenda' ? readAgenda(doc) : readInternal(doc);
	doc.destroy();
	return items.map(({ id: itemId, title }) => `${itemId} ${title}`);
}
const own = ['m-2-1 校园安全', 'm-2-2 资金拨付', 'm-2-3 学位预测'];

const post = async (who: string, path: string, payload: object = {}): Promise<void> => {
	const answer = await scene.house.ask(who, { method: 'POST', url: `/api/${path}`, payload });
	if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
	await scene.house.grounds.outbox.drained();
};

/** The first item of m-1 is on the table and concluded, with one action. */
async function conclude(): Promise<void> {
	await scene.begin();
	for (const unit of ['police', 'finance', 'health']) await post(`of-u-${unit}`, 'attendance/m-1/check-in');
	await scene.house.grounds.sync.edit('meeting:m-1:actions:1', (doc) => {
		addAction(doc, { id: 'a-1', text: '校门口施划减速标线', leadUnitId: 'u-police', dueOn: '2027-01-15' });
	});
	const body = { itemId: 'm-1-1', kind: 'agreed', text: '请公安局继续研究', actionIds: ['a-1'] };
	await post('convener', 'decisions/m-1/conclude', body);
}

describe('an item to the next meeting', () => {
	test('[G19] copied twice, by two people, it is there once', async () => {
		const both = await Promise.all([bring('secretary', 'm-1-1'), bring('convener', 'm-1-1')]);
		expect(both.map(({ told }) => told).toSorted()).toEqual([[], ['item-brought']]);
		expect(await titles('m-2')).toEqual([...own, 'c-m-1-1 校园安全']);
		expect(await titles('m-1')).toHaveLength(3);
	});

	test('[G20] moved before the meeting it leaves that agenda and does not count there', async () => {
		await bring('secretary', 'm-1-2', { way: 'move' });
		expect(await titles('m-1')).toEqual(['m-1-1 校园安全', 'm-1-3 学位预测']);
		expect(await titles('m-2')).toContain('c-m-1-2 资金拨付');
		const { body } = await ask('of-u-police', 'm-2');
		expect(body.brought['c-m-1-2']).toMatchObject({ way: 'move', lineage: [], from: { meetingId: 'm-1' } });
	});

	test('[G20] after the meeting what was concluded comes along, and the record stays', async () => {
		await conclude();
		expect(await bring('secretary', 'm-1-1', { withOutcome: true })).toMatchObject({ told: 'meeting-not-ended' });
		await scene.give('convener', 'end');
		await bring('secretary', 'm-1-1', { way: 'move', withOutcome: true });
		const doc = await scene.house.grounds.sync.read('meeting:m-2:agenda:1');
		const outcomes = readOutcomes(doc);
		doc.destroy();
		expect(outcomes.get('c-m-1-1')).toBe('请公安局继续研究\n第1次-2 校门口施划减速标线');
		expect(await titles('m-1')).toHaveLength(3);
		expect((await ask('of-u-police', 'm-2')).body.brought['c-m-1-1'].lineage).toMatchObject([{ meetingId: 'm-1' }]);
	});

	test('[G20] without its outcome, nothing of what was concluded comes along', async () => {
		await conclude();
		await scene.give('convener', 'end');
		await bring('secretary', 'm-1-1');
		expect(await titles('m-2')).toContain('c-m-1-1 校园安全');
		expect((await ask('of-u-police', 'm-2')).body.outcomes).toEqual({});
	});

	test('[G14] [G20] an internal item stays internal, and no event has a word of it', async () => {
		const { sync, storage } = scene.house.grounds;
		await sync.edit('meeting:m-1:internal:1', (doc) => {
			addInternal(doc, { id: 'x', after: null, title: '人事调整', minutes: 25 });
		});
		await bring('secretary', 'x', { way: 'move', withOutcome: true });
		expect(await titles('m-2', 'internal')).toEqual(['c-x 人事调整']);
		expect(await titles('m-1', 'internal')).toEqual([]);
		expect(await titles('m-2')).toEqual(own);
		expect(JSON.stringify(storage.facts('agenda:m-2', 0))).not.toContain('人事');
	});

	test.each([
		['its words are there', false],
		['its words are gone', true]
	])('[G13] [G14] what a unit wrote under the id of an internal item carries nothing over: %s', async (_, isGone) => {
		const { sync } = scene.house.grounds;
		await sync.edit('meeting:m-1:internal:1', (doc) => {
			addInternal(doc, { id: 'x', after: null, title: '人事调整', minutes: 25 });
		});
		await scene.begin();
		for (const unit of ['police', 'finance', 'health']) await post(`of-u-${unit}`, 'attendance/m-1/check-in');
		const body = { itemId: 'x', kind: 'agreed', text: '同意调整方案', actionIds: [] };
		await post('convener', 'decisions/m-1/conclude', body);
		// On the table its id became known to all.
		await sync.edit('meeting:m-1:agenda:1', (doc) => void addItem(doc, { id: 'x', title: '冒名', unitId: 'u-police' }));
		if (isGone) await sync.edit('meeting:m-1:internal:1', (doc) => void removeItem(doc, 'x'));
		await post('convener', 'meetings/m-1/end');
		expect(await bring('secretary', 'x', { withOutcome: true })).toMatchObject({ told: ['item-brought'] });
		expect(await titles('m-2', 'internal')).toEqual([`c-x ${isGone ? '内部事项' : '人事调整'}`]);
		expect(await titles('m-2')).toEqual(own);
		const told = (await ask('of-u-police', 'm-2')).body;
		expect([told.outcomes, JSON.stringify(told)]).toEqual([{}, expect.not.stringContaining('同意调整')]);
	});

	test('[G18] units bring nothing, nobody brings what is not there, and not into a meeting that began', async () => {
		expect((await bring('of-u-police', 'm-1-1')).status).toBe(403);
		expect((await bring('leader', 'm-1-1')).status).toBe(403);
		expect(await bring('secretary', 'gone')).toMatchObject({ told: 'item-not-found' });
		expect(await bring('secretary', 'm-1-1', { to: 'm-9' })).toMatchObject({ told: 'not-found' });
		expect(await bring('secretary', 'm-1-1', { way: 'steal' })).toMatchObject({ told: 'bad-request' });
		await scene.begin('m-2');
		expect(await bring('secretary', 'm-1-1')).toMatchObject({ told: 'meeting-began' });
	});

	test('[G18] the meetings it may go to are those being prepared', async () => {
		expect((await ask('secretary', 'm-1/targets')).body.items).toMatchObject([{ id: 'm-2' }]);
		await scene.begin('m-2');
		expect((await ask('secretary', 'm-1/targets')).body.items).toEqual([]);
		expect((await ask('of-u-police', 'm-1/targets')).status).toBe(403);
	});
});

describe('[G21] item 1', () => {
	test('the office sees what the ledger offers; what it does not offer is refused; a unit may not ask', async () => {
		expect((await ask('secretary', 'm-2/ledger')).body).toEqual({ since: null, lines: [] });
		expect((await ask('of-u-police', 'm-2/ledger')).status).toBe(403);
		expect(await ask('secretary', 'm-2/list-ledger', { followupIds: ['f-9'] })).toMatchObject({
			told: 'ledger-changed'
		});
		expect((await ask('of-u-police', 'm-2/list-ledger', { followupIds: ['f-9'] })).status).toBe(403);
		expect(await ask('secretary', 'm-2/list-ledger', { followupIds: [] })).toMatchObject({ told: 'bad-request' });
	});

	test('what waits for a decision is offered, ticked once, and stands in front as it was that day', async () => {
		await conclude();
		await post('convener', 'meetings/m-1/end');
		const listed = (await scene.house.ask('secretary', { url: '/api/followups' })).json();
		const id: string = listed.items[0].id;
		await post('secretary', `followups/${id}/assign`);
		await post('of-u-police', `followups/${id}/receive`);
		await post('of-u-police', `followups/${id}/return`, { reason: '应由交通运输局牵头' });
		const { since, lines } = (await ask('secretary', 'm-2/ledger')).body;
		expect([since, lines]).toEqual(['2026-11-23', [expect.objectContaining({ followupId: id, group: 'to-decide' })]]);
		await scene.house.grounds.sync.edit('meeting:m-2:agenda:1', (doc) => {
			addItem(doc, { id: 'of-template', title: '上次议定事项落实情况' });
		});
		expect((await ask('secretary', 'm-2/list-ledger', { followupIds: [id] })).told).toEqual(['ledger-listed']);
		expect((await ask('convener', 'm-2/list-ledger', { followupIds: [id] })).told).toEqual([]);
		expect(await titles('m-2')).toEqual(['f-m-2 上次议定事项落实情况', ...own]);
		await post('secretary', `followups/${id}/decide-return`, { accept: false, reason: '仍由公安局办理' });
		expect((await ask('observer', 'm-2')).body.ledger).toMatchObject({ on: since, lines: [{ state: 'returned' }] });
	});
});
