/** What one person typed and the server does not have yet: on a shared computer, over a closed tab, beside the next person. */
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { enter, enterByForm, errorsOnPages, ready, signedIn, watch } from '../people.ts';
import { startProduct, type Product } from '../product.ts';
import { layCable, type Relay } from '../relay.ts';

let product: Product;
let cable: Relay;
test.beforeAll(async () => {
	product = await startProduct('--demo');
	cable = await layCable(product.port);
});
test.afterAll(async () => {
	await cable?.close();
	await product?.remove();
});
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

const agendaOf = (page: Page) => page.getByRole('region', { name: '议程' });
const saved = (page: Page) => page.locator('header.top .conn');
const title = (page: Page) => agendaOf(page).getByRole('textbox', { name: '议题标题' });

async function room(context: BrowserContext, url: string): Promise<Page> {
	const page = await context.newPage();
	await page.goto(`${url}/meetings/m-4`);
	await expect(saved(page)).toContainText('全部已保存');
	// what comes after the first paint (dragging, the reader) is here too before anybody pulls the cable
	await page.waitForLoadState('networkidle');
	return page;
}

/** A new item at the end of the agenda, its title open. */
async function newItem(page: Page): Promise<void> {
	await agendaOf(page).getByRole('button', { name: '添加议题' }).click();
	await expect(title(page)).toBeFocused();
}

async function cut(context: BrowserContext): Promise<void> {
	cable.pull();
	await context.setOffline(true);
}

async function mend(context: BrowserContext): Promise<void> {
	cable.plug();
	await context.setOffline(false);
}

async function addWithoutNetwork(page: Page, text: string): Promise<void> {
	await cut(page.context());
	await newWords(page, text);
}

/** Types a new item that cannot be sent. The item and each letter is one edit, and all of them are said to be kept. */
async function newWords(page: Page, text: string): Promise<void> {
	await newItem(page);
	await page.keyboard.type(text);
	await expect(saved(page)).toContainText(`已存在本机，${text.length + 1} 处待提交`);
}

async function toSignOut(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: `${name}，账号菜单` }).click();
	await page.getByRole('menuitem', { name: '退出登录' }).click();
}

/** A browser with a text that its writer could not send; the writer is at the workbench again, with network. */
async function withUnsent(browser: Browser, text: string): Promise<Page> {
	const context = await signedIn(browser, cable.url, 'member-police');
	const typing = await room(context, cable.url);
	await addWithoutNetwork(typing, text);
	await typing.close();
	await mend(context);
	const page = await context.newPage();
	await page.goto(cable.url);
	await ready(page);
	return page;
}

/** Somebody else's browser, which shows what the server has. */
async function onlooker(browser: Browser): Promise<Page> {
	return room(await signedIn(browser, product.url, 'member-edu'), product.url);
}

test('what is typed without network is kept here, survives closing the tab, and is merged and saved on return', async ({
	browser
}) => {
	const context = await signedIn(browser, cable.url, 'member-police');
	const page = await room(context, cable.url);
	const other = await onlooker(browser);
	await addWithoutNetwork(page, '校车司机冬训');
	await expect(page.getByText('网络已断开，您的修改已存在本机，恢复后自动提交。')).toBeVisible();
	await page.close();
	await newItem(other);
	await other.keyboard.type('食堂明厨亮灶');
	await expect(saved(other)).toContainText('全部已保存');
	await expect(agendaOf(other)).not.toContainText('校车司机冬训');
	await mend(context);
	const again = await room(context, cable.url);
	for (const one of [again, other]) await expect(agendaOf(one)).toContainText('校车司机冬训');
	await expect(agendaOf(again)).toContainText('食堂明厨亮灶');
	await context.close();
	await other.context().close();
});

test('signing out with unsent text asks; sent first, it reaches everybody and nothing stays on the computer', async ({
	browser
}) => {
	const page = await withUnsent(browser, '夜间照明补点');
	const other = await onlooker(browser);
	await expect(agendaOf(other)).not.toContainText('夜间照明补点');
	await toSignOut(page, '卫某');
	const asking = page.getByRole('dialog', { name: '还有未提交的文字' });
	await expect(asking).toContainText(/\d+ 处修改还没有提交/);
	await asking.getByRole('button', { name: '提交后退出' }).click();
	await expect(page).toHaveURL(`${cable.url}/login`);
	expect(await leftBehind(page)).toEqual({ notes: [], copies: [] });
	await expect(agendaOf(other)).toContainText('夜间照明补点');
	await page.context().close();
	await other.context().close();
});

test('kept for oneself, the next person at that computer never sees it, and it comes back to its writer', async ({
	browser
}) => {
	const page = await withUnsent(browser, '只属于卫某的一句');
	const context = page.context();
	await toSignOut(page, '卫某');
	await page.getByRole('button', { name: '留在本机，退出' }).click();
	await expect(page).toHaveURL(`${cable.url}/login`);

	await enterByForm(page, cable.url, 'member-edu');
	await expect(page.getByText('这台电脑上还有 member-police 未提交的文字')).toBeVisible();
	await page.goto(`${cable.url}/meetings/m-4`);
	await expect(saved(page)).toContainText('全部已保存');
	await newItem(page);
	await page.keyboard.type('郑某自己的一句');
	await expect(saved(page)).toContainText('全部已保存');
	await expect(agendaOf(page)).not.toContainText('只属于卫某的一句');

	await enter(context, cable.url, 'member-police');
	const back = await room(context, cable.url);
	await expect(agendaOf(back)).toContainText('只属于卫某的一句');
	await expect(agendaOf(back)).toContainText('郑某自己的一句');
	await expect.poll(async () => (await leftBehind(back)).notes.filter(({ unsent }) => unsent > 0)).toEqual([]);
	await context.close();
});

test('discarded after typing the word, it is gone from the computer and never reaches anybody', async ({ browser }) => {
	const page = await withUnsent(browser, '写错了的一句');
	const context = page.context();
	await toSignOut(page, '卫某');
	await page.getByRole('button', { name: '丢弃…' }).click();
	const sure = page.getByRole('dialog', { name: '丢弃未提交的文字' });
	const go = sure.getByRole('button', { name: '丢弃并退出' });
	await expect(go).toBeDisabled();
	await sure.getByRole('textbox').fill('丢弃');
	await go.click();
	await expect(page).toHaveURL(`${cable.url}/login`);
	expect(await leftBehind(page)).toEqual({ notes: [], copies: [] });
	await enter(context, cable.url, 'member-police');
	await expect(agendaOf(await room(context, cable.url))).not.toContainText('写错了的一句');
	await context.close();
});

test('an internal item and a chair’s note count in what is not saved, also when another item is looked at', async ({
	browser
}) => {
	const context = await signedIn(browser, cable.url, 'convener');
	const page = await context.newPage();
	await page.goto(`${cable.url}/meetings/m-5`);
	await expect(saved(page)).toContainText('全部已保存');
	await page.getByRole('button', { name: '添加内部事项' }).click();
	await expect(title(page)).toBeFocused();
	await expect(saved(page)).toContainText('全部已保存');
	await cut(context);
	await page.keyboard.type('人事');
	await expect(saved(page)).toContainText('已存在本机，2 处待提交');
	await page.keyboard.press('Enter');
	await mend(context);
	await expect(saved(page)).toContainText('全部已保存');

	const [first, second] = [agendaOf(page).locator('[data-row]').first(), agendaOf(page).locator('[data-row]').nth(1)];
	await first.click();
	await page.getByRole('button', { name: '写提示' }).click();
	const note = page.getByRole('textbox', { name: /^对“.*”的提示$/ });
	await expect(note).toBeVisible();
	await expect(saved(page)).toContainText('全部已保存');
	await cut(context);
	await note.click();
	await page.keyboard.type('问经费');
	await expect(saved(page)).toContainText('已存在本机，3 处待提交');
	await second.click();
	await expect(page.getByRole('button', { name: '写提示' })).toBeVisible();
	await expect(saved(page)).toContainText('已存在本机，3 处待提交');
	await mend(context);
	await expect(saved(page)).toContainText('全部已保存');
	await context.close();
	const again = await signedIn(browser, product.url, 'convener');
	const other = await again.newPage();
	await other.goto(`${product.url}/meetings/m-5`);
	await agendaOf(other).locator('[data-row]').first().click();
	await expect(other.getByRole('textbox', { name: /^对“.*”的提示$/ })).toHaveValue('问经费');
	await again.close();
});

test('where a browser keeps nothing, whoever leaves with text that is only on the page is asked first', async ({
	browser
}) => {
	const context = await signedIn(browser, cable.url, 'convener');
	await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
	const page = await context.newPage();
	await page.goto(`${cable.url}/meetings/m-5`);
	await expect(saved(page)).toContainText('全部已保存');
	await agendaOf(page).locator('[data-row]').nth(2).click();
	await page.getByRole('button', { name: '写提示' }).click();
	const note = page.getByRole('textbox', { name: /^对“.*”的提示$/ });
	await expect(note).toBeVisible();
	await expect(saved(page)).toContainText('全部已保存');
	await cut(context);
	await note.click();
	await page.keyboard.type('请财政先讲');
	await expect(saved(page)).toContainText('5 处待提交，请不要关闭页面');
	const asked: string[] = [];
	page.on('dialog', (dialog) => {
		asked.push(`${dialog.type()} ${dialog.message()}`);
		void dialog.dismiss();
	});
	await page.getByRole('navigation').getByRole('link', { name: '督办' }).first().click();
	await expect.poll(() => asked).toEqual([expect.stringContaining('confirm 您刚才的修改只在这个页面里')]);
	await expect(note).toHaveValue('请财政先讲');
	await page.evaluate(() => location.reload()).catch(() => undefined);
	await expect.poll(() => asked.map((each) => each.split(' ')[0])).toEqual(['confirm', 'beforeunload']);
	await expect(note).toHaveValue('请财政先讲');
	await mend(context);
	await expect(saved(page)).toContainText('全部已保存');
	await page.getByRole('navigation').getByRole('link', { name: '督办' }).first().click();
	await expect(page).toHaveURL(/followups/);
	expect(asked).toHaveLength(2);
	await context.close();
});

test('half-typed pinyin stays in its own browser until it is chosen', async ({ browser }) => {
	const context = await signedIn(browser, product.url, 'member-police');
	const other = await onlooker(browser);
	await composes(await room(context, product.url), other, '校车');
	await context.close();
	await other.context().close();
});

test('over plain http from a name that is not this machine, it all works the same', async ({ browser }) => {
	const far = await layCable(product.port, 'lianxi.county.test');
	const context = watch(await browser.newContext());
	const page = await context.newPage();
	await enterByForm(page, far.url, 'member-finance');
	await expect(page).toHaveURL(`${far.url}/`);
	expect(await page.evaluate(() => [isSecureContext, typeof crypto.randomUUID, typeof crypto.subtle])).toEqual([
		false,
		'undefined',
		'undefined'
	]);
	await page.close();
	const other = await onlooker(browser);
	const here = await room(context, far.url);
	await composes(here, other, '经费');
	far.pull();
	await newWords(here, '断网时写的经费说明');
	await here.close();
	far.plug();
	const again = await room(context, far.url);
	for (const one of [again, other]) await expect(agendaOf(one)).toContainText('断网时写的经费说明');
	await context.close();
	await other.context().close();
	await far.close();
});

/** Types pinyin on the first page with an input method and chooses `word`; the second looks on. */
async function composes(page: Page, other: Page, word: string): Promise<void> {
	await newItem(page);
	await page.keyboard.type('甲');
	await expect(agendaOf(other)).toContainText('甲');
	const seen = await everSeen(other);
	const keyboard: CDPSession = await page.context().newCDPSession(page);
	for (const text of ['x', 'xi', 'xia', 'xiao', "xiao'c", "xiao'che"]) {
		await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
	}
	await expect(title(page)).toHaveValue("甲xiao'che");
	// a colleague's own edit goes through meanwhile, so the link is alive and there was time to leak
	await other.bringToFront();
	await newItem(other);
	await other.keyboard.type('乙');
	await expect(saved(other)).toContainText('全部已保存');
	await page.bringToFront();
	await expect(agendaOf(page)).toContainText('乙');
	await keyboard.send('Input.insertText', { text: word });
	await expect(agendaOf(other)).toContainText(`甲${word}`);
	await expect(title(page)).toHaveValue(`甲${word}`);
	await expect(saved(page)).toContainText('全部已保存');
	expect((await seen()).filter((text) => /x|iao/.test(text))).toEqual([]);
	for (const one of [page, other]) await one.keyboard.press('Escape');
}

/** Everything that any element of the agenda has said from now on. */
async function everSeen(page: Page): Promise<() => Promise<readonly string[]>> {
	const seen = await agendaOf(page).evaluateHandle((region) => {
		const texts: string[] = [region.textContent ?? ''];
		new MutationObserver(() => texts.push(region.textContent ?? '')).observe(region, {
			subtree: true,
			childList: true,
			characterData: true
		});
		return texts;
	});
	return () => seen.jsonValue();
}

/** What a person's pages have left in this browser: notes of unsent text, and copies of documents. */
function leftBehind(page: Page): Promise<{ notes: { unsent: number }[]; copies: string[] }> {
	return page.evaluate(async () => ({
		notes: Object.keys(localStorage)
			.filter((key) => key.startsWith('lianxi/draft'))
			.map((key) => JSON.parse(localStorage.getItem(key) ?? '{}') as { unsent: number }),
		copies: (await indexedDB.databases()).map(({ name }) => name ?? '')
	}));
}
