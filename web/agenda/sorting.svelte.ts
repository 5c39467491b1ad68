/**
 * Dragging items into another order. The library is fetched when somebody who may reorder has the list before them, on a
 * touch screen when they touch it; until then, and by keyboard, there are Alt+↑/↓ and the menu.
 */
import { part } from '#web/live/part.ts';
import type { ActionReturn } from 'svelte/action';
import type { Attachment } from 'svelte/attachments';
import type { Options } from 'svelte-dnd-action';

type WithId = { readonly id: string };
type Told<Item> = { readonly items: Item[]; readonly info: { readonly id: string } };

export type Sorting<Item extends WithId> = {
	readonly items: () => readonly Item[];
	/** While the hand moves, the list shows this order. */
	readonly considered: (order: readonly Item[]) => void;
	readonly dropped: (id: string, order: readonly Item[]) => void;
};

/** An element inside an item by which it is taken. */
const GRIP = 'data-grip';

export function sortable<Item extends WithId>({ items, considered, dropped }: Sorting<Item>): Attachment<HTMLElement> {
	return (list) => {
		let isGone = false;
		let zone: ActionReturn<Options<Item>> | null = null;
		let isHeld = $state(false);
		const options = () => ({
			items: [...items()],
			dragDisabled: !isHeld,
			flipDurationMs: 0,
			delayTouchStart: 120,
			zoneTabIndex: -1,
			zoneItemTabIndex: -1,
			// Roles stay those of a list, and the keyboard has its own way: nothing of it may be announced as draggable.
			autoAriaDisabled: true,
			dropTargetStyle: {}
		});
		const hold = (event: Event): void => {
			if (!(event.target instanceof Element) || !event.target.closest(`[${GRIP}]`)) return;
			isHeld = true;
			zone?.update?.(options()); // at once: the press is on its way to the item
		};
		const letGo = (): void => void (isHeld = false);
		const consider = (event: Event): void => {
			if (event instanceof CustomEvent) considered((event.detail as Told<Item>).items);
		};
		const finalize = (event: Event): void => {
			letGo();
			if (!(event instanceof CustomEvent)) return;
			const told = event.detail as Told<Item>;
			dropped(told.info.id, told.items);
		};
		const fetchIt = (): void =>
			void part(() => import('svelte-dnd-action')).then(({ dndzone }) => {
				if (!isGone) zone = dndzone<Item>(list, options());
			});
		// Who reads on a phone does not pay for it: it comes with the first touch of the list.
		if (matchMedia('(pointer: fine)').matches) fetchIt();
		else list.addEventListener('touchstart', fetchIt, { once: true, passive: true });
		$effect(() => {
			const next = options();
			zone?.update?.(next);
		});
		list.addEventListener('mousedown', hold, true);
		list.addEventListener('touchstart', hold, { capture: true, passive: true });
		window.addEventListener('mouseup', letGo);
		window.addEventListener('touchend', letGo);
		list.addEventListener('consider', consider);
		list.addEventListener('finalize', finalize);
		return () => {
			isGone = true;
			zone?.destroy?.();
			list.removeEventListener('touchstart', fetchIt);
			list.removeEventListener('mousedown', hold, true);
			list.removeEventListener('touchstart', hold, true);
			window.removeEventListener('mouseup', letGo);
			window.removeEventListener('touchend', letGo);
			list.removeEventListener('consider', consider);
			list.removeEventListener('finalize', finalize);
		};
	};
}
