/** A meeting at an office whose network lets no WebSocket through: everything goes over plain HTTP, from the check-in to the next item. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
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
const floor = (page: Page) => page.getByRole('region', { name: /^发言/ });
const item = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function enter(browser: Browser, account: string): Promise<Page> {
	const page = await (await signedIn(browser, office.url, account)).newPage();
	await page.goto(`${office.url}/meetings/m-4`);
	await expect(note(page)).toContainText('已连接 · HTTP', { timeout: 20_000 });
	const checkIn = page.getByRole('button', { name: '签到', exact: true });
	await expect(checkIn.or(page.getByText(/已签到/)).first()).toBeVisible();
	if (await checkIn.isVisible()) await checkIn.click();
	await expect(page.getByText(/已签到 · 第 \d+ 位/).first()).toBeVisible();
	return page;
}

test('over HTTP alone: all check in, one speaks, an agenda is written together, the chair concludes and goes on', async ({
	browser
}) => {
	const chair = await enter(browser, 'convener');
	const [police, town] = [await enter(browser, 'liaison-police'), await enter(browser, 'liaison-township')];

	await test.step('a hand goes up and is called', async () => {
		await floor(police).getByRole('button', { name: '举手' }).click();
		await police.getByRole('menuitem', { name: '汇报' }).click();
		await expect(floor(police)).toContainText('已举手，排第 1 位');
		await expect(floor(chair).getByRole('listitem')).toHaveCount(1);
		await floor(chair).getByRole('button', { name: '请下一位' }).click();
		await expect(floor(police)).toContainText('正在发言 · 汇报');
		await expect(floor(town)).toContainText('汇报');
		await floor(police).getByRole('button', { name: '结束发言' }).click();
		await expect(floor(chair)).toContainText('没有人在发言');
	});
	await test.step('two write in one agenda', async () => {
		const row = (page: Page) => page.locator('[data-row="i-4-5"]');
		await row(town).focus();
		await town.keyboard.press('Enter');
		await expect(town.getByLabel('议题标题')).toBeFocused();
		await town.keyboard.type('（含寄宿）');
		await expect(row(police)).toContainText('（含寄宿）');
		await expect(note(town)).toContainText('全部已保存');
		await town.keyboard.press('Escape');
	});
	await test.step('the chair concludes, and it is everywhere', async () => {
		await chair.getByLabel('写入结论：完成其余8处校园周边隐患整改').focus();
		await chair.keyboard.press('Space');
		await chair.keyboard.press('d');
		const dialog = chair.getByRole('dialog');
		await dialog.getByLabel('结论', { exact: true }).fill('同意，按期完成。');
		await dialog.getByRole('button', { name: '通过并入库' }).click();
		await expect(dialog.getByText('已入库：第4次-2、第4次-3')).toBeVisible();
		await chair.keyboard.press('Escape');
		for (const page of [police, town]) await expect(page.getByText('第4次-3').first()).toBeVisible();
	});
	await test.step('the chair goes on, and everybody goes along', async () => {
		await chair.getByRole('button', { name: '下一项' }).click();
		for (const page of [chair, police, town]) await expect(item(page, '义务教育学校建设资金拨付')).toBeVisible();
	});
	for (const page of [chair, police, town]) {
		await expect(note(page)).toContainText('HTTP');
		expect(await faults(page)).toEqual([]);
	}
	await police.reload();
	await expect(item(police, '义务教育学校建设资金拨付')).toBeVisible();
	await expect(police.getByText(/已签到/).first()).toBeVisible();
});
