import { expect, onTestFinished, test } from 'vitest';
import { openHouse, type House } from '#server/http/house.ts';
import type { Attendance } from '#shared/attendance/model.ts';
import type { FloorMeeting } from '#shared/floor/decide.ts';
import type { MeetingEvent } from '#shared/meetings/model.ts';
import { openFloor } from './index.ts';

const about = { councilId: 'c-edu', participantUnitIds: ['u-edu', 'u-police'] };
const stay = (id: string, enteredAt: number, leftAt: number | null = null) => ({
	item: { id, title: id, unitId: null, minutes: 10 },
	enteredAt,
	leftAt
});

type Scene = {
	readonly house: House;
	readonly meets: (meeting: Partial<FloorMeeting>, event?: MeetingEvent) => void;
	/** What the floor reads is from before what the journal has. */
	readonly lags: () => void;
};

async function open(folder?: string): Promise<Scene> {
	const house = await openHouse(folder);
	onTestFinished(async () => {
		await house.close();
		house.remove();
	});
	let meeting: FloorMeeting = { state: 'live', councilId: 'c-edu', chairPersonId: 'chair', turns: [stay('a', 0)] };
	const listeners: ((id: string, event: MeetingEvent) => void)[] = [];
	let version = 0;
	const checkIns = [
		{ personId: 'edu', unitId: 'u-edu', left: null },
		{ personId: 'police', unitId: 'u-police', left: null },
		{ personId: 'gone', unitId: 'u-police', left: { at: 1, reason: null } }
	].map((one, index) => ({
		...one,
		at: 0,
		position: index + 1,
		recordedBy: one.personId,
		reason: null,
		way: 'link' as const
	})) satisfies Attendance['checkIns'];
	openFloor(house.grounds, {
		meetings: {
			find: (id) => (id === 'm-1' ? meeting : null),
			subject: (id) => (id === 'm-1' ? about : null),
			attendance: () => ({ checkIns }),
			live: () => ({ streams: [{ stream: 'meetings:m-1', version }] }),
			heard: (listener) => void listeners.push(listener)
		}
	});
	if (folder === undefined) {
		await house.person('chair', 'u-edu', { role: 'convener', councilId: 'c-edu' });
		await house.person('secretary', 'u-edu', { role: 'secretary', councilId: 'c-edu' });
		await house.person('edu', 'u-edu', { role: 'liaison', unitId: 'u-edu' });
		await house.person('police', 'u-police', { role: 'liaison', unitId: 'u-police' });
		await house.person('gone', 'u-police', { role: 'liaison', unitId: 'u-police' });
		await house.person('observer', 'u-x', { role: 'observer', councilId: 'c-edu' });
		await house.person('outsider', 'u-x', { role: 'liaison', unitId: 'u-x' });
	}
	return {
		house,
		lags: () => void (version -= 1),
		meets: (change, event) => {
			meeting = { ...meeting, ...change };
			if (event) for (const listener of listeners) listener('m-1', event);
		}
	};
}

const give = (house: House, who: string | null, verb: string, payload: object = {}) =>
	house.ask(who, { method: 'POST', url: `/api/floor/m-1/${verb}`, payload });
const read = async (house: House) => (await house.ask('observer', { method: 'GET', url: '/api/floor/m-1' })).json();
const hand = { itemId: 'a', kind: 'speak' };

test.each([
	['edu', 'raise', hand, 200, undefined],
	['edu', 'raise', { itemId: 'b', kind: 'speak' }, 409, 'floor-item-left'],
	['edu', 'raise', { itemId: 'a', kind: 'shout' }, 400, 'bad-request'],
	['edu', 'raise', { ...hand, unitId: 'u-police' }, 400, 'bad-request'],
	['chair', 'raise', hand, 409, 'floor-check-in-first'],
	['gone', 'raise', hand, 409, 'floor-check-in-first'],
	['observer', 'raise', hand, 403, 'not-allowed'],
	['outsider', 'raise', hand, 403, 'not-allowed'],
	[null, 'raise', hand, 401, 'not-signed-in'],
	['edu', 'give', { after: 0 }, 403, 'not-allowed'],
	['edu', 'pause', {}, 403, 'not-allowed'],
	['edu', 'remove', { personId: 'police', reason: 'x' }, 403, 'not-allowed'],
	['edu', 'arrange', { quotaSeconds: 60 }, 403, 'not-allowed'],
	['chair', 'arrange', { quotaSeconds: -1 }, 400, 'bad-request'],
	['secretary', 'give', { after: 0 }, 409, 'floor-queue-empty'],
	['edu', 'end', { turn: 0 }, 422, 'stale']
])('[F1] [F3] %s asks %s with %j: %i %s', async (...given) => {
	const [who, verb, payload, status, code] = given;
	const { house } = await open();
	const answer = await give(house, who, verb, payload);
	expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
	expect((await read(house)).hands).toHaveLength(status === 200 ? 1 : 0);
});

test('[F5] [F10] two hands, the floor to one after the other, and what is kept of it', async () => {
	const { house } = await open();
	await give(house, 'edu', 'raise', hand);
	await give(house, 'police', 'raise', { ...hand, kind: 'question' });
	const pressed = await Promise.all([0, 1].map(() => give(house, 'chair', 'give', { after: 0 })));
	expect(pressed.map((answer) => answer.json().events.length)).toEqual([1, 0]);
	house.advance(8000);
	await give(house, 'chair', 'give', { after: 1 });
	house.advance(4000);
	await give(house, 'police', 'end', { turn: 1 });
	house.advance(9000);
	expect(await read(house)).toMatchObject({
		hands: [],
		turns: [{ personId: 'edu', unitId: 'u-edu', itemId: 'a', kind: 'speak' }, { kind: 'question' }],
		record: {
			byUnit: [
				{ unitId: 'u-edu', seconds: 8 },
				{ unitId: 'u-police', seconds: 4 }
			],
			byItem: [{ itemId: 'a', seconds: 12, turns: 2 }]
		}
	});
});

test('[F1] what the meeting has recorded meanwhile is judged first: nothing is recorded on what is no longer so', async () => {
	const { house, lags } = await open();
	lags();
	expect((await give(house, 'edu', 'raise', hand)).json().code).toBe('stale');
	expect((await read(house)).hands).toEqual([]);
});

test('[F8] that the item was left ends turn and queue, at once and in the book', async () => {
	const { house, meets } = await open();
	await give(house, 'edu', 'raise', hand);
	await give(house, 'police', 'raise', hand);
	await give(house, 'chair', 'give', { after: 0 });
	const at = house.grounds.clock() + 5000;
	house.advance(60_000);
	const left = { turns: [stay('a', 0, at)] };
	meets(left);
	const seen = { hands: [], past: [{ personId: 'police', how: 'cleared' }], turns: [{ endedAt: at }] };
	expect(await read(house)).toMatchObject(seen);
	meets(left, { type: 'item-left', personId: 'chair', at, itemId: 'a', reason: 'next' });
	await expect.poll(() => house.grounds.storage.facts('floor:m-1', 0).at(-1)?.type).toBe('stay-over');
	expect(await read(house)).toMatchObject(seen);
});

test('[F5] the end of the meeting is recorded from the outbox too, once', async () => {
	const { house, meets } = await open();
	await give(house, 'edu', 'raise', hand);
	meets({ state: 'minutes', turns: [stay('a', 0, house.grounds.clock())] });
	const ended = { topic: 'meetings/ended', payload: { meetingId: 'm-1' } };
	await house.grounds.storage.record({ expect: [], facts: [], statements: [], outbox: [ended, ended] });
	await house.grounds.outbox.drained();
	const types = house.grounds.storage.facts('floor:m-1', 0).map(({ type }) => type);
	expect(types).toEqual(['hand-raised', 'stay-over']);
});

test('[F5] a restart in the middle of a turn changes nothing', async () => {
	const { house } = await open();
	await give(house, 'chair', 'arrange', { order: 'new-units-first', quotaSeconds: 60 });
	await give(house, 'edu', 'raise', hand);
	await give(house, 'police', 'raise', hand);
	await give(house, 'chair', 'give', { after: 0 });
	await give(house, 'chair', 'pause');
	const before = await read(house);
	await house.close();
	const again = await open(house.folder);
	expect(await read(again.house)).toEqual(before);
	expect((await give(again.house, 'edu', 'end', { turn: 0 })).statusCode).toBe(200);
});
