import { afterEach, describe, expect, test } from 'vitest';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { openUnits, type Units } from './index.ts';

const open: House[] = [];
afterEach(async () => {
	for (const house of open.splice(0)) {
		await house.close();
		house.remove();
	}
});

const rows = '县教育局,部门,,教育局\n县财政局,部门,,财政局\n东河镇,镇,\n上湾村,村,东河镇';

async function county(): Promise<{ house: House; units: Units; idOf: (name: string) => string }> {
	const house = await openHouse();
	open.push(house);
	const units = openUnits(house.grounds);
	const founded = await units.foundCounty('示范县', rows, TODAY);
	if (!founded.ok) throw new Error(founded.refusal.code);
	const idOf = (name: string): string => units.all().find((unit) => unit.name === name)?.id ?? '';
	await house.person('admin', units.rootUnitId() ?? '', { role: 'administrator' });
	await house.person('secretary', idOf('县教育局'), { role: 'secretary', councilId: 'c-edu' });
	await house.person('liaison', idOf('县财政局'), { role: 'liaison', unitId: idOf('县财政局') });
	await house.person('outsider', idOf('东河镇'));
	return { house, units, idOf };
}

async function withCouncil() {
	const opened = await county();
	const { house, idOf } = opened;
	const answer = await house.ask('admin', {
		method: 'POST',
		url: '/api/councils/c-edu/found',
		payload: {
			name: '教育工作联席会议',
			leadUnitId: idOf('县教育局'),
			memberUnitIds: [idOf('县教育局'), idOf('县财政局')]
		}
	});
	expect(answer.statusCode).toBe(200);
	return opened;
}

describe('units', () => {
	test('[U7] the first run founds the county once; the tree is read by kind, by parent and in pages', async () => {
		const { house, units, idOf } = await county();
		expect(await units.foundCounty('示范县', '', TODAY)).toMatchObject({ refusal: { code: 'already-set-up' } });
		const read = async (query: string) => (await house.ask('outsider', { url: `/api/units${query}` })).json();
		expect((await read('')).items).toHaveLength(5);
		expect((await read('?kind=department')).items.map(({ shortName }: { shortName: string }) => shortName)).toEqual([
			'教育局',
			'财政局'
		]);
		expect((await read(`?parentId=${idOf('东河镇')}`)).items).toMatchObject([{ name: '上湾村' }]);
		const first = await read('?limit=2');
		const second = await read(`?limit=3&cursor=${first.next}`);
		expect([...first.items, ...second.items].map(({ name }: { name: string }) => name)).toEqual(
			units.all().map(({ name }) => name)
		);
		expect(second.next).toBeNull();
	});

	test.each([
		['admin', '石桥村,村,东河镇', 200, undefined],
		['admin', '石桥村,处室,东河镇', 422, 'rows-wrong'],
		['admin', '', 422, 'rows-wrong'],
		['secretary', '石桥村,村,东河镇', 403, 'not-allowed'],
		[null, '石桥村,村,东河镇', 401, 'not-signed-in']
	])('[U2] %s pastes %j: %i %s', async (who, text, status, code) => {
		const { house, units } = await county();
		const url = `/api/units/${units.rootUnitId()}/import`;
		const answer = await house.ask(who, { method: 'POST', url, payload: { text } });
		expect(answer.statusCode).toBe(status);
		expect(answer.json().code).toBe(code);
		expect(units.all()).toHaveLength(status === 200 ? 6 : 5);
	});

	test('[U5] a unit is followed by another; one that is none is not found', async () => {
		const { house, units, idOf } = await county();
		const give = (id: string, successorId: string) =>
			house.ask('admin', { method: 'POST', url: `/api/units/${id}/succeed`, payload: { successorId } });
		expect((await give(idOf('县财政局'), idOf('县教育局'))).statusCode).toBe(200);
		expect(units.unit(idOf('县财政局'))?.successorId).toBe(idOf('县教育局'));
		expect((await give('nowhere', idOf('县教育局'))).statusCode).toBe(404);
		expect((await house.ask('outsider', { url: '/api/units/nowhere' })).statusCode).toBe(404);
	});

	test('[U2] units and councils survive a restart', async () => {
		const { house } = await withCouncil();
		await house.close();
		open.splice(open.indexOf(house), 1);
		const again = await openHouse(house.folder);
		open.push(again);
		const units = openUnits(again.grounds);
		expect(units.all()).toHaveLength(5);
		expect(units.council('c-edu')?.name).toBe('教育工作联席会议');
	});
});

describe('councils', () => {
	test.each([
		['secretary', 200, ['c-edu']],
		['liaison', 200, ['c-edu']],
		['admin', 200, ['c-edu']],
		['outsider', 403, []]
	])('[U6] %s reads the council: %i', async (who, status, listed) => {
		const { house } = await withCouncil();
		const list = (await house.ask(who, { url: '/api/councils' })).json();
		expect(list.items.map(({ id }: { id: string }) => id)).toEqual(listed);
		expect((await house.ask(who, { url: '/api/councils/c-edu' })).statusCode).toBe(status);
		expect((await house.ask(who, { url: '/api/councils/c-none' })).statusCode).toBe(404);
	});

	test('[U6] it names its members, its settings and who holds a role', async () => {
		const { house } = await withCouncil();
		expect((await house.ask('secretary', { url: '/api/councils/c-edu' })).json()).toMatchObject({
			settings: { quorum: null, plannedMinutes: 90, followups: {} },
			members: [{ shortName: '教育局' }, { shortName: '财政局' }],
			people: [{ id: 'secretary', roles: ['secretary'] }]
		});
	});

	test.each([
		[{ settings: { followups: { termDays: 20 } } }, 200],
		[{ settings: { followups: { termDays: 'x' } } }, 400],
		[{ settings: { followups: { unheardOf: 1 } } }, 400],
		[{ memberUnitIds: ['u-none'] }, 422],
		[{ id: 'c-other' }, 400]
	])('[U6] changing %j answers %i', async (payload, status) => {
		const { house, units } = await withCouncil();
		const before = units.council('c-edu');
		const answer = await house.ask('admin', { method: 'POST', url: '/api/councils/c-edu/change', payload });
		expect(answer.statusCode).toBe(status);
		expect(units.council('c-edu') === before).toBe(answer.statusCode !== 200);
		expect(units.council('c-edu')?.followupSettings.termDays).toBe(answer.statusCode === 200 ? 20 : undefined);
	});
});
