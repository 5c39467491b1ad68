import { expect, onTestFinished, test } from 'vitest';
import { because, council, openScene } from './scene.ts';

type Heard = { readonly ok: boolean; readonly value?: { readonly seq: number } };

async function open() {
	const scene = await openScene();
	onTestFinished(scene.close);
	/** The number somebody knows there; null where they may not listen. */
	const number = async (who: string, domain: string, id: string): Promise<number | null> => {
		const { doors, auth } = scene.house.grounds;
		const signedIn = await auth.fromCookie(await scene.house.cookieOf(who));
		const answer = (await doors.questions.get(`${domain}/follow`)?.(signedIn!, { id })) as Heard;
		return answer.ok ? (answer.value?.seq ?? null) : null;
	};
	/** Who of these hears of it, each listening as the pool's page does. */
	const hearers = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
		const all = ['secretary', 'convener', 'teacher', 'of-u-police', 'of-u-health', 'observer', 'outsider'];
		const places = (who: string): readonly (readonly [string, string])[] => [
			['pool-news', council],
			['closed-topic-news', council],
			['closed-topic-news', who.startsWith('of-') ? who.slice(3) : who === 'teacher' ? 'u-school' : 'u-stranger'],
			['closed-topic-news', who]
		];
		const listen = () => Promise.all(all.map((who) => Promise.all(places(who).map((place) => number(who, ...place)))));
		const before = await listen();
		await act();
		const after = await listen();
		return all.filter((_, index) => JSON.stringify(before[index]) !== JSON.stringify(after[index]));
	};
	const points = (unitId: string, ...ids: readonly string[]) =>
		scene.give(`of-${unitId}`, `councils/${council}/order-topics`, {
			unitId,
			points: ids.map((topicId) => ({ topicId, points: 1 }))
		});
	return { ...scene, number, hearers, points };
}

const inCouncil = ['secretary', 'convener', 'of-u-police', 'of-u-health', 'observer'];
const closed = { level: 'need-to-know', readerUnitIds: ['u-police'] };
const whoKnow = ['secretary', 'convener', 'teacher', 'of-u-police'];

test('[T20] that a topic moved the council hears, a draft nobody else', async () => {
	const { draft, give, hearers } = await open();
	let id = '';
	expect(await hearers(async () => (id = await draft()))).toEqual([]);
	expect(await hearers(() => give('teacher', `topics/${id}/propose`))).toEqual(inCouncil);
});

test('[T20] that a need-to-know topic moved hear those alone who may read it', async () => {
	const { draft, give, hearers } = await open();
	const id = await draft(closed);
	expect(await hearers(() => give('teacher', `topics/${id}/propose`))).toEqual(whoKnow);
	expect(await hearers(() => give('secretary', `topics/${id}/accept`, because))).toEqual(whoKnow);
	expect(await hearers(() => give('secretary', `topics/${id}/schedule`, { meetingId: 'm-1' }))).toEqual(whoKnow);
});

test('[T20] somebody named one by one hears too', async () => {
	const { draft, give, hearers } = await open();
	const id = await draft({ level: 'need-to-know', readerPersonIds: ['outsider'] });
	expect(await hearers(() => give('teacher', `topics/${id}/propose`))).toEqual([
		'secretary',
		'convener',
		'teacher',
		'outsider'
	]);
});

test('[T20] whoever read it until it became need-to-know hears that, and then no more', async () => {
	const { proposed, give, hearers } = await open();
	const id = await proposed();
	const revise = (change: object) => give('teacher', `topics/${id}/revise`, change);
	expect(await hearers(() => revise(closed))).toEqual([...whoKnow, 'of-u-health', 'observer'].toSorted(inOrder));
	expect(await hearers(() => revise({ minutes: 15 }))).toEqual(whoKnow);
	expect(await hearers(() => revise({ level: 'internal' }))).toEqual(
		[...whoKnow, 'of-u-health', 'observer'].toSorted(inOrder)
	);
});

test('[T20] merged into an open topic, the council hears of that one', async () => {
	const { proposed, give, hearers, number } = await open();
	const [hidden, root] = [await proposed(closed), await proposed()];
	const before = await number('of-u-health', 'topic-news', root);
	expect(await hearers(() => give('secretary', `topics/${hidden}/merge`, { intoId: root, ...because }))).toEqual(
		[...whoKnow, 'of-u-health', 'observer'].toSorted(inOrder)
	);
	expect(await number('of-u-health', 'topic-news', root)).not.toBe(before);
});

test('[T13] [T20] points given or taken away are news, of need-to-know topics to those who read them', async () => {
	const { accepted, hearers, points } = await open();
	const [open1, hidden] = [await accepted(), await accepted(closed)];
	expect(await hearers(() => points('u-health', open1))).toEqual(inCouncil);
	expect(await hearers(() => points('u-police', hidden))).toEqual(whoKnow);
	expect(await hearers(() => points('u-police', hidden))).toEqual([]);
	expect(await hearers(() => points('u-police'))).toEqual(whoKnow);
	expect(await hearers(() => points('u-health'))).toEqual(inCouncil);
});

const order = ['secretary', 'convener', 'teacher', 'of-u-police', 'of-u-health', 'observer', 'outsider'];
const inOrder = (one: string, other: string): number => order.indexOf(one) - order.indexOf(other);
