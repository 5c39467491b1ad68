/** The socket file in the data folder (mode 0600): whoever may write the folder may give orders to the server that owns it. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import type { House } from '#server/compose.ts';
import { CannotDo, perform, type Order } from './perform.ts';

const socketIn = (folder: string): string => join(folder, 'control.sock');

/** Answers lines as they come; the last one starts with `ok` or `failed`. */
export async function openControl(house: House): Promise<() => Promise<void>> {
	const path = socketIn(house.grounds.config.data);
	rmSync(path, { force: true }); // a killed server leaves its file; the folder's lock says that nobody owns it now
	const control = createServer((asked, answer) => {
		let text = '';
		asked.setEncoding('utf8');
		asked.on('data', (piece: string) => (text += piece));
		asked.on('end', () => {
			const run = async (): Promise<void> => {
				try {
					for await (const line of perform(house, JSON.parse(text) as Order)) answer.write(`: ${line}\n`);
					answer.end('ok\n');
				} catch (cause) {
					if (!(cause instanceof CannotDo)) house.grounds.log.error({ err: cause }, 'an order failed');
					answer.end(`failed ${cause instanceof Error ? cause.message : String(cause)}\n`);
				}
			};
			void run();
		});
	});
	await new Promise<void>((resolve, reject) => {
		control.once('error', reject);
		control.listen(path, resolve);
	});
	chmodSync(path, 0o600);
	return () => new Promise((resolve) => control.close(() => resolve()));
}

/** Null when no server owns the folder. */
export function askControl(
	folder: string,
	order: Order,
	say: (line: string) => void
): Promise<{ failed: string | null } | null> {
	return new Promise((resolve, reject) => {
		const asked = request({ socketPath: socketIn(folder), path: '/', method: 'POST' }, (answer) => {
			let rest = '';
			let failed: string | null = 'the server went away';
			const hear = (line: string): void => {
				if (line.startsWith(': ')) say(line.slice(2));
				else if (line === 'ok') failed = null;
				else if (line.startsWith('failed ')) failed = line.slice(7);
			};
			answer.setEncoding('utf8');
			answer.on('data', (piece: string) => {
				const lines = (rest + piece).split('\n');
				rest = lines.pop() ?? '';
				lines.forEach(hear);
			});
			answer.on('end', () => resolve({ failed }));
			answer.on('error', reject);
		});
		asked.on('error', (error: NodeJS.ErrnoException) =>
			error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(null) : reject(error)
		);
		asked.end(JSON.stringify(order));
	});
}
