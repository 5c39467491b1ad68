/**
 * How much script a first screen takes, gzipped: the entry, the layouts and the page of a route with all they import
 * statically, and what the shell fetches right after (`also`). Fails above a limit, and on syntax the oldest browser cannot read. Run after the build: `node e2e/size.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

type Chunk = {
	readonly file: string;
	readonly imports?: readonly string[];
	readonly dynamicImports?: readonly string[];
};

const root = join(import.meta.dirname, '..');
const output = join(root, 'web', '.svelte-kit', 'output', 'client');
const manifestFile = join(output, '.vite', 'manifest.json');
if (!existsSync(manifestFile)) {
	process.stderr.write('there is no build: run npm run build first\n');
	process.exit(2);
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Readonly<Record<string, Chunk>>;

/** Fetched by every page of somebody signed in, without a wish of theirs. */
const afterwards = ['live/socket.ts', 'foundation/refusals.zh.ts'];

/** Limits in kB (1000 bytes) of gzipped script. `also` names what is loaded without a wish of the reader. */
const screens: readonly { readonly route: string; readonly limit: number; readonly also: readonly string[] }[] = [
	{ route: '/login', limit: 50, also: [] },
	{ route: '/screen', limit: 102, also: [] },
	{ route: '/(app)', limit: 110, also: afterwards },
	{ route: '/(app)/meetings', limit: 110, also: afterwards },
	{ route: '/(app)/meetings/[id]', limit: 110, also: [...afterwards, 'meetings/[id]/LiveRoom.svelte'] }
];

/** Keys of the manifest that a route needs: SvelteKit's start, and each layout and page file on the way. */
function entriesOf(route: string, also: readonly string[]): readonly string[] {
	const steps = route.split('/').filter(Boolean);
	const folders = ['routes', ...steps.map((_, index) => ['routes', ...steps.slice(0, index + 1)].join('/'))];
	const nodes = nodeFiles();
	const wanted = [
		...folders.flatMap((folder) => [`${folder}/+layout.svelte`, `${folder}/+layout.ts`]),
		`${folders.at(-1)}/+page.svelte`,
		`${folders.at(-1)}/+page.ts`
	];
	const page = nodes.filter(({ sources }) => sources.some((source) => wanted.includes(source))).map(({ key }) => key);
	const start = Object.keys(manifest).filter((key) =>
		/runtime\/client\/(client-)?entry\.js$|client-optimized\/app\.js$/.test(key)
	);
	return [...start, ...page, ...also.map((name) => keyEnding(name))];
}

function keyEnding(name: string): string {
	const found = Object.keys(manifest).find((key) => key.endsWith(name));
	if (found === undefined) throw new Error(`${name} is not in the build`);
	return found;
}

/** SvelteKit makes a node per layout and page; the generated file says from what. */
function nodeFiles(): readonly { readonly key: string; readonly sources: readonly string[] }[] {
	return Object.keys(manifest)
		.filter((key) => /\/nodes\/\d+\.js$/.test(key))
		.map((key) => {
			const text = readFileSync(join(root, 'web', key), 'utf8');
			const sources = [...text.matchAll(/"[./]*\/(routes\/[^"]+)"/g)].map(([, source]) => source ?? '');
			return { key, sources };
		});
}

function staticFiles(entries: readonly string[]): ReadonlySet<string> {
	const files = new Set<string>();
	const seen = new Set<string>();
	const visit = (key: string): void => {
		const chunk = manifest[key];
		if (!chunk || seen.has(key)) return;
		seen.add(key);
		if (chunk.file.endsWith('.js')) files.add(chunk.file);
		for (const below of chunk.imports ?? []) visit(below);
	};
	for (const entry of entries) visit(entry);
	return files;
}

/** A page may do without script (`export const csr = false`). */
function scriptless(route: string): boolean {
	const options = join(root, 'web', 'routes', route, '+page.ts');
	return existsSync(options) && /export const csr = false/.test(readFileSync(options, 'utf8'));
}

/** Syntax that the build keeps and a browser at the floor (Chrome 90) cannot read, or reads wrongly. */
const tooNew = [/\bstatic\{/, /#[\w$]+ in /, /\bstatic (?:name|length)=/];

function unreadable(): readonly string[] {
	return Object.values(manifest)
		.map(({ file }) => file)
		.filter((file) => file.endsWith('.js'))
		.filter((file) => {
			const text = readFileSync(join(output, file), 'utf8');
			return tooNew.some((pattern) => pattern.test(text));
		});
}

let failed = false;
for (const file of unreadable()) {
	failed = true;
	process.stdout.write(`TOO NEW ${file}: syntax that Chrome 90 cannot read\n`);
}
for (const { route, limit, also } of screens) {
	if (!existsSync(join(root, 'web', 'routes', route, '+page.svelte'))) continue;
	const files = scriptless(route) ? new Set<string>() : staticFiles(entriesOf(route, also));
	const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(output, file))).length, 0);
	const over = bytes > limit * 1000;
	failed ||= over;
	process.stdout.write(
		`${over ? 'TOO LARGE' : 'ok'} ${route}: ${(bytes / 1000).toFixed(1)} kB of ${limit} in ${files.size} files\n`
	);
}
process.exit(failed ? 1 : 0);
