/** Builds the pages when there is no build, or when it was made from other sources. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['web', 'shared', 'vite.config.ts', 'svelte.config.js', 'package-lock.json'];
const generated = new Set(['.svelte-kit', 'paraglide', 'node_modules', '.gitignore', '.meta.json', 'README.md']);

function* filesBelow(path: string): Generator<string> {
	const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	for (const entry of entries) {
		if (generated.has(entry.name)) continue;
		const below = join(path, entry.name);
		if (entry.isDirectory()) yield* filesBelow(below);
		else yield below;
	}
}

/** SHA-256 over names and contents of all that the build is made from. */
function fingerprint(root: string): string {
	const hash = createHash('sha256');
	for (const source of sources) {
		const path = join(root, source);
		if (!existsSync(path)) continue;
		const files = source.includes('.') ? [path] : filesBelow(path);
		for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
	}
	return hash.digest('hex');
}

/** @throws when the build fails; its output has been shown by then. */
export async function ensureBuilt(root: string, say: (line: string) => void): Promise<void> {
	const stamp = join(root, 'build', 'made-from');
	const now = fingerprint(root);
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
	say('building the pages (once after each change, about 20 seconds) …');
	await new Promise<void>((resolve, reject) => {
		const vite = spawn(
			process.execPath,
			[join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
			{
				cwd: root,
				stdio: ['ignore', 'inherit', 'inherit']
			}
		);
		vite.on('error', reject);
		vite.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build ended with ${code}`))));
	});
	writeFileSync(stamp, now);
}

// `npm run build`: the same, so that a start afterwards finds the stamp.
if (import.meta.main) {
	await ensureBuilt(join(import.meta.dirname, '..', '..'), (line) => void process.stdout.write(`${line}\n`)).catch(
		(cause: unknown) => {
			process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
			process.exitCode = 1;
		}
	);
}
