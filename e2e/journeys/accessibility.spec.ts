/** Every screen without a fault that axe knows, in light and dark; and the whole way by keyboard alone. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, PASSWORD, phone, ready, signedIn, watch } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';

let product: Product;
/** A follow-up and a unit's sheet of the demonstration. */
let paths: { followup: string; period: string; sheet: string };
test.beforeAll(async () => {
	product = await startProduct('--demo');
	const cookie = await signIn(product.url, 'secretary');
	const list = async (path: string): Promise<Record<string, string>[]> => {
		const answer = await fetch(product.url + path, { headers: { cookie } });
		return ((await answer.json()) as { items: Record<string, string>[] }).items;
	};
	const [followup] = await list('/api/followups?limit=1');
	const [period] = await list('/api/evaluations');
	paths = {
		followup: `/followups/${followup?.['id']}`,
		period: `/evaluations/${period?.['id']}`,
		sheet: `/evaluations/${period?.['id']}/u-police`
	};
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

/** [screen, account, path, what stands there once it is whole] */
const screens: readonly (readonly [string, string, string | (() => string), string])[] = [
	['the workbench of a member', 'member-edu', '/', 'main h1'],
	['the workbench of the office', 'secretary', '/', 'main h1'],
	['the meetings', 'secretary', '/meetings', 'main h1'],
	['a new meeting', 'secretary', '/meetings/new', 'main form'],
	['the live room of a member', 'member-police', '/meetings/m-4', '[data-row]'],
	['the live room of the chair', 'convener', '/meetings/m-4', '[data-row]'],
	['a closed meeting', 'member-edu', '/meetings/m-3', '#times-title'],
	['a meeting being prepared', 'secretary', '/meetings/m-5', '[data-row]'],
	['the minutes, written', 'secretary', '/meetings/m-4/minutes', '[contenteditable=true]'],
	['the minutes, read', 'member-edu', '/meetings/m-4/minutes', 'main h1'],
	['the board of follow-ups', 'leader', '/followups', 'main h1'],
	['a follow-up', 'secretary', () => paths.followup, 'main h1'],
	['the periods of evaluation', 'secretary', '/evaluations', 'main h1'],
	['a ranking', 'secretary', () => paths.period, 'main h1'],
	['a sheet of marks', 'evaluator', () => paths.sheet, 'main h1'],
	['the units', 'member-edu', '/units', 'main h1'],
	['people and roles', 'admin', '/people', 'main table'],
	['the councils', 'admin', '/councils', 'main h2'],
	['oneself', 'member-edu', '/me', 'main h1'],
	['one’s sessions', 'member-edu', '/me/sessions', 'main li'],
	['a page that is not there', 'member-edu', '/nowhere', 'main h1']
];

async function whole(page: Page, mark: string): Promise<void> {
	await expect(page.locator(mark).first()).toBeVisible();
	await expect(page.locator('.skeleton')).toHaveCount(0);
	await expect(page.locator('h1')).toHaveCount(1);
	await expect(page.locator('main')).toHaveCount(1);
}

async function nothingAgainst(page: Page, theme: string): Promise<void> {
	await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
	expect(await faults(page), theme).toEqual([]);
}

for (const [screen, account, path, mark] of screens) {
	test(`axe finds nothing: ${screen}`, async ({ browser }) => {
		const context = await signedIn(browser, product.url, account, { reducedMotion: 'reduce' });
		const page = await context.newPage();
		await page.goto(product.url + (typeof path === 'string' ? path : path()));
		if (screen !== 'a page that is not there') await ready(page);
		await whole(page, mark);
		await nothingAgainst(page, 'light');
		await page.emulateMedia({ colorScheme: 'dark' });
		await nothingAgainst(page, 'dark');
		await context.close();
	});
}

for (const path of ['/login', '/setup?token=wrong']) {
	test(`axe finds nothing: ${path}, before anybody is known`, async ({ browser }) => {
		for (const colorScheme of ['light', 'dark'] as const) {
			const context = watch(await browser.newContext({ colorScheme }));
			const page = await context.newPage();
			await page.goto(product.url + path);
			await whole(page, 'main h1');
			await nothingAgainst(page, colorScheme);
			await context.close();
		}
	});
}

test('axe finds nothing in the room on a phone, in each of its views, and nothing sticks out', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'member-township', { ...phone, reducedMotion: 'reduce' });
	const page = await context.newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await ready(page);
	const thumb = page.getByRole('navigation', { name: '会场内容' });
	// Beside the views stand the hand, the remark and the papers, which lead nowhere.
	await expect(thumb.getByRole('button', { name: '举手' })).toBeVisible();
	const views = thumb.getByRole('button').filter({ hasNotText: /举手|提意见|材料/ });
	await expect(thumb.getByRole('button')).toHaveCount(6);
	await expect(views).toHaveCount(3);
	for (const view of await views.all()) {
		await view.click();
		await expect(view).toHaveAttribute('aria-current', 'true');
		expect(await faults(page)).toEqual([]);
		expect(await sticksOut(page)).toBeLessThanOrEqual(0);
	}
	await context.close();
});

test('written from the right, the room, the board and the ranking keep their order and their width', async ({
	browser
}) => {
	const context = await signedIn(browser, product.url, 'secretary', { reducedMotion: 'reduce' });
	const page = await context.newPage();
	for (const path of ['/meetings/m-4', '/followups', paths.period]) {
		await page.goto(product.url + path);
		await ready(page);
		await page.evaluate(() => (document.documentElement.dir = 'rtl'));
		expect(await sticksOut(page), path).toBeLessThanOrEqual(0);
		const [rail, main] = [await page.locator('.rail').boundingBox(), await page.locator('main').boundingBox()];
		expect(rail?.x, path).toBeGreaterThan((main?.x ?? 0) + 100);
		expect(await faults(page), path).toEqual([]);
	}
	await context.close();
});

test('at 320 pixels, four times as large, nothing has to be moved sideways to be read', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'member-edu', { viewport: { width: 320, height: 256 } });
	const page = await context.newPage();
	for (const path of ['/', '/meetings', '/meetings/m-3', '/meetings/m-4', paths.followup, '/evaluations', '/me']) {
		await page.goto(product.url + path);
		await ready(page);
		expect(await sticksOut(page), path).toBeLessThanOrEqual(0);
	}
	await context.close();
});

test('by keyboard alone: sign in, skip to the text, enter the live room, check in, read on, sign out', async ({
	browser
}) => {
	const context = watch(await browser.newContext());
	const page = await context.newPage();
	await page.goto(`${product.url}/login`);
	await tabTo(page, page.getByLabel('账号', { exact: true }));
	await page.keyboard.type('liaison-township');
	await page.keyboard.press('Tab');
	await page.keyboard.type(PASSWORD);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`${product.url}/`);
	await ready(page);

	await page.keyboard.press('Tab');
	const skip = page.getByRole('link', { name: '跳到正文' });
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.locator('main')).toBeFocused();
	await tabTo(page, page.getByRole('main').getByRole('link', { name: '进入会议' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`${product.url}/meetings/m-4`);

	await tabTo(page, page.getByRole('button', { name: '签到', exact: true }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(/已签到 · 第 \d+ 位/)).toBeVisible();

	const rows = page.locator('[data-row]');
	await tabTo(page, page.locator('[data-row][tabindex="0"]'));
	await page.keyboard.press('Home');
	await expect(rows.first()).toBeFocused();
	await page.keyboard.press('ArrowDown');
	await expect(rows.nth(1)).toBeFocused();
	await page.keyboard.press('Space');
	const back = page.getByRole('button', { name: /回到主持人/ });
	await tabTo(page, back);
	await page.keyboard.press('Enter');
	await expect(back).toBeHidden();

	const details = page.getByRole('button', { name: '明细', exact: true });
	await tabTo(page, details);
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('dialog');
	await expect(drawer).toBeVisible();
	expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
	await page.keyboard.press('Escape');
	await expect(drawer).toBeHidden();
	await expect(details).toBeFocused();

	const menu = page.getByRole('button', { name: '何某，账号菜单' });
	await tabTo(page, menu);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('menuitem').first()).toBeFocused();
	await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('menuitem').nth(1)).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('menu')).toBeHidden();
	await expect(menu).toBeFocused();
	await page.keyboard.press('ArrowUp');
	await expect(page.getByRole('menuitem', { name: '退出登录' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`${product.url}/login`);
	await context.close();
});

/** Presses Tab until `target` has the focus, and looks that the focus can be seen there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	await expect(target).toBeAttached();
	for (let presses = 0; presses < 150; presses += 1) {
		await page.keyboard.press('Tab');
		if (await target.evaluate((element) => element === document.activeElement)) {
			await expect(target).toBeInViewport();
			const { outlineStyle, boxShadow } = await target.evaluate((element) => getComputedStyle(element));
			expect(outlineStyle !== 'none' || boxShadow !== 'none', 'the focus is seen').toBe(true);
			return;
		}
	}
	throw new Error(`${String(target)} is not reached by Tab`);
}

/** How much wider the page is than the window. */
function sticksOut(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
