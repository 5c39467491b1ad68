/** Keeps the last lines in sight while they are written, unless somebody has scrolled up to read. */
import type { Attachment } from 'svelte/attachments';

const NEAR = 48;

export const atTheEnd: Attachment<HTMLElement> = (element) => {
	let isNear = true;
	const looked = (): void => {
		isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
	};
	const written = new MutationObserver(() => {
		if (isNear) element.scrollTop = element.scrollHeight;
	});
	written.observe(element, { childList: true, characterData: true, subtree: true });
	element.addEventListener('scroll', looked, { passive: true });
	return () => {
		written.disconnect();
		element.removeEventListener('scroll', looked);
	};
};
