/** What the board's page puts together from two domains: filters over cards, and the rate from the ranking. */
import type { Ranking } from '#shared/evaluations/views.ts';
import type { Card } from '#web/followups/card.ts';
import type { Filters } from '#web/followups/filters.ts';

/** Leads, helps, or verifies now. */
export function concerns({ leadUnitId, coUnitIds, verifierUnitId }: Card, unitId: string): boolean {
	return leadUnitId === unitId || verifierUnitId === unitId || coUnitIds.includes(unitId);
}

/** By meeting and unit; light and "mine" come on top, so that their chips can still count. */
export function scoped(cards: readonly Card[], { meetingId, unitId }: Filters): readonly Card[] {
	return cards.filter(
		(card) => (meetingId === null || card.meetingId === meetingId) && (unitId === null || concerns(card, unitId))
	);
}

export function countBy(cards: readonly Card[], key: (card: Card) => string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const card of cards) counts.set(key(card), (counts.get(key(card)) ?? 0) + 1);
	return counts;
}

/** On time of all that fell due, over all units or one; null where nothing can be said. */
export function onTimeRate(
	ranking: Ranking | null,
	unitId: string | null
): { readonly counted: number; readonly all: number } | null {
	let counted = 0;
	let all = 0;
	for (const { rows } of ranking?.groups ?? [])
		for (const row of rows) {
			if (unitId !== null && row.unitId !== unitId) continue;
			const figure = row.parts.find(({ rule }) => rule === 'on-time')?.entry?.figure;
			if (figure?.kind !== 'rate') continue;
			counted += figure.counted;
			all += figure.all;
		}
	return all === 0 ? null : { counted, all };
}
