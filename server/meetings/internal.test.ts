import { afterAll, beforeAll, expect, test } from 'vitest';
import { addInternal, addItem, addSection, removeItem } from '#shared/agenda/document.ts';
import { closeScene, openScene, type Scene } from './scene.ts';

const SECRET = '人事调整建议';
let scene: Scene;
beforeAll(async () => {
	scene = await openScene();
	const { sync } = scene.house.grounds;
	await sync.edit('meeting:m-1:agenda:1', (doc) => {
		addSection(doc, { id: 'first', title: '听取汇报' }, null);
	});
	await sync.edit('meeting:m-1:internal:1', (doc) => {
		addInternal(doc, { id: 'x', after: 'm-1-1', title: SECRET, unitId: 'u-finance', minutes: 25 });
	});
});
afterAll(() => closeScene(scene));

type Agenda = {
	readonly items: readonly { readonly id: string; readonly title: string; readonly standing: string }[];
	readonly outline: readonly { readonly id: string }[];
	readonly plannedMinutes: number;
	readonly expectedEnd: number;
};
const agendaOf = (who: string): Promise<Agenda> => scene.read(who, '/agenda');
const ids = ({ items }: Agenda): readonly string[] => items.map(({ id }) => id);

test('[G9] [G13] headings are told beside the items; internal items to chairs and office only', async () => {
	const [office, liaison] = [await agendaOf('secretary'), await agendaOf('of-u-police')];
	expect(ids(office)).toEqual(['m-1-1', 'x', 'm-1-2', 'm-1-3']);
	expect(ids(liaison)).toEqual(['m-1-1', 'm-1-2', 'm-1-3']);
	expect(liaison.outline.map(({ id }) => id)).toEqual(['first', 'm-1-1', 'm-1-2', 'm-1-3']);
	expect(office.outline).toHaveLength(5);
	expect(JSON.stringify(liaison)).not.toContain(SECRET);
});

test('[G14] [G15] on the table everybody sees that it is there and how long it takes, and no word of it', async () => {
	await scene.give('secretary', 'publish');
	expect((await agendaOf('of-u-police')).plannedMinutes).toBe(70);
	await scene.give('convener', 'start');
	await scene.give('convener', 'next', { from: null });
	const before = [await agendaOf('secretary'), await agendaOf('of-u-police')];
	expect(before[1]?.expectedEnd).toBe(before[0]?.expectedEnd);
	const told = await scene.house.ask('convener', {
		method: 'POST',
		url: '/api/meetings/m-1/next',
		payload: { from: 'm-1-1' }
	});
	expect(told.json().events.at(-1).item).toEqual({
		id: 'x',
		title: '内部事项',
		unitId: null,
		minutes: 25,
		internal: true
	});
	const after = await agendaOf('of-u-police');
	expect(after.items.at(-1)).toMatchObject({ id: 'x', title: '内部事项', standing: 'open', removed: false });
	expect((await agendaOf('convener')).items[1]).toMatchObject({ id: 'x', title: SECRET, standing: 'open' });
	for (const who of ['of-u-police', 'leader', 'observer'])
		for (const path of ['', '/agenda', '/attendance', '/minutes'])
			expect(JSON.stringify(await scene.read(who, path))).not.toContain(SECRET);
	const facts = scene.house.grounds.storage.facts('meetings:m-1', 0);
	expect(JSON.stringify(facts)).not.toContain(SECRET);
});

test('[G13] [G14] a unit that writes something under its id changes neither what the office reads nor what others do', async () => {
	const { sync } = scene.house.grounds;
	await sync.edit('meeting:m-1:agenda:1', (doc) => void addItem(doc, { id: 'x', title: '冒名', unitId: 'u-police' }));
	const [office, liaison] = [await agendaOf('secretary'), await agendaOf('of-u-police')];
	expect(office.items[1]).toMatchObject({ id: 'x', title: SECRET, standing: 'open' });
	expect(liaison.items.filter(({ id }) => id === 'x')).toMatchObject([{ title: '内部事项', standing: 'open' }]);
	expect(JSON.stringify([office, liaison.items])).not.toContain('冒名');
	await sync.edit('meeting:m-1:agenda:1', (doc) => void removeItem(doc, 'x'));
});

test('[G9] nobody goes to a heading, also by name', async () => {
	expect(await scene.give('convener', 'next', { from: 'x', to: 'first' })).toMatchObject({ told: 'item-not-found' });
	expect(await scene.give('convener', 'park', { itemId: 'first' })).toMatchObject({ told: 'item-not-found' });
	expect(await scene.give('convener', 'next', { from: 'x' })).toMatchObject({ told: ['item-left', 'item-entered'] });
});

test('[G9] items added to an agenda that has headings are items', async () => {
	await scene.house.grounds.sync.edit('meeting:m-1:agenda:1', (doc) => void addItem(doc, { id: 'new', title: '新' }));
	expect(ids(await agendaOf('of-u-police'))).toContain('new');
});
