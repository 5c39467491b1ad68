/**
 * A whole meeting: a chair, two secretaries, six units (one of them by a stand-in, one on a phone) and the screen in the
 * hall. From the agenda in sections to the page of its end, each on a page of their own, and all of them at one mind.
 */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn, watch } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const laptops = ['liaison-edu', 'liaison-finance', 'member-transport', 'member-health'] as const;
/** They only come: with them more than half of the member units are there. */
const silent = ['member-gov', 'member-plan', 'member-hr'] as const;
const [GUARDS, MONEY, PLACES] = ['校门口护学岗', '教师周转房水电费', '学位预测'] as const;

async function enter(
	browser: Browser,
	account: string,
	...[path, options = {}]: [path: string, options?: BrowserContextOptions]
): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account, options)).newPage();
	await page.goto(`${product.url}${path}`);
	await ready(page);
	return page;
}

async function give(page: Page, address: string, data: object = {}): Promise<Record<string, unknown>> {
	const answer = await page.request.post(`${product.url}/api/${address}`, { data });
	expect(answer.ok(), `${address}: ${await answer.text()}`).toBe(true);
	return (await answer.json()) as Record<string, unknown>;
}

const heading = (page: Page) => page.locator('#now-title');
const floor = (page: Page) => page.getByRole('region', { name: /^发言/ });
const bar = (page: Page) => page.getByRole('navigation', { name: '会场内容' });
const sheet = (page: Page) =>
	page.getByRole('region', { name: /表决|征询/ }).filter({ has: page.getByRole('article') });

test('a whole meeting: a chair, two secretaries, six units, a phone, the screen in the hall', async ({ browser }) => {
	test.setTimeout(300_000);
	const secretary = await enter(browser, 'secretary', '/meetings');
	const made = await give(secretary, 'meetings', {
		councilId: 'c-education',
		startsAt: Date.now(),
		plannedMinutes: 60,
		agenda: [
			{ title: GUARDS, unitId: 'u-transport', minutes: 15 },
			{ title: MONEY, unitId: 'u-finance', minutes: 20 },
			{ title: PLACES, unitId: 'u-edu', minutes: 10 }
		]
	});
	const id = String(made['id']);
	const path = `/meetings/${id}`;
	const chair = await enter(browser, 'convener', path);

	await test.step('the notice goes out; the police send a stand-in, whom the chair lets vote', async () => {
		await secretary.goto(`${product.url}${path}`);
		await ready(secretary);
		await secretary.getByRole('button', { name: '发布会议通知' }).click();
		await secretary.getByRole('dialog').getByRole('button', { name: '确认发布' }).click();
		await expect(secretary.getByRole('dialog')).toBeHidden();
		const police = await enter(browser, 'liaison-police', path);
		await give(police, `attendance/${id}/name-stand-in`, {
			unitId: 'u-police',
			personId: 'p-outsider',
			delegates: true
		});
		await expect(chair.getByText('陶某').first()).toBeVisible();
		await give(chair, `attendance/${id}/approve-delegation`, { unitId: 'u-police' });
		await police.context().close();
	});

	const hall = watch(await browser.newContext({ viewport: { width: 1366, height: 768 } }));
	const screen = await hall.newPage();
	await test.step('the meeting begins, and the screen in the hall with it', async () => {
		await chair.getByRole('button', { name: '宣布开会' }).click();
		await chair.getByRole('button', { name: '大屏', exact: true }).click();
		const remote = chair.getByRole('dialog', { name: '会场大屏' });
		await remote.getByRole('button', { name: '生成打开口令' }).click();
		const code = await remote.getByRole('status', { name: '大屏口令' }).innerText();
		await screen.goto(`${product.url}/screen`);
		await screen.getByLabel('大屏口令').fill(code);
		await screen.getByRole('button', { name: '打开大屏' }).click();
		await expect(screen.getByRole('img', { name: '签到二维码，每 30 秒更新' })).toBeVisible();
		await chair.keyboard.press('Escape');
	});

	const units: Page[] = [];
	let town = chair;
	await test.step('everybody checks in: by link, the phone by what the screen shows', async () => {
		for (const account of [...laptops, 'outsider']) units.push(await enter(browser, account, path));
		for (const page of units) {
			await page.getByRole('button', { name: '签到', exact: true }).click();
			await expect(page.getByText(/已签到/).first()).toBeVisible();
		}
		const door = await screen.evaluate(
			async () => (await (await fetch('/api/screen/hall/now')).json()).projection.door.path as string
		);
		town = await enter(browser, 'member-township', door, phone);
		await town.getByRole('button', { name: '签到', exact: true }).click();
		await expect(town.getByText('已签到 · 第 6 位')).toBeVisible();
		for (const account of silent) {
			await give(await (await signedIn(browser, product.url, account)).newPage(), `attendance/${id}/check-in`);
		}
		await expect(chair.getByText(/已达法定 9\/14 单位/)).toBeVisible();
	});
	const [edu, finance, transport, health, standIn] = units as [Page, Page, Page, Page, Page];
	const everybody = [chair, secretary, ...units, town];

	await test.step('the chair takes up the first item: every screen is there', async () => {
		await chair.getByRole('button', { name: '开始议题' }).click();
		for (const page of everybody) await expect(heading(page)).toHaveText(GUARDS);
		await expect(screen.getByRole('heading', { level: 2 })).toHaveText(GUARDS);
	});

	await test.step('two units ask to speak, the phone among them; the screen says who speaks', async () => {
		await floor(transport).getByRole('button', { name: '举手' }).click();
		await transport.getByRole('menuitem', { name: '汇报' }).click();
		await bar(town).getByRole('button', { name: '举手' }).tap();
		await town.getByRole('menuitem', { name: '补充' }).tap();
		await expect(floor(chair).getByRole('listitem')).toHaveCount(2);
		await floor(chair).getByRole('button', { name: '请下一位' }).click();
		await expect(floor(transport)).toContainText('正在发言 · 汇报');
		await expect(screen.getByText(/交通局/).first()).toBeVisible();
		await floor(chair).getByRole('button', { name: '请下一位' }).click();
		await expect(floor(chair)).toContainText('正在发言 · 补充');
		await floor(chair).getByRole('button', { name: '结束发言' }).click();
	});

	const writing = await enter(browser, 'secretary2', `${path}/minutes`);
	await test.step('two secretaries write the minutes at once; the phone reads them', async () => {
		await secretary.goto(`${product.url}${path}/minutes`);
		const paper = (page: Page) => page.locator('.ProseMirror');
		for (const page of [secretary, writing]) {
			await expect(paper(page)).toHaveAttribute('contenteditable', 'true');
			await paper(page).click();
		}
		await secretary.keyboard.type('交通局汇报了护学岗设置情况。', { delay: 10 });
		// Enter within a line that a colleague's letters are still on the way to would part them: as the text has it, rightly.
		await expect(paper(writing)).toContainText('交通局汇报了护学岗设置情况。');
		await writing.keyboard.press('Control+End');
		await writing.keyboard.press('Enter');
		await writing.keyboard.type('东河镇补充：镇区路口应先设。', { delay: 10 });
		for (const page of [secretary, writing]) {
			await expect(paper(page).locator('> p')).toHaveText([
				'交通局汇报了护学岗设置情况。',
				'东河镇补充：镇区路口应先设。'
			]);
		}
		await expect(town.getByText('东河镇补充：镇区路口应先设。')).toBeAttached();
	});

	await test.step('a proposed action becomes a decision; the screen shows it only when it is raised', async () => {
		await transport.getByRole('button', { name: '加一条' }).click();
		await transport.getByLabel('要办的事').fill('镇区路口先设护学岗');
		await transport.getByLabel('牵头单位').selectOption({ label: '交通局' });
		await transport.getByRole('button', { name: '完成', exact: true }).click();
		await chair.getByLabel('写入结论：镇区路口先设护学岗').check({ force: true });
		await chair.getByRole('button', { name: '记一条决定' }).click();
		const dialog = chair.getByRole('dialog');
		await dialog.getByLabel('结论', { exact: true }).fill('同意交通局牵头设置。');
		await dialog.getByRole('button', { name: '通过并入库' }).click();
		await expect(dialog.getByText(/已入库：第\d+次-1/)).toBeVisible();
		await dialog.getByRole('button', { name: '关闭' }).click();
		for (const page of [edu, health, standIn]) await expect(page.getByText(/第\d+次-1/).first()).toBeVisible();
		await expect(screen.getByText('同意交通局牵头设置。')).toHaveCount(0);
		await chair.getByRole('button', { name: '大屏', exact: true }).click();
		await chair.getByRole('button', { name: '结论上屏' }).click();
		await expect(screen.getByRole('region', { name: '主持人结论' })).toContainText('同意交通局牵头设置。');
		await chair.keyboard.press('Escape');
	});

	await test.step('the next item is put to the vote: each unit once, the stand-in for the police', async () => {
		await chair.getByRole('button', { name: '下一项' }).click();
		for (const page of [chair, edu, standIn, town]) await expect(heading(page)).toHaveText(MONEY);
		await chair.getByRole('button', { name: '表决与征询' }).click();
		await chair.getByRole('menuitem', { name: '发起表决' }).click();
		await chair.getByRole('button', { name: '开始表决' }).click();
		for (const page of [edu, finance, transport, health, standIn, town]) {
			await sheet(page).getByRole('button', { name: '同意', exact: true }).click();
			await expect(sheet(page)).toContainText('已入库：同意');
		}
		await sheet(chair).getByRole('button', { name: '结束表决' }).click();
		// Three units that are here have not voted: a slip of the hand closes nothing.
		const closing = chair.getByRole('dialog', { name: '现在结束表决？' });
		await expect(closing).toContainText('还有 3 个到会单位没有表决');
		await closing.getByRole('button', { name: '再看看' }).click();
		await expect(sheet(chair).getByRole('button', { name: '结束表决' })).toBeVisible();
		await sheet(chair).getByRole('button', { name: '结束表决' }).click();
		await closing.getByRole('button', { name: '结束表决' }).click();
		for (const page of [chair, edu, town]) await expect(page.getByText(/通过/).first()).toBeAttached();
		const choices = chair.locator('[data-vote]').first().locator('[data-choice]');
		await expect(choices).toHaveText([/6/, /0/, /0/]);
	});

	await test.step('the last item is parked, the meeting ends, and each reads what became of it', async () => {
		await chair.getByRole('button', { name: '下一项' }).click();
		for (const page of [chair, edu, town]) await expect(heading(page)).toHaveText(PLACES);
		await chair.getByRole('button', { name: '暂放' }).click();
		await give(chair, `meetings/${id}/end`);
		await expect(screen.getByRole('heading', { level: 2 })).toHaveText('会议结束');
		for (const page of [chair, transport, town]) {
			await expect(page.getByText('镇区路口先设护学岗').first()).toBeVisible();
			await expect(page.getByRole('region', { name: /没有议到|未议/ }).getByText(PLACES)).toBeVisible();
			expect(await faults(page)).toEqual([]);
		}
		const { checkIns } = (await (await chair.request.get(`${product.url}/api/meetings/${id}/attendance`)).json()) as {
			readonly checkIns: readonly { readonly position: number; readonly way: string }[];
		};
		expect(checkIns.map(({ position }) => position)).toEqual(checkIns.map((_, index) => index + 1));
		expect(checkIns[5]?.way).toBe('qr');
	});
});
