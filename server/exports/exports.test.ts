import ICAL from 'ical.js';
import { afterEach, describe, expect, test } from 'vitest';
import { TODAY } from '#server/http/house.ts';
import { closeScene, council, openScene, type Scene } from '#server/meetings/scene.ts';
import { icsOf, type Entered } from './ics.ts';
import { openExports } from './index.ts';

const open: Scene[] = [];
afterEach(async () => {
	for (const scene of open.splice(0)) await closeScene(scene);
});

async function opened(): Promise<Scene> {
	const scene = await openScene();
	openExports(scene.house.grounds, scene);
	open.push(scene);
	return scene;
}

/** As another program reads it. */
const events = (text: string) =>
	new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => {
		const event = new ICAL.Event(component);
		const value = (name: string) => component.getFirstPropertyValue(name)?.toString() ?? null;
		return {
			uid: event.uid,
			summary: event.summary,
			description: event.description,
			location: event.location,
			start: event.startDate.toJSDate().getTime(),
			end: event.endDate.toJSDate().getTime(),
			sequence: event.sequence,
			status: value('status'),
			url: value('url'),
			stamp: value('dtstamp')
		};
	});
const file = (scene: Scene, who: string | null, id = 'm-1') =>
	scene.house.ask(who, { url: `/api/meetings/${id}/calendar.ics` });
const subscribed = async ({ house }: Scene, who: string): Promise<string> => {
	const answer = await house.ask(who, { method: 'POST', url: '/api/me/calendar' });
	return new URL(answer.json<{ url: string }>().url).pathname;
};
const fetched = ({ house }: Scene, url: string, headers: Record<string, string> = {}) =>
	house.ask(null, { url, headers });

describe('the writing', () => {
	const long: Entered = {
		id: 'm-long',
		revision: 3,
		revisedAt: TODAY,
		entry: {
			summary: `${'教育工作联席会议😀'.repeat(20)}；逗号, 分号; 反斜杠\\ 引号"`,
			place: '县政府\n第二会议室\u0000',
			description: '第一行\n第二行：https://x/y?a=1,2;3\u0007',
			startsAt: TODAY,
			endsAt: TODAY + 5_400_000,
			status: 'confirmed',
			url: 'https://lianxi.test/meetings/m-long'
		}
	};

	test('[E1] lines end with CRLF, have at most 75 octets, and never break a character', () => {
		const lines = icsOf([long], '联席会议').split('\r\n');
		expect(
			lines.every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n') && !line.includes('\uFFFD'))
		).toBe(true);
		expect(lines.filter((line) => line.startsWith(' ')).length).toBeGreaterThan(5);
		expect(lines.some((line) => Buffer.byteLength(line) > 60)).toBe(true);
	});

	test('[E1] another program reads what was written', () => {
		const [event] = events(icsOf([long], null));
		expect(event).toEqual({
			uid: 'm-long@lianxi',
			summary: long.entry.summary,
			description: '第一行\n第二行：https://x/y?a=1,2;3',
			location: '县政府 第二会议室',
			start: TODAY,
			end: TODAY + 5_400_000,
			sequence: 3,
			status: 'CONFIRMED',
			url: long.entry.url,
			stamp: '2026-11-23T07:00:00Z'
		});
	});

	test('[E1] the same meetings give the same bytes, none an empty calendar', () => {
		expect(icsOf([long], '联席会议')).toBe(icsOf([long], '联席会议'));
		expect(events(icsOf([], '联席会议'))).toEqual([]);
	});
});

describe('the file of a meeting', () => {
	test('[E2] there is none before the notice; then whoever may read the meeting gets it', async () => {
		const scene = await opened();
		expect((await file(scene, 'secretary')).json()).toMatchObject({ status: 409, code: 'meeting-not-published' });
		await scene.give('secretary', 'publish');
		const answer = await file(scene, 'of-u-police');
		expect(answer.headers).toMatchObject({
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="meeting-2026-1.ics"'
		});
		expect(events(answer.body)).toMatchObject([
			{
				summary: '教育工作联席会议2026年第1次会议',
				start: TODAY,
				end: TODAY + 3_600_000,
				sequence: 1,
				status: 'CONFIRMED'
			}
		]);
		expect(events(answer.body)[0]?.description).toContain('/meetings/m-1');
	});

	test.each([
		[null, 401],
		['outsider', 403],
		['of-u-guest', 403],
		['observer', 200]
	])('[E2] %s: %i', async (who, status) => {
		const scene = await opened();
		await scene.give('secretary', 'publish');
		expect((await file(scene, who)).statusCode).toBe(status);
		expect((await file(scene, 'secretary', 'm-none')).statusCode).toBe(404);
	});

	test('[E2] moved, postponed, back and cancelled: one entry, each time with a higher sequence', async () => {
		const scene = await opened();
		const seen = async () => {
			const [event] = events((await file(scene, 'secretary')).body);
			return event && [event.uid, event.sequence, event.status, event.start - TODAY];
		};
		const said: unknown[] = [];
		for (const [verb, body] of [
			['publish', {}],
			['reschedule', { startsAt: TODAY + 60_000 }],
			['postpone', { reason: '召集人出差' }],
			['reschedule', { startsAt: TODAY + 120_000 }],
			['publish', {}],
			['cancel', { reason: '合并召开' }]
		] as const) {
			expect((await scene.give('secretary', verb, body)).status).toBe(200);
			const { statusCode } = await file(scene, 'secretary');
			said.push(statusCode === 200 ? await seen() : statusCode);
		}
		expect(said).toEqual([
			['m-1@lianxi', 1, 'CONFIRMED', 0],
			['m-1@lianxi', 2, 'CONFIRMED', 60_000],
			['m-1@lianxi', 3, 'CANCELLED', 60_000],
			409,
			['m-1@lianxi', 5, 'CONFIRMED', 120_000],
			['m-1@lianxi', 6, 'CANCELLED', 120_000]
		]);
	});
});

describe('the private feed', () => {
	test('[E3] works without a session, and says what its owner may read and has been told of', async () => {
		const scene = await opened();
		await scene.schedule('m-2');
		const url = await subscribed(scene, 'of-u-police');
		expect(events((await fetched(scene, url)).body)).toEqual([]);
		await scene.give('secretary', 'publish');
		expect(events((await fetched(scene, url)).body).map(({ uid }) => uid)).toEqual(['m-1@lianxi']);
		const other = await subscribed(scene, 'outsider');
		expect(events((await fetched(scene, other)).body)).toEqual([]);
	});

	test('[E3] a guest and a stand-in from outside read the one meeting, until they no longer may', async () => {
		const scene = await opened();
		await scene.schedule('m-2');
		await scene.give('secretary', 'publish');
		await scene.give('secretary', 'publish', {}, 'm-2');
		const [guest, standIn] = [await subscribed(scene, 'of-u-guest'), await subscribed(scene, 'outsider')];
		const ids = async (url: string) => events((await fetched(scene, url)).body).map(({ uid }) => uid);
		await scene.give('secretary', 'reschedule', { invitedUnitIds: ['u-guest'] }, 'm-2');
		const named = { unitId: 'u-police', account: 'outsider' };
		expect((await scene.give('of-u-police', 'attendance/name-stand-in', named)).status).toBe(200);
		expect([await ids(guest), await ids(standIn)]).toEqual([['m-2@lianxi'], ['m-1@lianxi']]);
		const list = async () => (await scene.house.ask('outsider', { url: '/api/meetings' })).json().items;
		expect(await list()).toMatchObject([{ id: 'm-1' }]);

		await scene.give('secretary', 'reschedule', { invitedUnitIds: [] }, 'm-2');
		await scene.give('of-u-police', 'attendance/withdraw-stand-in', { unitId: 'u-police' });
		expect([await ids(guest), await ids(standIn)]).toEqual([[], []]);
		expect(await list()).toEqual([]);
	});

	test('[E3] a right that is taken away, or an account that is ended, empties or ends it', async () => {
		const scene = await opened();
		await scene.give('secretary', 'publish');
		const url = await subscribed(scene, 'of-u-police');
		await scene.house.grounds.auth.changeHoldings('of-u-police', []);
		expect(events((await fetched(scene, url)).body)).toEqual([]);
		const statements = scene.house.grounds.auth.changes.end('of-u-police', TODAY);
		await scene.house.grounds.storage.record({ expect: [], facts: [], statements, outbox: [] });
		expect((await fetched(scene, url)).statusCode).toBe(404);
	});

	test('[E4] a new address ends the former one; without one nothing is read, and only a hash is kept', async () => {
		const scene = await opened();
		const first = await subscribed(scene, 'secretary');
		const second = await subscribed(scene, 'secretary');
		expect((await fetched(scene, first)).statusCode).toBe(404);
		expect((await fetched(scene, second)).statusCode).toBe(200);
		const mine = async () => (await scene.house.ask('secretary', { url: '/api/me/calendar' })).json();
		await expect.poll(mine).toEqual({ feed: { madeAt: TODAY, readAt: TODAY } });
		expect(JSON.stringify(await mine())).not.toContain(second.slice(10, 53));
		await scene.house.ask('secretary', { method: 'DELETE', url: '/api/me/calendar' });
		expect((await fetched(scene, second)).statusCode).toBe(404);
		expect(await mine()).toEqual({ feed: null });
	});

	test.each(['/calendar/x.ics', `/calendar/${'a'.repeat(43)}.ics`, `/calendar/${'a'.repeat(43)}`, '/calendar/..%2f'])(
		'[E4] %s is nothing',
		async (url) => {
			const scene = await opened();
			expect((await fetched(scene, url)).statusCode).toBe(404);
		}
	);

	test.each(['GET', 'POST', 'DELETE'] as const)('[E4] %s needs a session', async (method) => {
		const scene = await opened();
		expect((await scene.house.ask(null, { method, url: '/api/me/calendar' })).statusCode).toBe(401);
	});

	test('[E5] is not sent again unchanged, and not more than thirty times a minute', async () => {
		const scene = await opened();
		await scene.give('secretary', 'publish');
		const url = await subscribed(scene, 'secretary');
		const first = await fetched(scene, url);
		const headers = { 'if-none-match': String(first.headers['etag']) };
		expect((await fetched(scene, url, headers)).statusCode).toBe(304);
		await scene.give('secretary', 'reschedule', { place: '第一会议室' });
		expect((await fetched(scene, url, headers)).statusCode).toBe(200);
		const more = await Promise.all(Array.from({ length: 30 }, (_, n) => fetched(scene, `${url}?n=${n}`)));
		expect(more.filter(({ statusCode }) => statusCode === 429)).toHaveLength(3);
		const other = await subscribed(scene, 'of-u-police');
		expect((await fetched(scene, other)).statusCode).toBe(200);
	});
});

describe('who plans the next meeting', () => {
	test('[M30] [U8] reads the days of the rhythm at the usual time', async () => {
		const { house } = await opened();
		const settings = { rhythm: { kind: 'monthly-weekday', nth: 2, weekday: 3 }, startsAtMinute: 540 };
		await house.person('admin', 'u-county', { role: 'administrator' });
		const changed = await house.ask('admin', {
			method: 'POST',
			url: `/api/councils/${council}/change`,
			payload: { settings }
		});
		expect(changed.statusCode).toBe(200);
		const read = await house.ask('secretary', { url: `/api/councils/${council}/next-dates` });
		expect(read.json()).toMatchObject({
			last: { id: 'm-1' },
			proposals: [{ date: '2026-12-09', startsAt: Date.UTC(2026, 11, 9, 1), moved: null }, {}, {}, {}]
		});
		expect((await house.ask('of-u-police', { url: `/api/councils/${council}/next-dates` })).statusCode).toBe(403);
	});

	test('[M30] counts the next days from the last meeting that is held: not from one put off, nor from one called off', async () => {
		const { house, schedule, give } = await opened();
		const url = `/api/councils/${council}/next-dates`;
		const last = async () => (await house.ask('secretary', { url })).json().last?.id ?? null;
		await schedule('m-2');
		await give('secretary', 'reschedule', { startsAt: TODAY + 40 * 86_400_000 });
		await give('secretary', 'publish');
		expect(await last()).toBe('m-1');
		await give('convener', 'postpone', { reason: '讲稿未齐' });
		expect(await last()).toBe('m-2');
		await give('secretary', 'reschedule', { startsAt: TODAY + 41 * 86_400_000 });
		expect(await last()).toBe('m-1');
		await give('convener', 'cancel', { reason: '并入下次' });
		expect(await last()).toBe('m-2');
	});

	test('[M39] reads how many published meetings each unit has that week, and nothing of drafts', async () => {
		const scene = await opened();
		await scene.schedule('m-2');
		await scene.give('secretary', 'publish');
		const week = async (query: string) =>
			(await scene.house.ask('secretary', { url: `/api/councils/${council}/burden?${query}` })).json();
		const counts = async (query: string) =>
			Object.fromEntries(
				(await week(query)).units.map(({ unitId, meetings }: { unitId: string; meetings: number }) => [
					unitId,
					meetings
				])
			);
		expect(await week(`startsAt=${TODAY}`)).toMatchObject({ from: '2026-11-23', to: '2026-11-29' });
		expect(await counts(`startsAt=${TODAY}&guests=u-guest,u-none`)).toMatchObject({ 'u-police': 1, 'u-guest': 0 });
		expect(await counts(`startsAt=${TODAY}&except=m-1`)).toMatchObject({ 'u-police': 0 });
		expect(await counts(`startsAt=${TODAY + 7 * 86_400_000}`)).toMatchObject({ 'u-police': 0 });
		// The Monday after it is the next week's.
		await scene.give('secretary', 'reschedule', { startsAt: Date.UTC(2026, 10, 29, 16) });
		expect(await counts(`startsAt=${TODAY}`)).toMatchObject({ 'u-police': 0 });
		const outsider = await scene.house.ask('outsider', { url: `/api/councils/${council}/burden?startsAt=${TODAY}` });
		expect(outsider.statusCode).toBe(403);
	});
});
