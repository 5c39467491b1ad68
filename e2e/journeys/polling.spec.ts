/** An office whose network lets no WebSocket through: the same room, the same drafts, over plain HTTP. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';
import { layCable, type Relay } from '../relay.ts';

let product: Product;
let office: Relay;
test.beforeAll(async () => {
	product = await startProduct('--demo');
	office = await layCable(product.port);
	office.cutUpgrades(true);
});
test.afterAll(async () => {
	await office?.close();
	await product?.remove();
});
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const note = (page: Page) => page.locator('header.top .conn');
const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);
const field = (page: Page) => page.getByLabel('议题标题');

async function enter(browser: Browser, account: string, url = office.url): Promise<Page> {
	const page = await (await signedIn(browser, url, account)).newPage();
	await page.goto(`${url}/meetings/m-4`);
	await expect(note(page)).toContainText('全部已保存', { timeout: 20_000 });
	return page;
}

async function edit(page: Page, id: string): Promise<void> {
	await row(page, id).focus();
	await page.keyboard.press('Enter');
	await expect(field(page)).toBeFocused();
}

test('[W13] two write an agenda together without WebSocket, see each other, reload, and all is saved', async ({
	browser
}) => {
	const [chair, secretary] = [await enter(browser, 'convener'), await enter(browser, 'secretary')];
	await expect(note(secretary)).toContainText('已连接 · HTTP');
	await expect(note(secretary)).toHaveAttribute('title', /优先 WebSocket.*目前：HTTP/s);

	await edit(secretary, 'i-4-4');
	await secretary.keyboard.type('（轮询）');
	await expect(row(chair, 'i-4-4')).toContainText('义务教育学校建设资金拨付（轮询）');
	await expect(row(chair, 'i-4-4')).toContainText('在写');
	await edit(chair, 'i-4-4');
	await chair.keyboard.press('Control+Home');
	await chair.keyboard.type('关于');
	const whole = '关于义务教育学校建设资金拨付（轮询）';
	for (const page of [chair, secretary]) await expect(field(page)).toHaveValue(whole);
	await expect(note(secretary)).toContainText('全部已保存');
	await expect(note(chair)).toContainText('全部已保存');

	await secretary.reload();
	await expect(row(secretary, 'i-4-4')).toContainText(whole);
	await expect(note(secretary)).toContainText('全部已保存', { timeout: 20_000 });
});

test('[W13] a colleague at a line that lets WebSocket through writes in the same text', async ({ browser }) => {
	const [inside, outside] = [await enter(browser, 'secretary'), await enter(browser, 'member-police', product.url)];
	await expect(note(outside)).toContainText(/^已连接，/);
	await edit(inside, 'i-4-5');
	await inside.keyboard.type('甲');
	await expect(row(outside, 'i-4-5')).toContainText('甲');
	await edit(outside, 'i-4-5');
	await outside.keyboard.type('乙');
	await expect(field(inside)).toHaveValue(/甲乙$/);
});

test('[W13] typed while the line is down, it goes out when HTTP is back', async ({ browser }) => {
	const page = await enter(browser, 'secretary');
	await edit(page, 'i-4-6');
	office.pull();
	await page.keyboard.type('断网');
	await expect(note(page)).toContainText('已存在本机');
	office.plug();
	await expect(note(page)).toContainText('全部已保存', { timeout: 30_000 });
	await page.reload();
	await expect(row(page, 'i-4-6')).toContainText('断网');
});

test('[W13] where a page may not even make a WebSocket it goes by HTTP as well', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'secretary');
	await context.addInitScript(() => {
		const forbidden = function WebSocket(): never {
			throw new DOMException('forbidden by policy', 'SecurityError');
		};
		Object.assign(globalThis, { WebSocket: forbidden });
	});
	const page = await context.newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await expect(note(page)).toContainText('全部已保存', { timeout: 20_000 });
	await expect(note(page)).toContainText('已连接 · HTTP');
	await edit(page, 'i-4-6');
	await page.keyboard.type('禁');
	await expect(note(page)).toContainText('全部已保存', { timeout: 20_000 });
	await page.reload();
	await expect(row(page, 'i-4-6')).toContainText('禁');
});

test('[W13] when the network lets WebSocket through, the next visit has one', async ({ browser }) => {
	const page = await enter(browser, 'secretary');
	await expect(note(page)).toContainText('已连接 · HTTP');
	office.cutUpgrades(false);
	await page.reload();
	await expect(note(page)).toContainText('全部已保存', { timeout: 20_000 });
	await expect(note(page)).not.toContainText('HTTP');
	await expect(note(page)).toHaveAttribute('title', /目前：WebSocket/);
});
