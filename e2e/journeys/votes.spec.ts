/**
 * Votes as the hall lives them: by name with a stand-in and a change, in secret, over a restart of the server, from a phone
 * whose network goes; and a show of hands.
 */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
let id: string;
test.beforeAll(async ({ browser }) => {
	product = await startProduct('--demo');
	id = await meeting(browser);
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));
test.describe.configure({ mode: 'serial' });

/** They vote by the API, as anybody's program may. */
const others = ['gov', 'plan', 'housing', 'transport', 'health', 'market', 'hr'].map((unit) => `member-${unit}`);

async function give(page: Page, address: string, data: object = {}): Promise<Record<string, unknown>> {
	const answer = await page.request.post(`${product.url}/api/${address}`, { data });
	expect(answer.status(), `${address}: ${await answer.text()}`).toBe(200);
	return (await answer.json()) as Record<string, unknown>;
}

async function as(browser: Browser, account: string, options: BrowserContextOptions = {}): Promise<Page> {
	return (await signedIn(browser, product.url, account, options)).newPage();
}

async function enter(browser: Browser, account: string, options: BrowserContextOptions = {}): Promise<Page> {
	const page = await as(browser, account, options);
	await page.goto(`${product.url}/meetings/${id}`);
	await ready(page);
	return page;
}

/** A meeting on today's agenda item, the police on duty elsewhere: somebody else votes for them, with the convener's leave. */
async function meeting(browser: Browser): Promise<string> {
	const [secretary, police, convener] = [
		await as(browser, 'secretary'),
		await as(browser, 'liaison-police'),
		await as(browser, 'convener')
	];
	const made = await secretary.request.post(`${product.url}/api/meetings`, {
		data: { councilId: 'c-education', startsAt: Date.now(), plannedMinutes: 60 }
	});
	const { id: fresh } = (await made.json()) as { id: string };
	await secretary.goto(`${product.url}/meetings/${fresh}`);
	await ready(secretary);
	await secretary.getByRole('button', { name: '添加议题' }).first().click();
	await secretary.getByRole('textbox', { name: '议题标题' }).fill('设立校门口护学岗');
	await secretary.keyboard.press('Enter');
	await expect(secretary.locator('header.top .conn')).toContainText('全部已保存');
	await give(secretary, `meetings/${fresh}/publish`);
	await give(police, `attendance/${fresh}/name-stand-in`, {
		unitId: 'u-police',
		personId: 'p-outsider',
		delegates: true
	});
	await give(convener, `attendance/${fresh}/approve-delegation`, { unitId: 'u-police' });
	await give(convener, `meetings/${fresh}/start`);
	for (const account of [...others, 'outsider', 'liaison-finance']) {
		await give(await as(browser, account), `attendance/${fresh}/check-in`);
	}
	for (const { context } of [secretary, police, convener].map((page) => ({ context: page.context() }))) {
		await context.close();
	}
	return fresh;
}

const sheet = (page: Page) =>
	page.getByRole('region', { name: /表决|征询/ }).filter({ has: page.getByRole('article') });
const choose = (page: Page, choice: string) => sheet(page).getByRole('button', { name: choice, exact: true }).click();
const voteId = async (page: Page): Promise<string> =>
	(await page.locator('[data-vote]').first().getAttribute('data-vote')) ?? '';
const counts = (page: Page) => page.locator('[data-vote]').first().locator('[data-choice]').allInnerTexts();

async function openVote(chair: Page, manner: '记名' | '无记名' = '记名'): Promise<void> {
	await chair.getByRole('button', { name: '表决与征询' }).click();
	await chair.getByRole('menuitem', { name: '发起表决' }).click();
	await chair.getByRole('button', { name: manner, exact: true }).click();
	await chair.getByRole('button', { name: '开始表决' }).click();
	await expect(chair.getByRole('dialog')).toBeHidden();
}

async function allOthersVote(browser: Browser, chair: Page, round: number): Promise<void> {
	const vote = await voteId(chair);
	for (const account of others) {
		await give(await as(browser, account), `votes/${id}/cast`, { voteId: vote, round, choice: 'for' });
	}
}

test('[V2] [V4] [V6] [V7] [V11] by name: a stand-in votes, a unit changes its mind, a restart pauses and nothing counts twice', async ({
	browser
}) => {
	const chair = await enter(browser, 'convener');
	await chair.getByRole('button', { name: '表决与征询' }).click();
	await chair.getByRole('menuitem', { name: '发起表决' }).click();
	await expect(chair.getByRole('dialog')).toContainText('还没有议题上会');
	await expect(chair.getByRole('button', { name: '开始表决' })).toHaveAttribute('aria-disabled', 'true');
	await chair.keyboard.press('Escape');
	await chair.getByRole('button', { name: '开始议题' }).click();

	const [standIn, finance, town] = [
		await enter(browser, 'outsider'),
		await enter(browser, 'liaison-finance', phone),
		await enter(browser, 'member-township')
	];

	// The chair by keyboard alone.
	await chair.getByRole('button', { name: '表决与征询' }).focus();
	await chair.keyboard.press('Enter');
	await chair.keyboard.press('Enter');
	await expect(chair.getByRole('dialog')).toBeVisible();
	await expect(chair.getByLabel('表决的内容')).toHaveValue('同意“设立校门口护学岗”的意见');
	expect(await faults(chair)).toEqual([]);
	await chair.getByRole('button', { name: '开始表决' }).focus();
	await chair.keyboard.press('Enter');

	await expect(town.getByText('您还没有签到，不能表决。请先签到。')).toBeVisible();
	await expect(sheet(chair)).toContainText('不能表决');
	// And the stand-in: one key leads to the ballot.
	await expect(sheet(standIn)).toContainText('您受公安局委托代为表决，委托已获准');
	await standIn.keyboard.press('v');
	await expect(sheet(standIn).getByRole('button', { name: '同意', exact: true })).toBeFocused();
	await standIn.keyboard.press('Enter');
	await expect(sheet(standIn)).toContainText('已入库：同意');
	expect(await faults(standIn)).toEqual([]);

	await sheet(chair).getByRole('button', { name: '催票' }).click();
	await expect(sheet(finance)).toContainText('主持人提醒：请本单位表决。');
	await choose(finance, '同意');
	await expect(sheet(finance)).toContainText('已入库：同意');
	await choose(finance, '反对');
	await expect(sheet(finance)).toContainText('已入库：反对');
	await expect(sheet(finance)).not.toContainText('主持人提醒');
	expect(await faults(finance)).toEqual([]);
	await expect(sheet(chair)).toContainText('已表决：财政局、公安局');
	await expect(sheet(chair)).not.toContainText('反对');

	await product.kill();
	await product.restart();
	await expect(sheet(chair).getByText('已暂停', { exact: true })).toBeVisible({ timeout: 30_000 });
	await expect(sheet(finance)).toContainText('表决已暂停，没有结束', { timeout: 30_000 });
	await sheet(chair).getByRole('button', { name: '恢复表决' }).click();
	await expect(sheet(finance)).toContainText('本单位已表决');
	await choose(finance, '弃权');
	await expect(sheet(finance)).toContainText('已入库：弃权');
	await allOthersVote(browser, chair, 2);
	await expect(sheet(chair)).toContainText('已表决 9 个单位，到会未表决 0 个');
	await sheet(chair).getByRole('button', { name: '结束表决' }).click();
	for (const page of [chair, standIn, finance]) {
		await expect(sheet(page)).toContainText('通过', { timeout: 30_000 });
		expect(await counts(page)).toEqual(['8', '0', '1']);
	}
	await expect(sheet(chair)).toContainText('过半数，按到会成员单位计（9）：需要同意 5。');
	await expect(sheet(chair)).toContainText('开始时到会 9 个成员单位，法定 8 个。');
	await expect(chair.locator('[aria-live]', { hasText: '表决结束，通过：同意 8，反对 0，弃权 1' })).toBeAttached();
	await sheet(chair).getByText('各单位的选择').click();
	await expect(sheet(chair).getByRole('listitem').filter({ hasText: '财政局' })).toContainText('弃权');
	expect(await faults(chair)).toEqual([]);
	await sheet(chair).getByRole('button', { name: '知道了' }).click();
	await expect(chair.locator('[data-vote-result]')).toContainText('通过');
	for (const page of [chair, standIn, finance, town]) await page.context().close();
});

test('[V8] [V9] [V12] in secret: what a restart took is asked for again, and the sum is right', async ({ browser }) => {
	const [chair, standIn, finance] = [
		await enter(browser, 'convener'),
		await enter(browser, 'outsider'),
		await enter(browser, 'liaison-finance', phone)
	];
	await openVote(chair, '无记名');
	await choose(finance, '反对');
	await expect(sheet(finance)).toContainText('已入库：反对');
	await choose(standIn, '同意');
	await expect(sheet(chair)).toContainText('已表决 2 个单位');
	await sheet(standIn).getByText('无记名能保护什么').click();
	await expect(sheet(standIn)).toContainText('没有一处把单位或人与选择连在一起');
	await expect(sheet(standIn)).toContainText('它防不了');
	await expect(sheet(chair).getByRole('button', { name: '结束表决' })).toHaveAttribute('aria-disabled', 'true');
	await expect(sheet(chair)).toContainText('无记名表决只有 2 票');

	await product.kill();
	await product.restart();
	await sheet(chair).getByRole('button', { name: '恢复表决' }).click({ timeout: 30_000 });
	await expect(sheet(chair)).toContainText('已表决 0 个单位', { timeout: 30_000 });
	await expect(sheet(finance)).toContainText('请财政局表决', { timeout: 30_000 });
	await expect(sheet(finance)).not.toContainText('已入库');
	await choose(finance, '反对');
	await expect(sheet(finance)).toContainText('已入库：反对');
	// A ballot for the first opening would be refused as stale, and said to be.
	await expect(sheet(standIn)).toContainText('请公安局表决', { timeout: 30_000 });
	await choose(standIn, '同意');
	await expect(sheet(standIn)).toContainText('已入库：同意');
	await allOthersVote(browser, chair, 2);
	await expect(sheet(chair)).toContainText('已表决 9 个单位');
	await sheet(chair).getByRole('button', { name: '结束表决' }).click();
	await expect(sheet(finance)).toContainText('通过', { timeout: 30_000 });
	expect(await counts(finance)).toEqual(['8', '1', '0']);
	await expect(sheet(finance).getByText('各单位的选择')).toHaveCount(0);
	for (const page of [chair, standIn, finance]) await page.context().close();
});

test('[V1] [V14] a ballot made without a network waits and goes, or says that it came too late; and a show of hands', async ({
	browser
}) => {
	const [chair, standIn, finance] = [
		await enter(browser, 'convener'),
		await enter(browser, 'outsider'),
		await enter(browser, 'liaison-finance', phone)
	];
	await openVote(chair);
	await expect(sheet(finance)).toContainText('请财政局表决');
	await finance.context().setOffline(true);
	await choose(finance, '同意');
	await expect(sheet(finance)).toContainText('没有网络：您选的“同意”等在本页');
	await choose(finance, '弃权');
	await finance.context().setOffline(false);
	await expect(sheet(finance)).toContainText('已入库：弃权', { timeout: 30_000 });
	await expect(sheet(chair)).toContainText('已表决：财政局');

	await standIn.context().setOffline(true);
	await choose(standIn, '反对');
	await expect(sheet(standIn)).toContainText('没有网络：您选的“反对”等在本页');
	await sheet(chair).getByRole('button', { name: '取消表决' }).click();
	await chair.getByRole('dialog').getByRole('textbox').fill('内容要改');
	await chair.getByRole('dialog').getByRole('button', { name: '取消表决' }).click();
	await expect(sheet(chair)).toContainText('取消的原因：内容要改');
	await standIn.context().setOffline(false);
	await expect(sheet(standIn)).toContainText('您选的“反对”没有计入。这次表决或征询已经结束，没有记录。', {
		timeout: 30_000
	});

	await chair.getByRole('button', { name: '表决与征询' }).click();
	await chair.getByRole('menuitem', { name: '征询（举手）' }).click();
	await chair.getByLabel('征询的内容').fill('下次会议改到东河镇');
	await chair.getByRole('button', { name: '开始征询' }).click();
	await sheet(finance).getByRole('button', { name: '保留' }).click();
	await expect(chair.locator('[data-temperature] [data-mood="reserve"]')).toContainText('钱某');
	await sheet(finance).getByRole('button', { name: '同意' }).click();
	await expect(chair.locator('[data-temperature] [data-mood="agree"]')).toContainText('钱某');
	await expect(chair.locator('[data-temperature] [data-mood="reserve"]')).not.toContainText('钱某');
	expect(await faults(finance)).toEqual([]);
	await chair.getByRole('button', { name: '结束征询' }).click();
	await expect(sheet(finance).getByRole('button', { name: '保留' })).toHaveCount(0);
	for (const page of [chair, standIn, finance]) await page.context().close();
});
