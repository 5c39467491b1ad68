/**
 * The room under several hands at once: the same line written by two people, an input method in the middle of it, a drag,
 * an undo, an item taken away while it is discussed, the chair's network gone, a laptop offline.
 */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const laptop = { viewport: { width: 1366, height: 768 } };

async function enter(browser: Browser, account: string, path = '/meetings/m-4'): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account, laptop)).newPage();
	await page.goto(product.url + path);
	await expect(page.getByText('全部已保存')).toBeVisible({ timeout: 15_000 });
	return page;
}

const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);
const field = (page: Page) => page.getByLabel('议题标题');
const order = (page: Page) =>
	page.locator('[data-row]').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-row')).join());

async function edit(page: Page, id: string): Promise<void> {
	await row(page, id).focus();
	await page.keyboard.press('Enter');
	await expect(field(page)).toBeFocused();
}

test('[O5] [O6] [O7] two write in one line, one of them by input method, and nobody loses a character', async ({
	browser
}) => {
	const [chair, police, secretary] = [
		await enter(browser, 'convener'),
		await enter(browser, 'member-police'),
		await enter(browser, 'secretary')
	];
	await edit(police, 'i-4-4');
	await police.keyboard.type('（公安）');
	await expect(row(chair, 'i-4-4')).toContainText('卫某在写');
	await edit(secretary, 'i-4-4');
	await secretary.keyboard.press('Control+Home');
	await secretary.keyboard.type('关于');
	await expect(field(police)).toHaveValue('关于义务教育学校建设资金拨付（公安）');
	await police.keyboard.type('！');
	await expect(field(secretary)).toHaveValue('关于义务教育学校建设资金拨付（公安）！');

	const keys = await police.context().newCDPSession(police);
	await keys.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 });
	await secretary.keyboard.type('加快');
	await expect(field(secretary)).toHaveValue('关于加快义务教育学校建设资金拨付（公安）！');
	await expect(field(police)).toHaveValue(/ni hao$/);
	await keys.send('Input.insertText', { text: '你好' });
	const whole = '关于加快义务教育学校建设资金拨付（公安）！你好';
	for (const page of [police, secretary]) await expect(field(page)).toHaveValue(whole);
	await secretary.keyboard.press('Enter');
	await expect(row(secretary, 'i-4-4')).toBeFocused();
});

test('[O9] [M8] moved by hand and by keys, taken away and brought back, also while it is discussed', async ({
	browser
}) => {
	const [chair, police, secretary] = [
		await enter(browser, 'convener'),
		await enter(browser, 'member-police'),
		await enter(browser, 'secretary')
	];
	const before = await order(chair);
	await row(police, 'i-4-6').focus();
	await police.keyboard.press('Alt+ArrowUp');
	const moved = 'i-4-1,i-4-2,i-4-3,i-4-4,i-4-6,i-4-5';
	await expect.poll(() => order(chair)).toBe(moved);
	await police.keyboard.press('Control+z');
	await expect.poll(() => order(chair)).toBe(before);

	const item = secretary.locator('li', { has: row(secretary, 'i-4-6') });
	await item.hover();
	const grip = await item.locator('[data-grip]').boundingBox();
	const target = await row(secretary, 'i-4-4').boundingBox();
	if (!grip || !target) throw new Error('there is nothing to take hold of');
	await secretary.mouse.move(grip.x + 20, grip.y + 15);
	await secretary.mouse.down();
	await secretary.mouse.move(grip.x + 20, grip.y - 20, { steps: 5 });
	await secretary.mouse.move(grip.x + 20, target.y + 20, { steps: 15 });
	await expect.poll(() => order(secretary)).toMatch(/i-4-3,.*i-4-4,i-4-5/);
	await secretary.mouse.up();
	await expect.poll(() => order(chair)).toBe('i-4-1,i-4-2,i-4-3,i-4-6,i-4-4,i-4-5');

	const remove = async (page: Page, id: string): Promise<void> => {
		await page.locator('li', { has: row(page, id) }).hover();
		await page
			.locator('li', { has: row(page, id) })
			.getByRole('button', { name: /^议题操作/ })
			.click();
		await page.getByRole('menuitem', { name: '移除' }).click();
	};
	await remove(police, 'i-4-5');
	await expect(row(chair, 'i-4-5')).toHaveCount(0);
	await police.getByRole('button', { name: '撤销' }).click();
	await expect(row(chair, 'i-4-5')).toBeVisible();
	await remove(police, 'i-4-3');
	await expect(chair.locator('#now')).toContainText('已从议程移除');
	await expect(chair.getByRole('heading', { level: 1 })).toHaveText('校园周边道路交通安全整治');
	await police.getByRole('button', { name: '撤销' }).first().click();
	await expect(chair.locator('#now')).not.toContainText('已从议程移除');
});

test('[O4] offline everything stays, says so, and is sent on return', async ({ browser }) => {
	const [chair, police] = [await enter(browser, 'convener'), await enter(browser, 'member-police')];
	await police.context().setOffline(true);
	await edit(police, 'i-4-2');
	await police.keyboard.type('（离线所写）');
	await expect(police.getByText(/已存在本机，\d+ 处待提交/)).toBeVisible({ timeout: 15_000 });
	await expect(police.getByRole('heading', { level: 1 })).toHaveText('校园周边道路交通安全整治');
	await police.context().setOffline(false);
	await expect(row(chair, 'i-4-2')).toContainText('（离线所写）', { timeout: 20_000 });
	await expect(police.getByText('全部已保存')).toBeVisible({ timeout: 15_000 });
});

test('[O1] [M11] from a new meeting to its end: published, started, handed over, taken over, closed', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const secretary = await (await signedIn(browser, product.url, 'secretary', laptop)).newPage();
	await secretary.goto(`${product.url}/meetings/new`);
	await secretary.getByLabel('会议主题').fill('专题协调');
	await secretary.getByRole('button', { name: '建立会议' }).click();
	await secretary.waitForURL(/\/meetings\/m-/);
	for (const title of ['第一项', '第二项']) {
		await secretary.getByRole('button', { name: '添加议题' }).click();
		await expect(field(secretary)).toBeFocused();
		await secretary.keyboard.type(title);
		await secretary.keyboard.press('Enter');
	}
	await secretary.getByRole('button', { name: '发布会议通知' }).click();
	await secretary.getByRole('button', { name: '确认发布' }).click();
	await expect(secretary.locator('.page-head')).toContainText('已通知');
	const path = new URL(secretary.url()).pathname;
	const [chair, deputy] = [await enter(browser, 'convener', path), await enter(browser, 'deputy', path)];
	await chair.getByRole('button', { name: '宣布开会' }).click();
	await secretary.getByRole('button', { name: '开始议题' }).click();
	for (const page of [chair, deputy]) {
		await expect(page.getByRole('heading', { level: 1, name: '第一项' })).toBeVisible();
	}
	const next = deputy.getByRole('button', { name: /下一项/ });
	await expect(next).toHaveAttribute('aria-disabled', 'true');
	await expect(next).toHaveAttribute('title', /由当前主持人来做/);

	await chair.getByRole('button', { name: '更多主持操作' }).click();
	await chair.getByRole('menuitem', { name: /移交主持给傅某/ }).click();
	await expect(next).not.toHaveAttribute('aria-disabled', 'true');
	await expect(deputy.getByRole('button', { name: /记一条决定/ })).toHaveAttribute('title', /未达到法定/);
	await deputy.getByRole('button', { name: '暂放', exact: true }).click();
	await expect(chair.getByRole('heading', { name: /暂放/ })).toBeVisible();

	await deputy.context().close();
	await expect(chair.getByText('主持人傅某的网络已断开')).toBeVisible({ timeout: 40_000 });
	await chair.getByRole('button', { name: '接过主持' }).click();
	await chair.getByRole('button', { name: '更多主持操作' }).click();
	await chair.getByRole('menuitem', { name: '结束会议' }).click();
	await chair.getByRole('dialog').getByRole('button', { name: '结束会议' }).click();
	await expect(secretary.locator('.page-head')).toContainText('整理纪要');
	await secretary.getByRole('button', { name: '归档' }).click();
	await secretary.getByRole('dialog').getByRole('button', { name: '再看看' }).click();
	await expect(secretary.locator('.page-head')).toContainText('整理纪要');
	await secretary.getByRole('button', { name: '归档' }).click();
	await secretary.getByRole('dialog').getByRole('button', { name: '归档' }).click();
	await expect(secretary.locator('.page-head')).toContainText('已结束');
});
