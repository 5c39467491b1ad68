/** Pure questions about an agenda. */
import type { AgendaEntry, AgendaFacts, AgendaItem, AgendaSection, InternalItem } from './model.ts';

export function isSection(entry: AgendaEntry): entry is AgendaSection {
	return 'kind' in entry;
}

export function itemsIn(entries: readonly AgendaEntry[]): readonly AgendaItem[] {
	return entries.filter((entry): entry is AgendaItem => !isSection(entry));
}

/** [G11] A heading with all that stands below it, up to the next one; of an item, itself. */
export function blockOf(outline: readonly AgendaEntry[], id: string): readonly AgendaEntry[] {
	const at = outline.findIndex((entry) => entry.id === id);
	const first = outline[at];
	if (!first) return [];
	if (!isSection(first)) return [first];
	const next = outline.findIndex((entry, index) => index > at && isSection(entry));
	return outline.slice(at, next < 0 ? undefined : next);
}

/**
 * [G11] Behind which entry the section stands when it is put behind `after`: at the end of the section it was put into,
 * never inside, and behind what stands in front of the first heading. Undefined: that is where it stands, or nowhere.
 */
export function placeOfBlock(
	outline: readonly AgendaEntry[],
	id: string,
	after: string | null
): string | null | undefined {
	const own = new Set(blockOf(outline, id).map((entry) => entry.id));
	if (own.size === 0 || (after !== null && own.has(after))) return undefined;
	const others = outline.filter((entry) => !own.has(entry.id));
	const at = after === null ? -1 : others.findIndex((entry) => entry.id === after);
	if (after !== null && at < 0) return undefined;
	const next = others.findIndex((entry, index) => index > at && isSection(entry));
	return (next < 0 ? others.at(-1) : others[next - 1])?.id ?? null;
}

/** [G11] Where a section leads by one step among the sections; undefined: no further. */
export function sectionStep(outline: readonly AgendaEntry[], id: string, by: -1 | 1): string | null | undefined {
	const headings = outline.filter(isSection);
	const at = headings.findIndex((section) => section.id === id);
	const goal = headings[at + by];
	if (at < 0 || !goal) return undefined;
	if (by === 1) return blockOf(outline, goal.id).at(-1)?.id;
	return outline[outline.findIndex((entry) => entry.id === goal.id) - 1]?.id ?? null;
}

/** [G10] 一 to 九十九: how sections are numbered; the items are numbered through beside them. */
export function chineseNumeral(n: number): string {
	const digits = '零一二三四五六七八九';
	const [tens, ones] = [Math.floor(n / 10), n % 10];
	if (n > 99 || n < 1) return String(n);
	return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones] : ''}`;
}

/** [G10] Every heading its place among the headings, every item its place among the items that are numbered. */
export function numbersOf(outline: readonly AgendaEntry[]): ReadonlyMap<string, number> {
	let [sections, items] = [0, 0];
	return new Map(
		outline
			.filter((entry) => isSection(entry) || !entry.internal)
			.map((entry) => [entry.id, isSection(entry) ? (sections += 1) : (items += 1)])
	);
}

/** [G7] The minutes below a heading. */
export function sectionMinutes(outline: readonly AgendaEntry[], id: string): number {
	return plannedMinutes(itemsIn(blockOf(outline, id)));
}

/**
 * [G13] The agenda as chairs and office see it: each internal item behind the entry it was put behind, else at the end.
 * Whoever writes its id into the shared draft, where it is known once that was on the table, does not take its place.
 */
export function withInternal(
	outline: readonly AgendaEntry[],
	internal: readonly InternalItem[]
): readonly AgendaEntry[] {
	if (internal.length === 0) return outline;
	const own = new Set(internal.map(({ id }) => id));
	const open = outline.filter(({ id }) => !own.has(id));
	const ids = new Set(open.map(({ id }) => id));
	const after = (id: string | null): readonly AgendaItem[] => internal.filter((item) => item.after === id);
	const lost = internal.filter((item) => item.after !== null && !ids.has(item.after));
	return [...after(null), ...open.flatMap((entry) => [entry, ...after(entry.id)]), ...lost];
}
/** [G7] The sum of the items' minutes, whatever the meeting's planned length. */
export function plannedMinutes(items: readonly AgendaItem[]): number {
	return items.reduce((sum, { minutes }) => sum + minutes, 0);
}

/** [G7] How many minutes the items exceed the meeting's planned length; marked, never blocked. */
export function overrunMinutes(items: readonly AgendaItem[], lengthMinutes: number): number {
	return Math.max(0, plannedMinutes(items) - lengthMinutes);
}

export type AgendaLack = { readonly itemId: string; readonly lack: 'title' | 'unit' | 'minutes' };

/** [G8] What an item still needs before the agenda is published. */
export function agendaLacks(items: readonly AgendaItem[]): readonly AgendaLack[] {
	return items.flatMap(({ id, title, unitId, minutes }) => {
		const lacks: AgendaLack[] = [];
		if (title === '') lacks.push({ itemId: id, lack: 'title' });
		if (unitId === null) lacks.push({ itemId: id, lack: 'unit' });
		if (minutes === 0) lacks.push({ itemId: id, lack: 'minutes' });
		return lacks;
	});
}

/** [G20] 第3次列入: this meeting and those before it. */
export function timesListed({ brought }: AgendaFacts, itemId: string): number {
	return 1 + (brought[itemId]?.lineage.length ?? 0);
}
