/** A meeting by keyboard alone, through its dialogs: each takes the focus, holds it, and gives it back. */
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { button, into, keepsFocus, open as openAs, press, reach, through, write } from '../keyboard.ts';
import { errorsOnPages } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

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

const open = (browser: Browser, account: string, path: string): Promise<Page> =>
	openAs(browser, `${product.url}${path}`, account);

async function schedule(startsAt: number): Promise<string> {
	const agenda = ['校园安全', '资金拨付'].map((title) => ({ title, unitId: 'u-finance', minutes: 10 }));
	return String((await give('secretary', 'meetings', { councilId: 'c-education', startsAt, agenda }))['id']);
}

test('a topic is judged, gets points and is withdrawn', async ({ browser }) => {
	test.setTimeout(120_000);
	const [kept, given] = await Promise.all(
		['校门口增设减速带', '更换校牌'].map(async (title) => {
			const texts = { title, matter: '拥堵', facts: '已值守', request: '请增设', category: 'safety' };
			const drafted = await give('liaison-police', 'councils/c-education/draft-topic', {
				unitId: 'u-police',
				...texts
			});
			await give('liaison-police', `topics/${String(drafted['id'])}/propose`);
			return String(drafted['id']);
		})
	);
	await test.step('the office accepts it with a reason', async () => {
		const office = await open(browser, 'secretary', `/topics/${kept}`);
		const form = office.getByRole('form', { name: '受理' });
		await reach(office, form.getByLabel('处理意见'));
		await office.keyboard.press('ArrowDown');
		await office.keyboard.press('ArrowUp');
		await write(office, form.getByLabel('理由'), '事关学生安全');
		await press(office, button(form, '确定处理意见'));
		await expect(office.getByText('理由：事关学生安全')).toBeVisible();
		await keepsFocus(office);
	});
	await test.step('a member unit gives it all its points; the spent button drops nothing', async () => {
		const finance = await open(browser, 'liaison-finance', '/topics');
		const row = finance.getByRole('listitem').filter({ hasText: '校门口增设减速带' });
		const more = button(row, '给“校门口增设减速带”加一分');
		for (const points of [1, 2, 3]) {
			await press(finance, more);
			await expect(row.locator('.num', { hasText: `${points} 分` })).toBeVisible();
		}
		await expect(more).toBeDisabled();
		await keepsFocus(finance);
	});
	await test.step('its unit withdraws the other, and is asked why', async () => {
		const police = await open(browser, 'liaison-police', `/topics/${given}`);
		const dialog = police.getByRole('dialog', { name: '撤回这个议题？' });
		const opener = button(police, '撤回议题');
		await through(police, opener, dialog, async () => {
			await expect(button(dialog, /^撤回议题/)).toHaveAttribute('aria-disabled', 'true');
		});
		await into(police, opener, dialog);
		await write(police, dialog.getByLabel('理由'), '已另行解决');
		await press(police, button(dialog, '撤回议题'));
		await expect(police.getByText('理由：已另行解决')).toBeVisible();
		await expect(opener).toHaveCount(0);
		await keepsFocus(police);
	});
});

test('the office prepares: item 1, the notice, another place, postponed, called off', async ({ browser }) => {
	test.setTimeout(180_000);
	const page = await open(browser, 'secretary', `/meetings/${await schedule(Date.UTC(2027, 2, 18, 7))}`);
	await test.step('the ledger is looked through and listed', async () => {
		const ledger = page.getByRole('dialog', { name: '上次议定事项落实情况' });
		await through(page, button(page, '从台账生成第一项…'), ledger);
		await into(page, button(page, '从台账生成第一项…'), ledger);
		await press(page, ledger.getByRole('checkbox').first(), 'Space');
		await press(page, button(ledger, /^列入第一项/));
		await expect(ledger).toBeHidden();
		await expect(button(page, '重新生成第一项…')).toBeVisible();
		await keepsFocus(page);
	});
	await test.step('an item is copied to another meeting', async () => {
		const dialog = page.getByRole('dialog', { name: /转到下次会议$/ });
		const opener = button(page, '转到下次会议…');
		await through(page, opener, dialog);
		await into(page, opener, dialog);
		await reach(page, dialog.getByRole('radio', { name: /移过去/ }));
		await page.keyboard.press('ArrowDown');
		await expect(dialog.getByRole('radio', { name: /复制一份/ })).toBeChecked();
		await press(page, button(dialog, '转过去'));
		await expect(dialog).toBeHidden();
		await expect(page.getByText(/^已列入.*的议程$/)).toBeVisible();
		await expect(opener).toBeFocused();
	});
	await test.step('the notice is read, copied from and published', async () => {
		const notice = page.getByRole('dialog', { name: '发布会议通知' });
		await through(page, button(page, '发布会议通知'), notice);
		await into(page, button(page, '发布会议通知'), notice);
		await press(page, button(notice, '确认发布'));
		await expect(notice).toBeHidden();
		await expect(button(page, '查看会议通知')).toBeVisible();
		await keepsFocus(page);
	});
	await test.step('another place', async () => {
		const moving = page.getByRole('dialog', { name: '改时间和地点' });
		await through(page, button(page, '改时间和地点'), moving);
		await into(page, button(page, '改时间和地点'), moving);
		await write(page, moving.getByLabel('地点'), '三楼会议室');
		await press(page, button(moving, '保存'));
		await expect(moving).toBeHidden();
		await expect(page.getByText('三楼会议室').first()).toBeVisible();
		await keepsFocus(page);
	});
	for (const [verb, title] of [
		['延期', /延期/],
		['取消会议', /取消/]
	] as const)
		await test.step(`${verb}, with its reason`, async () => {
			const page2 = await open(browser, 'secretary', `/meetings/${await schedule(Date.UTC(2027, 3, 15, 7))}`);
			const dialog = page2.getByRole('dialog', { name: title });
			await through(page2, button(page2, verb), dialog);
			await into(page2, button(page2, verb), dialog);
			await write(page2, dialog.getByLabel('理由'), '与防汛会议冲突');
			await press(page2, button(dialog, verb));
			await expect(page2.getByText('与防汛会议冲突').first()).toBeVisible();
			await expect(button(page2, verb)).toHaveCount(0);
			await keepsFocus(page2);
			await page2.context().close();
		});
});

test('votes, the order of speakers, the screen in the hall, and the end', async ({ browser }) => {
	test.setTimeout(240_000);
	const id = await schedule(Date.now());
	await give('secretary', `meetings/${id}/publish`);
	await give('convener', `meetings/${id}/start`);
	for (const account of [...others, 'liaison-finance']) await give(account, `attendance/${id}/check-in`);
	await give('convener', `meetings/${id}/next`, { from: null });
	const path = `/meetings/${id}`;
	const [chair, finance] = [await open(browser, 'convener', path), await open(browser, 'liaison-finance', path)];
	const sheet = (page: Page): Locator =>
		page.getByRole('region', { name: /表决|征询/ }).filter({ has: page.getByRole('article') });

	const openVote = async (secret: boolean): Promise<Locator> => {
		const dialog = chair.getByRole('dialog', { name: '发起表决' });
		await press(chair, button(chair, '表决与征询'));
		await expect(chair.getByRole('menuitem', { name: '发起表决' })).toBeFocused();
		await chair.keyboard.press('Enter');
		await expect(dialog).toBeVisible();
		await write(chair, dialog.getByLabel('表决的内容'), secret ? '无记名一问' : '记名一问');
		const manner = dialog.getByRole('group', { name: '方式' });
		await press(chair, button(manner, secret ? '无记名' : '记名'), 'Space');
		await expect(button(manner, secret ? '无记名' : '记名')).toHaveAttribute('aria-pressed', 'true');
		return dialog;
	};

	await test.step('the dialog of a vote is left by Escape', async () => {
		const dialog = await openVote(true);
		await chair.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
		await expect(button(chair, '表决与征询')).toBeFocused();
	});
	for (const secret of [false, true])
		await test.step(`a vote is opened, cast, changed, hurried and closed; secret: ${secret}`, async () => {
			const dialog = await openVote(secret);
			await press(chair, button(dialog, '开始表决'));
			await expect(dialog).toBeHidden();
			await keepsFocus(chair);
			await expect(sheet(finance)).toContainText('请财政局表决');
			await finance.keyboard.press('v');
			await expect(button(sheet(finance), '同意')).toBeFocused();
			await finance.keyboard.press('Enter');
			await expect(sheet(finance)).toContainText('已入库：同意');
			await press(finance, button(sheet(finance), '弃权'), 'Space');
			await expect(sheet(finance)).toContainText('已入库：弃权');
			await press(chair, button(sheet(chair), '催票'));
			await expect(button(sheet(chair), '催票')).toBeFocused();
			const voteId = await sheet(chair).locator('[data-vote]').first().getAttribute('data-vote');
			for (const account of others) await give(account, `votes/${id}/cast`, { voteId, round: 1, choice: 'for' });
			await expect(sheet(chair)).toContainText('到会未表决 0 个');
			await press(chair, button(sheet(chair), '结束表决'));
			await expect(sheet(chair)).toContainText('通过');
			await keepsFocus(chair);
			for (const page of [chair, finance]) {
				await press(page, button(sheet(page), '知道了'));
				await expect(sheet(page)).toHaveCount(0);
				await keepsFocus(page);
			}
		});

	await test.step('the order of speakers is set, a hand removed with a reason', async () => {
		const floor = chair.getByRole('region', { name: /^发言/ });
		await press(chair, button(floor, '发言设置'));
		for (let presses = 0; presses < 8; presses += 1) {
			if ((await chair.evaluate(() => document.activeElement?.textContent ?? '')).includes('未发言单位优先')) break;
			await chair.keyboard.press('ArrowDown');
		}
		await chair.keyboard.press('Enter');
		await expect(button(floor, '发言设置')).toBeFocused();
		await give('member-plan', `floor/${id}/raise`, { itemId: `${id}-1`, kind: 'speak' });
		await press(chair, button(floor, /：操作$/));
		await chair.keyboard.press('End');
		await chair.keyboard.press('Enter');
		const dialog = chair.getByRole('dialog', { name: /移出发言队列/ });
		await expect(dialog).toBeVisible();
		await write(chair, dialog.getByLabel('理由'), '已发言');
		await press(chair, button(dialog, /^移出/));
		await expect(dialog).toBeHidden();
		await expect(floor).toContainText('还没有人举手');
		await keepsFocus(chair);
	});

	await test.step('a code for the screen, another view, and back', async () => {
		const remote = chair.getByRole('dialog', { name: '会场大屏' });
		await through(chair, button(chair, '大屏'), remote, async () => {
			await press(chair, button(remote, '生成打开口令'));
			await expect(button(remote, '重新生成口令')).toBeVisible();
			await press(chair, button(remote, '到会情况'), 'Space');
			await expect(button(remote, '到会情况')).toHaveAttribute('aria-pressed', 'true');
			await press(chair, button(remote, '跟随会议'), 'Space');
		});
	});

	await test.step('the meeting ends, and its page is walked', async () => {
		await give('convener', `meetings/${id}/end`);
		for (const page of [chair, finance]) {
			await expect(page.getByRole('heading', { name: /没有议到/ }).first()).toBeVisible();
			await keepsFocus(page);
			await reach(page, button(page, '打印'));
		}
	});
});
