/** What a process asks of the kernel, in order: read with strace, which can also make a call fail. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Call = {
	readonly name: string;
	/** What the first argument stands for: a path, or `TCP:[…]`. */
	readonly target: string;
	/** All bytes that were given to it. */
	readonly bytes: Buffer;
	/** Where in the order of all calls it was begun, and where it was answered. */
	readonly begun: number;
	readonly ended: number;
	readonly result: number;
};

export type Trace = {
	/** Lets go of the process and answers what it did. */
	stop(): Promise<readonly Call[]>;
	remove(): void;
};

export type Wanted = {
	readonly calls: string;
	/** As in strace's manual, e.g. `fsync:error=EIO:when=3`. */
	readonly inject?: string;
	/** Only calls on this file. */
	readonly file?: string;
};

/** Attaches to a running process with all its threads. */
export async function attach(pid: number, { calls, inject, file: only }: Wanted): Promise<Trace> {
	execFileSync('bash', [join(import.meta.dirname, '..', 'install-strace.sh')], {
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-strace-'));
	const file = join(folder, 'trace');
	const args = ['-f', '-yy', '-xx', '-s', '9000', '-e', `trace=${calls}`, '-o', file, '-p', String(pid)];
	if (inject !== undefined) args.unshift('-e', `inject=${inject}`);
	if (only !== undefined) args.unshift('-P', only);
	const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
	const over = new Promise<void>((resolve) => strace.once('exit', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		let said = '';
		strace.stderr.on('data', (piece: Buffer) => {
			said += piece.toString();
			if (/attached/.test(said)) resolve();
		});
		strace.once('exit', () => reject(new Error(`strace could not attach: ${said}`)));
	});
	return {
		stop: async () => {
			strace.kill('SIGINT');
			await over;
			return readCalls(readFileSync(file, 'latin1'));
		},
		remove: () => {
			strace.kill('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

const BEGUN = /^(\d+) +(\w+)\((?:\d+<(.*?)>(?=[,)]| <))?(.*)$/s;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>/;
const RESULT = /\) += (-?\d+)/;
const UNFINISHED = ' <unfinished ...>';

function readCalls(text: string): readonly Call[] {
	const calls: Call[] = [];
	const open = new Map<string, Omit<Call, 'ended' | 'result'>>();
	const resultOf = (line: string): number => Number(RESULT.exec(line)?.[1] ?? Number.NaN);
	for (const [at, line] of text.split('\n').entries()) {
		const resumed = RESUMED.exec(line);
		if (resumed) {
			const call = open.get(resumed[1] ?? '');
			if (call) calls.push({ ...call, ended: at, result: resultOf(line) });
			continue;
		}
		const [, pid = '', name = '', target = '', rest = ''] = BEGUN.exec(line) ?? [];
		if (name === '') continue;
		const call = { name, target: plain(target), bytes: bytesIn(rest), begun: at };
		if (line.endsWith(UNFINISHED)) open.set(pid, call);
		else calls.push({ ...call, ended: at, result: resultOf(line) });
	}
	return calls;
}

/** `"\x82\x02"` of one argument or of several, one after the other. */
function bytesIn(text: string): Buffer {
	return Buffer.concat([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unhex(hex)));
}

const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');
/** With -xx paths are in hexadecimal too. */
const plain = (text: string): string => (text.startsWith('\\x') ? unhex(text).toString() : text);

/** The payloads of the WebSocket frames in what a server wrote: unmasked, and each frame whole. */
export function framesIn(bytes: Buffer): readonly Buffer[] {
	const frames: Buffer[] = [];
	for (let at = 0; at + 2 <= bytes.length;) {
		const short = bytes.readUInt8(at + 1);
		const head = short === 126 ? 4 : short === 127 ? 10 : 2;
		if (at + head > bytes.length) break;
		const length =
			short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
		frames.push(bytes.subarray(at + head, at + head + length));
		at += head + length;
	}
	return frames;
}
