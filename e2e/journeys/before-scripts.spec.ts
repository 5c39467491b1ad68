/** A thin line: the page can be read and filled in before its scripts have come. */
import { expect, test } from '../journey.ts';
import { errorsOnPages, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(async () => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

test('a form sent before the scripts are there is sent when they are, with what was typed', async ({ browser }) => {
	const page = await (await signedIn(browser, product.url, 'secretary')).newPage();
	let come: () => void = () => undefined;
	const line = new Promise<void>((resolve) => (come = resolve));
	await page.route('**/*.js', async (route) => {
		await line;
		await route.continue();
	});
	await page.goto(`${product.url}/meetings/new`, { waitUntil: 'commit' });
	await page.getByLabel('会议主题').fill('脚本未到');
	await page.getByRole('button', { name: '建立会议' }).dblclick();
	await expect(page).toHaveURL(`${product.url}/meetings/new`);
	come();
	await page.waitForURL(/\/meetings\/m-/);
	await expect(page.locator('main')).toContainText('脚本未到');
	await page.goto(`${product.url}/meetings`);
	await expect(page.getByText('脚本未到')).toHaveCount(1);
});
