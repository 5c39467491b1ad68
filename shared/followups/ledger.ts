/** What the next meeting has to look at of the follow-ups of its council. */
import type { Calendar } from '#shared/foundation/calendar.ts';
import { dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import { clockOf } from './clock.ts';
import { ledgerGroups, type Followup, type LedgerGroup, type LedgerLine } from './model.ts';
import { laneOf } from './views.ts';

type Since = {
	readonly at: Instant;
	readonly calendar: Calendar;
	/** The day of the last meeting. */ readonly since: IsoDate | null;
};

/** [F28] The first that applies; null for what is under way, not assigned, or ended without closing. */
export function ledgerGroup(followup: Followup, { at, calendar, since }: Since): LedgerGroup | null {
	const { state, dueOn, asked, round } = followup;
	const isSince = (day: IsoDate): boolean => since === null || day >= since;
	if (state === 'closed') return isSince(dayOf(round.closedAt ?? followup.stateSince)) ? 'closed' : null;
	if (state === 'draft' || state === 'rebound' || laneOf(state) === 'ended') return null;
	if (asked !== null) return 'to-decide';
	if (clockOf(followup, calendar, at)?.overdue) return 'overdue';
	return dueOn !== null && dueOn <= dayOf(at) && isSince(dueOn) ? 'fell-due' : null;
}

/** [F28] By group, and in it by limit. */
export function ledgerOf(followups: readonly Followup[], given: Since): readonly LedgerLine[] {
	return followups
		.flatMap((followup) => {
			const group = ledgerGroup(followup, given);
			return group ? [lineOf(followup, group)] : [];
		})
		.toSorted(
			(one, other) =>
				ledgerGroups.indexOf(one.group) - ledgerGroups.indexOf(other.group) ||
				(one.dueOn ?? '').localeCompare(other.dueOn ?? '') ||
				(one.followupId < other.followupId ? -1 : 1)
		);
}

function lineOf(followup: Followup, group: LedgerGroup): LedgerLine {
	const { id: followupId, source, text, leadUnitId, dueOn, percent, state } = followup;
	return { followupId, group, label: source.label, text, leadUnitId, dueOn, percent, state };
}
