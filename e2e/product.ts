/** The product as a stranger meets it: started by its command, spoken to over HTTP, WebSocket and the browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export type Product = {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	pid(): number;
	/** SIGKILL: no farewell, no flush. */
	kill(): Promise<void>;
	/** SIGTERM; answers the exit code. */
	stop(): Promise<number | null>;
	/** On the same folder and port. */
	restart(): Promise<void>;
	/** Kills it and removes the folder. */
	remove(): Promise<void>;
	/** Everything it printed. */
	output(): string;
};

type Started = { readonly child: ChildProcess; readonly url: string };

function start(folder: string, port: number, args: readonly string[], hear: (text: string) => void): Promise<Started> {
	const child = spawn(
		join(root, 'node_modules', '.bin', 'node'),
		['server/start.js', '--data', folder, '--port', String(port), ...args],
		{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LIANXI_LOG_LEVEL: 'error' } }
	);
	return new Promise((resolve, reject) => {
		let text = '';
		const listen = (piece: Buffer): void => {
			text += piece.toString();
			hear(piece.toString());
			const url = /ready at (http:\/\/\S+)/.exec(text)?.[1];
			if (url !== undefined) resolve({ child, url });
		};
		child.stdout.on('data', listen);
		child.stderr.on('data', listen);
		child.on('exit', (code) => reject(new Error(`the product ended with ${code}: ${text}`)));
	});
}

const gone = (child: ChildProcess): Promise<number | null> =>
	child.exitCode !== null || child.signalCode !== null
		? Promise.resolve(child.exitCode)
		: new Promise((resolve) => child.once('exit', (code) => resolve(code)));

export async function startProduct(...args: string[]): Promise<Product> {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-e2e-'));
	let output = '';
	const hear = (text: string): void => void (output += text);
	let running = await start(folder, 0, args, hear);
	const port = Number(new URL(running.url).port);
	return {
		get url() {
			return running.url;
		},
		port,
		folder,
		pid: () => running.child.pid ?? 0,
		output: () => output,
		kill: async () => {
			running.child.kill('SIGKILL');
			await gone(running.child);
		},
		stop: async () => {
			running.child.kill('SIGTERM');
			return gone(running.child);
		},
		restart: async () => {
			running = await start(folder, port, args, hear);
		},
		remove: async () => {
			running.child.kill('SIGKILL');
			await gone(running.child);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** The session cookie of a demonstration account, as a Cookie header. */
export async function signIn(url: string, account: string, password = 'lianxi-demo'): Promise<string> {
	const answer = await fetch(`${url}/api/session`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ account, password })
	});
	const cookie = answer.headers.get('set-cookie')?.split(';')[0];
	if (!answer.ok || cookie === undefined) throw new Error(`${account} was not let in: ${await answer.text()}`);
	return cookie;
}
