/** Pure questions about the floor: who speaks, who is next, who spoke how long. */
import type { Instant } from '#shared/foundation/time.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { apply } from './apply.ts';
import type { Floor, FloorEvent, Hand, PastHand, SpeakingTurn } from './model.ts';

/** What the floor has to know of its meeting. */
export type Stays = Pick<Meeting, 'turns'>;

/** [F5] [F8] What the meeting has ended and the floor's book was not told yet: at most one event. */
export function untold({ stay }: Floor, { turns }: Stays): readonly FloorEvent[] {
	const leftAt = stay === null ? null : (turns[stay]?.leftAt ?? null);
	return stay === null || leftAt === null ? [] : [{ type: 'stay-over', stay, at: leftAt }];
}

/** The floor as it is in this meeting, also in the moment before its own book has heard that the item was left. */
export function asOf(floor: Floor, meeting: Stays): Floor {
	return untold(floor, meeting).reduce(apply, floor);
}

/** Which stay with an item is open now; null when nothing is on the table. */
export function openStay({ turns }: Stays): { readonly stay: number; readonly itemId: string } | null {
	const last = turns[turns.length - 1];
	return last && last.leftAt === null ? { stay: turns.length - 1, itemId: last.item.id } : null;
}

export function speaking({ turns }: Floor): SpeakingTurn | null {
	const last = turns[turns.length - 1];
	return last && last.endedAt === null ? last : null;
}

export function handOf({ hands }: Floor, personId: string): Hand | null {
	return hands.find((hand) => hand.personId === personId) ?? null;
}

/** [F4] The hands in the order in which they come to speak. */
export function queue({ order, hands, turns }: Floor): readonly Hand[] {
	if (order === 'arrival') return hands;
	const spoke = new Set(turns.map((turn) => `${turn.itemId} ${voiceOf(turn)}`));
	const isNew = (hand: Hand): boolean => !spoke.has(`${hand.itemId} ${voiceOf(hand)}`);
	return [...hands.filter(isNew), ...hands.filter((hand) => !isNew(hand))];
}

function voiceOf({ unitId, personId }: Pick<Hand, 'unitId' | 'personId'>): string {
	return unitId === null ? `person ${personId}` : `unit ${unitId}`;
}

/** [F7] Why this person's last hand on the present item was taken down; null once they raised another. */
export function removalOf(floor: Floor, personId: string): PastHand | null {
	const last = floor.past.findLast((hand) => hand.personId === personId);
	const isAnswered = handOf(floor, personId) !== null || speaking(floor)?.personId === personId;
	const since = floor.turns.some((turn) => turn.personId === personId && turn.beganAt > (last?.at ?? 0));
	return last?.how === 'removed' && last.stay === floor.stay && !isAnswered && !since ? last : null;
}

/** [F10] Whole seconds of one turn; the open one counts up to now. Every sum adds these, so that sums agree. */
export function secondsOf({ beganAt, endedAt }: SpeakingTurn, now: Instant): number {
	return Math.max(0, Math.round(((endedAt ?? now) - beganAt) / 1000));
}

export type Spoken = { readonly seconds: number; readonly turns: number };

function spokenBy(turns: readonly SpeakingTurn[], now: Instant): Spoken {
	return { seconds: turns.reduce((sum, turn) => sum + secondsOf(turn, now), 0), turns: turns.length };
}

/** [F9] Seconds by which a unit exceeds its quota on an item; 0 within it, without one, and for no unit. */
export function overQuota({ turns, quotaSeconds }: Floor, unitId: string | null, itemId: string, now: Instant): number {
	if (quotaSeconds === 0 || unitId === null) return 0;
	const own = turns.filter((turn) => turn.unitId === unitId && turn.itemId === itemId);
	return Math.max(0, spokenBy(own, now).seconds - quotaSeconds);
}

export type FloorRecord = {
	readonly byUnit: readonly (Spoken & {
		readonly unitId: string;
		/** On how many items the unit exceeded its quota, and by how much altogether. */
		readonly itemsOver: number;
		readonly secondsOver: number;
	})[];
	readonly byItem: readonly (Spoken & { readonly itemId: string })[];
	readonly byPerson: readonly (Spoken & { readonly personId: string })[];
};

/** [F10] Who spoke how long, in the order in which each first spoke. */
export function record(floor: Floor, now: Instant): FloorRecord {
	const { turns } = floor;
	const sum = (is: (turn: SpeakingTurn) => boolean): Spoken => spokenBy(turns.filter(is), now);
	const units = distinct(turns.flatMap(({ unitId }) => unitId ?? []));
	const items = distinct(turns.map(({ itemId }) => itemId));
	return {
		byUnit: units.map((unitId) => {
			const over = items.map((itemId) => overQuota(floor, unitId, itemId, now)).filter((seconds) => seconds > 0);
			return {
				unitId,
				...sum((turn) => turn.unitId === unitId),
				itemsOver: over.length,
				secondsOver: over.reduce((all, seconds) => all + seconds, 0)
			};
		}),
		byItem: items.map((itemId) => ({ itemId, ...sum((turn) => turn.itemId === itemId) })),
		byPerson: distinct(turns.map(({ personId }) => personId)).map((personId) => ({
			personId,
			...sum((turn) => turn.personId === personId)
		}))
	};
}

function distinct(ids: readonly string[]): readonly string[] {
	return [...new Set(ids)];
}
