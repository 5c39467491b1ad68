import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import type { Choice, Votes } from '#shared/votes/model.ts';
import { noBallots, withBallot } from '#shared/votes/ballots.ts';
import { openVotes, type MeetingNow } from './index.ts';
import { votesStore } from './store.ts';

const councilId = 'c-edu';
const members = Array.from({ length: 7 }, (_, n) => `u-${n + 1}`);
const of = (n: number): string => `of-u-${n}`;

type Scene = Awaited<ReturnType<typeof openScene>>;

async function furnish(house: House) {
	const world = {
		now: {
			live: true,
			chairPersonId: 'convener',
			discussed: [{ id: 'i-1', title: '校园安全' }],
			memberUnitIds: members,
			quorum: { required: 4, present: 7 },
			present: members.map((unitId) => ({ personId: `of-${unitId}`, unitId, holdsDelegation: false })),
			streams: []
		} satisfies MeetingNow as MeetingNow
	};
	const about = { councilId, participantUnitIds: members };
	openVotes(house.grounds, {
		meetings: {
			live: (id) => (id.startsWith('m-') ? world.now : null),
			subject: (id) => (id.startsWith('m-') ? about : null)
		}
	});
	await house.grounds.fastify.ready();
	const give = async (who: string | null, verb: string, payload: object, key?: string) => {
		const answer = await house.ask(who, {
			method: 'POST',
			url: `/api/votes/m-1/${verb}`,
			payload,
			...(key !== undefined && { headers: { 'idempotency-key': key } })
		});
		const body = answer.json<{ code?: string; events?: { type: string; voteId?: string }[] }>();
		return { status: answer.statusCode, code: body.code ?? 'ok', events: body.events ?? [], text: answer.body };
	};
	/** What a screen is given that follows the meeting. */
	const follow = async (): Promise<{ state: Votes; text: string }> => {
		const cookie = await house.cookieOf('observer');
		const signedIn = await house.grounds.auth.fromCookie(cookie);
		const question = house.grounds.doors.questions.get('votes/follow');
		if (!signedIn || !question) throw new Error('nobody follows');
		const answer = await question(signedIn, { id: 'm-1', since: 0 });
		if (!answer.ok) throw new Error(answer.refusal.code);
		return { state: (answer.value as { state: Votes }).state, text: JSON.stringify(answer.value) };
	};
	return { house, world, give, follow };
}

async function openScene() {
	const house = await openHouse();
	await house.person('convener', 'u-county', { role: 'convener', councilId });
	await house.person('deputy', 'u-county', { role: 'deputy', councilId });
	await house.person('observer', 'u-x', { role: 'observer', councilId });
	for (const unitId of members) await house.person(`of-${unitId}`, unitId, { role: 'liaison', unitId });
	return furnish(house);
}

let scene: Scene;
beforeEach(async () => {
	scene = await openScene();
	onTestFinished(async () => {
		await scene.house.close();
		scene.house.remove();
	});
});

/** The same folder and people in another process. */
async function restart(): Promise<void> {
	const { house } = scene;
	await house.close();
	scene = await furnish(await openHouse(house.folder));
}

const terms = { itemId: 'i-1', motion: '同意方案', majority: 'two-thirds', base: 'present' };
async function begin(manner: 'named' | 'secret'): Promise<string> {
	const { events } = await scene.give('convener', 'open', { ...terms, manner });
	return events[0]?.voteId ?? '';
}
const cast = (voteId: string, who: number, choice: Choice, round = 1) =>
	scene.give(of(who), 'cast', { voteId, round, choice });
const vote = async () => (await scene.follow()).state.votes[0];

test.each([
	['convener', 'open', {}, 200, 'ok'],
	['deputy', 'open', {}, 409, 'not-the-chair'],
	[of(1), 'open', {}, 403, 'not-allowed'],
	[null, 'open', {}, 401, 'not-signed-in'],
	['convener', 'open', { majority: 0.5 }, 400, 'bad-request'],
	['convener', 'open', { itemId: 'i-9' }, 422, 'item-not-discussed']
])('[V1] %s asks to %s with %j: %i %s', async (...given) => {
	const [who, verb, more, status, code] = given;
	expect(await scene.give(who, verb, { ...terms, manner: 'named', ...more })).toMatchObject({ status, code });
});

test('[V2] without a quorum the vote does not open, and nobody opens two on one item', async () => {
	scene.world.now = { ...scene.world.now, quorum: { required: 4, present: 3 } };
	expect((await scene.give('convener', 'open', { ...terms, manner: 'named' })).code).toBe('vote-without-quorum');
	scene.world.now = { ...scene.world.now, quorum: { required: 4, present: 4 } };
	const many = await Promise.all(
		Array.from({ length: 5 }, () => scene.give('convener', 'open', { ...terms, manner: 'named' }))
	);
	expect(many.map(({ code }) => code).toSorted()).toEqual([
		'ok',
		...Array.from({ length: 4 }, () => 'vote-already-open')
	]);
	expect(await vote()).toMatchObject({ quorum: { required: 4, present: 4 } });
});

test('[V2] [V4] who arrives meanwhile has opening and closing judged again, and keeps no ballot out', async () => {
	const voteId = await begin('named');
	scene.world.now = { ...scene.world.now, streams: [{ stream: 'attendance:m-1', version: 1 }] };
	const codes = [
		await cast(voteId, 1, 'for'),
		await scene.give('convener', 'close', { voteId }),
		await scene.give('convener', 'cancel', { voteId, reason: '重新表决' }),
		await scene.give('convener', 'open', { ...terms, manner: 'named' })
	].map(({ code }) => code);
	expect(codes).toEqual(['ok', 'stale', 'ok', 'stale']);
});

test('[V4] [V14] who only looks on casts nothing and shows no hand', async () => {
	const voteId = await begin('named');
	const temperature = await scene.give('convener', 'take-temperature', { question: '先行试点？' });
	const { temperatureId } = temperature.events[0] as unknown as { temperatureId: string };
	for (const [verb, payload] of [
		['cast', { voteId, round: 1, choice: 'for' }],
		['show-hand', { temperatureId, mood: 'agree' }]
	] as const)
		expect(await scene.give('observer', verb, payload)).toMatchObject({ status: 403, code: 'not-allowed' });
});

test('[V9] the rows of a secret vote are written in the order of their keys, not of the casting', () => {
	const ballots = Array.from({ length: 20 }, (_, n) => `u-${n}`).reduce(
		(all, unitId) => withBallot(all, { unitId, personId: unitId, choice: 'for' }),
		noBallots
	);
	const [, ...inserts] = votesStore(scene.house.grounds.storage).rewrite('v-1', ballots);
	const keys = inserts.map(({ parameters }) => Buffer.from(parameters[1] as Uint8Array).toString('hex'));
	expect(new Set(keys).size).toBe(20);
	expect(keys).toEqual(keys.toSorted());
});

describe.each(['named', 'secret'] as const)('a %s vote', (manner) => {
	test('[V6] fifty parallel duplicates of each voter count once', async () => {
		const voteId = await begin(manner);
		const answers = await Promise.all(
			[1, 2, 3, 4, 5, 6, 7].flatMap((n) =>
				Array.from({ length: 50 }, () =>
					scene.give(of(n), 'cast', { voteId, round: 1, choice: n < 6 ? 'for' : 'against' }, `press-000${n}`)
				)
			)
		);
		expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['ok']));
		expect((await scene.give('convener', 'close', { voteId })).code).toBe('ok');
		expect((await vote())?.outcome).toEqual({ for: 5, against: 2, abstain: 0, base: 7, needed: 5, carried: true });
		expect(scene.house.grounds.storage.facts('votes:m-1').filter(({ type }) => type === 'unit-voted')).toHaveLength(7);
	});

	test('[V6] a duplicate that comes after a change does not bring the first choice back', async () => {
		const voteId = await begin(manner);
		const press = (choice: Choice, key: string) => scene.give(of(1), 'cast', { voteId, round: 1, choice }, key);
		await press('for', 'press-0001');
		await press('against', 'press-0002');
		expect([(await press('for', 'press-0001')).code, (await press('abstain', 'press-0002')).code]).toEqual([
			'ok',
			'idempotency-conflict'
		]);
		for (const n of [2, 3, 4, 5]) await cast(voteId, n, 'for');
		await scene.give('convener', 'close', { voteId });
		expect((await vote())?.outcome).toMatchObject({ for: 4, against: 1 });
	});

	test('[V5] while it is open no answer, event, state or stored request carries a choice', async () => {
		const voteId = await begin(manner);
		const answers = [];
		for (const n of [1, 2, 3, 4, 5, 6]) answers.push(await cast(voteId, n, n < 3 ? 'against' : 'abstain'));
		answers.push(await scene.give(of(1), 'cast', { voteId, round: 1, choice: 'abstain' }, 'press-0001'));
		const { text } = await scene.follow();
		const facts = JSON.stringify(scene.house.grounds.storage.facts('votes:m-1'));
		expect([...answers.map((answer) => answer.text), text, facts].join()).not.toMatch(/"(for|against|abstain)"/);
		expect(scene.house.grounds.storage.request(of(1), 'press-0001')).toBeNull();
	});

	test('[V11] [V12] a restart pauses it; what was cast stands, and the result is the same', async () => {
		const voteId = await begin(manner);
		for (const n of [1, 2, 3, 4, 5, 6, 7]) await cast(voteId, n, n < 6 ? 'for' : 'against');
		await restart();
		expect((await cast(voteId, 1, 'against')).code).toBe('vote-paused');
		expect(await vote()).toMatchObject({ state: 'paused', outcome: null });
		expect((await scene.give('convener', 'close', { voteId })).code).toBe('vote-paused');
		await scene.give('convener', 'reopen', { voteId });
		expect((await cast(voteId, 1, 'against')).code).toBe('stale');
		expect((await cast(voteId, 1, 'against', 2)).code).toBe(manner === 'named' ? 'ok' : 'ballot-settled');
		await scene.give('convener', 'close', { voteId });
		expect((await vote())?.outcome).toMatchObject(manner === 'named' ? { for: 4, against: 3 } : { for: 5, against: 2 });
	});

	test('[V1] a day later and with a clock of 1970 it is still open', async () => {
		const voteId = await begin(manner);
		await cast(voteId, 1, 'for');
		scene.house.advance(86_400_000);
		await cast(voteId, 2, 'for');
		scene.house.advance(-TODAY - 86_400_000);
		expect((await cast(voteId, 3, 'for')).code).toBe('ok');
		expect(await vote()).toMatchObject({ state: 'open', voted: ['u-1', 'u-2', 'u-3'] });
	});
});

/** Everything in the folder: the database, its write-ahead log, whatever else lies there. */
function bytesOf(folder: string): Buffer {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** Places where a choice lies within reach of a voter's unit or account. */
function joins(bytes: Buffer): number {
	const text = bytes.toString('latin1');
	return [...text.matchAll(/against|abstain/g)].filter(({ index }) =>
		/(?:of-)?u-[1-7]/.test(text.slice(Math.max(0, index - 60), index + 60))
	).length;
}

describe('at rest', () => {
	test('[V5] [V9] no byte of the folder joins a voter and a choice: secret; the search finds those of a named vote', async () => {
		const secret = await begin('secret');
		for (const n of [1, 2, 3, 4, 5, 6, 7]) await cast(secret, n, n % 2 ? 'against' : 'abstain');
		await cast(secret, 1, 'abstain');
		const whileOpen = bytesOf(scene.house.folder);
		expect(whileOpen.toString('latin1')).toMatch(/against/);
		expect(joins(whileOpen)).toBe(0);
		await scene.give('convener', 'close', { voteId: secret });
		expect(joins(bytesOf(scene.house.folder))).toBe(0);

		const named = await begin('named');
		await cast(named, 1, 'against');
		expect(joins(bytesOf(scene.house.folder))).toBeGreaterThan(0);
	});

	test('[V9] whoever copies the tables after each ballot sees groups of five or more, and rows without meaning', async () => {
		const voteId = await begin('secret');
		type Row = { readonly vote_id: string; readonly key: Uint8Array; readonly choice: string };
		const rows = async (): Promise<readonly Row[]> =>
			scene.house.grounds.storage.read
				.withTables<{ secret_ballots: Row }>()
				.selectFrom('secret_ballots')
				.selectAll()
				.execute();
		const seen: (readonly Row[])[] = [];
		for (const n of [1, 2, 3, 4, 5, 6, 7]) {
			await cast(voteId, n, n < 4 ? 'for' : 'against');
			seen.push(await rows());
		}
		expect(seen.map((copy) => copy.length)).toEqual([0, 0, 0, 0, 0, 0, 7]);
		expect(Object.keys(seen[6]?.[0] ?? {})).toEqual(['vote_id', 'key', 'choice']);
		const keys = seen[6]?.map(({ key }) => Buffer.from(key).toString('hex')) ?? [];
		expect([new Set(keys).size, keys.every((key) => key.length === 32)]).toEqual([7, true]);
		await scene.give('convener', 'close', { voteId });
		expect(await rows()).toEqual([]);
		await scene.house.close();
		const left = bytesOf(scene.house.folder).toString('hex');
		expect(keys.filter((key) => left.includes(key))).toEqual([]);
		scene = await furnish(await openHouse(scene.house.folder));
	});

	test('[V8] in the journal a changed secret choice has no person and no time of its own', async () => {
		const voteId = await begin('secret');
		for (const n of [1, 2, 3, 4, 5, 6, 7]) await cast(voteId, n, 'for');
		scene.house.advance(5000);
		await cast(voteId, 3, 'against');
		await cast(voteId, 4, 'against');
		const facts = scene.house.grounds.storage.facts('votes:m-1').slice(-2);
		expect(facts.map(({ type, personId, at }) => [type, personId, at])).toEqual([
			['ballots-kept', null, TODAY],
			['change-waiting', null, TODAY]
		]);
	});
});
