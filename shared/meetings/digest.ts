/** What happened so far, for who comes late or was away, and for the page of a meeting that is over. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Conclusion, Decision, DecisionBook } from '#shared/decisions/model.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { Outcome, Vote } from '#shared/votes/model.ts';
import type { Meeting } from './model.ts';
import { itemViews, type ItemView } from './views.ts';

/** Who was away longer is told what happened meanwhile. */
export const AWAY_AFTER = 120_000;

export type Happened = {
	readonly meeting: Meeting;
	readonly agenda: readonly AgendaItem[];
	readonly book: Pick<DecisionBook, 'decisions' | 'conclusions'>;
	readonly votes: readonly Vote[];
	/** The units that somebody acts for. */
	readonly unitIds: readonly string[];
	readonly now: Instant;
};

export type Dealt = { readonly item: ItemView; readonly conclusion: Conclusion | null };

export type Voted = Pick<Vote, 'id' | 'motion' | 'manner' | 'itemTitle'> & { readonly outcome: Outcome };

export type Digest = {
	/** Items the room is through with, in the order in which it left them, each with its last conclusion. */
	readonly dealt: readonly Dealt[];
	/** Decisions that name one of these units as lead or co-unit. */
	readonly ours: readonly Decision[];
	readonly decisions: number;
	readonly open: ItemView | null;
	readonly left: readonly ItemView[];
	readonly parked: readonly ItemView[];
	/** Votes that came to a result. */
	readonly votes: readonly Voted[];
};

/** [M18] */
export function digest({ meeting, agenda, book, votes, unitIds, now }: Happened): Digest {
	const views = itemViews(meeting, agenda, now);
	const standing = (is: ItemView['standing']): readonly ItemView[] => views.filter((view) => view.standing === is);
	const dealt = meeting.settled.flatMap((id) => {
		const item = views.find((view) => view.id === id);
		const conclusion = book.conclusions.findLast(({ itemId }) => itemId === id) ?? null;
		return item ? [{ item, conclusion }] : [];
	});
	return {
		dealt,
		ours: book.decisions.filter((decision) => names(decision, unitIds)),
		decisions: book.decisions.length,
		open: standing('open')[0] ?? null,
		left: standing('waiting'),
		parked: standing('parked'),
		votes: votes.flatMap(({ id, motion, manner, itemTitle, state, outcome }) =>
			state === 'closed' && outcome ? [{ id, motion, manner, itemTitle, outcome }] : []
		)
	};
}

/** A unit is named as lead or as co-unit. */
export function names(decision: Pick<Decision, 'leadUnitId' | 'coUnitIds'>, unitIds: readonly string[]): boolean {
	const { leadUnitId, coUnitIds } = decision;
	return unitIds.some((id) => id === leadUnitId || coUnitIds.includes(id));
}

export type Meanwhile = {
	readonly minutes: number;
	readonly dealt: readonly Dealt[];
	readonly decisions: number;
	readonly ours: number;
	readonly votes: number;
	/** The item on the table, when it was another before. */
	readonly open: ItemView | null;
};

/** [M19] What was recorded after `from`; null for who was away a moment only. */
export function meanwhile(happened: Happened, from: Instant, until: Instant): Meanwhile | null {
	if (until - from < AWAY_AFTER) return null;
	const { meeting, book, votes, unitIds } = happened;
	const all = digest(happened);
	const fresh = book.decisions.filter(({ at }) => at > from);
	const turns = new Map(meeting.turns.map(({ item, enteredAt, leftAt }) => [item.id, { enteredAt, leftAt }]));
	return {
		minutes: Math.floor((until - from) / 60_000),
		dealt: all.dealt.filter(({ item }) => (turns.get(item.id)?.leftAt ?? 0) > from),
		decisions: fresh.length,
		ours: fresh.filter((decision) => names(decision, unitIds)).length,
		votes: votes.filter(({ state, endedAt }) => state === 'closed' && (endedAt ?? 0) > from).length,
		open: all.open && (turns.get(all.open.id)?.enteredAt ?? 0) > from ? all.open : null
	};
}
