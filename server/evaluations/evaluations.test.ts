import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { reasonOf, writtenReason, setMark, sheetName } from '#shared/evaluations/document.ts';
import type { RankingRow } from '#shared/evaluations/views.ts';
import { instantOf } from '#shared/foundation/time.ts';
import { openHouse, type House, type Who } from '#server/house/index.ts';

const period = '2026Q4';
const document = sheetName(period, 'u-police');
const houses = new Set<House>();
afterEach(async () => {
	for (const opened of houses) await opened.close();
	houses.clear();
});
async function house(folder?: string): Promise<House> {
	const opened = await openHouse(folder);
	houses.add(opened);
	return opened;
}

/** An evaluator's browser: the stock client on the sheet. */
async function browser(address: string, { cookieOf }: House, who: Who, name = document) {
	const headers = { cookie: await cookieOf(who), origin: `http://${address}` };
	class Socket extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols, { headers });
		}
	}
	const doc = new Y.Doc();
	const provider = new WebsocketProvider(`ws://${address}/sync`, name, doc, {
		WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
		disableBc: true
	});
	const closed: number[] = [];
	provider.on('connection-close', (event) => closed.push(event?.code ?? 0));
	onTestFinished(() => provider.destroy());
	return { doc, provider, closed };
}
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 5000, interval: 10 });

/** Marks written by the server itself, as the demonstration does. */
const mark = (opened: House, who: string, value: number | null, reason: string) =>
	opened.sync.edit(document, (doc) => {
		setMark(doc, who, value);
		reasonOf(doc, who).insert(0, reason);
	});
async function marked(): Promise<House> {
	const opened = await house();
	await mark(opened, 'p-evaluator', 4, '到场及时');
	await mark(opened, 'p-evaluator2', 5, '主动补位');
	return opened;
}
const settle = (opened: House, who: Who = 'convener', body: object = { unitId: 'u-police' }, key?: string) =>
	opened.post(who, `/api/evaluations/${period}/settle`, body, key);

async function closedInTime(opened: House, leadUnitId: string, who: Who): Promise<void> {
	const action = `a-${leadUnitId}`;
	await opened.propose({ id: action, text: '事项', leadUnitId, dueOn: '2026-12-11' });
	const discussed = [...opened.world.meeting.discussed, { id: `i-${leadUnitId}`, title: '' }];
	opened.world.meeting = { ...opened.world.meeting, discussed };
	const body = { itemId: `i-${leadUnitId}`, kind: 'agreed', text: '', actionIds: [action] };
	const { body: told } = await opened.post('convener', '/api/decisions/m-4/conclude', body);
	await opened.outbox.drained();
	const id = opened.followups.idOf((told['decisions'] as { id: string }[])[0]?.id ?? '');
	const steps: readonly (readonly [Who, string, object])[] = [
		['secretary', 'assign', {}],
		[who, 'receive', {}],
		[who, 'report', { text: '完成', percent: 100 }],
		[who, 'submit', { text: '完成', evidence: [{ text: '照片', ref: null }] }],
		['edu', 'verify', { text: '属实' }]
	];
	for (const [by, verb, asked] of steps) await opened.post(by, `/api/followups/${id}/${verb}`, asked);
}
const rowsOf = (body: Record<string, unknown>): readonly RankingRow[] =>
	(body['groups'] as { group: string; rows: RankingRow[] }[]).flatMap(({ rows }) => rows);

describe('a ranking', () => {
	test('[E1] [E12] is worked out from follow-ups, and every figure opens its evidence', async () => {
		const opened = await house();
		await closedInTime(opened, 'u-police', 'police');
		const { body } = await opened.get('finance', `/api/evaluations/${period}/ranking`);
		const [first, ...others] = rowsOf(body);
		expect(first).toMatchObject({ unitId: 'u-police', rank: 1, points: 55, possible: 55, score: 100 });
		expect(others.every(({ rank, score }) => rank === null && score === null)).toBe(true);
		const part = first?.parts[0];
		const evidence = part?.entry?.evidence[0];
		if (evidence?.kind !== 'followup') throw new Error('no evidence');
		const opens = await opened.get('finance', `/api/followups/${evidence.followupId}`);
		expect(opens).toMatchObject({ status: 200, body: { followup: { leadUnitId: 'u-police' } } });
		const unit = await opened.get('finance', `/api/evaluations/${period}/units/u-police`);
		expect(unit.body).toMatchObject({
			group: 'departments',
			of: 1,
			rank: 1,
			entries: [{ rule: 'on-time' }, { rule: 'first-pass' }]
		});
	});

	test('an overdue follow-up counts as late from the day after its deadline', async () => {
		const opened = await house();
		await opened.propose({ id: 'a-1', text: '事项', leadUnitId: 'u-finance', dueOn: '2026-12-11' });
		const body = { itemId: 'i-funds', kind: 'agreed', text: '', actionIds: ['a-1'] };
		const told = (await opened.post('convener', '/api/decisions/m-4/conclude', body)).body['decisions'] as {
			id: string;
		}[];
		await opened.outbox.drained();
		await opened.post('secretary', `/api/followups/${opened.followups.idOf(told[0]?.id ?? '')}/assign`, {});
		const points = async (date: string) => {
			opened.world.now = instantOf(date, 600);
			const { body: table } = await opened.get('leader', `/api/evaluations/${period}/ranking`);
			return rowsOf(table).find(({ unitId }) => unitId === 'u-finance')?.score;
		};
		expect(await points('2026-12-11')).toBeNull();
		expect(await points('2026-12-14')).toBe(0);
	});

	test('periods are listed with the present one, and a future one is not found', async () => {
		const opened = await house();
		const { body } = await opened.get('police', '/api/evaluations');
		expect(body['items']).toEqual([{ period, state: 'open', frozen: false, sealed: 0 }]);
		for (const wrong of ['2027Q1', '2026Q5', 'x'])
			expect((await opened.get('police', `/api/evaluations/${wrong}/ranking`)).status).toBe(404);
		expect((await opened.get('police', `/api/evaluations/${period}/units/u-nowhere`)).status).toBe(404);
		expect((await opened.get('outsider', `/api/evaluations/${period}/ranking`)).status).toBe(403);
		expect((await opened.get('police', `/api/evaluations/${period}/ranking?councilId=c-none`)).status).toBe(404);
	});
});

describe('the sheet', () => {
	test('[E13] [E3] two evaluators mark at the same time, the chair settles, and the ranking shows it', async () => {
		const opened = await house();
		const address = await opened.listen();
		const [one, two] = [await browser(address, opened, 'evaluator'), await browser(address, opened, 'evaluator2')];
		setMark(one.doc, 'p-evaluator', 4);
		reasonOf(one.doc, 'p-evaluator').insert(0, '到场及时');
		setMark(two.doc, 'p-evaluator2', 5);
		reasonOf(two.doc, 'p-evaluator2').insert(0, '主动补位');
		await soon(() => expect(writtenReason(one.doc, 'p-evaluator2')?.toString()).toBe('主动补位'));
		await soon(() => expect(writtenReason(two.doc, 'p-evaluator')?.toString()).toBe('到场及时'));
		const answer = await settle(opened);
		expect(answer).toMatchObject({ status: 200, body: { events: [{ type: 'settled', entry: { points: 13.5 } }] } });
		const { body } = await opened.get('police', `/api/evaluations/${period}/units/u-police`);
		expect(body).toMatchObject({ rank: 1, points: 13.5, possible: 15, sheet: { access: 'read', settled: true } });
		await opened.outbox.drained();
		expect(opened.sync.isSealed(document)).toBe(true);
		setMark(one.doc, 'p-evaluator', 1);
		await soon(() => expect(one.closed).toContain(4409));
		expect((await opened.get('police', `/api/evaluations/${period}/units/u-police`)).body['points']).toBe(13.5);
	});

	test('[E6] a mark in which another evaluator has written is not settled', async () => {
		const opened = await house();
		const address = await opened.listen();
		const [one, two] = [await browser(address, opened, 'evaluator'), await browser(address, opened, 'evaluator2')];
		setMark(one.doc, 'p-evaluator', 2);
		reasonOf(one.doc, 'p-evaluator').insert(0, '迟到');
		await soon(() => expect(writtenReason(two.doc, 'p-evaluator')?.toString()).toBe('迟到'));
		setMark(two.doc, 'p-evaluator', 5);
		setMark(two.doc, 'p-evaluator2', 5);
		reasonOf(two.doc, 'p-evaluator2').insert(0, '好');
		await soon(() => expect(writtenReason(one.doc, 'p-evaluator2')?.toString()).toBe('好'));
		expect(await settle(opened)).toMatchObject({
			status: 422,
			body: { code: 'mark-not-own', params: { name: 'evaluator' } }
		});
	});

	test.each([
		['own-evaluator', 'ownEvaluator', document, 4403],
		['an outsider', 'outsider', document, 4403],
		['the unit itself while it is open', 'police', document, 4403],
		['a sheet of a unit in no council', 'evaluator', sheetName(period, 'u-weather'), 4404],
		['a sheet of a period that has not begun', 'evaluator', sheetName('2027Q1', 'u-police'), 4404],
		['a sheet of the county itself', 'evaluator', sheetName(period, 'u-county'), 4404]
	] as const)('[E5] is closed to %s', async (...given) => {
		const [, who, name, code] = given;
		const opened = await house();
		const { closed } = await browser(await opened.listen(), opened, who, name);
		await soon(() => expect(closed).toContain(code));
	});

	test('[E5] before it is settled nobody of the office or the chair looks into the sheet of their own unit', async () => {
		const { get } = await house();
		const sheetOf = async (who: 'secretary' | 'deputy' | 'convener', unitId: string) => {
			const { body } = await get(who, `/api/evaluations/${period}/units/${unitId}`);
			return body['sheet'];
		};
		for (const who of ['secretary', 'deputy'] as const) {
			expect([who, await sheetOf(who, 'u-edu')]).toEqual([who, null]);
			expect([who, await sheetOf(who, 'u-police')]).toMatchObject([who, { access: 'read' }]);
		}
		expect(await sheetOf('convener', 'u-edu')).toMatchObject({ access: 'read' });
	});

	test('[E5] an office may read and not write; the ranking lists the sheets one may open', async () => {
		const opened = await marked();
		const { doc, closed } = await browser(await opened.listen(), opened, 'secretary');
		await soon(() => expect(doc.getMap('sheet').size).toBe(2));
		setMark(doc, 'p-secretary', 5);
		await soon(() => expect(closed).toContain(4403));
		const sheets = async (who: Who) => (await opened.get(who, `/api/evaluations/${period}/ranking`)).body['sheets'];
		expect(await sheets('evaluator')).toMatchObject({ 'u-police': { document, access: 'write', settled: false } });
		expect(await sheets('ownEvaluator')).not.toHaveProperty('u-police');
		expect(await sheets('finance')).toEqual({});
	});

	test.each([
		['[E4] with one mark only', async (opened: House) => mark(opened, 'p-evaluator', 4, '好'), 'too-few-marks'],
		[
			'[E4] without a reason',
			async (opened: House) => {
				await mark(opened, 'p-evaluator', 4, '好');
				await mark(opened, 'p-evaluator2', 4, ' ');
			},
			'mark-without-reason'
		],
		['[E7] with a mark of six', async (opened: House) => mark(opened, 'p-evaluator', 6, '好'), 'mark-out-of-range'],
		[
			'[E5] with a mark of the unit itself',
			async (opened: House) => mark(opened, 'p-own-evaluator', 5, '好'),
			'evaluator-of-own-unit'
		],
		[
			'[E6] with a mark of a secretary',
			async (opened: House) => mark(opened, 'p-secretary', 5, '好'),
			'not-an-evaluator'
		]
	])('is not settled %s', async (_, write, code) => {
		const opened = await house();
		await write(opened);
		expect((await settle(opened)).body['code']).toBe(code);
		expect(opened.storage.facts(`evaluations:${period}`)).toEqual([]);
	});

	test('who may settle', async () => {
		const opened = await marked();
		expect((await settle(opened, 'police')).status).toBe(403);
		expect((await settle(opened, 'evaluator')).status).toBe(403);
		expect((await settle(opened, 'secretary', { unitId: 'u-edu' })).status).toBe(403); // [E5] works there
		expect((await settle(opened, 'convener', { unitId: 'u-weather' })).status).toBe(404);
		expect((await opened.post('convener', '/api/evaluations/2027Q1/settle', { unitId: 'u-police' })).body['code']).toBe(
			'period-not-begun'
		);
		expect((await settle(opened, 'secretary')).status).toBe(200);
	});

	test('[E8] settled once, also by two at once, and the same press answers the same', async () => {
		const opened = await marked();
		const answers = await Promise.all([settle(opened), settle(opened, 'secretary')]);
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
		const again = await house();
		await mark(again, 'p-evaluator', 4, '好');
		await mark(again, 'p-evaluator2', 3, '一般');
		const first = await settle(again, 'convener', { unitId: 'u-police' }, 'press-0001');
		expect(await settle(again, 'convener', { unitId: 'u-police' }, 'press-0001')).toEqual(first);
		expect(first.status).toBe(200);
	});

	test('killed between the fact and the seal: sealed after the restart, points unchanged', async () => {
		const before = await marked();
		await before.outbox.stop();
		await settle(before);
		houses.delete(before);
		await before.close(true);
		const after = await house(before.folder);
		expect(after.sync.isSealed(document)).toBe(false);
		await after.outbox.drained();
		expect(after.sync.isSealed(document)).toBe(true);
		expect(after.evaluations.isSettled(period, 'u-police')).toBe(true);
		expect((await after.get('leader', '/api/evaluations')).body['items']).toMatchObject([{ period, sealed: 1 }]);
	});
});
