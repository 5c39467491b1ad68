/** What cannot be read on a page: text that is cut off, text that lies on other text, and what must be moved sideways. */
import type { Page } from '@playwright/test';

/** Answers in lines one can look for; empty is good. */
export function illegible(page: Page): Promise<readonly string[]> {
	return page.evaluate(() => {
		const SLACK = 3;
		const root = document.documentElement;
		const name = (element: Element): string =>
			`${element.tagName.toLowerCase()}.${element.classList[0] ?? ''} “${(element.textContent ?? '').trim().slice(0, 24)}”`;
		const isSeen = (element: Element): boolean =>
			element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
			element.closest('[aria-hidden="true"], .vh') === null;
		const words: { readonly element: Element; readonly box: DOMRect }[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const element = node.parentElement;
			if (!element || (node.textContent ?? '').trim() === '' || !isSeen(element)) continue;
			const range = document.createRange();
			range.selectNodeContents(node);
			for (const box of range.getClientRects()) if (box.width > 2 && box.height > 2) words.push({ element, box });
		}
		const found =
			root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth - root.clientWidth} px too wide`] : [];
		const clips = (style: string): boolean => style === 'hidden' || style === 'clip';
		const scrolls = (style: string): boolean => style === 'auto' || style === 'scroll';
		/** What can be seen of it: frames that scroll show the rest by and by, others never. */
		const shown: { readonly element: Element; readonly box: DOMRect }[] = [];
		for (const { element, box } of words) {
			let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
			for (let up: Element | null = element; up && up !== document.body; up = up.parentElement) {
				const { overflowX, overflowY, position } = getComputedStyle(up);
				const frame = up.getBoundingClientRect();
				// One pixel, for screen readers.
				if (frame.width <= 2 || frame.height <= 2) [right, bottom] = [left, top];
				if (right === left) break;
				const beyond = right > frame.right + SLACK || left < frame.left - SLACK;
				const below = bottom > frame.bottom + SLACK || top < frame.top - SLACK;
				if ((clips(overflowX) && beyond) || (clips(overflowY) && below))
					found.push(`cut off by ${name(up).split(' ')[0]}: ${name(element)}`);
				if (clips(overflowX) || scrolls(overflowX))
					[left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
				if (clips(overflowY) || scrolls(overflowY))
					[top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
				if (position !== 'fixed') continue;
				if (bottom > innerHeight + SLACK && !scrolls(overflowY)) found.push(`below the window: ${name(element)}`);
				break;
			}
			if (scrollY === 0 && box.top < -SLACK && bottom > 0 && top < 0) found.push(`above the window: ${name(element)}`);
			if (right - left > 2 && bottom - top > 2)
				shown.push({ element, box: new DOMRect(left, top, right - left, bottom - top) });
		}
		/** In layers above the page things lie on others by intent. */
		const layer = (element: Element): Element | null => {
			for (let up: Element | null = element; up; up = up.parentElement)
				if (['fixed', 'sticky'].includes(getComputedStyle(up).position) || up.tagName === 'DIALOG') return up;
			return null;
		};
		const placed = shown
			.filter(({ box }) => box.bottom > 0 && box.top < innerHeight)
			.map(({ element, box }) => ({ element, box, layer: layer(element) }));
		for (const [index, one] of placed.entries())
			for (const other of placed.slice(index + 1)) {
				if (one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element))
					continue;
				const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
				const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
				if (wide > SLACK && high > 0.35 * Math.min(one.box.height, other.box.height))
					found.push(`${name(one.element)} lies on ${name(other.element)}`);
			}
		return [...new Set(found)];
	});
}
