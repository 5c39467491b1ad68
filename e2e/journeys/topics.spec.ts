/** A topic on its way: a school proposes, the office judges, the agenda has it once, and the school reads why another was declined. */
import type { Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { PASSWORD, signedIn } from '../people.ts';
import { signIn, startProduct } from '../product.ts';

async function propose(page: Page, title: string): Promise<void> {
	await page.goto(new URL('/topics/new', page.url()).href);
	await page.getByLabel('议题标题').fill(title);
	await page.getByLabel('事由').fill('上下学时段校门口人车混行');
	await page.getByLabel('已做工作和事实').fill('已安排教师值守，仍有两起剐蹭');
	await page.getByLabel('请求议定的事项').fill('请公安局增设减速带');
	await page.getByRole('button', { name: '提交', exact: true }).click();
	await expect(page.getByText('议题还没有写全').first()).toBeVisible();
	await page.getByLabel('类别').selectOption({ label: '安全' });
	await page.getByText('仅为本议题邀请的单位').click();
	await page.getByRole('checkbox', { name: '县公安局' }).check();
	await page.getByRole('button', { name: '提交', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await expect(page.getByText('待受理').first()).toBeVisible();
	// Whom the topic names stands where it is read, and not only in the form.
	await expect(page.getByText('县公安局', { exact: true })).toBeVisible();
}

async function judge(page: Page, title: string, verdict: string, reason: string): Promise<void> {
	await page.goto(new URL('/topics', page.url()).href);
	await page.getByRole('link', { name: title }).click();
	const form = page.getByRole('form', { name: '受理' });
	await form.getByLabel('处理意见').selectOption({ label: verdict });
	await form.getByLabel('理由').fill(reason);
	await form.getByRole('button', { name: '确定处理意见' }).click();
	await expect(page.getByText(`理由：${reason}`)).toBeVisible();
}

test('a school proposes, the office judges, and the agenda has it once', async ({ browser }) => {
	const product = await startProduct('--demo');
	try {
		const { url } = product;
		const school = { role: 'liaison', unitId: 'u-exp' };
		const enrolled = await fetch(`${url}/api/people/teacher/enrol`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', cookie: await signIn(url, 'admin') },
			body: JSON.stringify({ name: '任某', unitId: 'u-exp', post: '校长', password: PASSWORD, holdings: [school] })
		});
		expect(enrolled.status).toBe(200);
		const teacher = await (await signedIn(browser, url, 'teacher')).newPage();
		const secretary = await (await signedIn(browser, url, 'secretary')).newPage();
		await teacher.goto(`${url}/topics`);
		await secretary.goto(`${url}/topics`);
		await expect(secretary.getByRole('heading', { level: 1, name: /^\d+ 个议题待受理$/ })).toBeVisible();

		await test.step('the school proposes twice, and is told what is missing', async () => {
			await propose(teacher, '校门口减速带');
			await propose(teacher, '更换校牌');
		});
		await test.step('the office accepts one and declines the other, each with a reason', async () => {
			await judge(secretary, '校门口减速带', '受理', '事关学生安全');
			await judge(secretary, '更换校牌', '不予列入', '属学校自行办理的事项');
		});
		await test.step('two presses put it on the agenda once', async () => {
			const published = await secretary.request.get(`${url}/api/meetings?state=published`);
			const [meeting] = (await published.json()).items;
			await secretary.goto(`${url}/meetings/${meeting.id}`);
			const pool = secretary.getByRole('region', { name: /从议题库列入/ });
			const waiting = pool.locator('.line').filter({ hasText: '校门口减速带' });
			await waiting.getByRole('button', { name: '列入议程' }).dblclick();
			await expect(waiting).toHaveCount(0);
			const agenda = secretary.getByRole('region', { name: '议程' });
			await expect(agenda.getByText('校门口减速带').first()).toBeVisible();
			const items = (await (await secretary.request.get(`${url}/api/meetings/${meeting.id}/agenda`)).json()).items;
			expect(items.filter(({ title }: { title: string }) => title === '校门口减速带')).toHaveLength(1);
		});
		await test.step('the school sees the one on an agenda, and why the other was declined', async () => {
			await teacher.goto(`${url}/topics`);
			const section = (name: RegExp) => teacher.getByRole('region', { name });
			await expect(section(/已列入/).getByText('校门口减速带')).toBeVisible();
			await expect(section(/不予列入/).getByText('理由：属学校自行办理的事项')).toBeVisible();
		});
	} finally {
		await product.remove();
	}
});
