/** Whether the units that report in a meeting are ready. Its own stream (`ready:MEETINGID`). */
import type { Instant } from '#shared/foundation/time.ts';

/** 材料已备, 准备好了; without a mark 未准备. */
export const readyLevels = ['none', 'papers', 'ready'] as const;
export type ReadyLevel = (typeof readyLevels)[number];

export type Mark = {
	readonly itemId: string;
	/** The unit that reports the item, whoever pressed. */
	readonly unitId: string;
	readonly level: Exclude<ReadyLevel, 'none'>;
	/** How often the room had left the item then: it counts until it leaves it once more. */
	readonly leavings: number;
	readonly personId: string;
	readonly at: Instant;
};

export type ReadyMarks = {
	/** One for each unit and item. */
	readonly marks: readonly Mark[];
	/** The latest instant in the book. */
	readonly latest: Instant;
};

type By = { readonly personId: string; readonly at: Instant };

export type ReadyEvent =
	| ({ readonly type: 'marked' } & Mark)
	| (By & { readonly type: 'mark-taken-back'; readonly itemId: string; readonly unitId: string });
