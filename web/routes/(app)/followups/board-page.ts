/** What the board's page puts together from two domains: filters over cards, and the rate from the ranking. */
import type { Ranking } from '#shared/evaluations/views.ts';
import { columnNames, columnOf, inOrder, isOpen, type Card, type Column } from '#web/followups/card.ts';
import type { Filters } from '#web/followups/filters.ts';
import type { Live } from '#web/live/live.svelte.ts';

/** Leads, helps, or verifies now. */
function concerns({ leadUnitId, coUnitIds, verifierUnitId }: Card, unitId: string): boolean {
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

/** What is left of the scope under a light, and of what waits for the person. A light is looked for in what is open. */
export function narrowed(
	cards: readonly Card[],
	{ light, mine }: Filters,
	isMine: (card: Card) => boolean
): readonly Card[] {
	return cards.filter(
		(card) => (light === null || (isOpen(card) && card.light.colour === light)) && (!mine || isMine(card))
	);
}

type LaneOfCards = { readonly cards: readonly Card[]; readonly rest: number };

/** The cards by column, each in its order; `restOf` says how many of a column were not sent along. */
export function lanesOf(
	cards: readonly Card[],
	restOf: (column: Column) => number
): Readonly<Record<Column, LaneOfCards>> {
	const lane = (column: Column): LaneOfCards => ({
		cards: inOrder(
			cards.filter((card) => columnOf(card.lane) === column),
			column
		),
		rest: restOf(column)
	});
	return Object.fromEntries(columnNames.map((column) => [column, lane(column)])) as Record<Column, LaneOfCards>;
}

export function lightCounts(open: readonly Card[]): {
	readonly red: number;
	readonly yellow: number;
	readonly blue: number;
} {
	const of = (colour: string): number => open.filter(({ light }) => light.colour === colour).length;
	return { red: of('red'), yellow: of('yellow'), blue: of('blue') };
}

/** The units that take part in anything, with how much. */
export function unitChoices(cards: readonly Card[], nameOf: (id: string) => string) {
	const ids = new Set(cards.flatMap(({ leadUnitId, coUnitIds }) => [leadUnitId, ...coUnitIds]));
	return [...ids].map((id) => ({ id, text: nameOf(id), count: cards.filter((card) => concerns(card, id)).length }));
}

/**
 * A decision taken in a meeting that is live opens a follow-up nobody follows yet: calls back soon after each, and once
 * more, because the follow-up comes through the outbox a moment later.
 */
export function watchDecisions(live: Live, meetingIds: readonly string[], reload: () => void): () => void {
	const stopFollowing = live.onConnected(() => {
		for (const id of meetingIds) void live.ask('decisions/follow', { id });
	});
	const timers = new Set<ReturnType<typeof setTimeout>>();
	const stopListening = live.listen((name) => {
		if (name === 'decisions/event') for (const ms of [250, 1500]) timers.add(setTimeout(reload, ms));
	});
	return () => {
		stopFollowing();
		stopListening();
		timers.forEach(clearTimeout);
	};
}
