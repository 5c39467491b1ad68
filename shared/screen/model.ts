/** What the screen in the hall shows, and which browsers may show it. Its own stream (`screen:MEETINGID`), without a secret. */
import type { ConclusionKind } from '#shared/decisions/model.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { Phase } from '#shared/meetings/model.ts';
import type { Manner, Outcome, Vote } from '#shared/votes/model.ts';

export const views = ['follow', 'attendance', 'door', 'vote', 'break'] as const;
/** 跟随会议, 到会情况, 签到码, 表决, 休会 */
export type View = (typeof views)[number];

/** One that was made and not opened yet. What it reads is known to whoever asked for it, and nowhere else. */
export type Address = { readonly n: number; readonly madeAt: Instant; readonly until: Instant };

/** A browser that shows it. It has the number of the address it came by. */
export type Opened = { readonly n: number; readonly openedAt: Instant; readonly endedAt: Instant | null };

export type Choice = {
	readonly view: View;
	/** How many items the room had come to: the choice holds no longer than that. */
	readonly stay: number;
	/** When a break ends. */
	readonly until: Instant | null;
};

/** A conclusion on the screen: its item, and which of the book's words on it. */
export type Raised = { readonly itemId: string; readonly version: number };

export type Screen = {
	/** Addresses made so far; the last one's number. */
	readonly made: number;
	readonly waiting: Address | null;
	readonly opened: readonly Opened[];
	readonly choice: Choice;
	readonly raised: Raised | null;
};

/** `personId` null: the screen itself, which is nobody. */
type By = { readonly personId: string | null; readonly at: Instant };

export type ScreenEvent = By &
	(
		| { readonly type: 'address-made'; readonly n: number; readonly until: Instant }
		| { readonly type: 'opened'; readonly n: number }
		/** `n` null: every screen, and the address that waits. */
		| { readonly type: 'revoked'; readonly n: number | null }
		| ({ readonly type: 'chosen' } & Choice)
		| ({ readonly type: 'conclusion-raised' } & Raised)
		| { readonly type: 'conclusion-lowered' }
	);

export const ADDRESS_LIVES = 5 * 60_000;
export const KEY_LIVES = 7 * 24 * 3_600_000;
export const MOST_SCREENS = 8;

/** Letters and digits that nobody takes for another one. */
export const CODE_LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
export const CODE_LENGTH = 8;

export type ShownItem = {
	/** 第 3 项，共 6 项; `n` 0 when it is not on the agenda any more. */
	readonly n: number;
	readonly of: number;
	readonly title: string;
	readonly unit: string | null;
	readonly papers: readonly string[];
	/** Planned and added milliseconds; those of earlier stays; since when it is open now. [S12] */
	readonly planMs: number;
	readonly spentMs: number;
	readonly since: Instant;
};

/** A piece of the line at the foot: one item, as wide as its plan. */
export type ShownStep = { readonly minutes: number; readonly standing: 'waiting' | 'open' | 'parked' | 'settled' };

export type ShownVoice = { readonly name: string };

export type ShownUnit = {
	readonly name: string;
	readonly present: number;
	readonly expected: number;
	readonly standing: 'present' | 'on-leave' | 'absent';
};

export type ShownAttendance = {
	/** [A18] Everybody, those of no unit too. */
	readonly present: number;
	readonly expected: number;
	readonly ofNoUnit: { readonly present: number; readonly expected: number };
	readonly unitsPresent: number;
	readonly required: number;
	readonly units: readonly ShownUnit[];
};

export type ShownConclusion = {
	readonly kind: ConclusionKind;
	readonly text: string;
	readonly decisions: readonly {
		readonly label: string;
		readonly text: string;
		readonly lead: string | null;
		readonly with: readonly string[];
		readonly dueOn: string | null;
	}[];
};

export type ShownDoor = {
	/** What a phone opens that scans it, below the house's own address. */
	readonly path: string;
	readonly until: Instant;
	readonly spoken: string;
};

export type ShownVote = {
	readonly motion: string;
	readonly manner: Manner;
	readonly state: Vote['state'];
	readonly voted: number;
	readonly of: number;
	readonly outcome: Outcome | null;
};

export type ShownMeeting = {
	readonly council: string;
	readonly year: number;
	readonly ordinal: number;
	readonly title: string;
	readonly state: Phase;
	readonly startsAt: Instant;
	readonly endedAt: Instant | null;
};

/** What fills the screen now. */
export type Stage = 'before' | 'item' | 'between' | 'attendance' | 'door' | 'vote' | 'break' | 'over';

/** All that a screen is ever told. */
export type Projection = {
	readonly stage: Stage;
	readonly meeting: ShownMeeting;
	readonly item: ShownItem | null;
	readonly steps: readonly ShownStep[];
	readonly next: string | null;
	/** Planned milliseconds of what waits: now and what is left of the open item come to it. */
	readonly waitingMs: number;
	readonly speaking: (ShownVoice & { readonly since: Instant }) | null;
	readonly queue: readonly ShownVoice[];
	readonly conclusion: ShownConclusion | null;
	readonly attendance: ShownAttendance;
	readonly door: ShownDoor | null;
	readonly vote: ShownVote | null;
	readonly breakUntil: Instant | null;
};
