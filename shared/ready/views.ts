/** Pure questions about the marks: who is ready now. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import type { Mark, ReadyLevel, ReadyMarks } from './model.ts';

/** What the marks have to know of their meeting. */
export type Stays = Pick<Meeting, 'turns'>;

/** [Y4] How often the room has left an item. */
export function leavingsOf({ turns }: Stays, itemId: string): number {
	return turns.filter(({ item, leftAt }) => item.id === itemId && leftAt !== null).length;
}

type Reported = Pick<AgendaItem, 'id' | 'unitId'>;

/** [Y4] [Y5] The mark that counts for an item, or null: its unit has not said. */
export function markOf({ marks }: ReadyMarks, meeting: Stays, { id, unitId }: Reported): Mark | null {
	const mark = marks.find((each) => each.itemId === id && each.unitId === unitId);
	return mark?.leavings === leavingsOf(meeting, id) ? mark : null;
}

export type Readiness = {
	readonly itemId: string;
	readonly unitId: string;
	readonly level: ReadyLevel;
	/** Who said so, and when; null when nobody has. */
	readonly by: Pick<Mark, 'personId' | 'at'> | null;
};

/** The items that still come or are on the table, each with how ready its unit is. Items without a unit have none. */
export function readiness(
	marks: ReadyMarks,
	meeting: Stays & Pick<Meeting, 'settled'>,
	agenda: readonly Reported[]
): readonly Readiness[] {
	return agenda.flatMap((item) => {
		if (item.unitId === null || meeting.settled.includes(item.id)) return [];
		const mark = markOf(marks, meeting, item);
		const by = mark && { personId: mark.personId, at: mark.at };
		return [{ itemId: item.id, unitId: item.unitId, level: mark?.level ?? 'none', by }];
	});
}
