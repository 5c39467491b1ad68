/** Before the meeting and at its door: leave asked and approved, a phone checks in by what was read out, the lists are right. */
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

test('[A8] [A12] [A13] [A17] leave is asked and approved, a phone comes by the spoken code, the lists say so', async ({
	browser
}) => {
	const secretary = await (await signedIn(browser, product.url, 'secretary')).newPage();
	const made = await secretary.request.post(`${product.url}/api/meetings`, {
		data: { councilId: 'c-education', startsAt: Date.now(), plannedMinutes: 60 }
	});
	const { id } = (await made.json()) as { id: string };
	const published = await secretary.request.post(`${product.url}/api/meetings/${id}/publish`, { data: {} });
	expect(published.status()).toBe(200);

	const police = await (await signedIn(browser, product.url, 'liaison-police')).newPage();
	await police.goto(`${product.url}/meetings/${id}`);
	await ready(police);
	const answer = police.getByRole('region', { name: '参会回执' });
	await answer.getByText('申请请假').first().click();
	await answer.getByLabel('请假理由').fill('全省视频会议');
	await answer.getByRole('button', { name: '申请请假' }).click();
	await expect(answer.getByText('已申请请假，等召集人批准：全省视频会议')).toBeVisible();

	const convener = await (await signedIn(browser, product.url, 'convener')).newPage();
	await convener.goto(`${product.url}/meetings/${id}`);
	await ready(convener);
	await convener.getByRole('button', { name: '批准公安局请假', exact: true }).click();
	await expect(answer.getByText('请假已批准：全省视频会议')).toBeVisible();
	expect(await faults(police)).toEqual([]);
	expect(await faults(convener)).toEqual([]);

	await convener.getByRole('button', { name: '签到码' }).click();
	await expect(convener.getByRole('img', { name: /扫码签到的二维码/ })).toBeVisible();
	const shown = convener.getByRole('status', { name: '会场口令（可口头告知）' });
	await expect(shown).toHaveText(/^\d{4}$/);
	const spoken = await shown.innerText();
	expect(await faults(convener)).toEqual([]);
	await convener.keyboard.press('Escape');
	await convener.getByRole('button', { name: '宣布开会' }).click();

	const finance = await (await signedIn(browser, product.url, 'liaison-finance', phone)).newPage();
	await finance.goto(`${product.url}/meetings/${id}`);
	await ready(finance);
	const say = async (code: string): Promise<void> => {
		await finance.getByLabel('会场口令').fill(code);
		await finance.getByRole('button', { name: '凭口令签到' }).click();
	};
	await say(String((Number(spoken) + 1) % 10_000).padStart(4, '0'));
	await expect(finance.getByText('签到码不对或已过期，没有签到。')).toBeVisible();
	await say(spoken);
	await expect(finance.getByText('已签到 · 第 1 位')).toBeVisible();

	const township = await (await signedIn(browser, product.url, 'liaison-township', phone)).newPage();
	const door = await convener.request.get(`${product.url}/api/attendance/${id}/door`);
	const { code } = (await door.json()) as { code: string };
	await township.goto(`${product.url}/meetings/${id}?code=${code}`);
	await ready(township);
	await township.getByRole('button', { name: '签到', exact: true }).click();
	await expect(township.getByText('已签到 · 第 2 位')).toBeVisible();

	await secretary.goto(`${product.url}/meetings/${id}/sheet`);
	const table = (name: string) => secretary.getByRole('table', { name });
	await expect(table('出席').getByRole('row')).toHaveCount(3);
	await expect(table('出席')).toContainText('财政局');
	await expect(table('请假')).toContainText('公安局');
	await expect(table('待到')).not.toContainText('公安局');
	expect(await faults(secretary)).toEqual([]);
	const kept = await secretary.request.get(`${product.url}/api/meetings/${id}/attendance`);
	const { checkIns } = (await kept.json()) as { checkIns: readonly { way: string }[] };
	expect(checkIns.map(({ way }) => way)).toEqual(['spoken', 'qr']);

	await test.step('[A16] the office records who left early, with a reason; their unit counts no more', async () => {
		await secretary.goto(`${product.url}/meetings/${id}`);
		await ready(secretary);
		await secretary.getByRole('button', { name: '补签 · 明细' }).click();
		await secretary.getByRole('button', { name: '登记提前离会：何某' }).click();
		const dialog = secretary.getByRole('dialog', { name: '登记提前离会：何某' });
		await dialog.getByLabel('理由').fill('赶回镇里处置险情');
		await dialog.getByRole('button', { name: '登记离会' }).click();
		await expect(dialog).toBeHidden();
		await expect(secretary.getByRole('listitem').filter({ hasText: '何某' })).toContainText(/\d{2}:\d{2} 离会/);
		await expect(township.getByText('已登记提前离会')).toBeVisible();
		expect(await faults(secretary)).toEqual([]);
	});
});
