/** Hands on a keyboard: nothing of this presses with a mouse. What it walks over has to be seen, and nothing may drop the focus. */
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { ready, signedIn } from './people.ts';

/** Where something was pressed on a page: from then on the focus is always somewhere, until another page is gone to. */
const used = new WeakMap<Page, string>();

export async function open(browser: Browser, url: string, account: string): Promise<Page> {
	// Without movement, so that what the focus looks like is there at once.
	const { origin } = new URL(url);
	const page = await (await signedIn(browser, origin, account, { reducedMotion: 'reduce' })).newPage();
	await page.goto(url);
	await ready(page);
	return page;
}

export const button = (page: Page | Locator, name: string | RegExp): Locator =>
	page.getByRole('button', { name, exact: typeof name === 'string' }).first();

const isFocused = (target: Locator): Promise<boolean> =>
	target.evaluate((element) => element === document.activeElement);

/** [U7] What was pressed may be gone by now; the focus is not. */
export async function keepsFocus(page: Page): Promise<void> {
	const where = (): Promise<string> => page.evaluate(() => document.activeElement?.tagName ?? '');
	await expect.poll(where, { message: 'the focus fell to the body', timeout: 3000 }).not.toMatch(/^(BODY|HTML|)$/);
}

/** The focus moves on, and what it leaves has to look otherwise than before: else nobody could have seen it there. */
async function tab(page: Page): Promise<void> {
	const left = await page.evaluateHandle(() => document.activeElement);
	const look = (): Promise<string> =>
		left.evaluate((element) => {
			if (!element || element === document.body) return '';
			const { boxShadow, outlineStyle, outlineColor, backgroundColor, borderColor } = getComputedStyle(element);
			return [boxShadow, outlineStyle, outlineColor, backgroundColor, borderColor].join(' ');
		});
	const then = await look();
	await page.keyboard.press('Tab');
	if (then === '' || (await left.evaluate((element) => element === document.activeElement))) return;
	const what = await left.evaluate((element) => element?.outerHTML.slice(0, 120) ?? '');
	await expect.poll(look, { message: `the focus is not seen on ${what}` }).not.toBe(then);
}

/** Tab until the focus is there: what cannot be reached this way fails, and so does what traps it. */
export async function reach(page: Page, target: Locator): Promise<void> {
	await expect(target).toBeVisible();
	if (used.get(page) === page.url()) await keepsFocus(page);
	for (let presses = 0; presses < 150; presses += 1) {
		if (await isFocused(target)) return;
		await tab(page);
	}
	throw new Error(`the keyboard does not reach ${target.toString()}`);
}

export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
	await reach(page, target);
	used.set(page, page.url());
	await page.keyboard.press(key);
}

export async function write(page: Page, target: Locator, text: string): Promise<void> {
	await reach(page, target);
	await page.keyboard.press('Control+a');
	await page.keyboard.type(text);
}

/** Opens a dialog, which takes the focus. */
export async function into(page: Page, opener: Locator, dialog: Locator): Promise<void> {
	await press(page, opener);
	await expect(dialog).toBeVisible();
	await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
}

/** Into a dialog, all around it, out of it by Escape and back to what opened it. */
export async function through(
	page: Page,
	opener: Locator,
	dialog: Locator,
	inside: () => Promise<void> = () => Promise.resolve()
): Promise<void> {
	await into(page, opener, dialog);
	await inside();
	for (let presses = 0; presses < 30; presses += 1) {
		await page.keyboard.press('Tab');
		// Past its last element the browser's own bar comes, and the page has no focus at all.
		const out = await dialog.evaluate(
			(element) => document.activeElement !== document.body && !element.contains(document.activeElement)
		);
		expect(out, 'the focus left the dialog').toBe(false);
	}
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(opener).toBeFocused();
	// The page hears of the close a task later; until then the opener would open what it holds to be open.
	await expect(page.locator('dialog:not([open]) > .in')).toHaveCount(0);
}
