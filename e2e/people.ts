/** People at their browsers: each has a context of their own, and nothing on their pages may throw unnoticed. */
import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';

export const PASSWORD = 'lianxi-demo';

/** A phone as most officials hold it. */
export const phone: BrowserContextOptions = {
	viewport: { width: 375, height: 812 },
	hasTouch: true,
	isMobile: true
};

const thrown: string[] = [];

/** Errors of pages since the last look. */
export function errorsOnPages(): readonly string[] {
	return thrown.splice(0);
}

export function watch(context: BrowserContext): BrowserContext {
	context.on('weberror', (weberror) => {
		const { name, message, stack = '' } = weberror.error();
		thrown.push(`${weberror.page()?.url()}: ${name} ${message} ${stack}`);
	});
	return context;
}

/** A signed-in browser, without the way through the sign-in page. */
export async function signedIn(
	browser: Browser,
	url: string,
	account: string,
	options: BrowserContextOptions = {}
): Promise<BrowserContext> {
	const context = watch(await browser.newContext(options));
	await enter(context, url, account);
	return context;
}

/** Signs a browser in, or changes who is signed in there. */
export async function enter(context: BrowserContext, url: string, account: string, password = PASSWORD): Promise<void> {
	const answer = await context.request.post(`${url}/api/session`, { data: { account, password } });
	expect(answer.status(), `${account} was not let in`).toBe(200);
}

/** Through the sign-in page, as somebody at the desk does it. */
export async function enterByForm(page: Page, url: string, account: string, password = PASSWORD): Promise<void> {
	if (!page.url().startsWith(`${url}/login`)) await page.goto(`${url}/login`);
	await page.getByLabel('账号', { exact: true }).fill(account);
	await page.getByLabel('密码', { exact: true }).fill(password);
	await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** The page stands and answers clicks: it is connected to the server. */
export async function ready(page: Page): Promise<void> {
	await expect(page.locator('header.top .conn:not(.wait):not(.conn-off)')).toBeAttached();
}
