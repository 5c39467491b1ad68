/** State of the marks from their events. Never refuses: what is in the book has happened. */
import type { Mark, ReadyEvent, ReadyMarks } from './model.ts';

export const noMarks: ReadyMarks = { marks: [], latest: 0 };

export function apply(before: ReadyMarks, event: ReadyEvent): ReadyMarks {
	const at = Math.max(before.latest, event.at); // [Y6]
	const others = before.marks.filter(({ itemId, unitId }) => itemId !== event.itemId || unitId !== event.unitId);
	if (event.type === 'mark-taken-back') return { marks: others, latest: at };
	const { itemId, unitId, level, leavings, personId } = event;
	const mark: Mark = { itemId, unitId, level, leavings, personId, at };
	return { marks: [...others, mark], latest: at };
}
