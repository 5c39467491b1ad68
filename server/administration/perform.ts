/** What an administrator may ask from the command line. A running server answers through its socket file, else the folder is opened. */
import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Holding } from '#shared/auth/model.ts';
import type { House } from '#server/compose.ts';
import { packFiles } from '#server/storage/sqlite/archive.ts';

export type Order = { readonly name: string; readonly args: Readonly<Record<string, string>> };

/** A sentence for the person at the terminal; exit code 1. */
export class CannotDo extends Error {}

const orders: Record<string, (house: House, args: Readonly<Record<string, string>>) => AsyncGenerator<string>> = {
	'admin create': createAdministrator,
	backup,
	migrate,
	doctor,
	demo,
	sessions,
	'audit verify': verify,
	export: exportFacts
};

export async function* perform(house: House, order: Order): AsyncGenerator<string> {
	const act = orders[order.name];
	if (!act) throw new CannotDo(`There is no command "${order.name}".`);
	yield* act(house, order.args);
}

async function* createAdministrator(
	{ grounds, domains }: House,
	args: Readonly<Record<string, string>>
): AsyncGenerator<string> {
	const { account = 'admin', name = account, password } = args;
	if (password === undefined || password === '')
		throw new CannotDo(
			'Say the password in LIANXI_ADMIN_PASSWORD, in a file named by LIANXI_ADMIN_PASSWORD_FILE, or with --password.'
		);
	const added = await grounds.auth.add([
		{
			id: grounds.newId(),
			account,
			name,
			unitId: domains.rootUnitId(),
			post: '',
			password,
			holdings: [{ role: 'administrator' }]
		}
	]);
	if (!added.ok) throw new CannotDo(added.refusal.code);
	yield `created the administrator ${account}`;
}

async function* backup({ grounds }: House, { to }: Readonly<Record<string, string>>): AsyncGenerator<string> {
	if (to === undefined) throw new CannotDo('Say where with --to FILE.');
	await grounds.storage.backup(resolve(to));
	const packed = await packFiles(resolve(to), grounds.config.data);
	yield `wrote ${resolve(to)}, with ${packed} files`;
}

/** Opening the folder has migrated it already. */
async function* migrate({ grounds }: House): AsyncGenerator<string> {
	yield grounds.storage.migrated.length === 0
		? 'the schema is up to date'
		: `applied ${grounds.storage.migrated.join(', ')}`;
}

async function* demo({ domains }: House): AsyncGenerator<string> {
	yield (await domains.demonstrate())
		? 'filled the folder with the demonstration county'
		: 'the folder is not empty: nothing was changed';
}

async function* doctor({ grounds }: House): AsyncGenerator<string> {
	const { bavail, bsize } = await statfs(grounds.config.data);
	yield `node ${process.version}`;
	yield `data folder ${resolve(grounds.config.data)}, ${Math.round((bavail * bsize) / 1_048_576)} MB free`;
	yield `storage ${grounds.storage.health()}`;
	const { pages, journal, rows, looked } = await grounds.storage.check();
	yield `database ${pages}`;
	const broken = journal?.broken ?? [];
	yield broken.length === 0
		? `journal whole, ${journal?.facts ?? 0} facts`
		: `journal broken at ${broken.map(({ seq }) => seq).join(', ')}`;
	yield `drafts ${rows.length === 0 ? 'sound' : `with ${rows.length} damaged rows`}, ${looked.rows} rows looked at`;
	for (const { document, kind, id } of rows) yield `damaged: ${kind} ${id} of ${document}`;
	for (const { document, rows: count, lastFoundAt } of grounds.storage.setAside())
		yield `set aside: ${count} damaged rows of ${document}, last found ${lastFoundAt} UTC`;
	if (broken.length > 0) throw new CannotDo('The journal has been changed by something other than this program.');
	if (pages !== 'ok') throw new CannotDo('The database is damaged. Restore a backup.');
	if (rows.length > 0) throw new CannotDo('Drafts are damaged. The next start sets the damaged rows aside.');
}

async function* verify({ grounds }: House): AsyncGenerator<string> {
	const { facts, head, broken, erased } = grounds.storage.audit();
	yield `${facts} facts, ${erased} with erased payload, head ${head}`;
	for (const { seq, why } of broken) yield `broken at ${seq}: ${why}`;
	if (broken.length > 0) throw new CannotDo('The chain is broken.');
}

async function* exportFacts({ grounds }: House): AsyncGenerator<string> {
	for (const fact of grounds.storage.allFacts()) yield JSON.stringify(fact);
}

/** Load tests need many distinct people in the live meeting; only a demonstration may be filled with them. */
async function* sessions({ grounds, domains }: House, args: Readonly<Record<string, string>>): AsyncGenerator<string> {
	const count = Number(args['count'] ?? 1);
	if (!Number.isInteger(count) || count < 1 || count > 10_000)
		throw new CannotDo('--count is a whole number from 1 to 10000.');
	if (!(await domains.isDemonstration())) throw new CannotDo('Sessions are made in a demonstration folder only.');
	const unitIds = await domains.participantUnits(args['meeting'] ?? 'live');
	if (unitIds.length === 0) throw new CannotDo(`There is no meeting "${args['meeting'] ?? 'live'}".`);
	const { auth } = grounds;
	const wanted = Array.from({ length: count }, (_, index) => {
		const account = `load-${String(index + 1).padStart(4, '0')}`;
		const unitId = unitIds[index % unitIds.length] ?? '';
		const holdings: Holding[] = [{ role: 'member', unitId }];
		return { id: `p-${account}`, account, name: `参会${index + 1}`, unitId, post: '', password: null, holdings };
	});
	const known = new Set(
		(
			await auth.people(
				'account',
				wanted.map(({ account }) => account)
			)
		).map(({ account }) => account)
	);
	const added = await auth.add(wanted.filter(({ account }) => !known.has(account)));
	if (!added.ok) throw new CannotDo(added.refusal.code);
	for (const { id, account } of wanted) {
		const secret = await auth.sessions.begin(id, 'load test');
		yield JSON.stringify({ account, cookie: auth.sessions.cookie(secret, false).split(';')[0] });
	}
}
