/**
 * A joint meeting, end to end: a chair, two secretaries, a liaison and a member on a phone in one room; a conclusion that
 * becomes decisions; the follow-up carried to its closing by different units; two evaluators at one sheet; the ranking.
 * Told twice: at the loopback address, and at a plain-http name where secure-context features are missing.
 */
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, phone, watch } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';

/** Days from today in Shanghai, as a date field takes it. */
const inDays = (days: number): string =>
	new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

type People = Readonly<Record<'chair' | 'secretary' | 'secretary2' | 'police' | 'edu' | 'phone', Page>>;

async function open(
	browser: Browser,
	url: string,
	...[account, path, options = {}]: [account: string, path: string, options?: BrowserContextOptions]
): Promise<Page> {
	const context = watch(await browser.newContext(options));
	// The name is known to Chromium alone, so the sign-in goes to the address and its cookie to the name.
	const [name = '', value = ''] = (await signIn(`http://127.0.0.1:${new URL(url).port}`, account)).split('=');
	await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
	const page = await context.newPage();
	await page.goto(`${url}${path}`);
	return page;
}

/** Chooses by the words of an option, in a plain select. */
async function choose(field: Locator, words: string): Promise<void> {
	await field.selectOption({ label: words });
}

async function takeStep(
	page: Page,
	step: string,
	fill: (form: Locator) => Promise<void> = async () => undefined
): Promise<void> {
	await page.getByRole('button', { name: step, exact: true }).first().click();
	const form = page.getByRole('form', { name: step });
	await fill(form);
	await form.getByRole('button', { name: step, exact: true }).click();
	await expect(form).toBeHidden();
}

for (const origin of ['loopback', 'a plain-http name'] as const) {
	test(`a joint meeting from its agenda to the ranking, at ${origin}`, async ({ browser }) => {
		test.setTimeout(240_000);
		const product: Product = await startProduct('--demo');
		const url = origin === 'loopback' ? product.url : `http://lianxi.county.test:${product.port}`;
		const room = '/meetings/m-4';
		const people: People = {
			chair: await open(browser, url, 'convener', room),
			secretary: await open(browser, url, 'secretary', `${room}/minutes`),
			secretary2: await open(browser, url, 'secretary2', `${room}/minutes`),
			police: await open(browser, url, 'liaison-police', room),
			edu: await open(browser, url, 'liaison-edu', room),
			phone: await open(browser, url, 'member-township', room, phone)
		};
		const { chair, secretary, secretary2, police, edu } = people;
		expect(await chair.evaluate(() => isSecureContext)).toBe(origin === 'loopback');

		await test.step('the member checks in on the phone, and the room sees it', async () => {
			await people.phone.getByRole('button', { name: '签到' }).click();
			await expect(people.phone.getByText(/已签到 · 第 \d+ 位/)).toBeVisible();
			await expect(chair.getByText(/已达法定 11\/14 单位/)).toBeVisible();
		});

		await test.step('two browsers edit the agenda together', async () => {
			await police.getByRole('button', { name: '添加议题' }).first().click();
			await police.getByLabel('议题标题').fill('护学岗值守安排');
			const row = (page: Page): Locator => page.getByText('护学岗值守安排').first();
			await expect(row(chair)).toBeVisible();
			await police.getByLabel('计划分钟数').fill('15');
			await police.getByLabel('计划分钟数').press('Tab');
			await police.getByRole('button', { name: '完成', exact: true }).click();
			await expect(row(edu)).toBeVisible();
			await edu.getByRole('button', { name: '议题操作：护学岗值守安排' }).click();
			await edu.getByRole('menuitem', { name: '上移' }).click();
			const rows = (page: Page): Locator => page.locator('[data-row]');
			for (const page of [chair, police]) await expect(rows(page).nth(5)).toContainText('护学岗值守安排');
			await expect(rows(chair)).toHaveCount(7);
			await expect(police.getByText('全部已保存')).toBeVisible();
		});

		await test.step('two secretaries write the minutes at once, the member reads them on the phone', async () => {
			const paper = (page: Page): Locator => page.locator('.ProseMirror');
			await expect(paper(secretary)).toHaveAttribute('contenteditable', 'true');
			await expect(paper(secretary2)).toHaveAttribute('contenteditable', 'true');
			await paper(secretary).locator('> *').last().click();
			await secretary.keyboard.press('Control+End');
			await secretary.keyboard.press('Enter');
			await paper(secretary2).locator('> *').first().click();
			await secretary2.keyboard.press('Home');
			await Promise.all([
				secretary.keyboard.type('会议强调，护学岗由三家轮值。', { delay: 20 }),
				secretary2.keyboard.type('【审】', { delay: 60 })
			]);
			for (const page of [secretary, secretary2]) {
				await expect(paper(page)).toContainText('会议强调，护学岗由三家轮值。');
				await expect(paper(page)).toContainText('【审】');
			}
			await expect(people.phone.getByText('会议强调，护学岗由三家轮值。')).toBeAttached();
			await secretary2.keyboard.press('Control+z');
			await expect(paper(secretary)).not.toContainText('【审】');
			await expect(paper(secretary)).toContainText('会议强调，护学岗由三家轮值。');
		});

		await test.step('a proposed action is written together', async () => {
			await police.getByRole('button', { name: '加一条' }).click();
			await police.getByLabel('要办的事').fill('12所学校校门口增设护学岗');
			await choose(police.getByLabel('牵头单位'), '公安局');
			await police.getByLabel('完成时限').fill(inDays(30));
			await police.getByLabel('完成时限').press('Tab');
			await police.getByRole('button', { name: '完成', exact: true }).click();
			for (const page of [chair, edu])
				await expect(page.getByRole('button', { name: '12所学校校门口增设护学岗', exact: true })).toBeVisible();
		});

		await test.step('the chair concludes: the ticked action is a decision with a number, on every screen', async () => {
			// the label around it is the target of the finger
			await chair.getByLabel('写入结论：12所学校校门口增设护学岗').check({ force: true });
			await chair.getByRole('button', { name: '记一条决定' }).click();
			const dialog = chair.getByRole('dialog');
			await dialog.getByLabel('结论', { exact: true }).fill('同意公安局牵头在12所学校设护学岗。');
			await dialog.getByRole('button', { name: '通过并入库' }).click();
			await expect(dialog.getByText('已入库：第4次-2、第4次-3')).toBeVisible();
			await dialog.getByRole('button', { name: '关闭' }).click();
			for (const page of [chair, police, edu, secretary]) await expect(page.getByText('第4次-3').first()).toBeVisible();
			await people.phone.getByRole('button', { name: /拟办和出席/ }).click();
			await expect(people.phone.getByText('第4次-3').first()).toBeVisible();
			await expect(chair.getByLabel('写入结论：12所学校校门口增设护学岗')).toHaveCount(0);
		});

		await test.step('the chair goes on, everybody follows, and who looked elsewhere comes back', async () => {
			await chair.getByRole('button', { name: '下一项' }).click();
			await expect(edu.getByRole('heading', { level: 1, name: '义务教育学校建设资金拨付' })).toBeVisible();
			await people.phone.getByRole('button', { name: '会场' }).click();
			await expect(people.phone.getByRole('heading', { name: '义务教育学校建设资金拨付' })).toBeVisible();
			await edu.locator('[data-row]').first().click();
			await expect(edu.getByRole('heading', { level: 1, name: '上次议定事项落实情况' })).toBeVisible();
			await edu.getByRole('button', { name: '回到主持人' }).click();
			await expect(edu.getByRole('heading', { level: 1, name: '义务教育学校建设资金拨付' })).toBeVisible();
		});

		let followup = '';
		await test.step('the decision has opened a follow-up, and the office assigns it', async () => {
			await secretary.goto(`${url}/followups`);
			await secretary
				.getByRole('link', { name: /12所学校校门口增设护学岗/ })
				.first()
				.click();
			await secretary.waitForURL(/\/followups\/f-/);
			followup = new URL(secretary.url()).pathname;
			await takeStep(secretary, '交办', (form) => choose(form.getByLabel('复核单位'), '教育局'));
			await expect(secretary.getByText('待签收').first()).toBeVisible();
		});

		await test.step('the lead signs for it, reports and submits; another unit verifies; the office closes', async () => {
			await police.goto(`${url}${followup}`);
			await takeStep(police, '签收');
			await takeStep(police, '开始办理');
			await takeStep(police, '提交反馈', async (form) => {
				await form.getByLabel('办理情况').fill('12所学校已完成排班。');
				await form.getByLabel('进度').fill('60');
			});
			await takeStep(police, '报结', async (form) => {
				await form.getByLabel('办结情况').fill('护学岗全部到位。');
				await form.getByLabel('材料名称').first().fill('护学岗排班表和现场照片');
			});
			await edu.goto(`${url}${followup}`);
			await takeStep(edu, '复核通过', (form) => form.getByLabel('复核意见').fill('现场核查属实。'));
			await takeStep(secretary, '确认办结');
			await expect(secretary.getByText('已销号').first()).toBeVisible();
			await expect(police.getByText('已销号').first()).toBeVisible();
		});

		await test.step('two evaluators mark the unit at one sheet, the chair seals it, the ranking shows both', async () => {
			const period = `${inDays(0).slice(0, 4)}Q${Math.ceil(Number(inDays(0).slice(5, 7)) / 3)}`;
			const sheet = `/evaluations/${period}/u-police`;
			const one = await open(browser, url, 'evaluator', sheet);
			const other = await open(browser, url, 'evaluator2', sheet);
			await one.getByRole('radio', { name: /^5/ }).check({ force: true });
			await one.getByLabel('理由').fill('排查主动，整改及时。');
			await other.getByRole('radio', { name: /^4/ }).check({ force: true });
			await other.getByLabel('理由').fill('配合顺畅。');
			await expect(one.getByText('配合顺畅。')).toBeVisible();
			await expect(other.getByText('排查主动，整改及时。')).toBeVisible();
			await chair.goto(`${url}${sheet}`);
			await chair.getByRole('button', { name: '定分' }).click();
			// only the sealed sheet says so: the mean of the marks stands there before
			await expect(chair.getByText(/已定分：/).first()).toBeVisible();
			await chair.goto(`${url}/evaluations/${period}`);
			await chair.getByRole('button', { name: '公安局的得分依据' }).first().click();
			const evidence = chair.getByRole('complementary', { name: /得分依据/ });
			await expect(evidence.getByText(/\d 项到期，\d 项按期/)).toBeVisible();
			await expect(evidence.getByText(/2 位评价员，均分 4.5/)).toBeVisible();
			await expect(evidence.getByText('12所学校校门口增设护学岗').first()).toBeVisible();
		});

		expect(errorsOnPages()).toEqual([]);
		await product.remove();
	});
}
