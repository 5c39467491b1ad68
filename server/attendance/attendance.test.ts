import { expect, onTestFinished, test } from 'vitest';
import { openHouse, type House } from '#server/http/house.ts';
import type { Phase } from '#shared/meetings/model.ts';
import { openAttendance } from './index.ts';

const council = 'c-edu';
const units = ['u-edu', 'u-police'];

async function open(state: Phase = 'live'): Promise<{ house: House; book: ReturnType<typeof openAttendance> }> {
	const house = await openHouse();
	onTestFinished(async () => {
		await house.close();
		house.remove();
	});
	const about = { councilId: council, participantUnitIds: units };
	const book = openAttendance(house.grounds, {
		meeting: (id) => (id === 'm-1' ? { state, ...about } : null),
		subject: (id) => (id === 'm-1' ? about : null),
		readFrom: () => []
	});
	await house.person('secretary', 'u-edu', { role: 'secretary', councilId: council });
	await house.person('liaison', 'u-edu', { role: 'liaison', unitId: 'u-edu' });
	await house.person('observer', 'u-x', { role: 'observer', councilId: council });
	await house.person('outsider', 'u-x', { role: 'liaison', unitId: 'u-x' });
	return { house, book };
}

const checkIn = (house: House, who: string | null, payload: object = {}, url = 'm-1/check-in') =>
	house.ask(who, { method: 'POST', url: `/api/attendance/${url}`, payload });

test.each([
	['liaison', 'm-1', {}, 200, undefined],
	['secretary', 'm-1', {}, 200, undefined],
	['liaison', 'm-1', { unitId: 'u-police' }, 422, 'not-your-unit'],
	['liaison', 'm-1', { personId: 'secretary' }, 400, 'bad-request'],
	['liaison', 'm-2', {}, 404, 'not-found'],
	['observer', 'm-1', {}, 403, 'not-allowed'],
	['outsider', 'm-1', {}, 403, 'not-allowed'],
	[null, 'm-1', {}, 401, 'not-signed-in']
])('[A5] %s checks in to %s with %j: %i %s', async (...given) => {
	const [who, id, payload, status, code] = given;
	const { house, book } = await open();
	const answer = await checkIn(house, who, payload, `${id}/check-in`);
	expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
	expect(book.read('m-1').state.checkIns).toHaveLength(status === 200 ? 1 : 0);
});

test('[A1] before the publication and after the end nobody checks in', async () => {
	const { house } = await open('draft');
	const answer = await checkIn(house, 'liaison');
	expect([answer.statusCode, answer.json().code]).toEqual([409, 'check-in-not-open']);
});

test('[A2] the second check-in gets the place of the first', async () => {
	const { house } = await open();
	await checkIn(house, 'secretary');
	const [first, second] = [await checkIn(house, 'liaison'), await checkIn(house, 'liaison')];
	expect(first.json()).toMatchObject({
		events: [{ type: 'checked-in', personId: 'liaison' }],
		checkIn: { position: 2 }
	});
	expect(second.json()).toMatchObject({ events: [], checkIn: { position: 2 } });
});

test('[A6] two hundred people at once get the places 1 to 200', async () => {
	const { house, book } = await open();
	const people = Array.from({ length: 200 }, (_, index) => `p-${index}`);
	await house.grounds.auth.add(
		people.map((id) => ({
			id,
			account: id,
			name: id,
			unitId: 'u-police',
			post: '',
			password: null,
			holdings: [{ role: 'member' as const, unitId: 'u-police' }]
		}))
	);
	const places = await Promise.all(people.map(async (id) => (await checkIn(house, id)).json().checkIn.position));
	expect(new Set(places).size).toBe(200);
	expect(book.read('m-1').state.checkIns.map(({ position }) => position)).toEqual(people.map((_, index) => index + 1));
});

test.each([
	['secretary', { personId: 'liaison', reason: '手机没电' }, 200, undefined],
	['secretary', { personId: 'liaison', reason: ' ' }, 422, 'reason-missing'],
	['secretary', { personId: 'nobody', reason: '手机没电' }, 404, 'not-found'],
	['secretary', { personId: 'outsider', reason: '手机没电' }, 409, 'not-invited'],
	['liaison', { personId: 'liaison', reason: '手机没电' }, 403, 'not-allowed']
])('[A3] %s adds %j afterwards: %i %s', async (who, payload, status, code) => {
	const { house, book } = await open('minutes');
	const answer = await checkIn(house, who, payload, 'm-1/check-in-for');
	expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
	expect(book.read('m-1').state.checkIns).toMatchObject(
		status === 200 ? [{ personId: 'liaison', recordedBy: 'secretary', reason: '手机没电' }] : []
	);
});
