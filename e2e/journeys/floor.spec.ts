/** The floor: two units raise a hand, one of them on a phone and by keyboard; the chair calls them; all see who spoke how long. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

async function enter(browser: Browser, account: string, options: BrowserContextOptions = {}): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account, options)).newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await ready(page);
	const checkIn = page.getByRole('button', { name: '签到', exact: true });
	await expect(checkIn.or(page.getByText(/已签到/)).first()).toBeVisible();
	if (await checkIn.isVisible()) await checkIn.click();
	await expect(page.getByText(/已签到/).first()).toBeVisible();
	return page;
}

const floor = (page: Page) => page.getByRole('region', { name: /^发言/ });

test('[F1] [F3] [F5] [F10] two units raise a hand, are called one after the other, and everybody sees who spoke how long', async ({
	browser
}) => {
	const [chair, police] = [await enter(browser, 'convener'), await enter(browser, 'liaison-police')];
	const town = await enter(browser, 'member-township', phone);

	// By keyboard: the menu opens on its first kind.
	await floor(police).getByRole('button', { name: '举手' }).focus();
	await police.keyboard.press('Enter');
	await expect(police.getByRole('menuitem', { name: '汇报' })).toBeFocused();
	await police.keyboard.press('Enter');
	await expect(floor(police)).toContainText('已举手，排第 1 位');

	// At the thumb of the phone.
	const bar = town.getByRole('navigation', { name: '会场内容' });
	await bar.getByRole('button', { name: '举手' }).click();
	await town.getByRole('menuitem', { name: '质询' }).click();
	await expect(bar.getByRole('button', { name: '撤回举手' })).toBeVisible();

	await expect(floor(chair).getByRole('listitem')).toHaveCount(2);
	const next = floor(chair).getByRole('button', { name: '请下一位' });
	await next.click();
	await expect(floor(police)).toContainText('正在发言 · 汇报');
	await expect(floor(police).getByText('请您发言')).toBeAttached();
	await expect(floor(police).getByRole('timer')).toHaveText(/^[1-9]\d* 秒$/);
	await floor(police).getByRole('button', { name: '结束发言' }).click();
	await expect(floor(chair)).toContainText('没有人在发言');
	await next.click();
	await expect(bar.getByRole('button', { name: '举手' })).toBeVisible();
	await expect(floor(chair).getByRole('timer')).toHaveText(/^[1-9]\d* 秒$/);
	await floor(chair).getByRole('button', { name: '结束发言' }).click();

	await test.step('without a network a hand waits on the page, and goes when it is back', async () => {
		await police.context().setOffline(true);
		await expect(police.locator('header.top .conn-off, header.top .conn.wait').first()).toBeVisible();
		await floor(police).getByRole('button', { name: '举手' }).click();
		await police.getByRole('menuitem', { name: '补充' }).click();
		await expect(floor(police)).toContainText('您的举手（补充）等在本页');
		await expect(floor(chair).getByRole('listitem').filter({ hasText: '补充' })).toHaveCount(0);
		await police.context().setOffline(false);
		await expect(floor(police)).toContainText('已举手，排第 1 位');
		await expect(floor(chair)).toContainText('补充');
		await floor(police).getByRole('button', { name: '撤回举手' }).click();
		await expect(floor(police).getByRole('button', { name: '举手', exact: true })).toBeVisible();
	});

	const spoken = (page: Page) => page.locator('[data-floor-unit]').allInnerTexts();
	await expect(floor(chair).locator('[data-floor-unit]')).toHaveCount(2);
	await expect.poll(() => spoken(police)).toEqual(await spoken(chair));
	expect((await spoken(chair)).every((line) => /[1-9]\d* 秒/.test(line))).toBe(true);
	expect(await faults(chair)).toEqual([]);
});
