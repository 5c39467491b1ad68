/** The process: configuration, start, signals, exit codes. What is started stands in compose.ts. */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

process.umask(0o077); // what is written to the data folder is nobody else's to read

/** Neither "could not start" nor a mistake in the configuration: whoever starts it again should look at the disk. */
const DISK_FAILED = 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Why it did not start, in a sentence an administrator can act on. */
function whyNot(cause: unknown, { data, host, port }: { data: string; host: string; port: number }): string {
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
	if (code === 'EADDRINUSE')
		return `Port ${port} on ${host} is in use. Choose another with --port, or 0 for a free one.`;
	if (
		['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code) ||
		code.startsWith('SQLITE_READONLY') ||
		code === 'SQLITE_CANTOPEN'
	) {
		return `The data folder ${data} cannot be written (${code}). Give this user the right to write there, or use another --data.`;
	}
	const kind = cause instanceof Error && 'kind' in cause ? cause.kind : null;
	if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || kind === 'full')
		return `The disk of the data folder ${data} is full. Make room, and start again.`;
	if (kind === 'damaged' || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
		return `The database in ${data} is damaged and cannot be opened (${String(cause)}). Restore a backup: npm run lianxi -- restore --from FILE`;
	return cause instanceof Error ? cause.message : String(cause);
}

const { readConfig } = await import('#server/config/config.ts');
const read = readConfig(process.argv.slice(2));
if ('mistakes' in read) {
	read.mistakes.forEach(complain);
	process.exit(2);
}

try {
	const { config } = read;
	if (!config.dev) {
		const { ensureBuilt } = await import('#server/http/build.ts');
		await ensureBuilt(root, say);
	}
	const { openServer } = await import('#server/compose.ts');
	const { tidyWhenQuiet } = await import('#server/quiet.ts');
	const server = await openServer(config, { root, say });
	let stopping = false;
	const stop = (): void => {
		if (stopping) return;
		stopping = true;
		// A client that does not let go must not keep the process: what was acknowledged is on disk already.
		setTimeout(() => process.exit(0), 4500).unref();
		server.close().then(
			() => process.exit(0),
			(cause: unknown) => {
				complain(String(cause));
				process.exit(1);
			}
		);
	};
	/** [L14] After a failed fsync nobody knows what the disk holds: going on would be a promise nobody can keep. */
	void server.broken.then(() => {
		const end = (): never => process.exit(DISK_FAILED);
		setTimeout(end, 1500);
		server.abandon().then(end, end);
	});
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	const address = await server.listen();
	flushCompileCache(); // Node does it only at a proper end: after SIGKILL the next start would be as slow as the first
	say(`ready at ${address}`);
	tidyWhenQuiet();
} catch (cause) {
	complain(whyNot(cause, read.config));
	process.exit(1);
}
