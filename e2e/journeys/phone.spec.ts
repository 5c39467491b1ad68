/**
 * A phone in the room, as it is held: the item and its time in sight while one reads, a remark, papers, tasks, the minutes as
 * they are written, and never the editor unless somebody who writes asks for it.
 */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from '../axe.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

const widths = [390, 320] as const;
const held = (width: number): BrowserContextOptions => ({
	viewport: { width, height: width === 320 ? 568 : 844 },
	hasTouch: true,
	isMobile: true,
	reducedMotion: 'reduce'
});

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

/** The file that holds the editor, by the build's own account. */
function editorFile(): string {
	const manifest = join(import.meta.dirname, '../../web/.svelte-kit/output/client/.vite/manifest.json');
	const chunks = JSON.parse(readFileSync(manifest, 'utf8')) as Readonly<Record<string, { readonly file: string }>>;
	const found = Object.entries(chunks).find(([name]) => name.endsWith('minutes/MinutesEditor.svelte'));
	if (!found) throw new Error('the editor is no part of its own');
	return found[1].file;
}

async function open(browser: Browser, account: string, path: string, width: number) {
	const page = await (await signedIn(browser, product.url, account, held(width))).newPage();
	const fetched: string[] = [];
	page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
	await page.goto(product.url + path);
	await ready(page);
	return { page, hasEditor: () => fetched.some((each) => each.endsWith(editorFile())) };
}

const bar = (page: Page) => page.getByRole('navigation', { name: '会场内容' });
const nothingSticksOut = async (page: Page): Promise<void> =>
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);

for (const width of widths) {
	test(`[O2] [O11] at ${width} px: item and time stay in sight, a remark is written, papers open, and one finds the way back`, async ({
		browser
	}) => {
		const { page, hasEditor } = await open(browser, 'member-township', '/meetings/m-4', width);
		const now = page.getByRole('region', { name: '当前议题' });
		await expect(page.locator('#now').getByRole('timer')).toBeVisible();
		await expect(bar(page).getByRole('button')).toHaveCount(6);
		await expect(now).toHaveCount(0);
		await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
		await expect(now).toContainText('校园周边道路交通安全整治');
		await expect(now).toContainText('3 / 6');
		await expect(now).toContainText('公安局');
		await expect(now.getByRole('timer')).toHaveText(/^\d+:\d\d/);

		await bar(page).getByRole('button', { name: '提意见' }).tap();
		const words = `请先整治镇区路口（${width}）`;
		const sheet = page.getByRole('dialog', { name: '提一条意见' });
		await expect(sheet.getByRole('button', { name: '写入拟办事项' })).toHaveAttribute('aria-disabled', 'true');
		await sheet.getByRole('textbox').fill(words);
		await sheet.getByRole('button', { name: '写入拟办事项' }).tap();
		await expect(page.getByText('意见已写入拟办事项')).toBeVisible();
		await bar(page)
			.getByRole('button', { name: /^拟办和出席/ })
			.tap();
		await expect(page.getByText(`东河镇建议：${words}`)).toBeVisible();
		await nothingSticksOut(page);

		await bar(page).getByRole('button', { name: '材料' }).tap();
		await expect(page.getByRole('dialog', { name: '材料' })).toContainText('校园周边道路交通安全整治');
		await page.keyboard.press('Escape');

		await bar(page).getByRole('button', { name: '议程' }).tap();
		await page.locator('[data-row="i-4-5"]').tap();
		await expect(page.locator('#now-title')).toHaveText('明年招生学位预测与分配');
		await page.getByRole('button', { name: '回到主持人' }).tap();
		await expect(page.locator('#now-title')).toHaveText('校园周边道路交通安全整治');
		await expect(page.getByText(/到目前为止：已过 2 项/)).toBeVisible();
		await page.getByRole('button', { name: '看一看' }).tap();
		await expect(page.getByRole('dialog', { name: '到目前为止' })).toContainText('秋季学期控辍保学情况通报');
		await page.keyboard.press('Escape');
		expect(hasEditor()).toBe(false);
	});

	test(`at ${width} px, dark and right to left: axe finds nothing in any view, and nothing sticks out`, async ({
		browser
	}) => {
		const { page } = await open(browser, 'member-township', '/meetings/m-4', width);
		await page.evaluate(() => {
			document.documentElement.dataset['theme'] = 'dark';
			document.documentElement.dir = 'rtl';
		});
		await expect(bar(page).getByRole('button')).toHaveCount(6);
		for (const view of ['会场', '议程', /^拟办和出席/]) {
			await bar(page).getByRole('button', { name: view }).tap();
			await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
			expect(await faults(page), String(view)).toEqual([]);
			await nothingSticksOut(page);
		}
	});
}

test('[O11] a phone reads the minutes without the editor; a secretary gets it by asking', async ({ browser }) => {
	const member = await open(browser, 'member-edu', '/meetings/m-4/minutes', 390);
	await expect(member.page.getByText('已整改29处')).toBeVisible();
	await expect(member.page.getByRole('button', { name: '在手机上编辑' })).toHaveCount(0);
	const { page, hasEditor } = await open(browser, 'secretary', '/meetings/m-4/minutes', 320);
	await expect(page.getByText('已整改29处')).toBeVisible();
	await page.waitForLoadState('networkidle');
	await nothingSticksOut(page);
	expect(await faults(page)).toEqual([]);
	expect([member.hasEditor(), hasEditor()]).toEqual([false, false]);
	await page.getByRole('button', { name: '在手机上编辑' }).tap();
	await expect(page.locator('[contenteditable="true"]')).toBeVisible();
	expect(hasEditor()).toBe(true);
});
