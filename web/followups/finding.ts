/** The board's title is what one should know first. */
import { m } from '#web/i18n/paraglide/messages.js';
import { figuresOf, isOpen, mostOf, type Card } from './card.ts';
import type { NameOf } from './words.ts';
import type { Instant } from '#shared/foundation/time.ts';

/** The heaviest thing there is, with the unit that has most of it. */
export function finding(cards: readonly Card[], at: Instant, nameOf: NameOf): string {
	const open = cards.filter(isOpen);
	const { overdue, sentBack, behind, soon, inHand, toAssign } = figuresOf(cards, at);
	if (overdue > 0) {
		// What has been submitted late is not in the unit's hands any more.
		const most = mostOf(open.filter(({ light, lane }) => light.why.rule === 'overdue' && lane !== 'to-verify'));
		if (most === null) return m.followups_finding_overdue_submitted({ count: overdue });
		return m.followups_finding_overdue({
			count: overdue,
			unit: nameOf(most.unitId),
			own: most.count
		});
	}
	if (sentBack > 0) return m.followups_finding_sent_back({ count: sentBack });
	if (behind > 0) {
		const most = mostOf(open.filter(({ light }) => light.colour === 'yellow'));
		return m.followups_finding_behind({ count: behind, unit: nameOf(most?.unitId ?? ''), own: most?.count ?? 0 });
	}
	if (soon > 0) return m.followups_finding_soon({ count: soon });
	if (inHand > toAssign) return m.followups_finding_good({ count: inHand });
	return toAssign > 0 ? m.followups_finding_draft({ count: toAssign }) : m.followups_finding_none();
}
