/** The servers that are measured, each in a process of its own on the same Node, spoken to over its own protocol. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signIn, startProduct, type Product } from '../product.ts';
import type { Address } from './frames.ts';

export const subjectNames = ['lianxi', 'hocuspocus', 'ywss'] as const;
export type SubjectName = (typeof subjectNames)[number];

/** How a client of the product behaves: as our own page, or as the stock y-websocket client. */
export type Manner = 'own' | 'stock';

export type Place = { readonly path: string; readonly address: Address };

export type Subject = {
	readonly name: SubjectName;
	readonly port: number;
	pid(): number;
	/** Where a document is found. */
	place(document: string, manner: Manner): Place;
	/** Session cookies of so many people; undefined where nobody asks who comes. */
	cookies(count: number): Promise<readonly (string | undefined)[]>;
	/** Names of so many documents that all of them may write. */
	documents(count: number): Promise<readonly string[]>;
	/** Whether documents outlive the process. */
	readonly keeps: boolean;
	/** SIGTERM, with time to store. */
	stop(): Promise<void>;
	/** SIGKILL. */
	kill(): Promise<void>;
	/** On the same folder and port. */
	restart(): Promise<void>;
	remove(): Promise<void>;
};

const root = join(import.meta.dirname, '..', '..');
const peers = join(import.meta.dirname, 'peers');
const run = promisify(execFile);

/** @param profile a folder for profiles of the server, each time it ends by itself */
export async function startSubject(name: SubjectName, profile?: string): Promise<Subject> {
	// Whatever starts the server hands this on; the load and other commands are given an environment without it.
	if (profile !== undefined) process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${profile}`;
	return name === 'lianxi' ? startOurs() : startPeer(name);
}

async function startOurs(): Promise<Subject> {
	const product = await startProduct('--demo');
	const made: string[] = [];
	return {
		name: 'lianxi',
		port: product.port,
		pid: () => product.pid(),
		place: (document, manner) => ({
			path: `/sync/${document}${manner === 'own' ? '?saved=1&roster=1&hash=1' : ''}`,
			address: null
		}),
		cookies: (count) => sessions(product, count),
		async documents(count) {
			if (count === 1) return [`meeting:${await liveMeeting(product)}:agenda:1`];
			const secretary = await signIn(product.url, 'secretary');
			while (made.length < count) made.push(await schedule(product, secretary, made.length));
			return made.slice(0, count).map((id) => `meeting:${id}:agenda:1`);
		},
		keeps: true,
		stop: async () => void (await product.stop()),
		kill: () => product.kill(),
		restart: () => product.restart(),
		remove: () => product.remove()
	};
}

/** People of the demonstration, made for load tests by the administration's own command. */
async function sessions(product: Product, count: number): Promise<readonly string[]> {
	const args = ['sessions', '--data', product.folder, '--meeting', 'live', '--count', String(count)];
	const { stdout } = await run(process.execPath, ['--disable-proto=delete', 'server/cli.ts', ...args], {
		cwd: root,
		maxBuffer: 64 * 1024 * 1024,
		env: { ...process.env, NODE_OPTIONS: '' }
	});
	return stdout
		.trim()
		.split('\n')
		.map((line) => (JSON.parse(line) as { readonly cookie: string }).cookie); // our own command's lines
}

async function liveMeeting(product: Product): Promise<string> {
	const cookie = await signIn(product.url, 'secretary');
	const answer = await fetch(`${product.url}/api/meetings?state=live`, { headers: { cookie } });
	const { items } = (await answer.json()) as { readonly items: readonly { readonly id: string }[] };
	const id = items[0]?.id;
	if (id === undefined) throw new Error('the demonstration has no live meeting');
	return id;
}

async function schedule(product: Product, cookie: string, index: number): Promise<string> {
	const answer = await fetch(`${product.url}/api/meetings`, {
		method: 'POST',
		headers: { cookie, origin: product.url, 'content-type': 'application/json' },
		body: JSON.stringify({ councilId: 'c-education', startsAt: Date.now() + (index + 30) * 86_400_000 })
	});
	const { id } = (await answer.json()) as { readonly id?: string };
	if (id === undefined) throw new Error(`a meeting could not be scheduled: ${answer.status}`);
	return id;
}

/** Peers are a package of their own, so that nobody installs them who does not measure. */
async function installPeers(): Promise<void> {
	// npm writes this last: half an installation is none.
	if (existsSync(join(peers, 'node_modules', '.package-lock.json'))) return;
	process.stderr.write('Installing the peers into e2e/load/peers (once).\n');
	await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers });
}

async function startPeer(name: 'hocuspocus' | 'ywss'): Promise<Subject> {
	await installPeers();
	const folder = mkdtempSync(join(tmpdir(), `lianxi-peer-${name}-`));
	let running = await launch(name, folder, 0);
	const { port } = running;
	const end = async (signal: NodeJS.Signals): Promise<void> => {
		const { child } = running;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		if (child.exitCode === null && child.signalCode === null && child.kill(signal)) await gone;
	};
	return {
		name,
		port,
		pid: () => running.child.pid ?? 0,
		place: (document) =>
			name === 'hocuspocus' ? { path: '/', address: document } : { path: `/${document}`, address: null },
		cookies: async (count) => Array.from({ length: count }, () => undefined),
		documents: async (count) => Array.from({ length: count }, (_, index) => `meeting:m-${index}:agenda:1`),
		// y-websocket's server keeps documents in memory, unless it is given a LevelDB folder.
		keeps: name === 'hocuspocus',
		stop: () => end('SIGTERM'),
		kill: () => end('SIGKILL'),
		async restart() {
			running = await launch(name, folder, port);
		},
		async remove() {
			await end('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function launch(
	name: string,
	folder: string,
	port: number
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
	const child = spawn(process.execPath, [join(peers, `${name}.js`), folder, String(port)], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, NODE_ENV: 'production' }
	});
	return new Promise((resolve, reject) => {
		let said = '';
		child.stdout.on('data', (piece: Buffer) => {
			said += piece.toString();
			const ready = /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
			if (ready !== undefined) resolve({ child, port: Number(ready) });
		});
		child.on('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
	});
}
