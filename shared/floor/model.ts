/** The speaking queue of a meeting and what was spoken. Its own stream (`floor:MEETINGID`). */
import type { Instant } from '#shared/foundation/time.ts';

/** 汇报, 发言, 补充, 质询, 表态 */
export const speechKinds = ['report', 'speak', 'add', 'question', 'position'] as const;
export type SpeechKind = (typeof speechKinds)[number];

/** In the order of raising, or units that have not spoken on this item before the others. */
export const orderRules = ['arrival', 'new-units-first'] as const;
export type OrderRule = (typeof orderRules)[number];

type Wish = {
	readonly personId: string;
	/** Null for chairs, office and leaders, who speak for none. */
	readonly unitId: string | null;
	readonly itemId: string;
	readonly kind: SpeechKind;
};

export type Hand = Wish & { readonly raisedAt: Instant };

export type SpeakingTurn = Wish & { readonly beganAt: Instant; readonly endedAt: Instant | null };

/** A hand that came to nothing, and why. */
export type PastHand = Hand & {
	readonly how: 'withdrawn' | 'removed' | 'cleared';
	/** Who removed it, and the reason they gave. */
	readonly by: string | null;
	readonly reason: string | null;
	readonly at: Instant;
	readonly stay: number;
};

export type Floor = {
	readonly order: OrderRule;
	/** Seconds for each unit on each item; 0 is none. */
	readonly quotaSeconds: number;
	/** Which stay of the room with an item (its place among the meeting's turns) hands and speaker belong to. */
	readonly stay: number | null;
	readonly isPaused: boolean;
	/** In the order of raising. */
	readonly hands: readonly Hand[];
	/** In the order of speaking; the one who speaks now, if any, is the last. */
	readonly turns: readonly SpeakingTurn[];
	readonly past: readonly PastHand[];
	/** The latest instant in the book: a clock that jumps back makes no time negative. */
	readonly latest: Instant;
};

type By = { readonly personId: string; readonly at: Instant };

export type FloorEvent =
	| (By & { readonly type: 'hand-raised'; readonly stay: number } & Wish)
	| (By & { readonly type: 'hand-withdrawn' })
	| (By & { readonly type: 'hand-removed'; readonly of: string; readonly reason: string })
	| (By & { readonly type: 'floor-given'; readonly to: string })
	| (By & { readonly type: 'turn-ended' })
	| (By & { readonly type: 'queue-paused'; readonly stay: number })
	| (By & { readonly type: 'queue-resumed' })
	| (By & { readonly type: 'arranged'; readonly order: OrderRule; readonly quotaSeconds: number })
	/** Nobody's deed: the room left the item, or the meeting ended. */
	| { readonly type: 'stay-over'; readonly stay: number; readonly at: Instant };

export const DEFAULT_ORDER: OrderRule = 'arrival';
export const DEFAULT_QUOTA_SECONDS = 0;
