/** Bits that flip on the disk while nobody looks: each is found, the rest opens, and who still has the text brings it back. */
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { chanceOf, type Chance } from '#shared/foundation/chance.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { layCable } from '../relay.ts';
import { agendaItem, stock, type Stock } from '../stock.ts';
import { clients, readAlone, type Client, type Kind } from './crew.ts';
import { tell } from './figures.ts';
import { pause, until } from './wait.ts';

const root = join(import.meta.dirname, '../..');
const ROWS = 100;

const open = (product: Product): Database.Database => new Database(join(product.folder, 'lianxi.sqlite'));
const doctor = (product: Product) =>
	spawnSync(
		join(root, 'node_modules/.bin/node'),
		['--disable-proto=delete', 'server/cli.ts', 'doctor', '--data', product.folder],
		{ cwd: root, encoding: 'utf8' }
	);

type Row = { readonly kind: 'update' | 'snapshot'; readonly document: number; readonly id: number };

/** A bit of what it says, of its checksum, of how far it reaches, or of whose it is. False where the text stays sound. */
function flip(database: Database.Database, { kind, document, id }: Row, chance: Chance): boolean {
	const table = kind === 'update' ? 'updates' : 'snapshots';
	const where = kind === 'update' ? 'document_id = ? and id = ?' : 'document_id = ? and up_to = ?';
	const columns = kind === 'update' ? 'data, crc, reached, person_id as person' : `data, crc, reached, '' as person`;
	const row = database
		.prepare<[number, number], { data: Buffer; crc: number; reached: Buffer; person: string }>(
			`select ${columns} from ${table} where ${where}`
		)
		.get(document, id);
	if (!row) throw new Error('no such row');
	const put = (column: string, value: unknown): void => {
		database.prepare(`update ${table} set ${column} = ? where ${where}`).run(value, document, id);
	};
	const what = chance.below(kind === 'update' ? 10 : 9);
	if (what < 7) put('data', flipped(row.data, chance));
	else if (what === 7) put('crc', row.crc ^ (1 << chance.below(31)));
	else if (what === 8) put('reached', flipped(row.reached, chance));
	else put('person_id', `${String.fromCharCode(row.person.charCodeAt(0) ^ 1)}${row.person.slice(1)}`);
	return what !== 8;
}

function flipped(bytes: Buffer, chance: Chance): Buffer {
	const bit = chance.below(bytes.length * 8);
	bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
	return bytes;
}

/** Several people in each, so that rows build on each other. */
const documents = ['meeting:m-4:agenda:1', 'meeting:m-5:agenda:1', 'meeting:m-4:actions:1'] as const;
/** Nobody damages this one. */
const SOUND = 'meeting:m-5:actions:1';
type Who = { readonly kind: Kind; readonly account: string };
const people: readonly Who[] = [
	{ kind: 'stock', account: 'member-police' },
	{ kind: 'own', account: 'member-edu' },
	{ kind: 'stock', account: 'member-finance' },
	{ kind: 'own', account: 'member-plan' }
];
const NEWCOMER: Who = { kind: 'own', account: 'member-township' };
/** Of each, in each document. In the first there are so many that it is compacted meanwhile. */
const KEYS = 60;
const KEYS_IN_FIRST = 260;

type Writer = {
	readonly client: Client;
	readonly name: string;
	type(key: number): void;
	/** The server has called all of it saved. */
	isSaved(): boolean;
};

/** Writes at `url`, which may be a cable to the product. */
async function writerOf(url: string, { kind, account }: Who, name: string): Promise<Writer> {
	const client = clients[kind](url, name, await signIn(url, account));
	await until(`${account} in step`, client.inStep);
	const { doc } = client;
	const item = agendaItem(account, '');
	doc.getArray('items').push([item]);
	const title = item.get('title') as Y.Text;
	let edits = 1;
	return {
		client,
		name,
		type: (key) => {
			title.insert(title.length, `‹${account}.${key}›`);
			edits += 1;
		},
		isSaved: () => client.isSaved(Y.getState(doc.store, doc.clientID), edits)
	};
}

const textOf = (doc: Y.Doc): string => JSON.stringify(doc.getArray('items').toJSON());
const marksIn = (doc: Y.Doc): readonly string[] => (textOf(doc).match(/‹[^‹›]*›/g) ?? []).toSorted();

async function joined(product: Product, account: string, name: string): Promise<Stock> {
	const client = stock(product.url, name, {
		cookie: await signIn(product.url, account),
		origin: product.url,
		saved: true
	});
	await until(`${account} in step`, () => client.provider.synced);
	return client;
}

async function write(writers: readonly Writer[]): Promise<void> {
	await Promise.all(
		writers.map(async ({ name, type, isSaved }) => {
			const keys = name === documents[0] ? KEYS_IN_FIRST : KEYS;
			for (let key = 0; key < keys; key++) {
				type(key);
				await pause(15);
			}
			await until('everything saved', isSaved);
		})
	);
}

/** The sound rows of a document, as anybody would read them. */
function soundText(database: Database.Database, document: number, damaged: readonly Row[]): string {
	const isDamaged = (kind: Row['kind'], id: number): boolean =>
		damaged.some((row) => row.document === document && row.kind === kind && row.id === id);
	const base = database
		.prepare<[number], { id: number; data: Buffer }>('select up_to as id, data from snapshots where document_id = ?')
		.all(document);
	const tail = database
		.prepare<[number], { id: number; data: Buffer }>('select id, data from updates where document_id = ? order by id')
		.all(document);
	const doc = new Y.Doc();
	for (const { id, data } of base) if (!isDamaged('snapshot', id)) Y.applyUpdate(doc, data);
	for (const { id, data } of tail) if (!isDamaged('update', id)) Y.applyUpdate(doc, data);
	return textOf(doc);
}

test('[R5] one bit in each of 100 rows: all are found and told once, the rest opens, and the lost text comes back from who has it', async (context) => {
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const cable = await layCable(product.port);
	onTestFinished(() => cable.close());
	const writers: Writer[] = [];
	for (const name of [...documents, SOUND])
		for (const who of people) writers.push(await writerOf(cable.url, who, name));
	onTestFinished(() => writers.forEach(({ client }) => client.end()));
	await write(writers);
	const whole = new Map(
		documents.map((name) => [name, marksIn(writers.find((one) => one.name === name)?.client.doc ?? new Y.Doc())])
	);
	// Their text stays with them; they come back when they can.
	cable.pull();
	await product.kill();

	const before = open(product);
	before.exec('drop trigger updates_no_update');
	const ids = new Map(
		before
			.prepare<[], { id: number; name: string }>('select id, name from documents')
			.all()
			.map(({ id, name }) => [name, id])
	);
	const mine = documents.map((name) => ids.get(name) ?? 0);
	const place = mine.map(() => '?').join();
	const rows = before
		.prepare<number[], Row>(
			`select 'update' as kind, document_id as document, id from updates where document_id in (${place})`
		)
		.all(...mine);
	const snapshots = before
		.prepare<number[], Row>(
			`select 'snapshot' as kind, document_id as document, up_to as id from snapshots where document_id in (${place})`
		)
		.all(...mine);
	const chosen = [...snapshots];
	while (chosen.length < ROWS) chosen.push(...rows.splice(chance.below(rows.length), 1));
	const lost = chosen.filter((row) => flip(before, row, chance));
	const readable = mine.map((document) => soundText(before, document, lost));
	before.close();

	const told = product.output().length;
	const begun = performance.now();
	await product.restart();
	const started = performance.now() - begun;
	const lines = (): readonly Record<string, unknown>[] =>
		product
			.output()
			.slice(told)
			.split('\n')
			.filter((line) => line.includes('Rows of drafts are damaged'))
			.map((line) => JSON.parse(line) as Record<string, unknown>);
	await until('the report', () => lines().length > 0, 10_000);
	const found = lines()[0]?.['rows'] as readonly { kind: string; document: string; id: number }[];
	const key = (kind: string, document: string, id: number): string => `${kind} ${id} of ${document}`;
	const wanted = chosen.map(({ kind, document, id }) => key(kind, documents[mine.indexOf(document)] ?? '', id));
	const reported = found.map(({ kind, document, id }) => key(kind, document, id));

	// Readers get what is sound; the document that nobody touched is whole.
	const readers = await Promise.all(documents.map((name) => joined(product, 'observer', name)));
	await pause(200);
	const read = readers.map(({ doc }) => textOf(doc));
	const untouched = await joined(product, 'observer', SOUND);
	const untouchedMarks = marksIn(untouched.doc).length;
	// Somebody who has nothing of what was lost comes and writes.
	const newcomer = await writerOf(product.url, NEWCOMER, documents[0]);
	newcomer.type(0);
	await until('the newcomer saved', newcomer.isSaved, 5000);
	const newcomerRefused = newcomer.client.refused();
	const [metrics, report] = [await (await fetch(`${product.url}/metrics`)).text(), doctor(product)];

	const healing = performance.now();
	cable.plug();
	await until('everybody back', () => writers.every(({ client }) => client.inStep())).catch(() => undefined);
	const last = await Promise.all(documents.map((name) => joined(product, 'member-health', name)));
	const isHealed = (): boolean =>
		documents.every((name, at) => {
			const has = new Set(marksIn(last[at]?.doc ?? new Y.Doc()));
			return whole.get(name)?.every((mark) => has.has(mark));
		});
	await until('the lost text back', isHealed, 10_000).catch(() => undefined);
	const healed = isHealed();
	const healedAfter = performance.now() - healing;
	// Both kinds of client, who was there and who came since, have what a fresh reader has.
	const fresh = new Map([[SOUND, untouched], ...documents.map((name, at) => [name, last[at]] as const)]);
	const isLike = ({ client, name }: Writer): boolean =>
		textOf(client.doc) === textOf(fresh.get(name)?.doc ?? new Y.Doc());
	await until('the same text everywhere', () => [...writers, newcomer].every(isLike), 10_000).catch(() => undefined);
	const others = [...writers, newcomer].filter((writer) => !isLike(writer)).map(({ name }) => name);
	tell(context, {
		seed,
		damaged: chosen.length,
		snapshots: snapshots.length,
		found: reported.length,
		'start ms': started,
		'healed ms': healed ? healedAfter : 'never',
		'of another text': others.length
	});
	expect(reported.toSorted()).toEqual(wanted.toSorted());
	expect(lines()).toHaveLength(1);
	expect(read).toEqual(readable);
	expect(untouchedMarks).toBe(people.length * KEYS);
	expect(metrics).toContain(`lianxi_storage_damaged_rows ${lost.length}`);
	expect(report.stdout).toContain('set aside: ');
	expect(report.status).toBe(0);
	expect(newcomerRefused).toBe(null);
	expect(healed).toBe(true);
	expect(others).toEqual([]);
	for (const client of [...readers, ...last, untouched, newcomer.client]) client.end();

	// The evidence is as it was found.
	await product.kill();
	const after = open(product);
	const kept = after.prepare<[], { rows: number }>('select count(*) as rows from damaged_rows').get()?.rows;
	after.close();
	expect(kept).toBe(lost.length);
});

test('[R5] a page of the database that is garbage: the start is as ever, then all is read and nothing is written, and everybody is told', async (context) => {
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const writers = await Promise.all(people.slice(0, 2).map((who) => writerOf(product.url, who, SOUND)));
	onTestFinished(() => writers.forEach(({ client }) => client.end()));
	await until('the lines saved', () => writers.every(({ isSaved }) => isSaved()));
	const cookie = await signIn(product.url, 'member-edu');
	await product.kill();
	// The middle of the journal: the facts of the demonstration are read into memory and none is asked of it again.
	const database = open(product);
	const page = database
		.prepare<[], { page: number }>(
			"select pageno as page from dbstat where name = 'journal_payloads' and pagetype = 'leaf' order by pageno limit 1 offset 3"
		)
		.get()?.page;
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
	const file = openSync(join(product.folder, 'lianxi.sqlite'), 'r+');
	writeSync(file, Buffer.alloc(300, 0xa5), 0, 300, ((page ?? 1) - 1) * 4096);
	closeSync(file);

	await product.restart();
	const begun = performance.now();
	const stateOf = async () => (await (await fetch(`${product.url}/readyz`)).json()) as { ok: boolean; storage: string };
	let state = await stateOf();
	while (state.storage === 'ok' && performance.now() - begun < 10_000) {
		await pause(50);
		state = await stateOf();
	}
	const found = performance.now() - begun;
	const list = await fetch(`${product.url}/api/meetings`, { headers: { cookie } });
	const headers = { cookie, origin: product.url, 'content-type': 'application/json', 'accept-language': 'zh-CN' };
	const refused = await fetch(`${product.url}/api/attendance/m-4/check-in`, { method: 'POST', headers, body: '{}' });
	const { detail } = (await refused.json()) as { detail: string };
	await until('the writers back', () => writers.every(({ client }) => client.inStep()));
	const texts = writers.map(({ client }) => textOf(client.doc));
	const closings = writers.map(({ client }) => {
		const codes: (number | null)[] = [];
		client.onClosed((code) => void codes.push(code));
		return codes;
	});
	for (const writer of writers) writer.type(1);
	await until('the writers sent away', () => closings.every((codes) => codes.includes(4507)));
	// What was acknowledged before is what everybody reads, and nothing else.
	texts.push(textOf(await readAlone(product, cookie, SOUND)));
	tell(context, { 'found ms': found, state: state.storage });
	expect(state).toEqual({ ok: false, storage: 'storage-damaged' });
	expect([list.status, refused.status]).toEqual([200, 503]);
	expect(detail).toContain('数据库有损坏');
	expect(writers.filter(({ isSaved }) => isSaved())).toEqual([]);
	expect(new Set(texts).size).toBe(1);
	expect(texts[0]).toContain('member-police');
	expect(texts[0]).toContain('member-edu');
	expect(product.output().match(/The database is damaged/g)).toHaveLength(1);
	expect(doctor(product)).toMatchObject({ status: 1, stdout: expect.stringContaining('quick_check') as string });
});
