/** One stop for Tab in a row of buttons; the arrows go along it. */
import type { Attachment } from 'svelte/attachments';

const buttonsOf = (bar: HTMLElement): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>(':scope button')];

/** @param leave for Escape: back to what the row belongs to. */
export function roving(leave: () => void): Attachment<HTMLElement> {
	return (bar) => {
		const settle = (chosen: HTMLElement | undefined): void => {
			for (const button of buttonsOf(bar)) button.tabIndex = button === chosen ? 0 : -1;
		};
		const focused = ({ target }: FocusEvent): void => {
			if (target instanceof HTMLElement && target.tagName === 'BUTTON') settle(target);
		};
		const keyed = (event: KeyboardEvent): void => {
			if (event.key === 'Escape') return leave();
			const all = buttonsOf(bar);
			const now = all.findIndex((button) => button === document.activeElement);
			const forward = getComputedStyle(bar).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
			const backward = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
			const steps: Readonly<Record<string, number>> = {
				[forward]: now + 1,
				[backward]: now - 1 + all.length,
				Home: 0,
				End: all.length - 1
			};
			const to = steps[event.key];
			if (now < 0 || to === undefined) return;
			event.preventDefault();
			all[to % all.length]?.focus();
		};
		// The tools of a table come and go: there is always one that Tab finds.
		const watch = new MutationObserver(() => {
			const all = buttonsOf(bar);
			if (!all.some((button) => button.tabIndex === 0)) settle(all[0]);
			else
				for (const button of all)
					if (button.tabIndex === 0 && button !== all.find((each) => each.tabIndex === 0)) button.tabIndex = -1;
		});
		settle(buttonsOf(bar)[0]);
		watch.observe(bar, { childList: true, subtree: true });
		bar.addEventListener('focusin', focused);
		bar.addEventListener('keydown', keyed);
		return () => {
			watch.disconnect();
			bar.removeEventListener('focusin', focused);
			bar.removeEventListener('keydown', keyed);
		};
	};
}
