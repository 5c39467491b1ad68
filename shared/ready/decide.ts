/** What may be marked now. Who may ask at all is for `may`; here it is whose item it is. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Person } from '#shared/auth/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import type { MarkCommand } from './commands.ts';
import type { ReadyEvent, ReadyMarks } from './model.ts';
import { leavingsOf, markOf } from './views.ts';

export type ReadyMeeting = Pick<Meeting, 'state' | 'turns' | 'settled' | 'councilId'>;

export type ReadyFacts = {
	readonly person: Person;
	readonly at: number;
	readonly meeting: ReadyMeeting;
	readonly agenda: readonly Pick<AgendaItem, 'id' | 'unitId'>[];
	/** Units for which the asker is named as a stand-in in this meeting. */
	readonly standsInFor: readonly string[];
};

export function decide(
	marks: ReadyMarks,
	{ itemId, level }: MarkCommand,
	facts: ReadyFacts
): Result<readonly ReadyEvent[]> {
	const { person, at, meeting, agenda } = facts;
	const refused = unlessComing(meeting);
	if (refused) return refused;
	const item = agenda.find(({ id }) => id === itemId);
	if (!item) return refuse('item-not-found', {}, ['itemId']);
	if (item.unitId === null || !speaksFor(facts, item.unitId)) return refuse('ready-not-yours', {}, ['itemId']);
	if (meeting.settled.includes(itemId)) return refuse('item-settled', {}, ['itemId']);
	const { unitId } = item;
	const known = markOf(marks, meeting, item);
	if ((known?.level ?? 'none') === level) return done([]); // [Y3]
	const by = { personId: person.id, at, itemId, unitId };
	if (level === 'none') return done([{ type: 'mark-taken-back', ...by }]);
	return done([{ type: 'marked', ...by, level, leavings: leavingsOf(meeting, itemId) }]);
}

/** [Y1] */
function unlessComing({ state }: ReadyMeeting): Refused | null {
	switch (state) {
		case 'none':
			return refuse('not-found');
		case 'cancelled':
		case 'postponed':
			return refuse('meeting-called-off');
		case 'minutes':
		case 'closed':
			return refuse('ready-too-late');
		case 'draft':
		case 'calling':
		case 'published':
		case 'live':
			return null;
	}
}

/** [Y2] A member, a liaison or a stand-in of the unit; the office for it. */
function speaksFor({ person, meeting, standsInFor }: ReadyFacts, unitId: string): boolean {
	return (
		standsInFor.includes(unitId) ||
		person.holdings.some((held) =>
			'unitId' in held
				? held.unitId === unitId
				: held.role === 'secretary' && 'councilId' in held && held.councilId === meeting.councilId
		)
	);
}
