/** Pure questions about an agenda. */
import type { AgendaItem } from './model.ts';

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
