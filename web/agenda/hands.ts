/** What only those need who may write: fields, dragging, the steps of an item. Fetched with the draft. */
import { m } from '#web/i18n/paraglide/messages.js';
import type { MenuItem } from '#web/ui/menu.ts';
import type { AgendaDraft } from './agenda-draft.svelte.ts';
import type { Row } from './rows.ts';

export { default as AgendaEdit } from './AgendaEdit.svelte';
export { sortable } from './sorting.svelte.ts';

export type ItemHands = {
	readonly edit: (id: string) => void;
	readonly shift: (id: string, by: -1 | 1) => void;
	readonly remove: (row: Row) => void;
};

export function itemSteps(row: Row, { edit, shift, remove }: ItemHands, draft: AgendaDraft): readonly MenuItem[] {
	const isHeading = 'kind' in row;
	const { sections } = draft;
	const groups: readonly MenuItem[] = isHeading
		? []
		: sections.map(({ id, title }) => ({
				text: title || m.agenda_section_untitled(),
				run: () => draft.moveTo(row.id, id)
			}));
	return [
		{ text: m.agenda_edit_verb(), icon: 'pen', run: () => edit(row.id) },
		{ text: m.agenda_up(), icon: 'arrow-up', run: () => shift(row.id, -1) },
		{ text: m.agenda_down(), icon: 'arrow-down', run: () => shift(row.id, 1) },
		{
			text: isHeading ? m.agenda_section_remove() : m.agenda_remove(),
			icon: 'x',
			...(isHeading && { note: m.agenda_section_remove_note() }),
			run: () => remove(row)
		},
		...(groups.length > 0 ? [{ heading: m.agenda_to_section() }, ...groups] : [])
	];
}

/** Said after a step by keyboard or menu, for those who do not see it. */
export function movedWords(draft: AgendaDraft, id: string): string {
	const place = draft.items.findIndex((item) => item.id === id) + 1;
	if (place > 0) return m.agenda_moved({ place });
	return m.agenda_section_moved({ place: draft.sections.findIndex((section) => section.id === id) + 1 });
}
