/** The narrowest window and the system's own colours: one line where one line is meant, and nothing told by a ground alone. */
import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';
import { expect, test } from '../journey.ts';
import { illegible } from '../legible.ts';
import { errorsOnPages, ready, signedIn } from '../people.ts';
import { startProduct, type Product } from '../product.ts';

let product: Product;
test.beforeAll(async () => {
	product = await startProduct('--demo');
});
test.afterAll(() => product.remove());
test.afterEach(() => expect(errorsOnPages()).toEqual([]));

async function open(browser: Browser, account: string, ...[path, options]: [string, BrowserContextOptions]) {
	const page = await (await signedIn(browser, product.url, account, { reducedMotion: 'reduce', ...options })).newPage();
	await page.goto(product.url + path);
	await ready(page);
	await expect(page.locator('.skeleton')).toHaveCount(0);
	return page;
}

const narrow = { viewport: { width: 320, height: 568 } };
const linesOf = (text: Locator): Promise<number> =>
	text.evaluate((element) => {
		const range = document.createRange();
		range.selectNodeContents(element);
		return new Set([...range.getClientRects()].filter(({ width }) => width > 2).map(({ top }) => Math.round(top))).size;
	});
const topsOf = (all: Locator): Promise<readonly number[]> =>
	all.evaluateAll((elements) => elements.map((element) => Math.round(element.getBoundingClientRect().top)));

for (const locale of ['zh-CN', 'en-US'])
	test(`[U8] ${locale} at 320 px: title, saving and the record's head stay whole; four choices make two rows of two`, async ({
		browser
	}) => {
		const room = await open(browser, 'member-police', '/meetings/m-4', { ...narrow, locale });
		await expect(room.getByRole('status').filter({ hasText: /全部已保存|everything saved/ })).toBeVisible();
		expect(await linesOf(room.locator('.top .words'))).toBe(1);
		const title = room.locator('.top [aria-current="page"]');
		expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
		await expect.poll(() => illegible(room)).toEqual([]);

		const planning = await open(browser, 'secretary', '/meetings/new', { ...narrow, locale });
		// The latest meeting is ahead: it is not called the last one.
		await expect(planning.getByText(/已排到|Planned as far as/)).toBeVisible();
		const [first, second, third, fourth] = await topsOf(planning.locator('.template .segs > button'));
		expect([first, third]).toEqual([second, fourth]);
		expect(third).toBeGreaterThan(first ?? 0);
		const [legend, field] = [planning.locator('fieldset legend').last(), planning.locator('.segs').first()];
		expect((await legend.boundingBox())?.x).toBe((await field.boundingBox())?.x);
	});

test('[U8] in English on a county desk the number of a meeting stays with its year', async ({ browser }) => {
	const page = await open(browser, 'secretary', '/meetings/m-5', { locale: 'en-US' });
	expect(await linesOf(page.locator('h1 .together'))).toBe(1);
	const list = await open(browser, 'secretary', '/meetings', { ...narrow, locale: 'en-US' });
	expect(await linesOf(list.locator('h3 .together').first())).toBe(1);
});

test('[O14] a notice writes each unit’s full name, also of one that is no member', async ({ browser }) => {
	const page = await open(browser, 'secretary', '/meetings/m-5', {});
	await page.getByRole('button', { name: '查看会议通知' }).click();
	await expect(page.getByRole('dialog')).toContainText('寄宿生周末返家班车（西岭乡九年制学校，10分钟）');
});

/** The colour a thing is painted with, not the one its style asks for. */
const ground = (thing: Locator): Promise<string> =>
	thing.evaluate((element) => getComputedStyle(element).backgroundColor);

async function toldApart(page: Page, part: string, whole: string): Promise<void> {
	expect(await ground(page.locator(part).first()), part).not.toBe(await ground(page.locator('body')));
	const { outlineStyle } = await page
		.locator(whole)
		.first()
		.evaluate((element) => getComputedStyle(element));
	expect(outlineStyle, whole).toBe('solid');
}

test('[U9] in the system’s colours lengths and steps are seen, and what cannot be pressed looks so', async ({
	browser
}) => {
	const forced: BrowserContextOptions = { forcedColors: 'active', colorScheme: 'dark' };
	const desk = await open(browser, 'convener', '/meetings/m-4', forced);
	await toldApart(desk, '.bars i', '.bars u');
	await toldApart(desk, '.sum .bar > i', '.sum .bar');
	const [next, pause] = [/请下一位/, /暂停排队/].map((name) => desk.getByRole('button', { name }));
	const colour = (button: Locator | undefined) => button?.evaluate((element) => getComputedStyle(element).color);
	expect(await colour(next)).not.toBe(await colour(pause));
	const phone = await open(browser, 'member-police', '/meetings/m-4', { ...forced, ...narrow });
	await toldApart(phone, '.steps .c', '.steps i');
});

test('before a meeting, on a phone, what waits for the reader stands above the agenda; on a desk beside it', async ({
	browser
}) => {
	const answer = (page: Page) => page.getByRole('region', { name: '参会回执' });
	const agenda = (page: Page) => page.getByRole('region', { name: '议程' });
	const phone = await open(browser, 'liaison-police', '/meetings/m-5', narrow);
	const [top] = await topsOf(answer(phone));
	expect(top).toBeLessThan((await topsOf(agenda(phone)))[0] ?? 0);
	const desk = await open(browser, 'liaison-police', '/meetings/m-5', {});
	expect(await topsOf(answer(desk))).toEqual(await topsOf(agenda(desk)));
	const papers = desk.locator('.beside').nth(1);
	const [below, end] = [await papers.boundingBox(), await answer(desk).boundingBox()];
	expect((below?.y ?? 0) - ((end?.y ?? 0) + (end?.height ?? 0))).toBeLessThanOrEqual(24);
});
