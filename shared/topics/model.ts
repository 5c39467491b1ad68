/** What a unit wants a council to deal with, and what became of it. One stream per topic (`topics:ID`). */
import { seriesDefaults } from '#shared/units/model.ts';
import type { Instant, IsoDate } from '#shared/foundation/time.ts';

export const topicStates = [
	'draft',
	'proposed',
	'accepted',
	'deferred',
	'scheduled',
	'discussed',
	'declined',
	'merged',
	'withdrawn'
] as const;
export type TopicState = (typeof topicStates)[number];

/** What councils consult about (协商通气). */
export const topicCategories = ['posts', 'teachers', 'funds', 'enrolment', 'safety', 'dropout', 'other'] as const;
export type TopicCategory = (typeof topicCategories)[number];

/** Plan for education first, solve its problems first, fund it first. */
export const topicPriorities = ['plan-first', 'solve-first', 'fund-first'] as const;
export type TopicPriority = (typeof topicPriorities)[number];

export const topicLevels = ['public', 'internal', 'need-to-know'] as const;
export type TopicLevel = (typeof topicLevels)[number];

/** The defaults, in their one place. */
export const topicDefaults = {
	minutes: 10,
	writtenMinutes: seriesDefaults.writtenMinutes,
	points: seriesDefaults.topicPoints
} as const;

/** What a need-to-know topic is called where others read. */
export const HIDDEN_TITLE = '限知悉议题';

export type TopicContent = {
	readonly title: string;
	/** The matter; what has been tried and the facts; the requested decision. */
	readonly matter: string;
	readonly facts: string;
	readonly request: string;
	readonly category: TopicCategory | null;
	readonly priority: TopicPriority | null;
	readonly minutes: number;
	/** A written report, which takes little of the meeting. */
	readonly written: boolean;
	/** For this item only. */
	readonly invitedUnitIds: readonly string[];
	readonly invitedPersonIds: readonly string[];
	readonly level: TopicLevel;
	/** To whom a need-to-know topic is shown, beside its unit, the chairs and the office. */
	readonly readerUnitIds: readonly string[];
	readonly readerPersonIds: readonly string[];
};

export type Support = {
	readonly unitId: string;
	readonly personId: string;
	readonly sentence: string;
	readonly at: Instant;
};

export type Verdict = { readonly personId: string; readonly at: Instant; readonly reason: string } & (
	| { readonly verdict: 'accepted' | 'declined' }
	| { readonly verdict: 'merged'; readonly into: string }
	/** null: until the next meeting. */
	| { readonly verdict: 'deferred'; readonly until: IsoDate | null }
);

export type Listing = {
	readonly meetingId: string;
	readonly itemId: string;
	readonly at: Instant;
	readonly outcome: 'open' | 'reached' | ReturnCause;
	/** Why the office took it off. */
	readonly reason: string;
};

export type ReturnCause = 'not-reached' | 'taken-off' | 'called-off';

export type Topic = {
	readonly id: string;
	readonly councilId: string;
	readonly unitId: string;
	readonly authorId: string;
	readonly state: TopicState;
	readonly content: TopicContent;
	readonly draftedAt: Instant;
	readonly proposedAt: Instant | null;
	readonly supports: readonly Support[];
	readonly verdicts: readonly Verdict[];
	/** Why its unit withdrew it; a draft has none. */
	readonly withdrawnBecause?: string;
	/** The topic it was merged into. */
	readonly into: string | null;
	readonly listings: readonly Listing[];
};

/** The book of an id that nothing has happened to yet is null. */
export type TopicBook = Topic | null;

type By = { readonly personId: string | null; readonly at: Instant };
type Judged = By & { readonly personId: string; readonly reason: string };

export type TopicEvent =
	| (By & {
			readonly type: 'drafted';
			readonly personId: string;
			readonly id: string;
			readonly councilId: string;
			readonly unitId: string;
			readonly content: TopicContent;
	  })
	| (By & { readonly type: 'revised'; readonly content: TopicContent })
	| (By & { readonly type: 'proposed' })
	| (By & { readonly type: 'withdrawn'; readonly reason?: string })
	| (By & {
			readonly type: 'supported';
			readonly personId: string;
			readonly unitId: string;
			readonly sentence: string;
	  })
	| (Judged & { readonly type: 'accepted' })
	| (Judged & { readonly type: 'declined' })
	| (Judged & { readonly type: 'merged'; readonly into: string })
	| (Judged & { readonly type: 'deferred'; readonly until: IsoDate | null })
	| (By & { readonly type: 'scheduled'; readonly meetingId: string; readonly itemId: string })
	| (By & { readonly type: 'returned'; readonly cause: ReturnCause; readonly reason: string })
	| (By & { readonly type: 'discussed' });

/** How the member units of a council rank its pool: per unit, points on topics. */
export type TopicOrder = { readonly points: Readonly<Record<string, Readonly<Record<string, number>>>> };

export type TopicOrderEvent = {
	readonly type: 'ordered';
	readonly personId: string;
	readonly at: Instant;
	readonly unitId: string;
	readonly points: Readonly<Record<string, number>>;
};
