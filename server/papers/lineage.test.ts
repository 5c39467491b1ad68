/** Papers through the doors, where their item is moved, copied, listed again, gets another unit or another speaker. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addInternal, addItem, setUnit } from '#shared/agenda/document.ts';
import { openScene, pdf } from './scene.ts';

type Scene = Awaited<ReturnType<typeof openScene>>;
type Row = { id: string; from: { label: string } | null; mayChange: boolean; versions: { name: string }[] };
type Item = { itemId: string; handsIn: boolean; papers: Row[] };
let scene: Scene;
beforeEach(async () => {
	scene = await openScene();
	await scene.schedule('m-2');
});
afterEach(() => scene.close());

const ok = async (who: string, path: string, body: object = {}): Promise<void> => {
	expect(await scene.give(who, path, body)).toMatchObject({ status: 200 });
	await scene.house().grounds.outbox.drained();
};
const itemAt = async (who: string, itemId: string, meetingId = 'm-2'): Promise<Item> => {
	const { items } = (await scene.listed(who, `meetings/${meetingId}`)) as { items: Item[] };
	const found = items.find((item) => item.itemId === itemId);
	if (!found) throw new Error(`${itemId} is not in ${meetingId}`);
	return found;
};
const namesAt = async (who: string, itemId: string, meetingId?: string): Promise<readonly string[]> =>
	(await itemAt(who, itemId, meetingId)).papers.map(({ versions }) => versions.at(-1)?.name ?? '').toSorted();
const bring = (itemId: string, way: 'move' | 'copy'): Promise<void> =>
	ok('secretary', 'agenda/m-1/bring', { itemId, to: 'm-2', way });
const fetched = async (who: string, id: string): Promise<number> =>
	(await scene.read(who, `papers/${id}/versions/1`)).statusCode;

describe('[P17] an item of another meeting', () => {
	test('moved before the meeting, its papers go with it and are changed there; the level stays', async () => {
		const { id } = await scene.hand('police', pdf());
		await scene.hand('police', pdf('closed'), { name: '名册.pdf', level: 'need-to-know' });
		const item = scene.items.police;
		await bring(item, 'move');
		expect(await namesAt('health', `c-${item}`)).toEqual(['方案.pdf']);
		expect(await namesAt('police', `c-${item}`)).toEqual(['名册.pdf', '方案.pdf']);
		expect((await itemAt('health', `c-${item}`)).papers[0]).toMatchObject({ from: { label: '2026年第1次会议' } });
		const left = await scene.listed('police');
		expect([left.gone, left.missing]).toEqual([[], []]);
		expect((await scene.listed('police', 'meetings/m-2')).missing).toEqual([]);
		expect(scene.papers().namesAt('m-2', `c-${item}`)).toEqual(['方案.pdf']);
		const heard: string[] = [];
		scene.papers().heard((meetingId) => heard.push(meetingId));
		expect(await scene.hand('police', pdf('two'), { paperId: id, name: '二稿.pdf' })).toMatchObject({ status: 200 });
		expect(heard).toContain('m-2');
		expect(await namesAt('health', `c-${item}`)).toEqual(['二稿.pdf']);
		await ok('police', `papers/${id}/withdraw`, { reason: '误' });
		expect(await namesAt('police', `c-${item}`)).toHaveLength(2);
	});

	test('copied after the meeting, they are linked: what was handed in stays with its meeting', async () => {
		const { id } = await scene.hand('police', pdf());
		const withdrawn = await scene.hand('police', pdf('old'), { name: '旧稿.pdf' });
		await ok('police', `papers/${withdrawn.id}/withdraw`, { reason: '误' });
		await ok('secretary', 'meetings/m-1/publish');
		await ok('convener', 'meetings/m-1/start');
		await ok('convener', 'meetings/m-1/end');
		const item = scene.items.police;
		await bring(item, 'copy');
		expect(await namesAt('health', `c-${item}`)).toEqual(['方案.pdf']);
		expect(await namesAt('health', item, 'm-1')).toHaveLength(2);
		await ok('secretary', 'meetings/m-1/close');
		expect((await itemAt('police', `c-${item}`)).papers[0]).toMatchObject({ id, mayChange: false });
		expect(await scene.hand('police', pdf('two'), { paperId: id })).toMatchObject({ code: 'papers-closed' });
		const place = { meetingId: 'm-2', itemId: `c-${item}` };
		expect(await scene.hand('police', pdf('new'), { place, name: '新稿.pdf' })).toMatchObject({ status: 200 });
		expect(await namesAt('health', `c-${item}`)).toEqual(['新稿.pdf', '方案.pdf']);
		expect(await namesAt('health', item, 'm-1')).not.toContain('新稿.pdf');
	});

	test('a unit invited to that meeting alone reads what the level shows it', async () => {
		const [open, closed] = [
			await scene.hand('police', pdf()),
			await scene.hand('police', pdf('closed'), { level: 'need-to-know' })
		];
		await ok('secretary', 'meetings/m-2/reschedule', { invitedUnitIds: ['u-stranger'] });
		expect(await fetched('outsider', open.id)).toBe(404);
		await bring(scene.items.police, 'copy');
		expect([await fetched('outsider', open.id), await fetched('outsider', closed.id)]).toEqual([200, 404]);
		expect(await namesAt('outsider', `c-${scene.items.police}`)).toHaveLength(1);
	});

	test('an internal item takes nothing along, whatever a unit writes under its id', async () => {
		const { sync } = scene.house().grounds;
		await sync.edit('meeting:m-1:internal:1', (doc) => void addInternal(doc, { id: 'x', after: null, title: '人事' }));
		await ok('secretary', 'meetings/m-1/publish');
		await ok('convener', 'meetings/m-1/start');
		await ok('convener', 'meetings/m-1/next', { from: null });
		await sync.edit('meeting:m-1:agenda:1', (doc) => void addItem(doc, { id: 'x', title: '冒名', unitId: 'u-health' }));
		const place = { meetingId: 'm-1', itemId: 'x' };
		expect(await scene.hand('health', pdf(), { place })).toMatchObject({ status: 403 });
		const { id } = await scene.hand('secretary', pdf(), { place });
		await ok('convener', 'meetings/m-1/end');
		await bring('x', 'copy');
		await ok('secretary', 'meetings/m-2/reschedule', { invitedUnitIds: ['u-stranger'] });
		await sync.edit('meeting:m-2:agenda:1', (doc) => void addItem(doc, { id: 'c-x', unitId: 'u-stranger' }));
		expect(await namesAt('secretary', 'c-x')).toEqual([]);
		expect(await fetched('outsider', id)).toBe(404);
	});
});

describe('[P17] a topic that is listed again', () => {
	const listed = async (change: object = {}): Promise<{ id: string; itemId: string }> => {
		const topic = { unitId: 'u-school', title: '减速带', matter: '堵', facts: '有', request: '请', category: 'safety' };
		const { id } = await scene.give('teacher', 'councils/c-edu/draft-topic', { ...topic, ...change });
		await ok('teacher', `topics/${id}/propose`);
		await ok('secretary', `topics/${id}/accept`, { reason: '好' });
		await ok('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' });
		return { id, itemId: `t-${id}` };
	};
	const again = async (id: string): Promise<void> => {
		await ok('secretary', `topics/${id}/take-off`, { reason: '下次再议' });
		await ok('secretary', `topics/${id}/schedule`, { meetingId: 'm-2' });
	};

	test('has the papers that were handed in at the item before', async () => {
		const { id, itemId } = await listed();
		const handed = await scene.hand('secretary', pdf(), { place: { meetingId: 'm-1', itemId } });
		await again(id);
		expect(await namesAt('health', itemId)).toEqual(['方案.pdf']);
		expect((await itemAt('secretary', itemId)).papers[0]).toMatchObject({ id: handed.id, mayChange: true });
		expect((await scene.listed('secretary')).gone).toEqual([]);
	});

	test('with the level need-to-know shows nobody more than before', async () => {
		const { id, itemId } = await listed({ level: 'need-to-know' });
		const handed = await scene.hand('secretary', pdf(), { place: { meetingId: 'm-1', itemId } });
		await ok('secretary', 'meetings/m-2/reschedule', { invitedUnitIds: ['u-stranger'] });
		await again(id);
		expect(await fetched('outsider', handed.id)).toBe(404);
	});
});

describe('[P6] [P15] an item that is given to another unit', () => {
	test('lacks a paper for who may not read the one that is there, and is complete for the office', async () => {
		await scene.hand('police', pdf(), { level: 'need-to-know' });
		const { sync } = scene.house().grounds;
		await sync.edit('meeting:m-1:agenda:1', (doc) => void setUnit(doc, scene.items.police, 'u-health'));
		expect((await scene.listed('health')).missing).toEqual([scene.items.police, scene.items.health]);
		expect((await scene.listed('secretary')).missing).toEqual([scene.items.health]);
	});

	test('[P11] has room for as many as its unit sees are missing', async () => {
		for (let count = 0; count < 30; count += 1)
			expect(await scene.hand('police', pdf(`${count}`), { level: 'need-to-know' })).toMatchObject({ status: 200 });
		expect(await scene.hand('secretary', pdf('more'))).toMatchObject({ code: 'papers-too-many' });
		const { sync } = scene.house().grounds;
		await sync.edit('meeting:m-1:agenda:1', (doc) => void setUnit(doc, scene.items.police, 'u-health'));
		expect(await scene.hand('health', pdf('ours'))).toMatchObject({ status: 200 });
	});
});

test('[P5] the same upload at a second place is no paper there, and not called one', async () => {
	const { id, upload } = await scene.hand('secretary', pdf());
	const body = { upload, name: '方案.pdf', bytes: pdf().length, confirmed: true };
	const again = await scene.give('secretary', 'meetings/m-1/add-paper', { ...body, itemId: scene.items.health });
	expect(again).toMatchObject({ code: 'upload-gone' });
	expect(
		await scene.give('secretary', 'meetings/m-1/add-paper', { ...body, itemId: scene.items.police })
	).toMatchObject({ status: 200, id });
	expect(
		await scene.hand('secretary', pdf(), { upload, place: { meetingId: 'm-1', itemId: scene.items.health } })
	).toMatchObject({ status: 200 });
	expect(await scene.names('health')).toEqual(['方案.pdf', '方案.pdf']);
});

describe('[P2] [P6] who stands in for a unit', () => {
	const name = (): Promise<void> =>
		ok('police', 'attendance/m-1/name-stand-in', { unitId: 'u-police', personId: 'outsider' });

	test('hands papers in for it and reads what it may, for no other unit, and no longer than it lasts', async () => {
		const closed = await scene.hand('police', pdf('closed'), { level: 'need-to-know' });
		const other = await scene.hand('health', pdf('other'), {
			level: 'need-to-know',
			place: { meetingId: 'm-1', itemId: scene.items.health }
		});
		expect(await scene.hand('outsider', pdf())).toMatchObject({ status: 404 });
		await ok('secretary', 'meetings/m-1/publish');
		await name();
		expect((await itemAt('outsider', scene.items.police, 'm-1')).handsIn).toBe(true);
		const { id } = await scene.hand('outsider', pdf());
		expect((await itemAt('police', scene.items.police, 'm-1')).papers).toHaveLength(2);
		expect([await fetched('outsider', closed.id), await fetched('outsider', other.id)]).toEqual([200, 404]);
		const place = { meetingId: 'm-1', itemId: scene.items.health };
		expect(await scene.hand('outsider', pdf('two'), { place })).toMatchObject({ status: 403 });
		await ok('police', 'attendance/m-1/withdraw-stand-in', { unitId: 'u-police' });
		expect([await fetched('outsider', closed.id), await fetched('outsider', id)]).toEqual([404, 404]);
		expect(await scene.hand('outsider', pdf('three'))).toMatchObject({ status: 404 });
	});
});
