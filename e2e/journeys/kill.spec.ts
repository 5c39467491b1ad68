/** The server dies in the middle of typing: what a screen called saved is there afterwards, and screens come back alone. */
import type { Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());

const saved = (page: Page) => expect(page.locator('header.top .conn')).toContainText('全部已保存', { timeout: 40_000 });

test('killed while a secretary and a member type, three times: both screens say so, come back, and nothing is missing', async ({
	browser
}) => {
	test.setTimeout(150_000);
	const secretary = await (await signedIn(browser, product.url, 'secretary')).newPage();
	const member = await (await signedIn(browser, product.url, 'member-police')).newPage();
	await secretary.goto(`${product.url}/meetings/m-4/minutes`);
	await member.goto(`${product.url}/meetings/m-4`);
	const paper = secretary.locator('.ProseMirror');
	await expect(paper).toHaveAttribute('contenteditable', 'true');
	await paper.locator('> *').last().click();
	await secretary.keyboard.press('Control+End');
	await secretary.keyboard.press('Enter');
	await member.getByRole('button', { name: '添加议题' }).first().click();
	const title = member.getByLabel('议题标题');
	let [written, titled] = ['', ''];
	for (const round of ['甲', '乙', '丙']) {
		const typing = Promise.all([
			secretary.keyboard.type(`${round}一二三四五六七八九十`, { delay: 60 }),
			title.pressSequentially(`${round}字字字字字字`, { delay: 80 })
		]);
		written += `${round}一二三四五六七八九十`;
		titled += `${round}字字字字字字`;
		await expect(paper).toContainText(`${round}一二`);
		await product.kill();
		await typing;
		// typed on while nobody was there: kept here, and said so
		await expect(member.locator('header.top .conn')).toContainText(/已存在本机|网络已断开|正在重连/);
		await expect(paper).toContainText(written);
		await product.restart();
		await Promise.all([saved(secretary), saved(member)]);
	}
	// a third computer, which never held any of it, reads it all from the server's disk
	const reader = await (await signedIn(browser, product.url, 'observer')).newPage();
	await reader.goto(`${product.url}/meetings/m-4`);
	await expect(reader.getByText(written)).toBeAttached();
	await expect(reader.getByText(titled).first()).toBeAttached();
	expect(errorsOnPages()).toEqual([]);
});
