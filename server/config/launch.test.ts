import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { missing } from './launch.ts';

const begun = (execArgv: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => ({ execArgv, env });

describe('what a process must begin anew with', () => {
	test('everything, when it was begun by its name alone; then nothing more', () => {
		const anew = missing(begun(), '/opt/lianxi');
		expect(anew?.execArgv).toContain('--disable-proto=delete');
		expect(anew?.env).toEqual({
			MALLOC_ARENA_MAX: '1',
			NODE_COMPILE_CACHE: join('/opt/lianxi', 'node_modules', '.cache', 'lianxi')
		});
		expect(anew && missing(anew, '/opt/lianxi')).toBeNull();
	});

	test('what the operator has said stays, in the command, in NODE_OPTIONS and in the environment', () => {
		const anew = missing(
			begun(['--cpu-prof', '--max-semi-space-size=16'], {
				MALLOC_ARENA_MAX: '4',
				NODE_OPTIONS: '--trace-warnings --disable-proto=throw'
			}),
			'/opt/lianxi'
		);
		expect(anew?.execArgv).toContain('--cpu-prof');
		expect(anew?.execArgv.filter((flag) => flag.startsWith('--max-semi-space-size'))).toEqual([
			'--max-semi-space-size=16'
		]);
		expect(anew?.execArgv.join()).not.toContain('--disable-proto');
		expect(anew?.env['MALLOC_ARENA_MAX']).toBe('4');
		expect(anew?.env['NODE_OPTIONS']).toBe('--trace-warnings --disable-proto=throw');
	});
});

describe.skipIf(process.platform === 'win32')('the process itself', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-launch-'));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	test('begins anew in its own place: the same number, arguments and exit code', async () => {
		const script = join(folder, 'script.ts');
		writeFileSync(
			script,
			`import { beginWell } from ${JSON.stringify(join(import.meta.dirname, 'launch.ts'))};
			beginWell(${JSON.stringify(folder)});
			console.log(JSON.stringify({ pid: process.pid, args: process.argv.slice(2), hasProto: '__proto__' in {}, arenas: process.env.MALLOC_ARENA_MAX }));
			process.exitCode = 7;`
		);
		const child = spawn(process.execPath, [script, '--data', 'a folder'], {
			env: {},
			stdio: ['ignore', 'pipe', 'inherit']
		});
		let said = '';
		child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
		const code = await new Promise((resolve) => child.on('close', resolve));
		expect(JSON.parse(said)).toEqual({
			pid: child.pid,
			args: ['--data', 'a folder'],
			hasProto: false,
			arenas: '1'
		});
		expect(code).toBe(7);
	});
});
