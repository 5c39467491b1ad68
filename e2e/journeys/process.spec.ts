/** The process as an administrator meets it: start, exit codes, the folder's lock, SIGTERM, SIGKILL. */
import { expect, test } from '../journey.ts';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { signIn, startProduct } from '../product.ts';
import { agendaItem, stock } from '../stock.ts';

const root = join(import.meta.dirname, '../..');
const run = (...args: string[]) =>
	spawnSync(join(root, 'node_modules/.bin/node'), ['--disable-proto=delete', ...args], {
		cwd: root,
		encoding: 'utf8',
		timeout: 60_000
	});

test('mistakes in the configuration are told together and end with 2', () => {
	const { status, stderr } = run('server/main.ts', '--port', '99999', '--public-url', 'nonsense');
	expect(status).toBe(2);
	expect(stderr).toContain('--port');
	expect(stderr).toContain('--public-url');
});

test('a second process on the same folder says so and ends with 1; the first goes on', async () => {
	const product = await startProduct('--demo');
	const second = run('server/main.ts', '--data', product.folder, '--port', '0');
	expect(second.status).toBe(1);
	expect(second.stderr).toContain('owned by another running process');
	expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
	await product.remove();
});

test('a data folder that cannot be written is named in a sentence, and the start ends with 1', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-readonly-'));
	// root, as whom the gate may run, writes wherever there is a place: so these are places where there is none
	mkdirSync(join(folder, 'lock.sqlite'));
	writeFileSync(join(folder, 'file'), '');
	for (const data of [folder, join(folder, 'file'), join(folder, 'file', 'below')]) {
		const { status, stderr } = run('server/main.ts', '--data', data, '--port', '0');
		expect(status, data).toBe(1);
		expect(stderr).toContain(`The data folder ${data} cannot be written`);
	}
	rmSync(folder, { recursive: true });
});

test('the second start is ready within three seconds, SIGTERM ends with 0 within five', async () => {
	const product = await startProduct('--demo');
	const cookie = await signIn(product.url, 'member-police');
	const client = stock(product.url, 'meeting:m-4:agenda:1', { cookie, origin: product.url });
	await expect.poll(() => client.provider.synced).toBe(true);
	let before = Date.now();
	expect(await product.stop()).toBe(0);
	expect(Date.now() - before).toBeLessThan(5000);
	expect(client.closed()).toBe(4503);
	client.end();
	before = Date.now();
	await product.restart();
	expect(Date.now() - before).toBeLessThan(3000);
	await product.remove();
});

test('without a demonstration the start prints a one-time link, and nobody gets in without it', async () => {
	const product = await startProduct();
	expect(product.output()).toMatch(/http:\/\/\S+\/setup\?token=\S{20,}/);
	const options = (await (await fetch(`${product.url}/api/session/options`)).json()) as Record<string, unknown>;
	expect(options).toMatchObject({ demo: false, setUp: false });
	const bad = await fetch(`${product.url}/api/setup?token=wrong`);
	expect(bad.status).toBe(410);
	await product.remove();
});

test('SIGKILL in the middle of typing, ten times: nothing that was called saved is missing', async () => {
	const product = await startProduct('--demo');
	const accounts = ['member-police', 'member-edu', 'member-finance', 'member-township'];
	const cookies = await Promise.all(accounts.map((account) => signIn(product.url, account)));
	const list = (await (
		await fetch(`${product.url}/api/meetings?state=live`, { headers: { cookie: cookies[0] ?? '' } })
	).json()) as { items: { id: string }[] };
	const name = `meeting:${list.items[0]?.id}:agenda:1`;
	let acknowledged = 0;
	for (let round = 0; round < 10; round += 1) {
		const writers = cookies.map((cookie) => stock(product.url, name, { cookie, origin: product.url, saved: true }));
		await expect.poll(() => writers.every(({ provider }) => provider.synced)).toBe(true);
		const typing = writers.map(({ doc }, index) => {
			const item = agendaItem(`kill-${round}-${index}`, '');
			doc.getArray('items').push([item]);
			const title = item.get('title') as Y.Text;
			return setInterval(() => title.insert(title.length, String(index)), 5);
		});
		await new Promise((resolve) => setTimeout(resolve, 150 + ((round * 137) % 400)));
		await product.kill();
		typing.forEach(clearInterval);
		const promised = writers.map(({ doc, savedClock }) => ({ clientId: doc.clientID, clock: savedClock() }));
		// the writers are gone before the server is back: what is there then was on its disk
		writers.forEach(({ end }) => end());
		await product.restart();
		const reader = stock(product.url, name, { cookie: cookies[0] ?? '', origin: product.url });
		await expect.poll(() => reader.provider.synced).toBe(true);
		for (const { clientId, clock } of promised) {
			expect(Y.getState(reader.doc.store, clientId)).toBeGreaterThanOrEqual(clock);
			acknowledged += clock;
		}
		reader.end();
	}
	expect(acknowledged).toBeGreaterThan(500);
	await product.remove();
});

test('a backup comes back whole; a client with later text is told so, and its text is neither mixed in nor lost', async () => {
	const product = await startProduct('--demo');
	const copy = `${product.folder}.backup`;
	const lianxi = (...args: string[]) => run('server/cli.ts', ...args, '--data', product.folder);
	const cookie = await signIn(product.url, 'member-police');
	const documents = async (): Promise<string> => {
		const answer = await fetch(`${product.url}/api/meetings/m-4`, { headers: { cookie } });
		return ((await answer.json()) as { documents: { agenda: string } }).documents.agenda;
	};
	const before = await documents();
	const client = stock(product.url, before, { cookie, origin: product.url, saved: true });
	await expect.poll(() => client.provider.synced).toBe(true);
	expect(lianxi('backup', '--to', copy).status).toBe(0);
	client.doc.getArray('items').push([agendaItem('later', '备份之后写的')]);
	await expect.poll(() => client.saved()).toBeGreaterThan(1);
	expect(lianxi('restore', '--from', copy).status, 'a server owns the folder').toBe(1);
	await product.stop();
	expect(lianxi('restore', '--from', copy).stdout).toContain('.before-restore');
	expect(lianxi('audit', 'verify').status).toBe(0);
	await product.restart();

	const after = await documents();
	expect(after).not.toBe(before);
	await expect.poll(() => client.closed()).toBe(4409);
	const reader = stock(product.url, after, { cookie, origin: product.url });
	await expect.poll(() => reader.doc.getArray('items').length).toBe(6);
	expect(JSON.stringify(reader.doc.toJSON())).not.toContain('备份之后写的');
	expect(client.doc.getArray('items').length).toBe(7);
	for (const each of [client, reader]) each.end();
	rmSync(copy);
	await product.remove();
});
