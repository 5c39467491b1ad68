/** The disk fills up under people who type: nothing acknowledged is lost, reading and signing in go on, and so does the rest. */
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { signIn, startProduct, type Product } from '../product.ts';
import { bringCrew, converge, readAlone, type Crew } from './crew.ts';
import { amount, tell } from './figures.ts';
import { mountSmallDisk, onDisk } from './tmpfs.ts';
import { pause, until } from './wait.ts';

const TYPISTS = 10;

const storageOf = async (product: Product): Promise<string> =>
	((await (await fetch(`${product.url}/readyz`)).json()) as { storage: string }).storage;

async function storageIs(product: Product, wanted: string, ms: number): Promise<number> {
	const begun = performance.now();
	while ((await storageOf(product)) !== wanted) {
		if (performance.now() - begun > ms)
			throw new Error(`Not within ${ms} ms: ${wanted}, it is ${await storageOf(product)}`);
		await pause(20);
	}
	return performance.now() - begun;
}

/** What the screens of somebody signed in are told. */
function screenOf(product: Product, cookie: string) {
	const heard: string[] = [];
	const socket = io(product.url, {
		path: '/live',
		transports: ['websocket'],
		extraHeaders: { cookie, origin: product.url },
		forceNew: true
	});
	socket.on('house/storage', (state: string) => void heard.push(state));
	return { heard, isOpen: () => socket.connected, end: () => void socket.close() };
}

const command = (product: Product, cookie: string): Promise<Response> =>
	fetch(`${product.url}/api/attendance/m-4/check-in`, {
		method: 'POST',
		headers: { cookie, origin: product.url, 'content-type': 'application/json', 'accept-language': 'zh-CN' },
		body: '{}'
	});

const countOf = (promises: readonly number[]): number => promises.reduce((sum, count) => sum + count, 0);

/** Acknowledgements that are on their way arrive; then there are no more. */
async function settled(crew: Crew): Promise<readonly number[]> {
	for (let before = -1, now = 0; before !== now;) {
		before = now;
		await pause(300);
		now = countOf(crew.promises());
	}
	return crew.promises();
}

test('[R4] a full disk: refused in a sentence, readable, open to who signs in, nothing acknowledged lost, and on by itself', async (context) => {
	const disk = mountSmallDisk(64);
	onTestFinished(() => disk.remove());
	const product = await onDisk(disk, () => startProduct('--demo'));
	onTestFinished(() => product.remove());
	const observer = await signIn(product.url, 'observer');
	const member = await signIn(product.url, 'member-edu');
	const screen = screenOf(product, observer);
	onTestFinished(() => screen.end());
	await until('the screen', screen.isOpen);
	const crew = await bringCrew(product, product.url, { size: TYPISTS, seed: 4 });
	onTestFinished(() => crew.end());
	const pid = product.pid();
	crew.type(60);
	await pause(500);

	disk.fill();
	const noticed = await storageIs(product, 'storage-full', 5000);
	const atFull = await settled(crew);
	// Nobody is told that anything is saved, however long they go on typing.
	await pause(1000);
	const whileFull = countOf(crew.promises()) - countOf(atFull);
	const refused = await command(product, member);
	const { code, detail } = (await refused.json()) as { code: string; detail: string };
	const read = await fetch(`${product.url}/api/meetings/m-4`, { headers: { cookie: observer } });
	const signedIn = await Promise.allSettled(
		['secretary', 'convener', 'member-police', 'member-finance'].map((account) => signIn(product.url, account))
	);
	const [, , leaving] = signedIn;
	const signedOut = await fetch(`${product.url}/api/session`, {
		method: 'DELETE',
		headers: { cookie: leaving?.status === 'fulfilled' ? leaving.value : '', origin: product.url }
	});
	const alone = await readAlone(product, observer);
	const lostWhileFull = crew.lookFor(alone, atFull);
	alone.destroy();

	disk.free();
	const freed = performance.now();
	await storageIs(product, 'storage-low', 5000);
	crew.rest();
	await crew.allSaved(10_000);
	const resumed = performance.now() - freed;
	const { lost, doubled } = await converge(product, crew);
	tell(context, {
		keys: crew.keys,
		'acknowledged when full': countOf(atFull),
		'noticed ms': noticed,
		'resumed ms': resumed,
		lost: lostWhileFull.lost.length + lost.length
	});
	expect([lostWhileFull.lost, lost, doubled]).toEqual([[], [], []]);
	expect(countOf(atFull)).toBeGreaterThan(TYPISTS);
	expect(whileFull).toBe(0);
	expect([refused.status, code]).toEqual([507, 'storage-full']);
	expect(detail).toContain('磁盘已满');
	expect([read.status, signedOut.status]).toEqual([200, 200]);
	expect(signedIn.filter(({ status }) => status === 'rejected')).toEqual([]);
	expect(resumed).toBeLessThan(amount(10_000, 5000));
	expect(product.pid()).toBe(pid);
	expect((await command(product, member)).status).toBe(200);
	// The disk is small: it is low even when it is empty.
	await until('the screens', () => screen.heard.at(-1) === 'storage-low');
	expect(screen.heard).toContain('storage-full');
	const said = product.output().match(/The disk of the data folder is full/g) ?? [];
	expect(said).toHaveLength(1);
});

test('[R4] killed while the disk is full it starts again, is read, and goes on when there is room', async (context) => {
	const disk = mountSmallDisk(64);
	onTestFinished(() => disk.remove());
	const product = await onDisk(disk, () => startProduct('--demo'));
	onTestFinished(() => product.remove());
	const observer = await signIn(product.url, 'observer');
	const crew = await bringCrew(product, product.url, { size: 4, seed: 5 });
	onTestFinished(() => crew.end());
	crew.type(40);
	await pause(400);
	disk.fill();
	await storageIs(product, 'storage-full', 5000);
	await pause(500);
	crew.rest();
	const promises = await settled(crew);
	disk.fill();
	await product.kill();
	await product.restart();
	const alone = await readAlone(product, observer);
	const lost = crew.lookFor(alone, promises).lost;
	alone.destroy();
	const state = await storageOf(product);
	disk.free();
	const begun = performance.now();
	await crew.allSaved(10_000);
	const resumed = performance.now() - begun;
	const end = await converge(product, crew);
	tell(context, {
		keys: crew.keys,
		promised: countOf(promises),
		'resumed ms': resumed,
		lost: lost.length + end.lost.length
	});
	expect([lost, end.lost, end.doubled]).toEqual([[], [], []]);
	expect(state).toBe('storage-full');
	expect(crew.keys).toBeGreaterThan(countOf(promises));
});
