/**
 * A meeting that runs late: units say whether they are ready, the chair parks what is proposed; who comes late and who was
 * away are told what happened; and when it is over the page says what was not reached and how long each item took.
 */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

async function open(browser: Browser, account: string): Promise<Page> {
	const page = await (
		await signedIn(browser, product.url, account, { viewport: { width: 1366, height: 768 } })
	).newPage();
	await page.goto(`${product.url}/meetings/m-4`);
	await ready(page);
	return page;
}

const readiness = (page: Page) => page.getByRole('region', { name: /^准备情况/ });

test('[Y1] [Y3] [M17] [M18] [M19] ready, late, parked, away, over', async ({ browser }) => {
	const [chair, finance] = [await open(browser, 'convener'), await open(browser, 'member-finance')];

	// A unit sees its own items, the chair all that are to come.
	await expect(readiness(finance).getByRole('listitem')).toHaveCount(1);
	await readiness(finance).getByRole('button', { name: '准备好了' }).click();
	await expect(readiness(finance).getByRole('button', { name: '准备好了' })).toHaveAttribute('aria-pressed', 'true');
	await expect(readiness(chair)).toContainText('1 / 4 已准备好');
	await readiness(finance).getByRole('button', { name: '未准备' }).click();
	await expect(readiness(chair)).toContainText('0 / 4 已准备好');
	await readiness(finance).getByRole('button', { name: '准备好了' }).click();
	await expect(readiness(chair)).toContainText('1 / 4 已准备好');

	// Who came late: one line, and the rest behind it.
	await expect(finance.getByText(/到目前为止：已过 2 项，形成 1 条决定/)).toBeVisible();
	await finance.getByRole('button', { name: '看一看' }).click();
	const digest = finance.getByRole('dialog', { name: '到目前为止' });
	await expect(digest).toContainText('各镇（街）按月核对在校学生变动');
	await expect(digest.getByRole('region', { name: '还没有议' }).getByRole('listitem')).toHaveCount(3);
	await expect(digest.getByRole('region', { name: '正在议' })).toContainText('校园周边道路交通安全整治');
	expect(await faults(finance)).toEqual([]);
	await finance.keyboard.press('Escape');
	await finance.getByRole('button', { name: '知道了' }).click();
	await expect(finance.getByText(/到目前为止/)).toBeHidden();

	// Five minutes more, and the end is late: the written report is proposed, one press parks it.
	const late = chair.getByRole('region', { name: /预计超出计划 \d+ 分钟/ });
	await expect(late).toHaveCount(0);
	await chair.getByRole('button', { name: '加 5 分钟' }).click();
	await expect(late).toBeVisible();
	expect(await faults(chair)).toEqual([]);
	await late.getByRole('button', { name: '暂放“中心小学冬季供暖改造”（10 分钟）' }).click();
	await expect(late).toHaveCount(0);

	// Away for three minutes with the page closed, while the chair went on.
	await finance.waitForFunction(() => localStorage.getItem('lianxi/last-here') !== null);
	await finance.goto(`${product.url}/meetings`);
	await finance.evaluate(() => {
		const kept = JSON.parse(localStorage.getItem('lianxi/last-here') ?? '{}') as { room: string; at: number };
		localStorage.setItem('lianxi/last-here', JSON.stringify({ ...kept, at: kept.at - 180_000 }));
	});
	await chair.getByRole('button', { name: /下一项/ }).click();
	await expect(chair.locator('#now-title')).toHaveText('义务教育学校建设资金拨付');
	await finance.goto(`${product.url}/meetings/m-4`);
	await ready(finance);
	await expect(finance.getByText(/您离开的 3 分钟里：议过 1 项，新增 0 条决定。?现在议“义务教育/)).toBeVisible();

	// Over: what was not reached, and how long each item took.
	await chair.getByRole('button', { name: '更多主持操作' }).click();
	await chair.getByRole('menuitem', { name: '结束会议' }).click();
	// It is for good: it asks first, and says what it leaves.
	const sure = chair.getByRole('dialog', { name: '现在结束会议？' });
	await expect(sure).toContainText('还有 2 个议题没有议到');
	await expect(sure.getByRole('button', { name: '再看看' })).toBeFocused();
	expect(await faults(chair)).toEqual([]);
	await sure.getByRole('button', { name: '结束会议' }).click();
	const unreached = finance.getByRole('region', { name: /^没有议到的议题/ });
	await expect(unreached.getByRole('listitem')).toHaveCount(2);
	await expect(unreached).toContainText('中心小学冬季供暖改造');
	const times = finance.getByRole('region', { name: '议题用时' }).first();
	await expect(times.getByRole('row')).toHaveCount(6);
	await expect(finance.getByRole('region', { name: '下次会议' })).toContainText('2026年第5次会议');
	await expect(finance.getByText(/^出席 \d+ 个单位/)).toBeVisible();
	expect(await faults(finance)).toEqual([]);
	// On a narrow phone the whole table is in view, and on paper nothing is folded up and nothing is there to be chosen.
	await finance.setViewportSize({ width: 320, height: 640 });
	expect(await times.locator('.frame').evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBeLessThan(2);
	await finance.evaluate(() => dispatchEvent(new Event('beforeprint')));
	expect(await finance.locator('main details').count()).toBeGreaterThan(0);
	await expect(finance.locator('main details:not([open])')).toHaveCount(0);
	await finance.evaluate(() => dispatchEvent(new Event('afterprint')));
	await expect(finance.locator('main details[open]')).toHaveCount(0);
	await finance.emulateMedia({ media: 'print' });
	await expect(finance.getByRole('combobox')).toHaveCount(0);
	await expect(finance.getByRole('button', { name: '打印' })).toBeHidden();
	await expect(unreached).toBeVisible();
});
