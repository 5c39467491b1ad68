/**
 * Starts the server, for npm, systemd, tests and benchmarks alike. What Node can only be told as it begins stands here: the
 * process begins anew in its own place, under the same number. Plain JavaScript, because loading what strips the types
 * takes 70 ms and 17 MB, and main.ts then comes from the cache.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

const FLAGS = [
	'--disable-proto=delete',
	// Most of what a key makes is garbage at once: a larger nursery is only memory.
	'--max-semi-space-size=4',
	'--expose-gc' // see quiet.ts
];

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'lianxi');
const VARIABLES = {
	// glibc gives each of a dozen threads a heap of its own and hands little of any back. With one heap they wait for each other.
	MALLOC_ARENA_MAX: '2',
	// As enableCompileCache(), but for threads too.
	NODE_COMPILE_CACHE: cache
};

/** An operator's own choice stands: in the command, in NODE_OPTIONS, in the environment. */
const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').replaceAll('"', '').split(' ')];
/** V8 takes its own with underscores too. */
const nameOf = (flag) => flag.split('=')[0].replaceAll('_', '-');
const said = given.map(nameOf);
const flags = FLAGS.filter((flag) => !said.includes(nameOf(flag)));
const isComplete = flags.length === 0 && Object.keys(VARIABLES).every((name) => process.env[name] !== undefined);

if (!isComplete && process.execve !== undefined && process.platform !== 'win32') {
	const main = join(import.meta.dirname, 'main.ts');
	process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, main, ...process.argv.slice(2)], {
		...VARIABLES,
		...process.env
	});
}
// Windows cannot replace a process.
enableCompileCache(cache);
await import('./main.ts');
