/** Attendance through the doors of a meeting: units, chairs, the office and a stand-in from outside. */
import { expect, onTestFinished, test } from 'vitest';
import { closeScene, openScene } from './scene.ts';

const wrong = (spoken: string): string => String((Number(spoken) + 1) % 10_000).padStart(4, '0');

async function published() {
	const scene = await openScene();
	onTestFinished(() => closeScene(scene));
	await scene.give('secretary', 'publish');
	return scene;
}

test('[A12] only chairs and office read the code; neither key nor codes are told to who follows', async () => {
	const { house, begin } = await published();
	await begin();
	const look = async (who: string) => house.ask(who, { url: '/api/attendance/m-1/door' });
	const statuses = await Promise.all(
		['convener', 'deputy', 'secretary', 'of-u-edu', 'leader', 'observer', 'outsider'].map(
			async (who) => (await look(who)).statusCode
		)
	);
	expect(statuses).toEqual([200, 200, 200, 403, 403, 403, 403]);
	const { code, spoken } = (await look('convener')).json<{ code: string; spoken: string }>();
	const come = async (who: string, with_: object) =>
		(await house.ask(who, { method: 'POST', url: '/api/attendance/m-1/check-in', payload: with_ })).json();
	expect(await come('of-u-edu', { code: wrong(spoken) })).toMatchObject({ code: 'wrong-code', status: 422 });
	expect(await come('of-u-edu', { code: spoken })).toMatchObject({ checkIn: { position: 1, way: 'spoken' } });
	expect(await come('of-u-edu', { code: 'long expired' })).toMatchObject({ checkIn: { position: 1, way: 'spoken' } });
	expect(await come('of-u-police', { code })).toMatchObject({ checkIn: { position: 2, way: 'qr' } });
	expect(await come('of-u-health', {})).toMatchObject({ checkIn: { position: 3, way: 'link' } });
	const told = JSON.stringify(house.grounds.storage.facts('attendance:m-1'));
	expect([told.includes(`"${spoken}"`), told.includes(code)]).toEqual([false, false]);
	expect(await look('convener')).toMatchObject({ statusCode: 200 });
	await house.ask('of-u-edu', { method: 'POST', url: '/api/attendance/m-1/renew-spoken', payload: {} });
	expect((await look('convener')).json()).toMatchObject({ spoken });
	await house.ask('secretary', { method: 'POST', url: '/api/attendance/m-1/renew-spoken', payload: {} });
	expect((await look('convener')).json<{ spoken: string }>().spoken).not.toBe(spoken);
});

test('[A8] [A9] [A10] asked, approved, stood in for: over the doors, and in the lists', async () => {
	const { house, give, read } = await published();
	const leave = { reason: '外出学习', standIn: { account: 'outsider', delegates: true } };
	expect(await give('of-u-police', 'attendance/ask-leave', { ...leave, standIn: { account: 'ghost' } })).toMatchObject({
		told: 'no-such-person'
	});
	expect((await read('outsider')).code).toBe('not-allowed');
	expect(await give('of-u-police', 'attendance/ask-leave', leave)).toMatchObject({
		told: ['leave-asked', 'stand-in-named']
	});
	expect((await read('outsider')).documents).toMatchObject({ agenda: expect.any(String) });
	for (const [who, status] of [
		['of-u-police', 403],
		['secretary', 403],
		['leader', 403],
		['convener', 200]
	] as const) {
		expect((await give(who, 'attendance/approve-leave', { unitId: 'u-police' })).status).toBe(status);
	}
	expect(await give('deputy', 'attendance/refuse-delegation', { unitId: 'u-police', reason: '' })).toMatchObject({
		told: 'reason-missing'
	});
	expect(await give('deputy', 'attendance/approve-delegation', { unitId: 'u-police' })).toMatchObject({ status: 200 });
	expect(await give('of-u-edu', 'attendance/answer', { coming: ['of-u-edu', 'of-u-health'] })).toMatchObject({
		told: 'not-of-the-unit'
	});
	expect(await give('of-u-edu', 'attendance/answer', { coming: ['of-u-edu'] })).toMatchObject({ told: ['answered'] });
	expect(await give('of-u-health', 'attendance/ask-leave', { reason: '抢险' })).toMatchObject({ status: 200 });
	await give('convener', 'attendance/refuse-leave', { unitId: 'u-health', reason: '须到会' });
	await give('convener', 'start');
	for (const who of ['convener', 'outsider', 'of-u-edu']) await give(who, 'attendance/check-in');
	house.advance(11 * 60_000);
	await give('of-u-finance', 'attendance/check-in');
	expect(await give('of-u-edu', 'attendance/leave-early')).toMatchObject({ told: ['left-early'] });
	expect(await give('secretary', 'attendance/leave-early-for', { personId: 'outsider', reason: '接访' })).toMatchObject(
		{
			told: ['left-early']
		}
	);
	expect(await give('of-u-edu', 'attendance/leave-early-for', { personId: 'outsider', reason: '接访' })).toMatchObject({
		status: 403
	});
	const { lists, quorum } = await read('of-u-edu', '/attendance');
	expect(quorum.present).toBe(1);
	expect(lists.attending).toMatchObject([
		{ unitId: null, people: [{ personId: 'convener' }] },
		{ unitId: 'u-edu', people: [{ leftEarly: true, late: false }] },
		{ unitId: 'u-finance', people: [{ late: true }] },
		{ unitId: 'u-police', people: [{ personId: 'outsider', standsIn: true, leftEarly: true }] }
	]);
	expect([lists.onLeave, lists.absent.map(({ unitId }: { unitId: string }) => unitId)]).toEqual([
		[],
		['u-health', 'u-donghe']
	]);
});
