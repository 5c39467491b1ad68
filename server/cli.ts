/** `npm run lianxi -- COMMAND`: the administrator's pages as commands. */
import { copyFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineCommand, runMain, type ArgsDef } from 'citty';
import { askControl } from '#server/administration/control.ts';
import { perform } from '#server/administration/perform.ts';
import { administratorPassword, readConfig, type Config } from '#server/config/config.ts';
import { openServer } from '#server/compose.ts';
import { beginEpoch, setAside, unpackFiles } from '#server/storage/sqlite/archive.ts';
import { checkBackup } from '#server/storage/sqlite/audit.ts';
import { FolderInUse, lockFolder } from '#server/storage/sqlite/lock.ts';

process.umask(0o077);
process.stdout.on('error', () => process.exit(0)); // whoever reads has had enough (`| head`)

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stop = (why: string, code = 1): never => {
	process.stderr.write(`${why}\n`);
	process.exit(code);
};

function configOf(data: string | undefined): Config {
	const read = readConfig(data === undefined ? [] : ['--data', data]);
	if ('mistakes' in read) return stop(read.mistakes.join('\n'), 2);
	return read.config;
}

/** Through the server that owns the folder, or on the folder itself. */
async function give(name: string, given: Readonly<Record<string, unknown>>): Promise<void> {
	const config = configOf(typeof given['data'] === 'string' ? given['data'] : undefined);
	const args = Object.fromEntries(
		Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
	);
	if (args['to'] !== undefined) args['to'] = resolve(args['to']); // the caller's folder, not the server's
	if (name === 'admin create') args['password'] ??= administratorPassword() ?? '';
	const told = existsSync(config.data) ? await askControl(config.data, { name, args }, say) : null;
	if (told?.failed) stop(told.failed);
	if (told) return;
	const server = await openServer(config, { root: join(import.meta.dirname, '..'), pages: false });
	try {
		for await (const line of perform(server, { name, args })) say(line);
	} catch (cause) {
		process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
		process.exitCode = 1;
	} finally {
		await server.close();
	}
}

function lockOrStop(folder: string): () => void {
	try {
		return lockFolder(folder);
	} catch (cause) {
		if (cause instanceof FolderInUse) return stop(cause.message);
		throw cause;
	}
}

/** A backup is checked before it takes the place of what is there, and what was there is kept beside it. */
function restore(data: string | undefined, from: string): void {
	const config = configOf(data);
	const unlock = lockOrStop(config.data);
	try {
		const fault = checkBackup(resolve(from));
		if (fault !== null) stop(`${resolve(from)} is not a whole backup: ${fault}`);
		const file = join(config.data, 'lianxi.sqlite');
		const before = setAside(file);
		copyFileSync(resolve(from), file);
		unpackFiles(file, config.data);
		beginEpoch(file);
		say(`restored ${resolve(from)}${before ? `; what was there is kept as ${file}.before-restore` : ''}`);
	} finally {
		unlock();
	}
}

const data = { type: 'string', description: 'data folder (default ./data)' } as const;
const order = (name: string, description: string, args: ArgsDef = {}) =>
	defineCommand({ meta: { name, description }, args: { data, ...args }, run: ({ args: given }) => give(name, given) });

const main = defineCommand({
	meta: { name: 'lianxi', description: 'Administration of a 联席 data folder' },
	subCommands: {
		admin: defineCommand({
			meta: { name: 'admin', description: 'administrators' },
			subCommands: {
				create: order('admin create', 'create an administrator', {
					account: { type: 'string', default: 'admin' },
					name: { type: 'string' },
					password: { type: 'string', description: 'better: LIANXI_ADMIN_PASSWORD or LIANXI_ADMIN_PASSWORD_FILE' }
				})
			}
		}),
		backup: order('backup', 'write a consistent copy of the database', { to: { type: 'string', required: true } }),
		restore: defineCommand({
			meta: { name: 'restore', description: 'put a backup in place (the server must be stopped)' },
			args: { data, from: { type: 'string', required: true } },
			run: ({ args }) => restore(args.data, args.from)
		}),
		doctor: order('doctor', 'check machine, folder, database and journal'),
		migrate: order('migrate', 'bring the database to the present schema'),
		demo: order('demo', 'fill an empty folder with the demonstration county'),
		sessions: order('sessions', 'print sessions of participants (demonstration only)', {
			meeting: { type: 'string', default: 'live' },
			count: { type: 'string', default: '1' }
		}),
		audit: defineCommand({
			meta: { name: 'audit', description: 'the journal' },
			subCommands: { verify: order('audit verify', 'walk the chain of the journal') }
		}),
		export: order('export', 'print every fact as a JSON line')
	}
});

await runMain(main);
