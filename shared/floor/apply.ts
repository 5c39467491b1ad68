/** State of the floor from its events. Never refuses: what is in the book has happened. */
import type { Instant } from '#shared/foundation/time.ts';
import {
	DEFAULT_ORDER,
	DEFAULT_QUOTA_SECONDS,
	type Floor,
	type FloorEvent,
	type Hand,
	type PastHand,
	type SpeakingTurn
} from './model.ts';

export const quietFloor: Floor = {
	order: DEFAULT_ORDER,
	quotaSeconds: DEFAULT_QUOTA_SECONDS,
	stay: null,
	isPaused: false,
	hands: [],
	turns: [],
	past: [],
	latest: 0
};

export function apply(before: Floor, event: FloorEvent): Floor {
	const at = Math.max(before.latest, event.at); // [F10]
	const floor = { ...before, latest: at };
	switch (event.type) {
		case 'hand-raised':
			return { ...floor, stay: event.stay, hands: withHand(before.hands, event, at) };
		case 'hand-withdrawn':
			return gone(floor, event.personId, { how: 'withdrawn', by: event.personId, reason: null });
		case 'hand-removed':
			return gone(floor, event.of, { how: 'removed', by: event.personId, reason: event.reason });
		case 'floor-given':
			return given(floor, event.to, at);
		case 'turn-ended':
			return { ...floor, turns: ended(before.turns, at) };
		case 'queue-paused':
			return { ...floor, stay: event.stay, isPaused: true };
		case 'queue-resumed':
			return { ...floor, isPaused: false };
		case 'arranged':
			return { ...floor, order: event.order, quotaSeconds: event.quotaSeconds };
		case 'stay-over': {
			const cleared = { how: 'cleared', by: null, reason: null } as const;
			return before.hands.reduce<Floor>((each, { personId }) => gone(each, personId, cleared), {
				...floor,
				stay: null,
				isPaused: false,
				turns: ended(before.turns, at)
			});
		}
	}
}

/** [F2] Another kind keeps the place. */
function withHand(hands: readonly Hand[], event: Extract<FloorEvent, { type: 'hand-raised' }>, raisedAt: Instant) {
	const { personId, unitId, itemId, kind } = event;
	if (hands.some((hand) => hand.personId === personId)) {
		return hands.map((hand) => (hand.personId === personId ? { ...hand, kind } : hand));
	}
	return [...hands, { personId, unitId, itemId, kind, raisedAt }];
}

function gone(floor: Floor, personId: string, why: Pick<PastHand, 'how' | 'by' | 'reason'>): Floor {
	const hand = floor.hands.find((each) => each.personId === personId);
	if (!hand) return floor;
	return {
		...floor,
		hands: floor.hands.filter((each) => each !== hand),
		past: [...floor.past, { ...hand, ...why, at: floor.latest, stay: floor.stay ?? 0 }]
	};
}

/** [F5] A turn begins where the one before it ends. */
function given(floor: Floor, personId: string, at: Instant): Floor {
	const hand = floor.hands.find((each) => each.personId === personId);
	if (!hand) return floor;
	const { raisedAt: _, ...wish } = hand;
	return {
		...floor,
		hands: floor.hands.filter((each) => each !== hand),
		turns: [...ended(floor.turns, at), { ...wish, beganAt: at, endedAt: null }]
	};
}

function ended(turns: readonly SpeakingTurn[], at: Instant): readonly SpeakingTurn[] {
	return turns.map((turn) => (turn.endedAt === null ? { ...turn, endedAt: at } : turn));
}
