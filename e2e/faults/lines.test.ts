/** Lines that swallow, delay, lose and cut. What takes long is waiting, so these wait side by side. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chanceOf } from '#shared/foundation/chance.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { agendaItem, stock } from '../stock.ts';
import { layBadLine } from './bad-line.ts';
import { bringCrew, readAlone } from './crew.ts';
import { amount, quantile, tell } from './figures.ts';
import { own } from './own.ts';
import { speak, upgradeText } from './raw.ts';
import { pause, until } from './wait.ts';

let product: Product;
beforeAll(async () => {
	product = await startProduct('--demo');
});
afterAll(() => product.remove());

/** Each scenario has a document of its own. */
const documents = {
	hole: 'meeting:m-4:agenda:1',
	halfHole: 'meeting:m-4:actions:1',
	village: 'meeting:m-5:agenda:1'
};

/** Between the pings of the server are 20 s; who did not answer one is gone at the next. */
const FORGOTTEN_MS = 42_000;

test.concurrent.for([
	['everything', ['up', 'down'], documents.hole, 5000],
	['what is said, not what is heard', ['up'], documents.halfHole, 11_500]
] as const)(
	'[R9] a line that swallows %s: the page says so in time, and nothing is lost afterwards',
	async ([, which, name, saysWithin], context) => {
		const { onTestFinished } = context;
		const chance = chanceOf(9);
		const line = await layBadLine(product.port, chance);
		onTestFinished(() => line.close());
		const [cookie, other] = [await signIn(product.url, 'member-police'), await signIn(product.url, 'member-edu')];
		const mine = own(line.url, name, cookie);
		const stocks = stock(line.url, name, { cookie, origin: line.url, saved: true });
		const near = stock(product.url, name, { cookie: other, origin: product.url });
		onTestFinished(() => [mine, stocks, near].forEach((client) => client.end()));
		await until('all in step', () => mine.inStep() && stocks.provider.synced && near.provider.synced);
		// A colleague on a good line keeps writing, so that the half-dead line is never silent.
		let written = 0;
		const writing = setInterval(() => near.doc.getArray('items').push([agendaItem(`near-${written++}`, '近')]), 500);
		onTestFinished(() => clearInterval(writing));
		await pause(1000);
		line.swallow(which);
		const begun = performance.now();
		mine.doc.getArray('items').push([agendaItem('own', '洞里写的')]);
		stocks.doc.getArray('items').push([agendaItem('stock', '洞里也写了')]);
		await until('the page says that it is not saved', () => mine.status().kind === 'local');
		const said = performance.now() - begun;
		// Longer than the own client waits before it tries anew, so that this too falls into the hole.
		await pause(15_000 - said);
		line.heal();
		const healed = performance.now();
		await until('the own client has saved', () => mine.status().kind === 'saved', 30_000);
		const back = performance.now() - healed;
		await until('the stock client has saved', () => stocks.savedClock() > 0 && stocks.provider.synced, 60_000);
		clearInterval(writing);
		const ids = (doc: typeof near.doc): readonly string[] =>
			doc.getArray<{ get(key: string): unknown }>('items').map((item) => String(item.get('id')));
		const same = (): boolean => [mine, stocks].every(({ doc }) => ids(doc).join() === ids(near.doc).join());
		await until('the same text everywhere', same);
		const alone = ids(await readAlone(product, cookie, name));
		const lost = ['own', 'stock'].filter((id) => !alone.includes(id)).length;
		tell(context, { 'said ms': said, 'own back s': back / 1000, lost, doubled: alone.length - new Set(alone).size });
		expect(said).toBeLessThan(saysWithin * amount(2, 1));
		expect([lost, new Set(alone).size]).toEqual([0, alone.length]);
		expect([mine, stocks, near].map(({ doc }) => ids(doc))).toEqual([alone, alone, alone]);
	}
);

test.concurrent('[R9] the server forgets who has fallen silent', async (context) => {
	const cookie = await signIn(product.url, 'observer');
	const begun = performance.now();
	const path = `/sync/${documents.hole}`;
	const silent = await Promise.all([1, 2, 3].map(() => speak(product.port, upgradeText(path, { cookie }))));
	context.onTestFinished(() => silent.forEach(({ socket }) => socket.destroy()));
	await until('the silent are cut', () => silent.every(({ endedAt }) => endedAt() !== null), FORGOTTEN_MS);
	const forgotten = Math.max(...silent.map(({ endedAt }) => endedAt() ?? Infinity)) - begun;
	tell(context, { 'forgotten s': forgotten / 1000 });
	expect(forgotten).toBeLessThan(FORGOTTEN_MS);
});

test.concurrent('[R11] a village line: 20 % lost, 1.5 s there and back, cut again and again', async (context) => {
	const { onTestFinished } = context;
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	const size = 4;
	const line = await layBadLine(product.port, chance, { rttMs: 1500, loss: 0.2, cutMs: [10_000, 90_000] });
	onTestFinished(() => line.close());
	const crew = await bringCrew(product, line.url, { size, seed, name: documents.village });
	onTestFinished(() => crew.end());
	const look = setInterval(() => crew.promises(), 20);
	onTestFinished(() => clearInterval(look));
	for (const { client } of crew.typists) client.awareness.setLocalState({ cursor: { anchor: null, head: null } });
	// A phrase a second.
	crew.type(1000);
	await pause(amount(15_000, 300_000));
	crew.rest();
	line.calm();
	const back = await crew.allSaved(90_000);
	const alone = await readAlone(product, await signIn(product.url, 'observer'), documents.village);
	await crew.allLike(alone);
	const { lost, doubled } = crew.lookFor(alone, crew.promises());
	const waits = crew.typists.flatMap((typist) => typist.waits);
	const before = line.bytes();
	// The stock client renews its presence every fifteen seconds.
	const idleS = amount(15, 31);
	await pause(idleS * 1000);
	const idle = (line.bytes() - before) / idleS / size / 1024;
	tell(context, {
		seed,
		cuts: line.cuts(),
		keys: crew.keys,
		lost: lost.length,
		doubled: doubled.length,
		'median to saved s': quantile(waits, 0.5) / 1000,
		'p95 s': quantile(waits, 0.95) / 1000,
		'back s': back / 1000,
		'idle KB/s': idle
	});
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
	// A hundred keys scatter; the figure is for the full form.
	expect(quantile(waits, 0.5)).toBeLessThan(amount(12_000, 4000));
	expect(idle).toBeLessThan(3);
});
