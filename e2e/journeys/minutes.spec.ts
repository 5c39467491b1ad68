/** The minutes as two secretaries write them and a member reads them, in real browsers (web/minutes/SPEC.md). */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, JSHandle, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { errorsOnPages, phone, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => void (product = await startProduct('--demo')));
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const paper = (page: Page): Locator => page.locator('.ProseMirror');
const read = (page: Page): Locator => page.locator('.minutes-text');

async function opened(browser: Browser, account: string, options: BrowserContextOptions = {}): Promise<Page> {
	const page = await (await signedIn(browser, product.url, account, options)).newPage();
	await page.goto(`${product.url}/meetings/m-4/minutes`);
	// A phone reads until somebody who writes asks for the editor.
	if (options === phone && account.startsWith('secretary')) {
		await page.getByRole('button', { name: '在手机上编辑' }).tap();
	}
	await expect(account.startsWith('secretary') ? paper(page) : read(page)).toBeVisible();
	return page;
}

/** The editor hears of a new caret a moment after the page: two frames later it knows. */
async function settled(page: Page): Promise<void> {
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** A new line at the end of the text. */
async function newLine(page: Page): Promise<void> {
	await paper(page).locator('> p').last().click();
	await settled(page);
	await page.keyboard.press('Control+End');
	await settled(page);
	await page.keyboard.press('Enter');
	await settled(page);
}

const finds = async (page: Page): Promise<unknown> =>
	(await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze())
		.violations;

test('half-typed pinyin stays in its own browser, and a colleague in the same line does not disturb it', async ({
	browser
}) => {
	const [one, other] = [await opened(browser, 'secretary'), await opened(browser, 'secretary2')];
	const lines = [one, other].map((page) => paper(page).locator('> p').first());
	const method = await one.context().newCDPSession(one);
	await lines[0]?.click();
	await settled(one);
	await one.keyboard.press('End');
	await lines[1]?.click();
	await settled(other);
	await other.keyboard.press('Home');
	for (const page of [one, other]) await settled(page);
	for (const text of ['q', 'qu', 'quan', 'quanx', 'quanxi', 'quanxia', 'quanxian']) {
		await method.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
		await other.keyboard.type('·');
		expect(await paper(other).innerText()).not.toContain('qu');
	}
	await method.send('Input.insertText', { text: '全县' });
	for (const page of [one, other]) {
		await expect(paper(page)).toContainText('全县');
		await expect(paper(page)).toContainText('·······');
		await expect(paper(page)).not.toContainText('qu');
	}
	await expect(other.locator('.remote-caret')).toHaveAttribute('data-name', '王某');
});

test('undo takes back a phrase of one’s own while the colleague writes on', async ({ browser }) => {
	const [one, other] = [await opened(browser, 'secretary'), await opened(browser, 'secretary2')];
	await newLine(one);
	await paper(other).locator('> p').first().click();
	await settled(other);
	await Promise.all([
		one.keyboard.type('abcdefghijklmnop', { delay: 40 }),
		other.keyboard.type('ABCDEFGHIJKLMNOP', { delay: 40 })
	]);
	for (const page of [one, other]) await expect(paper(page)).toContainText('abcdefghijklmnop');
	await one.keyboard.press('Control+z');
	for (const page of [one, other]) {
		await expect(paper(page)).not.toContainText('ab');
		await expect(paper(page)).toContainText('ABCDEFGHIJKLMNOP');
	}
});

/** Minutes nobody has written in yet, before both secretaries; each has the caret in them. */
async function emptyBefore(one: Page, other: Page): Promise<void> {
	const answer = await one.request.post(`${product.url}/api/meetings`, {
		data: {
			councilId: 'c-education',
			startsAt: Date.now(),
			plannedMinutes: 30,
			agenda: [{ title: '护学岗', unitId: 'u-transport', minutes: 15 }]
		}
	});
	const { id } = (await answer.json()) as { id: string };
	for (const page of [one, other]) {
		await page.goto(`${product.url}/meetings/${id}/minutes`);
		await expect(paper(page)).toHaveAttribute('contenteditable', 'true');
		await paper(page).click();
	}
}

type Line = { get(at: number): Line; insert(at: number, text: string): void };
type Bound = { type: Line; doc: { clientID: number; store: { clients: Map<number, unknown> } } };
type Presence = { getStates: () => Map<number, unknown> };
type Inside = {
	state: { 'y-sync$': Bound; tr: { setMeta(name: string, value: object): object } };
	view: { dispatch(transaction: object): void };
	extensionManager: { extensions: { name: string; options: { provider?: { awareness: Presence } } }[] };
};

/** The editor behind the page. */
const inside = (page: Page): Promise<JSHandle<Inside>> =>
	paper(page).evaluateHandle((text) => (text as unknown as { editor: Inside }).editor);

const hasWritten = async (page: Page): Promise<boolean> =>
	(await inside(page)).evaluate(({ state }) => {
		const { doc } = state['y-sync$'];
		return doc.store.clients.has(doc.clientID);
	});

/** Moves the caret to the end as a key does; the next thing comes before the browser has told of it. */
async function atEndBeforeTold(page: Page, next: 'Enter' | 'change' | 'presence'): Promise<void> {
	const editor = await inside(page);
	await paper(page).evaluate(
		(element, { what, of }) => {
			const end = element.lastElementChild?.firstChild;
			getSelection()?.collapse(end ?? element, end?.textContent?.length ?? 0);
			if (what === 'Enter') {
				element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true }));
			} else if (what === 'change') {
				// Not by the editor itself, as what a colleague writes.
				of.state['y-sync$'].type.get(0).get(0).insert(0, '会议：');
			} else {
				for (const { name, options } of of.extensionManager.extensions) {
					if (name === 'collaborationCaret' && options.provider) options.provider.awareness.getStates = () => new Map();
				}
				of.view.dispatch(of.state.tr.setMeta('yjs-cursor$', { awarenessUpdated: true }));
			}
		},
		{ what: next, of: editor }
	);
}

test('[V13] the caret stays where a key put it, whatever comes in that moment; [V14] who looks writes nothing', async ({
	browser
}) => {
	const [one, other] = [await opened(browser, 'secretary'), await opened(browser, 'secretary2')];
	await emptyBefore(one, other);
	await one.keyboard.type('交通局汇报', { delay: 10 });
	for (const page of [one, other]) await expect(paper(page).locator('> p')).toHaveText(['交通局汇报']);
	expect([await hasWritten(one), await hasWritten(other)]).toEqual([true, false]);

	await atEndBeforeTold(other, 'Enter');
	await other.keyboard.type('东河镇补充');
	for (const page of [one, other]) await expect(paper(page).locator('> p')).toHaveText(['交通局汇报', '东河镇补充']);

	await other.keyboard.press('Control+Home');
	await settled(other);
	await atEndBeforeTold(other, 'change');
	await other.keyboard.type('。');
	for (const page of [one, other]) {
		await expect(paper(page).locator('> p')).toHaveText(['会议：交通局汇报', '东河镇补充。']);
	}

	await other.keyboard.press('Control+Home');
	await expect(other.locator('.remote-caret')).toHaveCount(1);
	await settled(other);
	await atEndBeforeTold(other, 'presence');
	await other.keyboard.type('完');
	for (const page of [one, other]) {
		await expect(paper(page).locator('> p')).toHaveText(['会议：交通局汇报', '东河镇补充。完']);
	}
});

test('decisions, tables, links and pictures by keyboard and menu; the member sees each on the phone', async ({
	browser
}) => {
	const [page, member] = [await opened(browser, 'secretary'), await opened(browser, 'member-edu', phone)];
	await newLine(page);
	await page.keyboard.type('、jd');
	await expect(page.getByRole('option')).toHaveCount(1);
	await page.keyboard.press('Enter');
	await expect(member.locator('.decision-ref')).toContainText('第4次-1');
	await expect(page.getByText('已写入正文', { exact: true })).toBeVisible();

	await newLine(page);
	await page.keyboard.type('见通知');
	await page.keyboard.press('Shift+ArrowLeft');
	await page.keyboard.press('Shift+ArrowLeft');
	await settled(page);
	await page.keyboard.press('Control+k');
	const address = page.getByLabel('网址或邮箱');
	await address.fill('javascript:alert(1)');
	await address.press('Enter');
	await expect(page.getByText('这不是可以链接的网址')).toBeVisible();
	await address.fill('example.gov.cn/tz');
	await address.press('Enter');
	await expect(read(member).getByRole('link', { name: '通知' })).toHaveAttribute('href', 'https://example.gov.cn/tz');

	await newLine(page);
	await page.keyboard.type('/bg');
	await page.keyboard.press('Enter');
	for (const words of ['单位', '任务', '时限']) {
		await page.keyboard.type(words);
		await page.keyboard.press('Tab');
	}
	await page.getByRole('button', { name: '表格操作' }).click();
	await page.getByRole('menuitem', { name: '在下方插入一行' }).click();
	await expect(read(member).locator('tr')).toHaveCount(4);
	await expect(read(member).locator('th').first()).toHaveText('单位');

	await expect(paper(page)).toBeFocused();
	await page.keyboard.press('Alt+F10');
	await page.keyboard.press('Home');
	await expect(page.getByRole('toolbar').getByRole('button', { name: '撤销我的修改' })).toBeFocused();
	await page.keyboard.press('End');
	await expect(page.getByRole('button', { name: '快捷键' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(paper(page)).toBeFocused();
	expect(await finds(page)).toEqual([]);
	expect(await finds(member)).toEqual([]);
	await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
	expect(await finds(page)).toEqual([]);
});

/** One point, PNG. */
const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

test('[V7] a picture of 50 MB and a file that is none are refused before they are sent; one that is lost on the way can be sent again', async ({
	browser
}) => {
	const page = await opened(browser, 'secretary');
	let sent = 0;
	page.on('request', (request) => (sent += request.url().endsWith('/files') ? 1 : 0));
	await newLine(page);
	const picker = page.locator('input[type=file]');
	const words = await paper(page).innerText();
	const png = (name: string, buffer: Buffer): Parameters<Locator['setInputFiles']>[0] => ({
		name,
		mimeType: 'image/png',
		buffer
	});
	const big = join(product.folder, 'big.png');
	writeFileSync(big, '');
	truncateSync(big, 50 * 1024 * 1024);
	await picker.setInputFiles(big);
	await expect(page.getByText('超过 10 MB，没有上传')).toBeVisible();
	await picker.setInputFiles(png('fake.png', Buffer.from('no picture')));
	await expect(page.getByText('不是可以插入的图片')).toBeVisible();
	expect([sent, await paper(page).innerText()]).toEqual([0, words]);
	for (let left = 2; left > 0; left -= 1) await page.getByRole('button', { name: '知道了' }).first().click();
	await page.route('**/files', (route) => route.abort());
	await picker.setInputFiles(png('现场.png', Buffer.from(point, 'base64')));
	// Each picture has its own tick that nothing in it is classified; before it nothing is sent.
	await page.getByRole('checkbox', { name: /不含国家秘密/ }).click();
	await expect(page.getByText('图片没有传上去')).toBeVisible();
	expect(await paper(page).innerText()).toBe(words);
	await page.unroute('**/files');
	await page.getByRole('button', { name: '重试' }).click();
	await expect(paper(page).getByRole('img', { name: '现场' })).toBeVisible();
});

test('[V11] what Word pastes is cleaned, and nothing of it runs', async ({ browser }) => {
	const page = await opened(browser, 'secretary');
	await newLine(page);
	await page.evaluate(() => {
		const from = new DataTransfer();
		from.setData(
			'text/html',
			`<html xmlns:o="urn:x"><head><style>p{color:red}</style></head><body><!--StartFragment--><h1 onclick="x()">四、粘贴的标题<o:p></o:p></h1>
			<p class=MsoNormal><b>粘贴</b>的字<script>window.ran = 1</script><a href="javascript:window.ran=1">坏链接</a><img src="file:///c:/x.png" onerror="window.ran=1"></p><!--EndFragment--></body></html>`
		);
		const event = new ClipboardEvent('paste', { clipboardData: from, bubbles: true, cancelable: true });
		document.querySelector('.ProseMirror')?.dispatchEvent(event);
	});
	await expect(paper(page).getByRole('heading', { name: '四、粘贴的标题' })).toBeVisible();
	await expect(page.getByText('1 张图片在别处')).toBeVisible();
	await expect(page.getByRole('navigation', { name: '大纲' })).toContainText('四、粘贴的标题');
	const markup = await paper(page).innerHTML();
	expect(markup).not.toMatch(/mso|<script|javascript:|onclick|file:/i);
	expect(await page.evaluate(() => 'ran' in window)).toBe(false);
});

test('a secretary writes on a phone too', async ({ browser }) => {
	const page = await opened(browser, 'secretary', phone);
	await newLine(page);
	await page.keyboard.type('、ejbt');
	await page.keyboard.press('Enter');
	await page.keyboard.type('（一）手机上写的标题');
	await page.getByRole('button', { name: '大纲' }).tap();
	await expect(page.getByRole('dialog').getByRole('button', { name: '（一）手机上写的标题' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByText('全部已保存')).toBeAttached();
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
