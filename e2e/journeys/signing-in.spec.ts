/** Getting in, staying in, being shown out: the sign-in page, its looks, and the sessions of a person. */
import type { Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { enterByForm, errorsOnPages, phone, ready, signedIn, watch } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const alert = (page: Page) => page.getByRole('alert');

test('a demonstration shows a card per role, and a card lets in, also without any script', async ({ browser }) => {
	for (const javaScriptEnabled of [true, false]) {
		const context = watch(await browser.newContext({ javaScriptEnabled }));
		const page = await context.newPage();
		await page.goto(`${product.url}/meetings`);
		await expect(page).toHaveURL(/\/login\?to=%2Fmeetings$/);
		const cards = page.locator('form.roles button');
		await expect(cards).toHaveCount(6);
		await cards.filter({ hasText: '王某' }).click();
		await expect(page).toHaveURL(`${product.url}/meetings`);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await context.close();
	}
});

test('a wrong password and an account of nobody get the same sentence, and what was typed stays', async ({ page }) => {
	await enterByForm(page, product.url, 'member-edu', 'wrong');
	await expect(alert(page)).toContainText('账号或密码不对');
	const sentence = await alert(page).textContent();
	await expect(page.getByLabel('账号', { exact: true })).toHaveValue('member-edu');
	await expect(page.getByLabel('密码', { exact: true })).toHaveValue('');
	await enterByForm(page, product.url, 'nobody-at-all', 'wrong');
	await expect(page.getByLabel('账号', { exact: true })).toHaveValue('nobody-at-all');
	expect(await alert(page).textContent()).toBe(sentence);
});

test('after five wrong passwords the right one is refused too, with the reason and the time', async ({ page }) => {
	for (let attempt = 1; attempt <= 5; attempt += 1) {
		await enterByForm(page, product.url, 'observer', `wrong ${attempt}`);
		await expect(alert(page)).toBeVisible();
	}
	await enterByForm(page, product.url, 'observer');
	await expect(alert(page)).toContainText(/账号已锁定，请 1[45] 分钟后再试/);
	await expect(page).toHaveURL(/\/login/);
	// only this account, not the desk
	await enterByForm(page, product.url, 'member-finance');
	await expect(page).toHaveURL(`${product.url}/`);
});

test('signing out ends the session for good: neither the page nor the old cookie opens anything', async ({
	browser
}) => {
	const context = await signedIn(browser, product.url, 'member-police');
	const page = await context.newPage();
	await page.goto(product.url);
	await ready(page);
	const [cookie] = (await context.cookies()).filter(({ httpOnly }) => httpOnly);
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
	await page.getByRole('button', { name: '卫某，账号菜单' }).click();
	await page.getByRole('menuitem', { name: '退出登录' }).click();
	await expect(page).toHaveURL(`${product.url}/login`);
	const old = { headers: { cookie: `${cookie?.name}=${cookie?.value}` } };
	expect((await fetch(`${product.url}/api/me`, old)).status).toBe(401);
	await page.goto(`${product.url}/me`);
	await expect(page).toHaveURL(/\/login\?to=%2Fme$/);
	await context.close();
});

test('ending the session of another device is said on its open page within a second, and its drafts close', async ({
	browser
}) => {
	const away = await signedIn(browser, product.url, 'member-edu', {
		userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/90.0.4430.93 Safari/537.36'
	});
	const there = await away.newPage();
	const drafts: { isClosed(): boolean }[] = [];
	there.on('websocket', (socket) => {
		if (socket.url().includes('/sync/')) drafts.push(socket);
	});
	await there.goto(`${product.url}/meetings/m-4`);
	await ready(there);
	await expect.poll(() => drafts.length).toBeGreaterThan(0);
	const closed = there.evaluate(
		() =>
			new Promise<number>((resolve) => {
				const socket = new WebSocket(`ws://${location.host}/sync/meeting:m-4:agenda:1`);
				socket.addEventListener('close', ({ code }) => resolve(code));
			})
	);

	const here = await signedIn(browser, product.url, 'member-edu');
	const page = await here.newPage();
	await page.goto(`${product.url}/me/sessions`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('您在 2 台设备上登录');
	await expect(page.getByText('这台设备')).toHaveCount(1);
	await ready(page);
	const before = Date.now();
	await page.getByRole('button', { name: '结束登录：Windows · Chrome 90' }).click();
	await expect(there.getByText('您的登录已被结束')).toBeVisible();
	await expect.poll(() => drafts.every((draft) => draft.isClosed()), { intervals: [20] }).toBe(true);
	expect(Date.now() - before).toBeLessThan(2000);
	expect(await closed).toBe(4401);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('您在 1 台设备上登录');
	await there.getByRole('link', { name: '登录', exact: true }).click();
	await expect(there).toHaveURL(`${product.url}/login?to=%2Fmeetings%2Fm-4`);
	await away.close();
	await here.close();
});

test('in English the page, its title, its language and the refusals are English', async ({ browser }) => {
	const context = watch(await browser.newContext());
	const page = await context.newPage();
	await page.goto(`${product.url}/login`);
	await page.getByLabel('显示设置').click();
	await page.getByRole('button', { name: 'English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.getByLabel('Account').fill('member-edu');
	await page.getByLabel('Password').fill('wrong');
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(alert(page)).toContainText('password is wrong');
	await page.getByLabel('Password').fill('lianxi-demo');
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(`${product.url}/`);
	await expect(page.getByRole('navigation', { name: 'Main', exact: true }).first()).toBeVisible();
	await ready(page);
	await page.getByRole('button', { name: 'Display' }).click();
	await page.getByRole('menuitemradio', { name: '简体中文' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
	await context.close();
});

test('a theme and a text size once chosen hold after a reload and on the sign-in page', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'member-edu');
	const page = await context.newPage();
	await page.goto(product.url);
	await ready(page);
	const html = page.locator('html');
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const light = await ground();
	for (const choice of ['深色', '特大']) {
		await page.getByRole('button', { name: '显示设置' }).click();
		await page.getByRole('menuitemradio', { name: choice, exact: true }).click();
	}
	await expect(html).toHaveAttribute('data-theme', 'dark');
	const dark = await ground();
	expect(dark).not.toBe(light);
	await page.reload();
	for (const path of ['/', '/login']) {
		await page.goto(product.url + path);
		await expect(html).toHaveAttribute('data-theme', 'dark');
		await expect(html).toHaveAttribute('data-text', 'xlarge');
		expect(await ground()).toBe(dark);
	}
	await context.close();
});

test('on a phone the way in and the shell fit, with the places for the thumb at the bottom', async ({ browser }) => {
	const context = watch(await browser.newContext(phone));
	const page = await context.newPage();
	await enterByForm(page, product.url, 'member-township');
	await expect(page).toHaveURL(`${product.url}/`);
	await ready(page);
	const bar = page.getByRole('navigation', { name: '主导航' });
	await expect(bar).toBeVisible();
	await bar.getByRole('link', { name: '会议' }).click();
	await expect(page).toHaveURL(`${product.url}/meetings`);
	for (const path of ['/login', '/', '/meetings', '/me', '/me/sessions', '/units']) {
		await page.goto(product.url + path);
		const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wider, `${path} is wider than the phone`).toBeLessThanOrEqual(0);
	}
	await context.close();
});
