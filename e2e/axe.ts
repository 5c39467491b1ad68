/** What axe has against a page, in lines one can read: WCAG 2.2 A and AA. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function faults(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary = '' }) => {
			const [, ...reasons] = failureSummary.split('\n').map((line) => line.trim());
			return `${id} · ${target.join(' ')} · ${reasons.join(' ')}`;
		})
	);
}
