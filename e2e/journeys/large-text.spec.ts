/** The text as large as it gets: 特大, and a browser that doubles it. Nothing is cut off, lies on other text or sticks out. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { illegible } from '../legible.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

/** The main way through a meeting and what comes of it. */
const screens: readonly (readonly [account: string, path: string])[] = [
	['member-edu', '/'],
	['member-edu', '/topics'],
	['secretary', '/meetings'],
	['secretary', '/meetings/m-5'],
	['member-township', '/meetings/m-4'],
	['convener', '/meetings/m-4'],
	['leader', '/followups']
];
const windows = { 'a county desk': { width: 1366, height: 768 }, 'a phone': { width: 390, height: 844 } };

type Large = 'of the largest size' | 'doubled by the browser';

async function open(browser: Browser, large: Large, window: keyof typeof windows, account: string): Promise<Page> {
	const context = await signedIn(browser, product.url, account, { viewport: windows[window], reducedMotion: 'reduce' });
	if (large === 'of the largest size')
		await context.addCookies([{ name: 'looks', value: 'auto.xlarge.open', url: product.url }]);
	const page = await context.newPage();
	if (large === 'doubled by the browser') {
		const browserItself = await context.newCDPSession(page);
		await browserItself.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
	}
	return page;
}

for (const large of ['of the largest size', 'doubled by the browser'] as const)
	for (const window of ['a county desk', 'a phone'] as const)
		test(`text ${large} on ${window}: the main way is read whole`, async ({ browser }) => {
			test.setTimeout(180_000);
			for (const [account, path] of screens) {
				const page = await open(browser, large, window, account);
				await page.goto(product.url + path);
				await ready(page);
				await expect(page.locator('.skeleton')).toHaveCount(0);
				await expect.poll(() => illegible(page), `${account} ${path}`).toEqual([]);
				await page.context().close();
			}
		});

test('text doubled by the browser: the chair concludes in the dialog and goes on', async ({ browser }) => {
	const page = await open(browser, 'doubled by the browser', 'a county desk', 'convener');
	await page.goto(`${product.url}/meetings/m-4`);
	await ready(page);
	await page.getByLabel('写入结论：完成其余8处校园周边隐患整改').focus();
	await page.keyboard.press('Space');
	await page.keyboard.press('d');
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('结论', { exact: true }).fill('同意，按期完成。');
	expect(await illegible(page)).toEqual([]);
	expect(await faults(page)).toEqual([]);
	await dialog.getByRole('button', { name: '通过并入库' }).click();
	await expect(dialog.getByText(/已入库/)).toBeVisible();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: '下一项' }).click();
	await expect(page.getByRole('heading', { level: 1, name: '义务教育学校建设资金拨付' })).toBeVisible();
	expect(await illegible(page)).toEqual([]);
});
