/** What a participant's computer has to fetch before the room stands: by the build's own account, and on the wire. */
import { expect, test } from '../journey.ts';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { errorsOnPages, phone, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

const root = join(import.meta.dirname, '../..');
/** Gzipped script on the wire: the first screen (size.ts) and what follows it, Yjs, the live connection, the floor and the door. */
const MOST_UNTIL_LIVE = 192_500;

let product: Product;
// starting it makes the build when there is none for these sources
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

test('no first screen takes more script than its limit, and none that the oldest browser cannot read', () => {
	const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/node'), ['e2e/size.ts'], {
		cwd: root,
		encoding: 'utf8'
	});
	expect(status, stdout + stderr).toBe(0);
});

test('a member’s phone shows the room before any script has run', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'member-township', { ...phone, javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByRole('heading', { name: '校园周边道路交通安全整治' })).toBeVisible();
	await expect(page.getByRole('button', { name: /^签到/ })).toBeVisible();
	await context.close();
});

test('all that the phone fetches until the room is live and its drafts are open stays small, and no editor is in it', async ({
	browser
}) => {
	const context = await signedIn(browser, product.url, 'member-township', phone);
	const page = await context.newPage();
	const sizes: Promise<number>[] = [];
	page.on('requestfinished', (request) => {
		if (request.resourceType() === 'script')
			sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
	});
	await page.goto(`${product.url}/meetings/m-4`);
	await expect(page.locator('header.top .conn')).toContainText('全部已保存');
	await page.waitForLoadState('networkidle');
	const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
	expect(bytes).toBeGreaterThan(50_000); // counted at all
	expect(bytes).toBeLessThan(MOST_UNTIL_LIVE);
	await context.close();
});

test('where the network drops each later part of the program once, the room comes to life all the same', async ({
	browser
}) => {
	const context = await signedIn(browser, product.url, 'member-police');
	const room = `${product.url}/meetings/m-4`;
	const html = await (await context.request.get(room)).text();
	const page = await context.newPage();
	const dropped = new Set<string>();
	await page.route('**/_app/immutable/chunks/*.js', (route) => {
		const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
		if (html.includes(name) || dropped.has(name)) return route.continue();
		dropped.add(name);
		return route.abort('connectionreset');
	});
	await page.goto(room);
	await expect(page.locator('header.top .conn')).toContainText('全部已保存', { timeout: 30_000 });
	expect(dropped.size).toBeGreaterThan(5);
	const agenda = page.getByRole('region', { name: '议程' });
	await agenda.getByRole('button', { name: '添加议题' }).click();
	await expect(agenda.getByRole('textbox', { name: '议题标题' })).toBeFocused();
	await expect(page.locator('.skeleton')).toHaveCount(0, { timeout: 30_000 });
	await context.close();
});
