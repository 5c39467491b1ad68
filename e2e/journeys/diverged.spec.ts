/** A page that shows another text than the server has: it says so, and what to do, to whoever sees it and whoever listens. */
import type { Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

/** Type 102: the fingerprint of the server's text. */
const HASH = 102;
const AGENDA = /\/sync\/meeting:m-4:agenda/;

/** The server's fingerprint of the agenda as it would be if it had another text; answers how to let it be true again. */
async function lieAboutTheText(page: Page): Promise<() => void> {
	let lies = true;
	await page.routeWebSocket(AGENDA, (near) => {
		const far = near.connectToServer();
		const lie = setInterval(() => {
			if (lies) near.send(Buffer.from([HASH, 1]));
		}, 1000);
		far.onMessage((message) => near.send(message));
		near.onClose((code) => {
			clearInterval(lie);
			void far.close(code === undefined ? {} : { code });
		});
		far.onClose(() => clearInterval(lie));
	});
	return () => {
		lies = false;
	};
}

const note = (page: Page) => page.locator('header.top .conn');
const banner = (page: Page) => page.getByRole('alert').filter({ hasText: '本页的文字与服务器上的不一致' });

test('[W12] it is said across the page, and by keyboard the page is loaded anew and all is well', async ({
	browser
}) => {
	const page = await (await signedIn(browser, product.url, 'member-police')).newPage();
	const tellTheTruth = await lieAboutTheText(page);
	await page.goto(`${product.url}/meetings/m-4`);
	await expect(banner(page)).toContainText('请重新加载本页', { timeout: 20_000 });
	await expect(note(page)).toContainText('与服务器不一致');
	await expect(note(page)).toHaveClass(/conn-off/);
	expect(await faults(page)).toEqual([]);

	const reload = banner(page).getByRole('button', { name: '重新加载' });
	await page.locator('body').press('Tab');
	for (let tabs = 0; tabs < 30 && !(await reload.evaluate((button) => button.matches(':focus'))); tabs++)
		await page.keyboard.press('Tab');
	await expect(reload).toBeFocused();
	expect(await reload.evaluate((button) => getComputedStyle(button).boxShadow)).not.toBe('none');
	tellTheTruth();
	await page.keyboard.press('Enter');
	await expect(banner(page)).toHaveCount(0);
	await expect(note(page)).toContainText('全部已保存', { timeout: 20_000 });
});

test('[W12] on a phone nothing of it is cut off or out of the way', async ({ browser }) => {
	const page = await (
		await signedIn(browser, product.url, 'member-edu', { ...phone, viewport: { width: 320, height: 640 } })
	).newPage();
	await lieAboutTheText(page);
	await page.goto(`${product.url}/meetings/m-4`);
	await expect(banner(page)).toBeVisible({ timeout: 20_000 });
	await expect(banner(page).getByRole('button', { name: '重新加载' })).toBeInViewport({ ratio: 1 });
	const words = note(page).locator('.words');
	expect(
		await words.evaluate((one) => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth)
	).toBe(true);
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
