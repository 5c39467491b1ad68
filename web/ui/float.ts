/**
 * Puts a floating thing beside its anchor: out of every clipping and stacking box, inside the window, flipped where
 * there is no room. (The popover API and anchor positioning came long after Chrome 90.)
 */
import type { Attachment } from 'svelte/attachments';

export type Side = 'start' | 'end';

/** Moves the element to the end of the landmark (or open dialog) that holds the anchor, and keeps it in place. */
export function float(anchor: () => HTMLElement | undefined, side: Side = 'start'): Attachment<HTMLElement> {
	return (element) => {
		const held = anchor();
		// Out of the flow before anything is measured: in it, it would push the anchor and be as wide as the page.
		element.style.position = 'fixed';
		(held?.closest('dialog, main, aside, header') ?? document.body).append(element);
		const place = (): void => {
			if (held) lay(element, held.getBoundingClientRect(), side);
		};
		place();
		addEventListener('resize', place);
		addEventListener('scroll', place, { capture: true, passive: true });
		return () => {
			removeEventListener('resize', place);
			removeEventListener('scroll', place, { capture: true });
			// What held it may be going in the same moment (a row removes itself by its own menu) and no longer contains it.
			element.remove();
		};
	};
}

function lay(element: HTMLElement, anchor: DOMRect, side: Side): void {
	const gap = 6;
	const edge = 8;
	const { offsetWidth: width, offsetHeight: height } = element;
	const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
	const left = (side === 'start') !== rtl ? anchor.left : anchor.right - width;
	const below = anchor.bottom + gap;
	const above = anchor.top - gap - height;
	const top = below + height > innerHeight - edge && above >= edge ? above : below;
	element.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
	element.style.top = `${Math.max(edge, Math.min(top, innerHeight - edge - Math.min(height, innerHeight - 2 * edge)))}px`;
}

/** Calls back for a press outside of all the given elements. */
export function pressedOutside(inside: () => readonly (HTMLElement | undefined)[], close: () => void): () => void {
	const press = (event: PointerEvent): void => {
		const target = event.target;
		if (target instanceof Node && !inside().some((element) => element?.contains(target))) close();
	};
	document.addEventListener('pointerdown', press, true);
	return () => document.removeEventListener('pointerdown', press, true);
}
