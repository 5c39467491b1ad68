/** The main journey by keyboard alone: no step needs a mouse. */
import type { Browser, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());

async function open(browser: Browser, account: string, path: string): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account)).newPage();
	await page.goto(`${product.url}${path}`);
	await ready(page);
	return page;
}

/** Tab until the focus is there: what cannot be reached this way fails. */
async function reach(page: Page, target: Locator, key = 'Tab'): Promise<void> {
	await expect(target).toBeVisible();
	const has = (): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
	for (let presses = 0; presses < 150; presses += 1) {
		if (await has()) return;
		await page.keyboard.press(key);
	}
	throw new Error(`the keyboard does not reach ${target.toString()}`);
}

test('the chair concludes and goes on, the office assigns, the lead signs and reports, an evaluator marks', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const chair = await open(browser, 'convener', '/meetings/m-4');
	await test.step('the chair ticks, concludes and goes to the next item', async () => {
		await reach(chair, chair.getByLabel('写入结论：完成其余8处校园周边隐患整改'));
		await chair.keyboard.press('Space');
		await chair.keyboard.press('d');
		const dialog = chair.getByRole('dialog');
		await reach(chair, dialog.getByLabel('结论', { exact: true }));
		await chair.keyboard.type('同意，按期完成。');
		await reach(chair, dialog.getByRole('button', { name: '通过并入库' }));
		await chair.keyboard.press('Enter');
		await expect(dialog.getByText('已入库：第4次-2、第4次-3')).toBeVisible();
		await chair.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
		await reach(chair, chair.getByRole('button', { name: '下一项' }));
		await chair.keyboard.press('Enter');
		await expect(chair.getByRole('heading', { level: 1, name: '义务教育学校建设资金拨付' })).toBeVisible();
	});
	await test.step('the office finds the follow-up on the board and assigns it', async () => {
		const office = await open(browser, 'secretary', '/followups');
		await reach(office, office.getByRole('link', { name: /完成其余8处校园周边隐患整改/ }).first());
		await office.keyboard.press('Enter');
		await office.waitForURL(/\/followups\/f-/);
		await reach(office, office.getByRole('button', { name: '交办', exact: true }).first());
		await office.keyboard.press('Enter');
		const form = office.getByRole('form', { name: '交办' });
		await reach(office, form.getByRole('button', { name: '交办', exact: true }));
		await office.keyboard.press('Enter');
		await expect(form).toBeHidden();
		await expect(office.getByText('待签收').first()).toBeVisible();
		const lead = await open(browser, 'liaison-police', new URL(office.url()).pathname);
		await reach(lead, lead.getByRole('button', { name: '签收', exact: true }).first());
		await lead.keyboard.press('Enter');
		const signing = lead.getByRole('form', { name: '签收' });
		await reach(lead, signing.getByRole('button', { name: '签收', exact: true }));
		await lead.keyboard.press('Enter');
		await reach(lead, lead.getByRole('button', { name: '提交反馈', exact: true }).first());
		await lead.keyboard.press('Enter');
		const report = lead.getByRole('form', { name: '提交反馈' });
		await reach(lead, report.getByLabel('办理情况'));
		await lead.keyboard.type('已开工。');
		await reach(lead, report.getByRole('button', { name: '提交反馈', exact: true }));
		await lead.keyboard.press('Enter');
		await expect(report).toBeHidden();
		await expect(office.getByText('已开工。')).toBeVisible();
	});
	await test.step('an evaluator marks and gives a reason', async () => {
		const quarter = new Date(Date.now() + 8 * 3_600_000).toISOString();
		const period = `${quarter.slice(0, 4)}Q${Math.ceil(Number(quarter.slice(5, 7)) / 3)}`;
		const evaluator = await open(browser, 'evaluator', `/evaluations/${period}/u-police`);
		await reach(evaluator, evaluator.getByRole('radio', { name: /^1/ }));
		for (let step = 0; step < 3; step += 1) await evaluator.keyboard.press('ArrowRight');
		await expect(evaluator.getByRole('radio', { name: /^4/ })).toBeChecked();
		await reach(evaluator, evaluator.getByLabel('理由'));
		await evaluator.keyboard.type('整改及时。');
		await expect(evaluator.getByText('已保存').first()).toBeVisible();
	});
	expect(errorsOnPages()).toEqual([]);
});
