/**
 * How Node is set up for the server, in one place for whoever starts it: npm, systemd, tests, benchmarks. What can only be
 * said to a process as it begins is said by beginning anew in the same process, before anything else is loaded.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const FLAGS = [
	'--disable-proto=delete',
	// Most of what a key makes is garbage at once: a larger nursery is only memory.
	'--max-semi-space-size=4'
];

/** What a process was begun with. */
export type Begun = {
	/** Node's own arguments. */
	readonly execArgv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
};

/** The compiled modules of earlier starts. */
const cacheOf = (root: string): string => join(root, 'node_modules', '.cache', 'lianxi');

/** An operator's own choice stands, in the command or in NODE_OPTIONS. */
function isSaid(flag: string, { execArgv, env }: Begun): boolean {
	const nameOf = (said: string): string | undefined => said.split('=')[0];
	return [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(' ')].some((said) => nameOf(said) === nameOf(flag));
}

/** With what it must begin anew; null when it has all of it. */
export function missing(begun: Begun, root: string): Begun | null {
	const wanted = {
		// glibc gives each of a dozen threads a heap of its own and hands little of any back.
		MALLOC_ARENA_MAX: '1',
		// As enableCompileCache(), but for threads too: one without it loads what strips the types, 17 MB.
		NODE_COMPILE_CACHE: cacheOf(root)
	};
	const flags = FLAGS.filter((flag) => !isSaid(flag, begun));
	const variables = Object.entries(wanted).filter(([name]) => begun.env[name] === undefined);
	if (flags.length === 0 && variables.length === 0) return null;
	return { execArgv: [...begun.execArgv, ...flags], env: { ...begun.env, ...Object.fromEntries(variables) } };
}

/** Returns only when nothing is missing, or where a process cannot be replaced (Windows). */
export function beginWell(root: string): void {
	const anew = missing({ execArgv: process.execArgv, env: process.env }, root);
	if (anew === null) return;
	if (process.platform === 'win32' || process.execve === undefined) return void enableCompileCache(cacheOf(root));
	process.execve(process.execPath, [process.execPath, ...anew.execArgv, ...process.argv.slice(1)], { ...anew.env });
}
