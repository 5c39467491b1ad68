import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Begun = {
	readonly pid: number;
	readonly flags: readonly string[];
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
};

/** Said by every process that begins, before anything else: the last is the one that stays. */
const spy = `data:text/javascript,${encodeURIComponent(
	'console.log(JSON.stringify({ pid: process.pid, flags: process.execArgv, args: process.argv.slice(1), env: process.env }))'
)}`;

/** Ends by itself with 2: there is no such port. */
async function start(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
	const child = spawn(
		process.execPath,
		['--import', spy, ...flags, join(import.meta.dirname, 'start.js'), '--port', '99999'],
		{ env, stdio: ['ignore', 'pipe', 'ignore'] }
	);
	let said = '';
	child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
	const code = await new Promise((resolve) => child.on('close', resolve));
	const begun = said
		.trim()
		.split('\n')
		.map((line): Begun => JSON.parse(line));
	return { code, pid: child.pid, begun };
}

const named = (flags: readonly string[], name: string): readonly string[] =>
	flags.filter((flag) => flag.startsWith(name));

test.skipIf(process.platform === 'win32')(
	'begins anew, once, as the same process with the same arguments',
	async () => {
		const { code, pid, begun } = await start();
		expect(begun).toHaveLength(2);
		const last = begun[1];
		expect(last?.pid).toBe(pid);
		expect(last?.flags).toEqual(expect.arrayContaining(['--disable-proto=delete', '--expose-gc']));
		expect(last?.env['MALLOC_ARENA_MAX']).toBe('2');
		expect(last?.env['NODE_COMPILE_CACHE']).toBe(join(import.meta.dirname, '..', 'node_modules', '.cache', 'lianxi'));
		expect(last?.args).toEqual([join(import.meta.dirname, 'main.ts'), '--port', '99999']);
		expect(code).toBe(2);
	}
);

test.skipIf(process.platform === 'win32')('what the operator said stays', async () => {
	const { begun } = await start(['--max-semi-space-size=16'], {
		MALLOC_ARENA_MAX: '4',
		NODE_OPTIONS: '--disable-proto=throw'
	});
	const last = begun.at(-1);
	expect(begun).toHaveLength(2);
	expect(named(last?.flags ?? [], '--max-semi-space-size')).toEqual(['--max-semi-space-size=16']);
	expect(named(last?.flags ?? [], '--disable-proto')).toEqual([]);
	expect(last?.env['MALLOC_ARENA_MAX']).toBe('4');
});

test.skipIf(process.platform === 'win32')('what the operator said in another spelling of Node stays too', async () => {
	const { begun } = await start(['--max_semi_space_size=16'], { NODE_OPTIONS: '"--disable-proto=throw"' });
	const { flags = [] } = begun.at(-1) ?? {};
	expect(flags.filter((flag) => flag.includes('size') || flag.includes('proto'))).toEqual(['--max_semi_space_size=16']);
});
