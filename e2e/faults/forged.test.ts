/** Somebody signed in lies about who wrote what and who is there. The mass of it is in server/sync/forged.faults.test.ts. */
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { chanceOf, mutate } from '#shared/foundation/chance.ts';
import { presenceFrame, syncFrame } from '#shared/sync/frames.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { agendaItem, stock } from '../stock.ts';
import { AGENDA, readAlone, sameText, writers } from './crew.ts';
import { amount, tell } from './figures.ts';
import { own } from './own.ts';
import { pause, until } from './wait.ts';

const MINUTES = 'meeting:m-4:minutes:1';

let product: Product;
beforeAll(async () => {
	product = await startProduct('--demo');
});
afterAll(() => product.remove());

/** Opens a bare link, says `frames` and answers what it was closed with within `ms`; null when it stays. */
async function say(name: string, cookie: string, frames: readonly Uint8Array[], ms = 500): Promise<number | null> {
	const socket = new WebSocket(`${product.url.replace('http', 'ws')}/sync/${name}`, {
		headers: { cookie, origin: product.url }
	});
	socket.on('error', () => undefined);
	let code: number | null = null;
	const closed = new Promise<void>((resolve) => {
		socket.on('close', (closing) => {
			code = closing;
			resolve();
		});
	});
	await Promise.race([closed, new Promise((resolve) => void socket.on('open', resolve))]);
	for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
	await Promise.race([closed, pause(ms)]);
	socket.terminate();
	return code;
}

const paragraphs = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('minutes');

/** An update of somebody else's client id, going on where they are. */
function inTheirName(doc: Y.Doc): Uint8Array {
	const forger = new Y.Doc();
	Y.applyUpdate(forger, Y.encodeStateAsUpdate(doc));
	forger.clientID = doc.clientID;
	const before = Y.encodeStateVector(forger);
	forger.getArray('items').push([agendaItem('forged', '别人没有写过')]);
	return Y.encodeStateAsUpdate(forger, before);
}

function presenceOf(id: number, clock: number, state: object | null): Uint8Array {
	return presenceFrame(
		encoding.encode((encoder) => {
			for (const number of [1, id, clock]) encoding.writeVarUint(encoder, number);
			encoding.writeVarString(encoder, JSON.stringify(state));
		})
	);
}

test('[R12] text under a colleague’s client id is refused, before and after their first letter, typed and unsent', async (context) => {
	const [mine, theirs] = [await signIn(product.url, 'member-edu'), await signIn(product.url, 'member-police')];
	const client = own(product.url, AGENDA, theirs);
	const beside = stock(product.url, AGENDA, { cookie: theirs, origin: product.url, saved: true });
	context.onTestFinished(() => [client, beside].forEach((each) => each.end()));
	await until('in step', () => client.inStep() && beside.provider.synced);
	client.awareness.setLocalState({ cursor: null });
	await pause(300);
	const codes = [await say(AGENDA, mine, [syncFrame('update', inTheirName(client.doc))])];
	client.doc.getArray('items').push([agendaItem('theirs', '自己写的')]);
	await until('saved', () => client.status().kind === 'saved');
	codes.push(await say(AGENDA, mine, [syncFrame('update', inTheirName(client.doc))]));
	// what the colleague has typed and not sent yet
	client.composing.begin();
	client.doc.getArray('items').push([agendaItem('unsent', '还没发出去')]);
	const ahead = new Y.Doc();
	Y.applyUpdate(ahead, Y.encodeStateAsUpdate(await readAlone(product, theirs)));
	Object.assign(ahead, { clientID: client.doc.clientID });
	codes.push(await say(AGENDA, mine, [syncFrame('update', inTheirName(ahead))]));
	client.composing.end();
	beside.doc.getArray('items').push([agendaItem('beside', '从旁边写的')]);
	await until('saved', () => client.status().kind === 'saved' && beside.saved() >= 2);
	const text = await sameText(product, [client.doc, beside.doc]);
	tell(context, { forged: codes.length, refused: codes.filter((code) => code === 4403).length });
	expect(codes).toEqual([4403, 4403, 4403]);
	const written = ['别人没有写过', '自己写的', '还没发出去', '从旁边写的'].map((line) => text.includes(line));
	expect(written).toEqual([false, true, true, true]);
});

test('[R13] a read-only link writes nothing, whatever it sends', async (context) => {
	const frames = amount(60, 120);
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	// The secretaries write the minutes; members read them. Ten odd frames, and somebody waits a minute.
	const readers = await Promise.all(
		[...writers, 'member-gov', 'member-housing', 'deputy'].map((account) => signIn(product.url, account))
	);
	const secretary = await signIn(product.url, 'secretary');
	const state = async (): Promise<string> =>
		Buffer.from(Y.encodeStateAsUpdate(await readAlone(product, secretary, MINUTES))).toString('base64');
	// Both kinds of client write in it, and are there all the time.
	const [mine, beside] = [
		own(product.url, MINUTES, secretary),
		stock(product.url, MINUTES, { cookie: secretary, origin: product.url, saved: true })
	];
	context.onTestFinished(() => [mine, beside].forEach((each) => each.end()));
	await until('in step', () => mine.inStep() && beside.provider.synced);
	for (const each of [mine.doc, beside.doc]) paragraphs(each).insert(0, [new Y.XmlElement('paragraph')]);
	await until('saved', () => mine.status().kind === 'saved' && beside.saved() >= 2);
	const before = await state();
	const doc = new Y.Doc();
	const honest: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => honest.push(syncFrame('update', update), syncFrame('step2', update)));
	for (let n = 0; n < 20; n++) paragraphs(doc).insert(0, [new Y.XmlElement('paragraph')]);
	const codes = new Map<number | null, number>();
	for (let n = 0; n < frames; n++) {
		const frame = chance.of(honest);
		const code = await say(
			MINUTES,
			readers[n % readers.length] ?? '',
			[n % 3 === 0 ? frame : mutate(frame, chance)],
			60
		);
		codes.set(code, (codes.get(code) ?? 0) + 1);
	}
	const after = await state();
	const alone = paragraphs(await readAlone(product, secretary, MINUTES)).toString();
	const isLike = (): boolean => [mine, beside].every((each) => paragraphs(each.doc).toString() === alone);
	await until('the same minutes everywhere', isLike);
	const list = [...codes].map(([code, count]) => `${code ?? 'open'}×${count}`).join(' ');
	tell(context, { seed, frames, 'closed with': list, changed: after === before ? 0 : 1 });
	expect(after).toBe(before);
	expect(codes.get(4403)).toBeGreaterThan(frames / 4);
	expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
});

test('[R14] nobody is shown as somebody else, and nobody is sent away by a stranger', async (context) => {
	const [mine, theirs] = [await signIn(product.url, 'member-edu'), await signIn(product.url, 'member-police')];
	const [police, watcher] = [
		stock(product.url, AGENDA, { cookie: theirs, origin: product.url }),
		stock(product.url, AGENDA, { cookie: await signIn(product.url, 'observer'), origin: product.url })
	];
	const colleague = own(product.url, AGENDA, await signIn(product.url, 'deputy'));
	context.onTestFinished(() => [police, watcher, colleague].forEach((client) => client.end()));
	await until('in step', () => police.provider.synced && watcher.provider.synced && colleague.inStep());
	police.provider.awareness.setLocalState({ user: { name: '卫某' }, cursor: null });
	// What either kind of client is shown.
	const shownTo = [watcher.provider.awareness, colleague.awareness] as const;
	const shown = (id: number): readonly unknown[] => shownTo.map((one) => one.getStates().get(id)?.['user']);
	await until('seen', () => !shown(police.doc.clientID).includes(undefined));
	const id = police.doc.clientID;
	const lies = [
		[presenceOf(id, 1_000_000, { user: { id: 'p-convener', name: '召某' } })],
		[presenceOf(id, 2 ** 31, null)],
		[presenceOf(77, 1, { user: { id: 'p-convener', name: '召某', unitId: 'u-gov', color: 1 } })],
		[presenceOf(78, 1, { user: 'p-convener' }), presenceOf(79, 1, { user: { id: 'p-leader', name: '高某' } })]
	];
	for (const frames of lies) {
		await say(AGENDA, mine, frames, 300);
		await pause(50);
	}
	// while it stays: the forger is shown under their own name
	const liar = say(AGENDA, mine, [presenceOf(80, 1, { user: { id: 'p-convener', name: '召某' } })], 600);
	await until('the liar seen', () => !shown(80).includes(undefined));
	const liarShown = shown(80);
	await liar;
	const everybody = JSON.stringify(shownTo.map((one) => [...one.getStates().values()]));
	colleague.doc.getArray('items').push([agendaItem('after-lies', '照常')]);
	await until('saved', () => colleague.status().kind === 'saved');
	const text = await sameText(product, [colleague.doc, police.doc, watcher.doc]);
	tell(context, { lies: lies.length + 1, 'shown as somebody else': /p-convener|p-leader/.test(everybody) ? 1 : 0 });
	const face = { id: 'p-member-police', name: '卫某' };
	expect(shown(police.doc.clientID)).toMatchObject([face, face]);
	expect(liarShown).toMatchObject([{ id: 'p-member-edu' }, { id: 'p-member-edu' }]);
	expect(text).toContain('照常');
	expect(everybody).not.toMatch(/p-convener|p-leader/);
});
