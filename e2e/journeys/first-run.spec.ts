/** An empty folder becomes a county that meets: the printed link, the council, the accounts, the first meeting. */
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { enterByForm, errorsOnPages, ready, watch } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

test.describe.configure({ mode: 'serial' });

let product: Product;
let link: string;
test.beforeAll(async () => {
	product = await startProduct();
	link = /http:\/\/\S+\/setup\?token=\S{20,}/.exec(product.output())?.[0] ?? '';
});
test.afterAll(() => product?.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const rows = (...lines: string[]): string => lines.join('\n');
const good = rows(
	'名称\t类别\t上级单位\t简称',
	'县教育局\t部门\t\t教育局',
	'县财政局\t部门\t\t财政局',
	'东河镇\t乡镇\t\t',
	'石桥村\t村\t东河镇\t',
	'第一中学\t学校\t县教育局\t一中'
);

async function desk(browser: Browser): Promise<Page> {
	return watch(await browser.newContext()).newPage();
}

async function signedInAs(browser: Browser, account: string): Promise<Page> {
	const page = await desk(browser);
	await enterByForm(page, product.url, account, 'long-enough-1');
	await expect(page).toHaveURL(`${product.url}/`);
	return page;
}

test('a link that is not the printed one says so and offers no form', async ({ page }) => {
	await page.goto(`${product.url}/setup?token=0123456789abcdefghij0123`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('链接不能使用');
	await expect(page.getByText('在服务器上重新启动系统')).toBeVisible();
	await expect(page.locator('input')).toHaveCount(0);
});

test('the printed link founds the county: a wrong row and a weak password are named and mended', async ({
	browser
}) => {
	const page = await desk(browser);
	await page.goto(link);
	await page.getByRole('button', { name: '完成设置' }).click();
	await expect(page.getByText('请填写县名。')).toBeVisible();
	await page.getByLabel('县（市、区）名称').fill('青禾县');
	await page.getByLabel('姓名').fill('管某');
	await page.getByLabel('密码').fill('short');
	await page.getByLabel('从表格粘贴').fill(good.replace('石桥村\t村\t东河镇', '石桥村\t屯\t东和镇'));
	await expect(page.getByText('1 行要改')).toBeVisible();
	await expect(page.getByText('第 5 行：“屯”不是单位类别')).toBeVisible();
	await page.getByRole('button', { name: '完成设置' }).click();
	await expect(page.getByText('密码至少 8 个字符')).toBeVisible();
	await page.getByLabel('密码').fill('long-enough-1');
	await page.getByLabel('从表格粘贴').fill(good.replace('石桥村\t村\t东河镇', '石桥村\t村\t东和镇'));
	await expect(page.getByText('没有找到上级单位“东和镇”')).toBeVisible();
	await page.getByLabel('从表格粘贴').fill(good);
	await expect(page.getByText('5 个单位，没有问题')).toBeVisible();
	await page.getByRole('button', { name: '完成设置' }).click();
	await expect(page.getByText('请用刚才的账号登录。')).toBeVisible();
	await page.getByRole('link', { name: '登录', exact: true }).click();
	await enterByForm(page, product.url, 'admin', 'long-enough-1');
	await expect(page).toHaveURL(`${product.url}/`);
	await page.goto(`${product.url}/units`);
	for (const unit of ['东河镇', '县教育局']) await page.locator('summary').filter({ hasText: unit }).last().click();
	for (const name of ['青禾县', '县财政局', '石桥村', '第一中学'])
		await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
});

test('the link works once: afterwards its page says that the county is set up', async ({ page }) => {
	await page.goto(link);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('链接不能使用');
	await expect(page.getByText('系统已完成初始设置，请直接登录。')).toBeVisible();
	const again = await page.request.post(`${product.url}/api/setup`, {
		data: {
			token: new URL(link).searchParams.get('token'),
			county: '另一县',
			account: 'second',
			name: '另某',
			password: 'long-enough-2',
			units: '',
			demo: false
		}
	});
	expect(again.status()).toBeGreaterThanOrEqual(400);
	expect(await again.json()).toMatchObject({ code: 'already-set-up' });
});

test('the administrator founds a council and opens accounts with their roles', async ({ browser }) => {
	const page = await signedInAs(browser, 'admin');
	await page.goto(`${product.url}/councils`);
	await ready(page);
	await page.getByRole('button', { name: '设立联席会议' }).click();
	const council = page.getByRole('dialog', { name: '设立联席会议' });
	await council.getByLabel('名称').fill('教育工作联席会议');
	await council.getByLabel('牵头单位').selectOption({ label: '县教育局' });
	for (const unit of ['县教育局', '县财政局', '东河镇']) await council.getByRole('checkbox', { name: unit }).check();
	await expect(council.getByText('已选 3 个')).toBeVisible();
	await council.getByRole('button', { name: '设立', exact: true }).click();
	await expect(page.getByRole('heading', { level: 2, name: '教育工作联席会议' })).toBeVisible();

	await page.goto(`${product.url}/people`);
	await ready(page);
	const people = [
		['convener', '召某', '青禾县', '召集人', '教育工作联席会议'],
		['secretary', '秘某', '县教育局', '联席办秘书', '教育工作联席会议'],
		['member', '财某', '县财政局', '成员单位负责人', '县财政局']
	] as const;
	for (const [account, name, unit, role, place] of people) {
		await page.getByRole('button', { name: '新建账号' }).click();
		const form = page.getByRole('dialog', { name: '新建账号' });
		await form.getByLabel('账号').fill(account);
		await form.getByLabel('姓名').fill(name);
		await form.getByLabel('单位', { exact: true }).selectOption({ label: unit });
		await form.getByLabel('初始密码').fill('long-enough-1');
		await form.getByRole('combobox', { name: '角色' }).selectOption({ label: role });
		await form.getByLabel('在哪里').selectOption({ label: place });
		await form.getByRole('button', { name: '加一个角色' }).click();
		await form.getByRole('button', { name: '开通账号' }).click();
		await expect(form).toBeHidden();
		await expect(page.getByRole('row').filter({ hasText: account })).toContainText(role);
	}
	// an account that is taken is refused at its field, and nothing typed is lost
	await page.getByRole('button', { name: '新建账号' }).click();
	const form = page.getByRole('dialog', { name: '新建账号' });
	await form.getByLabel('账号').fill('member');
	await form.getByLabel('姓名').fill('重某');
	await form.getByLabel('单位', { exact: true }).selectOption({ label: '东河镇' });
	await form.getByLabel('初始密码').fill('long-enough-1');
	await form.getByRole('button', { name: '开通账号' }).click();
	await expect(form.getByText('账号 member 已被使用')).toBeVisible();
	await expect(form.getByLabel('姓名')).toHaveValue('重某');
});

test('the secretary creates the first meeting, the convener opens it, and the member is there with one press', async ({
	browser
}) => {
	const secretary = await signedInAs(browser, 'secretary');
	await secretary.goto(`${product.url}/meetings/new`);
	await ready(secretary);
	await expect(secretary.getByLabel('联席会议', { exact: true })).toHaveValue(/^c-/);
	await secretary.getByRole('button', { name: '建立会议' }).click();
	await expect(secretary).toHaveURL(/\/meetings\/(?!new)[\w.-]+$/);
	const agenda = secretary.getByRole('region', { name: '议程' });
	await agenda.getByRole('button', { name: '添加议题' }).click();
	await expect(agenda.getByRole('textbox', { name: '议题标题' })).toBeFocused();
	await secretary.keyboard.type('秋季学期工作安排');
	await secretary.keyboard.press('Enter');
	await expect(secretary.locator('header.top .conn')).toContainText('全部已保存');
	await secretary.getByRole('button', { name: '发布会议通知' }).click();
	await secretary.getByRole('button', { name: '确认发布' }).click();
	await expect(secretary.getByRole('button', { name: '发布会议通知' })).toBeHidden();

	const member = await signedInAs(browser, 'member');
	await member.goto(`${product.url}/meetings`);
	await member
		.getByRole('main')
		.getByRole('link', { name: /教育工作联席会议|第1次会议/ })
		.first()
		.click();
	await expect(member).toHaveURL(secretary.url());
	await expect(member.getByRole('region', { name: '议程' })).toContainText('秋季学期工作安排');
	const convener = await signedInAs(browser, 'convener');
	await convener.goto(secretary.url());
	await ready(convener);
	await convener.getByRole('button', { name: '宣布开会' }).click();
	// nobody reloads: the pages of the others turn by themselves
	for (const page of [secretary, member, convener]) await expect(page.locator('.pill')).toContainText('进行中');
	await member.getByRole('button', { name: '签到', exact: true }).click();
	await expect(member.getByText('已签到 · 第 1 位')).toBeVisible();
	for (const page of [secretary, member, convener]) await page.context().close();
});
