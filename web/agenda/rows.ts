/** Pure helpers of the agenda's list: where a step leads, and how long the bars are. */
import type { AgendaEntry, AgendaSection } from '#shared/agenda/model.ts';
import type { ItemView } from '#shared/meetings/views.ts';

const MINUTE = 60_000;
/** The shortest scale: a list of short items keeps short bars. */
const SCALE_MINUTES = 25;

type WithId = { readonly id: string };

/** Behind which item one stands after a step up or down: null is the front, undefined means there is no further step. */
export function neighbour(items: readonly WithId[], id: string, by: -1 | 1): string | null | undefined {
	const at = items.findIndex((item) => item.id === id);
	if (at < 0 || at + by < 0 || at + by >= items.length) return undefined;
	return by === 1 ? items[at + 1]?.id : (items[at - 2]?.id ?? null);
}

/** Behind which item the moved one stands in an order. */
export function predecessor(order: readonly WithId[], id: string): string | null {
	const at = order.findIndex((item) => item.id === id);
	return order[at - 1]?.id ?? null;
}

export type Bars = { readonly plan: number; readonly actual: number; readonly over: number };

/** Widths in percent, to one scale for the whole list. */
export function barsOf(view: ItemView, views: readonly ItemView[]): Bars {
	const scale = Math.max(SCALE_MINUTES, ...views.flatMap(({ plan, actualMs }) => [plan, actualMs / MINUTE]));
	const actual = view.actualMs / MINUTE;
	return {
		plan: (view.plan / scale) * 100,
		actual: (Math.min(actual, view.plan) / scale) * 100,
		over: (Math.max(0, actual - view.plan) / scale) * 100
	};
}

export type Groups = {
	/** On the agenda and not put aside, in order; and what was discussed but taken off. */
	readonly listed: readonly ItemView[];
	readonly parked: readonly ItemView[];
	/** Numbers as read out: 第 3 项. */
	readonly numbers: ReadonlyMap<string, number>;
};

export function groupsOf(views: readonly ItemView[]): Groups {
	const listed = views.filter(({ standing }) => standing !== 'parked');
	const numbers = new Map(
		listed.filter(({ removed, internal }) => !removed && !internal).map(({ id }, index) => [id, index + 1] as const)
	);
	return { listed, parked: views.filter(({ standing }) => standing === 'parked'), numbers };
}

/** What stands in the list: an item, or a heading. */
export type Row = ItemView | AgendaSection;

/** [G10] The headings among the items, each where the agenda has it; what the agenda does not have stands last. */
export function withHeadings(listed: readonly ItemView[], outline: readonly AgendaEntry[]): readonly Row[] {
	const rows = new Map<string, Row>(listed.map((view) => [view.id, view]));
	for (const entry of outline) if ('kind' in entry) rows.set(entry.id, entry);
	const ids = new Set([...outline.map(({ id }) => id), ...rows.keys()]);
	return [...ids].flatMap((id) => rows.get(id) ?? []);
}
