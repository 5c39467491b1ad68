/** The `test` of every journey: what a journey opened in the browser is closed when it ends. */
import { test as plain } from '@playwright/test';

export { expect } from '@playwright/test';

/**
 * Playwright closes only the context it made itself. All others stay open until the last journey of the run, with pages
 * that go on asking for servers that are gone: a hundred of them make the last journeys slow, and then late.
 */
export const test = plain.extend<{ closing: void }>({
	closing: [
		async ({ browser }, use) => {
			const before = new Set(browser.contexts());
			await use();
			await Promise.all(
				browser
					.contexts()
					.filter((context) => !before.has(context))
					.map((context) => context.close())
			);
		},
		{ auto: true }
	]
});
