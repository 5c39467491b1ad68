/** An agenda in sections: two secretaries lay it out by hand, keyboard and menu; what few may read stays with them; item 1 and the next meeting. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { stock } from '../stock.ts';

const SECRET = '干部调整建议';
const NOTE = '先请财政说资金缺口';
let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

async function enter(browser: Browser, account: string, path: string): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account)).newPage();
	await page.goto(`${product.url}${path}`);
	await ready(page);
	return page;
}

const agenda = (page: Page) => page.getByRole('region', { name: '议程', exact: true });
const rows = (page: Page) => agenda(page).locator('ol [data-row] b');

async function add(page: Page, what: string, title: string): Promise<void> {
	await agenda(page).getByRole('button', { name: what, exact: true }).click();
	await page.locator('.edit textarea').fill(title);
	await page.locator('.edit').getByRole('button', { name: '完成' }).click();
}

async function schedule(): Promise<string> {
	const answer = await fetch(`${product.url}/api/meetings`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', cookie: await signIn(product.url, 'secretary') },
		body: JSON.stringify({
			councilId: 'c-education',
			startsAt: Date.UTC(2027, 0, 15, 7),
			agenda: [
				{ title: '校园安全', unitId: 'u-police', minutes: 20 },
				{ title: '资金拨付', unitId: 'u-finance', minutes: 15 },
				{ title: '学位预测', unitId: 'u-edu', minutes: 10 }
			]
		})
	});
	expect(answer.status).toBe(201);
	return ((await answer.json()) as { id: string }).id;
}

test('[G9] [G11] [G13] [G16] [G19] [G21] an agenda in sections, with what few read, item 1 and the next meeting', async ({
	browser
}) => {
	const id = await schedule();
	const path = `/meetings/${id}`;
	const [one, other] = [await enter(browser, 'secretary', path), await enter(browser, 'secretary', path)];
	const chair = await enter(browser, 'convener', path);
	const liaison = await enter(browser, 'liaison-police', path);

	await test.step('two secretaries add sections and see each other’s', async () => {
		await add(one, '添加分组', '听取汇报');
		await expect(rows(other)).toHaveText(['校园安全', '资金拨付', '学位预测', '听取汇报']);
		await add(other, '添加分组', '研究事项');
		await expect(rows(one)).toHaveText(['校园安全', '资金拨付', '学位预测', '听取汇报', '研究事项']);
	});

	await test.step('by menu into a section, by keyboard back and forth, a section with its items', async () => {
		const item = agenda(one).locator('li', { hasText: '资金拨付' });
		await item.hover();
		await item.getByRole('button', { name: /议题操作/ }).click();
		await one.getByRole('menuitem', { name: '研究事项' }).click();
		await expect(rows(other)).toHaveText(['校园安全', '学位预测', '听取汇报', '研究事项', '资金拨付']);
		await agenda(other).locator('[data-row]', { hasText: '学位预测' }).focus();
		await other.keyboard.press('Alt+ArrowDown');
		await expect(rows(one)).toHaveText(['校园安全', '听取汇报', '学位预测', '研究事项', '资金拨付']);
		await agenda(one).locator('[data-row]', { hasText: '研究事项' }).focus();
		await one.keyboard.press('Alt+ArrowUp');
		await expect(rows(liaison)).toHaveText(['校园安全', '研究事项', '资金拨付', '听取汇报', '学位预测']);
		await expect(agenda(liaison).locator('h3').first()).toContainText('一、');
		await expect(agenda(liaison).getByRole('button', { name: /研究事项.*合计 15 分钟/ })).toBeVisible();
	});

	await test.step('by hand', async () => {
		const item = agenda(one).locator('li', { hasText: '校园安全' });
		await item.hover();
		const grip = await item.locator('[data-grip]').boundingBox();
		const target = await agenda(one).locator('li', { hasText: '资金拨付' }).boundingBox();
		if (!grip || !target) throw new Error('nothing to take hold of');
		await one.mouse.move(grip.x + 20, grip.y + 15);
		await one.mouse.down();
		await one.mouse.move(grip.x + 20, grip.y + 40, { steps: 5 });
		await one.mouse.move(grip.x + 20, target.y + target.height - 10, { steps: 20 });
		await one.mouse.up();
		await expect(rows(other)).toHaveText(['研究事项', '资金拨付', '校园安全', '听取汇报', '学位预测']);
	});

	await test.step('an internal item is the chairs’ and the office’s', async () => {
		await add(one, '添加内部事项', SECRET);
		await expect(rows(chair).filter({ hasText: SECRET })).toBeVisible();
		await expect(agenda(chair).locator('li', { hasText: SECRET })).toContainText('内部');
		await expect(liaison.getByText(SECRET)).toHaveCount(0);
		const cookie = await signIn(product.url, 'liaison-police');
		const read = await fetch(`${product.url}/api/meetings/${id}/agenda`, { headers: { cookie } });
		expect(await read.text()).not.toContain(SECRET);
		for (const part of ['internal', 'notes']) {
			const client = stock(product.url, `meeting:${id}:${part}:1`, { cookie, origin: product.url });
			await expect.poll(client.closed).toBe(4403);
			client.end();
		}
	});

	await test.step('a note is the chairs’, not the office’s', async () => {
		await agenda(chair).locator('[data-row]', { hasText: '资金拨付' }).click();
		await chair.getByRole('button', { name: '写提示' }).click();
		await chair.getByLabel('对“资金拨付”的提示').fill(NOTE);
		await agenda(one).locator('[data-row]', { hasText: '资金拨付' }).click();
		await expect(one.getByText('我的提示')).toHaveCount(0);
		const cookie = await signIn(product.url, 'secretary');
		const client = stock(product.url, `meeting:${id}:notes:1`, { cookie, origin: product.url });
		await expect.poll(client.closed).toBe(4403);
		client.end();
		await chair.reload();
		await agenda(chair).locator('[data-row]', { hasText: '资金拨付' }).click();
		await expect(chair.getByLabel('对“资金拨付”的提示')).toHaveValue(NOTE);
	});

	await test.step('item 1 from the ledger, seen first, ticked, once', async () => {
		await one.getByRole('button', { name: '从台账生成第一项…' }).click();
		const dialog = one.getByRole('dialog', { name: '上次议定事项落实情况' });
		await expect(dialog.getByRole('checkbox').first()).toBeChecked();
		await dialog.getByRole('button', { name: /^列入第一项/ }).click();
		await expect(rows(liaison).first()).toHaveText('上次议定事项落实情况');
		await one.getByRole('button', { name: '重新生成第一项…' }).click();
		await dialog.getByRole('checkbox').first().uncheck();
		await dialog.getByRole('button', { name: /^列入第一项/ }).click();
		await expect(dialog).toBeHidden();
		await expect(rows(liaison).filter({ hasText: '上次议定事项落实情况' })).toHaveCount(1);
		await agenda(liaison).locator('[data-row]', { hasText: '上次议定事项落实情况' }).click();
		await expect(liaison.getByRole('region', { name: '本项情况' })).toContainText('截至');
		expect(await faults(one)).toEqual([]);
	});

	await test.step('an item goes to the next meeting, once', async () => {
		const next = await schedule();
		const side = one.getByRole('region', { name: '本项情况' });
		for (let press = 0; press < 2; press += 1) {
			await agenda(one).locator('[data-row]', { hasText: '学位预测' }).click();
			await side.getByRole('button', { name: '转到下次会议…' }).click();
			const dialog = one.getByRole('dialog');
			await dialog.locator('select').selectOption(next);
			await dialog.getByText('复制一份').click();
			await dialog.getByRole('button', { name: '转过去' }).click();
			await expect(dialog).toBeHidden();
		}
		await other.goto(`${product.url}/meetings/${next}`);
		await expect(rows(other)).toHaveText(['校园安全', '资金拨付', '学位预测', '学位预测']);
		await expect(agenda(other).locator('li', { hasText: '第2次列入' })).toHaveCount(1);
	});
});
