/** Which items to park when the meeting runs late. A proposal: each is parked by the chair, or not. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Instant } from '#shared/foundation/time.ts';
import { readyLevels, type ReadyLevel } from '#shared/ready/model.ts';
import type { Meeting } from './model.ts';
import { forecast, itemViews, type ItemView } from './views.ts';

/** What putting an item off would cost, as far as anybody has said. */
export type Weight = {
	/** A written report: who wants to know can read it. */
	readonly isWritten: boolean;
	readonly ready: ReadyLevel;
	/** The topic it came from carries a priority mark. */
	readonly hasPriority: boolean;
};

export type Parking = {
	/** In the order in which one would park them. */
	readonly items: readonly ItemView[];
	readonly lateMinutes: number;
	/** What remains when all of them are parked; 0 when they are enough. */
	readonly stillLate: number;
};

type Candidate = { readonly view: ItemView; readonly place: number; readonly weight: Weight };

/** [M17] Null when the meeting ends in time. */
export function parking(
	meeting: Meeting,
	agenda: readonly AgendaItem[],
	now: Instant,
	weightOf: (itemId: string) => Weight
): Parking | null {
	const { lateMinutes } = forecast(meeting, agenda, now);
	if (meeting.state !== 'live' || lateMinutes === 0) return null;
	const items = asFewAs(lateMinutes, candidates(meeting, agenda, now, weightOf));
	return { items, lateMinutes, stillLate: Math.max(0, lateMinutes - freed(items)) };
}

/** The waiting items that take any time, the least harm first. */
function candidates(
	meeting: Meeting,
	agenda: readonly AgendaItem[],
	now: Instant,
	weightOf: (itemId: string) => Weight
): readonly ItemView[] {
	return itemViews(meeting, agenda, now)
		.map((view, place) => ({ view, place, weight: weightOf(view.id) }))
		.filter(({ view }) => view.standing === 'waiting' && view.plan > 0)
		.toSorted(byHarm)
		.map(({ view }) => view);
}

function byHarm(one: Candidate, other: Candidate): number {
	return (
		Number(other.weight.isWritten) - Number(one.weight.isWritten) ||
		readyLevels.indexOf(one.weight.ready) - readyLevels.indexOf(other.weight.ready) ||
		Number(one.weight.hasPriority) - Number(other.weight.hasPriority) ||
		other.place - one.place
	);
}

/** From the front as many as it takes; then, from the most harm to the least, whoever is not needed stays. */
function asFewAs(minutes: number, ordered: readonly ItemView[]): readonly ItemView[] {
	const enough = ordered.findIndex((_, index) => freed(ordered.slice(0, index + 1)) >= minutes);
	if (enough < 0) return ordered;
	return ordered
		.slice(0, enough + 1)
		.reduceRight<readonly ItemView[]>(
			(kept, item) => (freed(kept) - item.plan >= minutes ? kept.filter((one) => one !== item) : kept),
			ordered.slice(0, enough + 1)
		);
}

function freed(items: readonly ItemView[]): number {
	return items.reduce((sum, { plan }) => sum + plan, 0);
}
