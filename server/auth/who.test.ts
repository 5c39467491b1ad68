import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Holding } from '#shared/auth/model.ts';
import { StorageFault } from '#server/storage/port.ts';
import { openSqlite } from '#server/storage/sqlite/index.ts';
import { openAuth } from './index.ts';
import type { AuthTables } from './store.ts';

const NOW = Date.now();
const DAY = 86_400_000;
const holdings: readonly Holding[] = [
	{ role: 'administrator' },
	{ role: 'convener', councilId: 'c-1' },
	{ role: 'member', unitId: 'u-2' }
];

/** Two people who are signed in, and how often the database was asked. */
async function open() {
	const folder = mkdtempSync(join(tmpdir(), 'lianxi-who-'));
	const storage = await openSqlite(folder);
	onTestFinished(async () => {
		await storage.close();
		rmSync(folder, { recursive: true });
	});
	const asked = { times: 0 };
	const disk = { isReadOnly: false };
	const auth = openAuth(
		{
			...storage,
			record: async (batch) => {
				if (disk.isReadOnly) throw new StorageFault('nothing is written', 'damaged');
				return storage.record(batch);
			},
			read: storage.read.withPlugin({
				transformQuery: ({ node }) => {
					asked.times += 1;
					return node;
				},
				transformResult: async ({ result }) => result
			}),
			prepared: (question) => {
				const ask = storage.prepared(question);
				return (...parameters) => {
					asked.times += 1;
					return ask(...parameters);
				};
			}
		},
		() => NOW
	);
	const account = (id: string, held: readonly Holding[]) => ({
		id,
		account: id,
		name: `${id}某`,
		unitId: 'u-1',
		post: '主任',
		password: null,
		holdings: held
	});
	await auth.add([account('chair', holdings), account('guest', [])]);
	const cookieOf = async (id: string): Promise<string> =>
		`lianxi_session=${await auth.sessions.begin(id, 'a browser')}`;
	const sessions = storage.read.withTables<Pick<AuthTables, 'sessions'>>();
	const expire = (at: number) =>
		storage.record({
			expect: [],
			facts: [],
			statements: [sessions.updateTable('sessions').set({ expires_at: at }).compile()],
			outbox: []
		});
	const rows = () => sessions.selectFrom('sessions').selectAll().execute();
	return { auth, storage, asked, disk, cookieOf, expire, rows };
}

test('[P20] who a cookie stands for is one question, answered at once, with all roles', async () => {
	const { auth, asked, cookieOf } = await open();
	const [chair, guest] = [await cookieOf('chair'), await cookieOf('guest')];
	asked.times = 0;
	const found = [auth.whoIs(chair), auth.whoIs(guest), auth.whoIs(chair)];
	expect(asked.times).toBe(3);
	expect(found).toMatchObject([
		{ person: await auth.person('chair') },
		{ person: { id: 'guest', unitId: 'u-1', holdings: [] } },
		{ person: { id: 'chair', unitId: 'u-1', holdings } }
	]);
	expect([auth.whoIs(undefined), auth.whoIs('lianxi_session=unknown')]).toEqual([null, null]);
});

test('[P21] a role taken away, an ended session and an ended person are seen by the next look', async () => {
	const { auth, storage, cookieOf } = await open();
	const [here, there] = [await cookieOf('chair'), await cookieOf('chair')];
	const look = async (cookie: string) => (await auth.whoIs(cookie)) ?? 'nobody';
	await auth.changeHoldings('chair', [{ role: 'observer', councilId: 'c-1' }]);
	expect(await look(here)).toMatchObject({ person: { holdings: [{ role: 'observer', councilId: 'c-1' }] } });
	await auth.signOut((await auth.fromCookie(here))?.sessionId ?? '');
	expect([await look(here), await look(there)]).toMatchObject(['nobody', { person: { id: 'chair' } }]);
	await storage.record({ expect: [], facts: [], statements: auth.changes.end('chair', NOW), outbox: [] });
	expect(await look(there)).toBe('nobody');
});

test('[P22] a session is extended in the second half of its life, and ended when it is over', async () => {
	const { auth, cookieOf, expire, rows } = await open();
	const cookie = await cookieOf('chair');
	await expire(NOW + 14 * DAY);
	expect(await auth.whoIs(cookie)).toMatchObject({ person: { id: 'chair' } });
	expect((await rows())[0]?.expires_at).toBeGreaterThan(NOW + 29 * DAY);
	await expire(NOW - 1);
	expect([await auth.whoIs(cookie), await rows()]).toEqual([null, []]);
});

test('[P23] a session that is ended while it is extended lets nobody in', async () => {
	const { auth, cookieOf, expire } = await open();
	const cookie = await cookieOf('chair');
	const { sessionId } = (await auth.fromCookie(cookie)) ?? { sessionId: '' };
	await expire(NOW + 14 * DAY);
	const ending = auth.signOut(sessionId);
	// Still there when it is looked for; the extension waits behind the end.
	expect(await auth.whoIs(cookie)).toBeNull();
	await ending;
});

test('[P24] where nothing can be written a session is good for as long as it was, and no longer', async () => {
	const { auth, disk, cookieOf, expire } = await open();
	const cookie = await cookieOf('chair');
	await expire(NOW + 14 * DAY);
	disk.isReadOnly = true;
	expect(await auth.whoIs(cookie)).toMatchObject({ person: { id: 'chair' } });
	await expire(NOW - 1);
	expect(await auth.whoIs(cookie)).toBeNull();
});
