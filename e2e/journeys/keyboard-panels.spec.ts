/** A meeting by keyboard alone, over the panels beside the main way: nothing here is pressed with a mouse. */
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { button, keepsFocus, open as openAs, press, reach, through } from '../keyboard.ts';
import { errorsOnPages } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

/** With the liaison of finance they are the eight a vote needs; they come and vote by the API. */
const others = ['gov', 'plan', 'housing', 'transport', 'health', 'market', 'hr'].map((unit) => `member-${unit}`);

async function give(account: string, address: string, data: object = {}): Promise<Record<string, unknown>> {
	const answer = await fetch(`${product.url}/api/${address}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', cookie: await signIn(product.url, account) },
		body: JSON.stringify(data)
	});
	const text = await answer.text();
	expect(answer.ok, `${address}: ${text}`).toBe(true);
	return JSON.parse(text) as Record<string, unknown>;
}

async function schedule(startsAt: number): Promise<string> {
	const agenda = ['校园安全', '资金拨付', '学位预测'].map((title) => ({ title, unitId: 'u-finance', minutes: 10 }));
	return String((await give('secretary', 'meetings', { councilId: 'c-education', startsAt, agenda }))['id']);
}

const open = (browser: Browser, account: string, path: string): Promise<Page> =>
	openAs(browser, `${product.url}${path}`, account);

test('leave, the door, ready, the floor, a vote, parking and the remote of the screen', async ({ browser }) => {
	test.setTimeout(240_000);
	const id = await schedule(Date.now());
	await give('secretary', `meetings/${id}/publish`);
	const path = `/meetings/${id}`;
	const [chair, finance] = [await open(browser, 'convener', path), await open(browser, 'liaison-finance', path)];

	await test.step('a unit says who comes, another asks for leave, the chair approves', async () => {
		const coming = finance.getByRole('region', { name: '参会回执' });
		await press(finance, coming.getByRole('checkbox').first(), 'Space');
		await press(finance, button(coming, '提交回执'));
		await expect(coming.getByRole('status').first()).not.toContainText('还没有');
		const police = await open(browser, 'liaison-police', path);
		const answer = police.getByRole('region', { name: '参会回执' });
		await press(police, answer.locator('summary'));
		await reach(police, answer.getByLabel('请假理由'));
		await police.keyboard.type('全省视频会议');
		await press(police, answer.getByRole('button', { name: '申请请假' }));
		await expect(answer.getByText('已申请请假，等召集人批准：全省视频会议')).toBeVisible();
		await keepsFocus(police);
		await press(chair, button(chair, '批准公安局请假'));
		await expect(answer.getByText('请假已批准：全省视频会议')).toBeVisible();
		await expect(
			chair.getByRole('listitem').filter({ hasText: '请假已批准' }),
			'what became of it is read'
		).toBeFocused();
		await police.context().close();
	});

	let spoken = '';
	await test.step('the chair shows the door’s code and starts; a member comes by what is read out', async () => {
		const door = chair.getByRole('dialog');
		await through(chair, button(chair, '签到码'), door, async () => {
			const shown = door.getByRole('status', { name: '会场口令（可口头告知）' });
			await expect(shown).toHaveText(/^\d{4}$/);
			spoken = await shown.innerText();
		});
		await press(chair, button(chair, '宣布开会'));
		await expect(button(chair, '开始议题')).toBeVisible();
		await keepsFocus(chair);
		await reach(finance, finance.getByLabel('会场口令'));
		await finance.keyboard.type(spoken);
		await finance.keyboard.press('Enter');
		await expect(finance.getByText(/已签到 · 第 \d 位/)).toBeVisible();
		for (const account of others) await give(account, `attendance/${id}/check-in`);
	});

	await test.step('the unit marks itself ready', async () => {
		const mark = finance.getByRole('group', { name: '资金拨付：准备情况' }).getByRole('button', { name: '准备好了' });
		await press(finance, mark);
		await expect(mark).toHaveAttribute('aria-pressed', 'true');
		await expect(mark).toBeFocused();
	});

	await press(chair, button(chair, '开始议题'));
	await test.step('a hand is raised, withdrawn and raised again; the chair gives the floor', async () => {
		const floor = finance.getByRole('region', { name: /^发言/ });
		for (const round of [1, 2]) {
			await press(finance, button(floor, '举手'));
			await expect(finance.getByRole('menuitem', { name: '汇报' })).toBeFocused();
			await finance.keyboard.press('Escape');
			await expect(button(floor, '举手')).toBeFocused();
			await finance.keyboard.press('Enter');
			await finance.keyboard.press('Enter');
			await expect(floor).toContainText('已举手，排第 1 位');
			await expect.soft(button(floor, '撤回举手'), 'the button turns under the finger').toBeFocused();
			if (round === 2) break;
			await press(finance, button(floor, '撤回举手'));
			await expect.soft(button(floor, '举手'), 'and back').toBeFocused();
		}
		await press(chair, button(chair, '请下一位'));
		await expect(floor).toContainText('正在发言 · 汇报');
		await press(finance, button(floor, '结束发言'));
		await expect(floor).toContainText('没有人在发言');
		await keepsFocus(finance);
	});

	await test.step('a vote is opened, cast by keys and closed', async () => {
		await press(chair, button(chair, '表决与征询'));
		await expect(chair.getByRole('menuitem', { name: '发起表决' })).toBeFocused();
		await chair.keyboard.press('Enter');
		await press(chair, button(chair.getByRole('dialog'), '开始表决'));
		await expect(chair.getByRole('dialog')).toBeHidden();
		const sheet = (page: Page): Locator =>
			page.getByRole('region', { name: /表决|征询/ }).filter({ has: page.getByRole('article') });
		await expect(sheet(finance)).toContainText('请财政局表决');
		await finance.keyboard.press('v');
		await expect(button(sheet(finance), '同意')).toBeFocused();
		await finance.keyboard.press('Enter');
		await expect(sheet(finance)).toContainText('已入库：同意');
		expect(await faults(finance)).toEqual([]);
		const voteId = await chair.locator('[data-vote]').first().getAttribute('data-vote');
		for (const account of others) await give(account, `votes/${id}/cast`, { voteId, round: 1, choice: 'for' });
		await expect(sheet(chair)).toContainText('到会未表决 0 个');
		await press(chair, button(sheet(chair), '结束表决'));
		await expect(sheet(chair)).toContainText('通过');
		await press(chair, button(sheet(chair), '知道了'));
		await expect(chair.locator('[data-vote-result]')).toContainText('通过');
		await keepsFocus(chair);
	});

	await test.step('the chair parks the item and looks at the remote of the big screen', async () => {
		await press(chair, button(chair, '暂放'));
		await expect(chair.getByRole('heading', { level: 1, name: '校园安全' })).toBeHidden();
		const remote = chair.getByRole('dialog', { name: '会场大屏' });
		await through(chair, button(chair, '大屏'), remote, async () => {
			await expect(button(remote, '生成打开口令')).toBeVisible();
		});
	});
});

test('a section with an item in it, a paper’s form reached and left, a topic proposed', async ({ browser }) => {
	test.setTimeout(180_000);
	await test.step('the office adds a section and moves an item into it', async () => {
		const page = await open(browser, 'secretary', `/meetings/${await schedule(Date.UTC(2027, 0, 15, 7))}`);
		const agenda = page.getByRole('region', { name: '议程', exact: true });
		const rows = agenda.locator('ol [data-row] b');
		await press(page, button(agenda, '添加分组'));
		await expect(agenda.locator('.edit textarea')).toBeFocused();
		await page.keyboard.type('研究事项');
		await page.keyboard.press('Enter');
		await expect(agenda.locator('[data-row]', { hasText: '研究事项' })).toBeFocused();
		await page.keyboard.press('ArrowUp');
		await expect(agenda.locator('[data-row]', { hasText: '学位预测' })).toBeFocused();
		await page.keyboard.press('Alt+ArrowDown');
		await expect(rows).toHaveText(['校园安全', '资金拨付', '研究事项', '学位预测']);
		await expect(agenda.locator('[data-row]', { hasText: '学位预测' })).toBeFocused();
		await expect(agenda.getByRole('button', { name: /研究事项.*合计 10 分钟/ })).toBeVisible();
	});

	await test.step('the form of a paper takes the focus and gives it back', async () => {
		const page = await open(browser, 'liaison-police', '/meetings/m-4');
		const papers = page.getByRole('region', { name: /^材料/ });
		await press(page, button(papers, '添加材料'));
		await expect.soft(papers.getByLabel('选择文件'), 'the focus goes in').toBeFocused();
		await press(page, papers.getByRole('checkbox', { name: /不含国家秘密/ }), 'Space');
		await press(page, button(papers, '再看看'));
		await expect(papers.getByLabel('选择文件')).toHaveCount(0);
		await expect.soft(button(papers, '添加材料'), 'and comes back').toBeFocused();
	});

	await test.step('a topic is proposed', async () => {
		const page = await open(browser, 'liaison-police', '/topics');
		await press(page, page.getByRole('link', { name: '提出议题' }).first());
		await page.waitForURL(/\/topics\/new/);
		for (const [label, text] of [
			['议题标题', '校门口增设减速带'],
			['事由', '拥堵'],
			['已做工作和事实', '已值守'],
			['请求议定的事项', '请增设']
		] as const) {
			await reach(page, page.getByLabel(label));
			await page.keyboard.type(text);
		}
		await press(page, page.getByLabel('类别'), 'ArrowDown');
		expect(await faults(page)).toEqual([]);
		await press(page, button(page, '提交'));
		await expect(page.getByRole('heading', { level: 1, name: '校门口增设减速带' })).toBeVisible();
	});
});
