/** "Saved" is said after the disk has confirmed, and never when it has not: read from what the process asks of the kernel. */
import * as decoding from 'lib0/decoding';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type * as Y from 'yjs';
import { chanceOf } from '#shared/foundation/chance.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { agendaItem, stock } from '../stock.ts';
import { AGENDA, bringCrew, bringCrewByCable, converge } from './crew.ts';
import { amount, tell } from './figures.ts';
import { own } from './own.ts';
import { attach, framesIn, type Call } from './strace.ts';
import { textOf } from './text.ts';
import { pause, until } from './wait.ts';

const SAVED = 100;
const isWal = ({ target }: Call): boolean => target.endsWith('.sqlite-wal');
const isFsync = ({ name }: Call): boolean => name === 'fsync' || name === 'fdatasync';
const isSyncOfWal = (call: Call): boolean => isFsync(call) && isWal(call) && call.result === 0;
/** The highest count that a write to a socket tells, or 0. */
const savedIn = ({ bytes }: Call): number => Math.max(0, ...framesIn(bytes).map(countOf));

/** Somebody whose every key is looked for in what the process asks of the kernel. */
type Writer = {
	readonly doc: Y.Doc;
	readonly inStep: () => boolean;
	/** The server's last count, as it came. */
	readonly saved: () => number;
	/** This end of the link. */
	readonly port: () => number;
	readonly end: () => void;
};

const bring: Readonly<Record<'stock' | 'own', (url: string, cookie: string) => Writer>> = {
	stock: (url, cookie) => {
		const { provider, ...client } = stock(url, AGENDA, { cookie, origin: url, saved: true });
		// ws tells its port nowhere else.
		const port = (): number => {
			const wire: unknown = provider.ws && Reflect.get(provider.ws, '_socket');
			return wire instanceof Socket ? (wire.localPort ?? 0) : 0;
		};
		return { ...client, inStep: () => provider.synced, port };
	},
	own: (url, cookie) => {
		const client = own(url, AGENDA, cookie);
		return { ...client, saved: () => client.wire().saved, port: () => client.wire().port };
	}
};

function countOf(frame: Buffer): number {
	const decoder = decoding.createDecoder(frame);
	return frame[0] === SAVED && decoding.readVarUint(decoder) === SAVED ? decoding.readVarUint(decoder) : 0;
}

test.for([['stock'], ['own']] as const)(
	'[R2] [L13] each "saved" is written to the socket after the fsync that covers it: %s client',
	async ([kind], context) => {
		const keys = amount(100, 1000);
		const product = await startProduct('--demo');
		onTestFinished(() => product.remove());
		// Others type meanwhile, so that commits hold more than this one's keys.
		const crew = await bringCrew(product, product.url, { size: 4, seed: 2 });
		onTestFinished(() => crew.end());
		const writer = bring[kind](product.url, await signIn(product.url, 'member-police'));
		onTestFinished(() => writer.end());
		await until('the writer in step', writer.inStep);
		const item = agendaItem('order', '');
		const first = writer.saved();
		writer.doc.getArray('items').push([item]);
		await until('the first acknowledgement', () => writer.saved() > first);
		const title = item.get('title') as Y.Text;

		const trace = await attach(product.pid(), { calls: 'fsync,fdatasync,pwrite64,write,writev,sendmsg' });
		onTestFinished(() => trace.remove());
		const counts = new Map<string, number>();
		crew.type(30);
		for (let key = 0; key < keys; key++) {
			const mark = `«${key}»`;
			const before = writer.saved();
			title.insert(title.length, mark);
			await until('an acknowledgement', () => writer.saved() > before);
			counts.set(mark, writer.saved());
			// No honest client sends more than 60 a second for long.
			if (key > 100) await pause(20);
		}
		crew.rest();
		const calls = await trace.stop();
		const end = await converge(product, crew);

		const early = saidEarly(calls, counts, writer.port());
		const missing = [...counts.keys()].filter((mark) => !end.text.includes(mark));
		tell(context, {
			acknowledgements: counts.size,
			fsyncs: calls.filter(isSyncOfWal).length,
			early: early.length,
			lost: end.lost.length + missing.length
		});
		expect(counts.size).toBe(keys);
		expect(early).toEqual([]);
		expect([end.lost, end.doubled, missing]).toEqual([[], [], []]);
		await until('the writer has the same text', () => textOf(writer.doc) === end.text);
	}
);

/** Those of the marks that were called saved on the link of `port` before an fsync that covers them had ended. */
function saidEarly(calls: readonly Call[], counts: ReadonlyMap<string, number>, port: number): readonly string[] {
	const written = calls.filter((call) => call.name === 'pwrite64' && isWal(call));
	const synced = calls.filter(isSyncOfWal);
	const told = calls
		.filter(({ target }) => target.startsWith('TCP') && target.endsWith(`->127.0.0.1:${port}]`))
		.map((call) => ({ call, count: savedIn(call) }))
		.filter(({ count }) => count > 0);
	return [...counts].flatMap(([mark, count]) => {
		const row = written.find(({ bytes }) => bytes.includes(mark));
		const said = told.find((one) => one.count >= count)?.call;
		const fsync = row && synced.find(({ begun, ended }) => begun > row.ended && ended < (said?.begun ?? 0));
		return row && said && fsync ? [] : [mark];
	});
}

test('[R2] [L14] an fsync that fails: nothing of it is acknowledged, the process says so and ends, and starts again with all it promised', async (context) => {
	const rounds = amount(2, 20);
	const chance = chanceOf(Date.now() % 1_000_000);
	let [promised, affected] = [0, 0];
	const codes = new Set<number>();
	for (let round = 0; round < rounds; round++) {
		const { product, crew, restart } = await bringCrewByCable({ size: 8, seed: round });
		const witness = await witnessOf(product, codes);
		onTestFinished(() => witness.end());
		crew.type(40);
		const trace = await attach(product.pid(), {
			calls: 'fsync,pwrite64',
			inject: `fsync:error=EIO:when=${5 + chance.below(30)}`
		});
		onTestFinished(() => trace.remove());
		await until('the end of the process', () => !isAlive(product.pid()), 15_000);
		crew.rest();
		witness.end();
		expect(await product.stop()).toBe(3);
		const said = product
			.output()
			.split('\n')
			.filter((line) => line.includes('has failed, and this process ends'));
		expect(said).toHaveLength(1);

		const calls = (await trace.stop()).filter(isWal);
		const failed = calls.findIndex((call) => isFsync(call) && call.result !== 0);
		const lastGood = calls.findLastIndex((call, at) => at < failed && isFsync(call) && call.result === 0);
		const kept = marksIn(calls.slice(0, lastGood));
		const unsure = [...marksIn(calls.slice(lastGood, failed))].filter((mark) => !kept.has(mark));
		const promises = crew.promises();
		const called = new Set(
			crew.typists.flatMap(({ keys }, index) => keys.slice(0, promises[index]).map(({ mark }) => mark))
		);
		expect(unsure.filter((mark) => called.has(mark))).toEqual([]);
		expect(calls.slice(failed + 1)).toEqual([]);

		const found = await restart(promises);
		const end = await converge(product, crew);
		crew.end();
		await product.remove();
		promised += called.size;
		affected += failed - lastGood - 1;
		expect([found, end]).toMatchObject([
			{ lost: [], doubled: [] },
			{ lost: [], doubled: [] }
		]);
	}
	tell(context, { rounds, promised, 'pages not confirmed': affected, closed: [...codes].join(' ') });
	expect(promised).toBeGreaterThan(rounds * 8);
	expect(affected).toBeGreaterThan(0);
	// 1006: nobody there any more to come back to. 4503: nothing of the witness was on its way.
	const told = [...codes].filter((code) => code !== 1006);
	expect(told.filter((code) => code !== 4507 && code !== 4503)).toEqual([]);
	expect(told.length).toBeGreaterThan(0);
});

test('[R2] [L14] an fsync that fails while the write-ahead log is carried over ends the process too, and nothing is missing', async (context) => {
	const { product, crew, restart } = await bringCrewByCable({ size: 16, seed: 3 });
	const trace = await attach(product.pid(), {
		calls: 'fsync',
		inject: 'fsync:error=EIO:when=1',
		file: join(product.folder, 'lianxi.sqlite')
	});
	onTestFinished(() => trace.remove());
	crew.type(20);
	await until('the end of the process', () => !isAlive(product.pid()), 30_000);
	crew.rest();
	const code = await product.stop();
	const failed = (await trace.stop()).filter((call) => isFsync(call) && !isWal(call) && call.result !== 0).length;
	const promises = crew.promises();
	const found = await restart(promises);
	const end = await converge(product, crew);
	const promised = promises.reduce((sum, count) => sum + count, 0);
	tell(context, { failed, promised, lost: found.lost.length, code: code ?? -1 });
	expect([code, failed]).toEqual([3, 1]);
	expect([found, end]).toMatchObject([
		{ lost: [], doubled: [] },
		{ lost: [], doubled: [] }
	]);
});

/** A stock client that types, and notes how its connections are ended. */
async function witnessOf(product: Product, codes: Set<number>): Promise<{ end(): void }> {
	const cookie = await signIn(product.url, 'member-edu');
	const client = stock(product.url, AGENDA, { cookie, origin: product.url });
	client.provider.on('connection-close', (event) => void (event && codes.add(event.code)));
	await until('the witness in step', () => client.provider.synced);
	const item = agendaItem('witness', '');
	client.doc.getArray('items').push([item]);
	const title = item.get('title') as Y.Text;
	const typing = setInterval(() => title.insert(title.length, '字'), 10);
	return {
		end: () => {
			clearInterval(typing);
			client.end();
		}
	};
}

const marksIn = (calls: readonly Call[]): ReadonlySet<string> =>
	new Set(calls.flatMap(({ bytes }) => bytes.toString().match(/‹[^‹›]*›/g) ?? []));

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
