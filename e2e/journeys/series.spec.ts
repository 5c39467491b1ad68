/** A meeting of a series: the rhythm proposes, a typed time is read back, nobody is told of a draft, the notice goes out, calendars follow. */
import { expect, test } from '../journey.ts';
import { faults } from '../axe.ts';
import { errorsOnPages, phone, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

test('[M30] [M33] [M36] [M38] [E3] [E4] from the rhythm to everybody’s calendar, and out of it again', async ({
	browser
}) => {
	const { url } = product;
	const admin = await (await signedIn(browser, url, 'admin')).newPage();
	const secretary = await (await signedIn(browser, url, 'secretary')).newPage();
	const police = await (await signedIn(browser, url, 'liaison-police', phone)).newPage();
	let feed = '';
	/** As a calendar reads it: no session, lines unfolded. */
	const calendar = async (): Promise<{ status: number; text: string }> => {
		const answer = await fetch(feed);
		return { status: answer.status, text: (await answer.text()).replaceAll('\r\n ', '') };
	};

	await test.step('the administrator says how often the council meets', async () => {
		await admin.goto(`${url}/councils`);
		await ready(admin);
		await admin.getByRole('button', { name: /^修改/ }).first().click();
		await admin.getByLabel('会议频次').selectOption('monthly-weekday');
		await admin.getByLabel('第几个').selectOption('2');
		await expect(admin.getByText('每月第 2 个周三')).toBeVisible();
		await admin.getByLabel('通常地点').fill('县政府第二会议室');
		await admin.getByRole('button', { name: '保存', exact: true }).click();
		await expect(admin.getByRole('dialog')).toBeHidden();
		await expect(admin.getByText('每月第 2 个周三')).toBeVisible();
	});

	await test.step('a member subscribes on the phone; there is nothing of a draft in it', async () => {
		await police.goto(`${url}/me`);
		await ready(police);
		await police.getByRole('button', { name: '生成订阅地址' }).click();
		feed = await police.getByLabel('订阅地址', { exact: true }).inputValue();
		expect(feed).toMatch(/\/calendar\/[\w-]{43}\.ics$/);
		await police.reload();
		await expect(police.getByRole('button', { name: '更换地址' })).toBeVisible();
		await expect(police.getByLabel('订阅地址', { exact: true })).toHaveCount(0);
	});

	await test.step('the secretary plans: proposals, a template, a time in words, a guest', async () => {
		await secretary.goto(`${url}/meetings/new`);
		await ready(secretary);
		const proposals = secretary.getByRole('group', { name: /每月第 2 个周三/ }).getByRole('button');
		await expect(proposals).toHaveCount(4);
		await proposals.nth(1).click();
		await expect(proposals.nth(1)).toHaveAttribute('aria-pressed', 'true');
		await secretary.getByRole('button', { name: '专题协调' }).click();
		await secretary.getByLabel('主题').fill('校车安全');
		await expect(secretary.getByText('会议名称：校车安全专题协调会')).toBeVisible();
		const words = secretary.getByLabel('时间（直接输入）');
		await words.fill('下周四3点');
		await expect(secretary.getByText('是上午还是下午')).toBeVisible();
		await words.fill('下周四 15:00 1.5h');
		await expect(secretary.getByText(/周四 15:00–16:30，90 分钟/)).toBeVisible();
		await words.press('Enter');
		await expect(secretary.getByLabel('计划时长（分钟）')).toHaveValue('90');
		await expect(secretary.getByLabel('时间', { exact: true })).toHaveValue('15:00');
		await expect(secretary.getByText(/涉及 \d+ 个单位/)).toBeVisible();
		await secretary.getByLabel('添加单位').selectOption({ label: '县审计局' });
		await expect(secretary.getByRole('button', { name: '不再邀请县审计局' })).toBeVisible();
		expect(await faults(secretary)).toEqual([]);
		await secretary.getByRole('button', { name: '建立会议' }).dblclick();
		await expect(secretary.getByRole('button', { name: '发布会议通知' })).toBeVisible();
	});

	const id = new URL(secretary.url()).pathname.split('/').at(-1) ?? '';
	expect((await calendar()).text).not.toContain(`${id}@lianxi`);
	expect((await secretary.request.get(`${url}/api/meetings/${id}/calendar.ics`)).status()).toBe(409);

	await test.step('publishing shows the notice and the calendar entry first', async () => {
		await ready(secretary);
		await secretary.getByRole('button', { name: '发布会议通知' }).click();
		const dialog = secretary.getByRole('dialog', { name: '发布会议通知' });
		await expect(dialog).toContainText('（校车安全专题协调会）的通知');
		await expect(dialog).toContainText('特邀单位：县审计局。');
		await expect(dialog).toContainText('通报情况和需要协调的问题（县教育局，10分钟）');
		await expect(dialog).toContainText('会议地点');
		expect(await faults(secretary)).toEqual([]);
		await dialog.getByRole('button', { name: '再看看' }).click();
		expect((await calendar()).text).not.toContain(`${id}@lianxi`);
		await secretary.getByRole('button', { name: '发布会议通知' }).click();
		await dialog.getByRole('button', { name: '确认发布' }).click();
		await expect(dialog).toBeHidden();
		await expect(secretary.locator('.page-head')).toContainText('已通知');
		const file = secretary.waitForEvent('download');
		await secretary.getByRole('link', { name: '加入日历' }).click();
		expect((await file).suggestedFilename()).toMatch(/^meeting-\d{4}-\d+\.ics$/);
	});

	await test.step('the calendar has it, and says so when it is cancelled', async () => {
		const event = async (): Promise<string> =>
			(await calendar()).text.split('BEGIN:VEVENT').find((each) => each.includes(`UID:${id}@lianxi`)) ?? '';
		expect(await event()).toContain('STATUS:CONFIRMED');
		expect(await event()).toContain(`/meetings/${id}`);
		await secretary.getByRole('button', { name: '取消会议' }).click();
		const asking = secretary.getByRole('dialog');
		await asking.getByRole('textbox').fill('与例会合并召开');
		await asking.getByRole('button', { name: '取消会议' }).click();
		await expect(secretary.getByText('与例会合并召开')).toBeVisible();
		expect(await event()).toContain('STATUS:CANCELLED');
		expect(await event()).toContain('与例会合并召开');
		expect(await event()).toContain('SEQUENCE:2');
	});

	await test.step('a new address ends the former one', async () => {
		await police.getByRole('button', { name: '更换地址' }).click();
		await expect(police.getByLabel('订阅地址', { exact: true })).not.toHaveValue(feed);
		expect((await calendar()).status).toBe(404);
		expect(await faults(police)).toEqual([]);
	});
});
