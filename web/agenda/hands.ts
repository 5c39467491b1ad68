/** What only those need who may write: fields, dragging, the steps of an item. Fetched with the draft. */
import type { ItemView } from '#shared/meetings/views.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import type { MenuItem } from '#web/ui/menu.ts';

export { default as AgendaEdit } from './AgendaEdit.svelte';
export { sortable } from './sorting.svelte.ts';

export type ItemHands = {
	readonly edit: (id: string) => void;
	readonly shift: (id: string, by: -1 | 1) => void;
	readonly remove: (view: ItemView) => void;
};

export function itemSteps(view: ItemView, { edit, shift, remove }: ItemHands): readonly MenuItem[] {
	return [
		{ text: m.agenda_edit_verb(), icon: 'pen', run: () => edit(view.id) },
		{ text: m.agenda_up(), icon: 'arrow-up', run: () => shift(view.id, -1) },
		{ text: m.agenda_down(), icon: 'arrow-down', run: () => shift(view.id, 1) },
		{ text: m.agenda_remove(), icon: 'x', run: () => remove(view) }
	];
}

/** Said after a step by keyboard or menu, for those who do not see it. */
export function movedWords(place: number): string {
	return m.agenda_moved({ place });
}
