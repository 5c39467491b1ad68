/** Papers: a liaison hands in, the office sees what is missing, a need-to-know paper is nowhere for others, a cut loses nothing. */
import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';
import { layCable } from '../relay.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`);
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const file = (name: string, buffer: Buffer): Parameters<Locator['setInputFiles']>[0] => ({
	name,
	mimeType: 'application/octet-stream',
	buffer
});

async function room(browser: Browser, account: string, meeting = 'm-4', options = {}): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account, options)).newPage();
	await page.goto(`${product.url}/meetings/${meeting}`);
	await ready(page);
	return page;
}
const papers = (page: Page): Locator => page.getByRole('region', { name: /^材料/ });
const tick = (page: Page): Locator => papers(page).getByRole('checkbox', { name: /不含国家秘密/ });
const send = (page: Page): Locator => papers(page).getByRole('button', { name: '上传', exact: true });

async function handIn(page: Page, sent: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
	await papers(page).getByRole('button', { name: '添加材料' }).first().click();
	await papers(page).getByLabel('选择文件').setInputFiles(sent);
	await tick(page).check();
	await send(page).click();
}

/** What somebody gets who presses a paper's name. */
async function fetched(page: Page, name: string): Promise<Buffer> {
	const href = await papers(page).getByRole('link', { name, exact: true }).first().getAttribute('href');
	const answer = await page.request.get(new URL(href ?? '', product.url).href);
	expect(answer.headers()['content-disposition']).toContain(`attachment`);
	return answer.body();
}

test('[P2] [P4] [P8] [P15] the office sees what is missing; the unit is asked for the tick each time, and what it hands in comes back byte for byte', async ({
	browser
}) => {
	const office = await room(browser, 'secretary', 'm-5');
	await expect(papers(office).getByRole('status')).toHaveText(/还缺 \d 份材料/);
	const missing = Number(/\d+/.exec(await papers(office).getByRole('status').innerText())?.[0]);
	const edu = await room(browser, 'liaison-edu', 'm-5');
	const bytes = pdf('第5次会议汇报');
	await papers(edu).getByRole('button', { name: '添加材料' }).first().click();
	await papers(edu).getByLabel('选择文件').setInputFiles(file('上次议定事项落实情况汇报.pdf', bytes));
	await send(edu).click();
	await expect(papers(edu).getByRole('alert')).toContainText('请先确认文件不含国家秘密');
	await tick(edu).check();
	await send(edu).click();
	await expect(papers(edu).getByRole('link', { name: '上次议定事项落实情况汇报.pdf' })).toBeVisible();
	// The office hears of it, without a word from anybody.
	await expect(papers(office).getByRole('status')).toHaveText(`还缺 ${missing - 1} 份材料`);
	await expect(papers(office).getByRole('link', { name: '上次议定事项落实情况汇报.pdf' })).toBeVisible();
	expect(hash(await fetched(office, '上次议定事项落实情况汇报.pdf'))).toBe(hash(bytes));
	expect(await faults(office)).toEqual([]);

	await test.step('a new version asks for its own tick, and the old one stays', async () => {
		await papers(edu)
			.getByRole('button', { name: /的操作/ })
			.first()
			.click();
		await edu.getByRole('menuitem', { name: '上传新版本' }).click();
		await expect(tick(edu)).not.toBeChecked();
		await papers(edu)
			.getByLabel('选择文件')
			.setInputFiles(file('上次议定事项落实情况汇报（修改）.pdf', pdf('二')));
		await tick(edu).check();
		await send(edu).click();
		await expect(papers(edu).getByText('第 2 版')).toBeVisible();
		await papers(office).getByText('历次版本（1）').click();
		expect(hash(await fetched(office, '上次议定事项落实情况汇报.pdf'))).toBe(hash(bytes));
	});

	await test.step('the office says that an item needs none', async () => {
		const place = papers(office).locator('details', { hasText: '学校食堂集中配送试点' }).first();
		await place.locator('summary').first().click();
		await place.getByText('材料要求').click();
		await place.getByRole('checkbox', { name: '需要提交材料' }).uncheck();
		await place.getByRole('button', { name: '保存' }).click();
		await expect(papers(office).getByText(`还缺 ${missing - 2} 份材料`)).toBeVisible();
	});

	await test.step('withdrawn, it stands there with its reason and others cannot fetch it', async () => {
		const finance = await room(browser, 'liaison-finance', 'm-5');
		await expect(papers(finance).getByRole('link', { name: /落实情况汇报（修改）/ })).toBeVisible();
		await papers(edu)
			.getByRole('button', { name: /的操作/ })
			.first()
			.click();
		await edu.getByRole('menuitem', { name: '撤回材料' }).click();
		await edu.getByRole('dialog').getByRole('textbox').fill('数据有误，重新核对');
		await edu.getByRole('dialog').getByRole('button', { name: '撤回材料' }).click();
		await expect(papers(finance).getByText(/已撤回：数据有误，重新核对/)).toBeVisible();
		await expect(papers(finance).getByRole('link', { name: /落实情况汇报/ })).toHaveCount(0);
	});
});

test('[P4] [P6] in the room what comes late is marked, and a need-to-know paper is nowhere for others', async ({
	browser
}) => {
	const police = await room(browser, 'liaison-police');
	const [finance, convener] = [await room(browser, 'liaison-finance'), await room(browser, 'convener')];
	const onPhone = await room(browser, 'member-finance', 'm-4', phone);
	await handIn(police, file('隐患点清单.csv', Buffer.from('序号,地点\n1,校门口\n')));
	await expect(papers(police).getByText('逾期提交').first()).toBeVisible();
	await expect(papers(finance).getByRole('link', { name: '隐患点清单.csv' })).toBeVisible();

	await papers(police).getByRole('button', { name: '添加材料' }).first().click();
	await papers(police)
		.getByLabel('选择文件')
		.setInputFiles(file('专项方案.pdf', pdf('限知悉')));
	await papers(police).getByLabel('知悉范围').selectOption({ label: '限知悉' });
	await tick(police).check();
	await send(police).click();
	await expect(papers(convener).getByRole('link', { name: '专项方案.pdf' })).toBeVisible();
	const address = await papers(convener).getByRole('link', { name: '专项方案.pdf' }).getAttribute('href');
	await finance.reload();
	await expect(papers(finance).getByRole('link', { name: '隐患点清单.csv' })).toBeVisible();
	await expect(finance.getByText('专项方案')).toHaveCount(0);
	expect((await finance.request.get(new URL(address ?? '', product.url).href)).status()).toBe(404);
	await onPhone.getByRole('button', { name: '材料', exact: true }).click();
	await expect(papers(onPhone).getByRole('link', { name: '隐患点清单.csv' })).toBeVisible();
	await expect(onPhone.getByText('专项方案')).toHaveCount(0);
});

test('[P9] what is no such file is refused with a sentence, and what was filled in stays', async ({ browser }) => {
	const page = await room(browser, 'liaison-police');
	await papers(page).getByRole('button', { name: '添加材料' }).first().click();
	const choose = (sent: Parameters<Locator['setInputFiles']>[0]) =>
		papers(page).getByLabel('选择文件').setInputFiles(sent);
	await papers(page).getByLabel('知悉范围').selectOption({ label: '公开' });
	await choose(file('带宏的方案.docm', Buffer.from('x')));
	await expect(papers(page).getByRole('alert')).toContainText('带有宏');
	await choose(file('程序.exe', Buffer.from('MZ')));
	await expect(papers(page).getByRole('alert')).toContainText('这种文件不能上传');
	const big = join(product.folder, 'big.pdf');
	writeFileSync(big, '%PDF-');
	truncateSync(big, 50 * 1024 * 1024 + 1);
	await choose(big);
	await expect(papers(page).getByRole('alert')).toContainText('50 MB');
	await choose(file('网页.pdf', Buffer.from('<!doctype html><script>alert(1)</script>')));
	await tick(page).check();
	await send(page).click();
	await expect(papers(page).getByRole('alert')).toContainText('与它的后缀');
	await expect(papers(page).getByLabel('知悉范围')).toHaveValue('public');
	await expect(tick(page)).toBeChecked();
	await choose(file('改好的.pdf', pdf('好')));
	await send(page).click();
	await expect(papers(page).getByRole('link', { name: '改好的.pdf' })).toBeVisible();
});

test('[P3] a network that is cut in the middle costs nothing: the upload goes on by itself, byte for byte', async ({
	browser
}) => {
	const cable = await layCable(product.port);
	try {
		const page = await (await signedIn(browser, cable.url, 'liaison-police')).newPage();
		await page.goto(`${cable.url}/meetings/m-4`);
		await ready(page);
		const bytes = Buffer.concat([pdf('大'), Buffer.alloc(6 * 1024 * 1024, 7)]);
		let pieces = 0;
		page.on('request', (request) => {
			if (request.method() !== 'PUT') return;
			pieces += 1;
			if (pieces === 3) cable.pull();
		});
		await handIn(page, file('大文件.pdf', bytes));
		await expect(papers(page).getByText(/网络已断开。已传的/)).toBeVisible();
		cable.plug();
		await expect(papers(page).getByRole('link', { name: '大文件.pdf' })).toBeVisible({ timeout: 60_000 });
		expect(hash(await fetched(page, '大文件.pdf'))).toBe(hash(bytes));
		// Seven pieces, and those that were under way when it was cut.
		expect(pieces).toBeLessThan(12);
	} finally {
		await cable.close();
	}
});

test('[P1] [T20] a draft topic takes its papers along: to the pool, to the agenda, and each page turns by itself', async ({
	browser
}) => {
	const police = await (await signedIn(browser, product.url, 'liaison-police')).newPage();
	const office = await (await signedIn(browser, product.url, 'secretary')).newPage();
	await office.goto(product.url);
	await office.getByRole('navigation').getByRole('link', { name: '议题库' }).click();
	await expect(office.getByRole('heading', { level: 1, name: /个议题/ })).toBeVisible();
	await ready(office);
	await police.goto(`${product.url}/topics/new`);
	await ready(police);
	await police.getByLabel('议题标题').fill('校门口增设减速带');
	await police.getByRole('button', { name: '存为草稿并添加材料' }).click();
	await handIn(police, file('现场照片说明.txt', Buffer.from('校门口东侧\n')));
	await expect(papers(police).getByRole('link', { name: '现场照片说明.txt' })).toBeVisible();
	await expect(office.getByText('校门口增设减速带')).toHaveCount(0);
	await police.getByLabel('事由').fill('拥堵');
	await police.getByLabel('已做工作和事实').fill('已值守');
	await police.getByLabel('请求议定的事项').fill('请增设');
	await police.getByLabel('类别').selectOption({ label: '安全' });
	await police.getByRole('button', { name: '提交', exact: true }).click();
	await expect(police.getByRole('heading', { level: 1, name: '校门口增设减速带' })).toBeVisible();
	// Without a reload.
	await office.getByRole('link', { name: '校门口增设减速带' }).click();
	await expect(papers(office).getByRole('link', { name: '现场照片说明.txt' })).toBeVisible();
	const form = office.getByRole('form', { name: '受理' });
	await form.getByLabel('处理意见').selectOption({ label: '受理' });
	await form.getByLabel('理由').fill('事关安全');
	await form.getByRole('button', { name: '确定处理意见' }).click();
	await expect(police.getByText('理由：事关安全')).toBeVisible();
	await office.goto(`${product.url}/meetings/m-5`);
	const pool = office.getByRole('region', { name: /从议题库列入/ });
	await pool.locator('.line', { hasText: '校门口增设减速带' }).getByRole('button', { name: '列入议程' }).click();
	const place = papers(office).locator('details', { hasText: '校门口增设减速带' }).first();
	await place.locator('summary').first().click();
	await expect(place.getByRole('link', { name: '现场照片说明.txt' })).toBeVisible();
});
