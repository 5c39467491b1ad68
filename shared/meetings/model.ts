/** A meeting: one occurrence of a council's series, as the fold of its events. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Instant } from '#shared/foundation/time.ts';
import type { TemplateName } from '#shared/units/model.ts';

export const phases = ['draft', 'calling', 'published', 'live', 'minutes', 'closed', 'cancelled', 'postponed'] as const;

/** `none`: no meeting has this id. */
export type Phase = (typeof phases)[number] | 'none';

/** One stay of the room with an item. The item is kept as it read when the room came to it. */
export type Turn = {
	readonly item: AgendaItem;
	readonly enteredAt: Instant;
	readonly leftAt: Instant | null;
};

/** What the office may set and change until the meeting begins. */
export type Details = {
	/** Beside the number, where the meeting has a subject of its own; often empty. */
	readonly title: string;
	readonly startsAt: Instant;
	readonly plannedMinutes: number;
	readonly place: string;
	/** Invited for the whole meeting, beside the council's member units. */
	readonly invitedUnitIds: readonly string[];
	/** What its notice is worded by; 联席会议 where nothing was said. */
	readonly template?: TemplateName;
};

export type Meeting = Details & {
	readonly id: string;
	readonly state: Phase;
	readonly councilId: string;
	readonly year: number;
	/** 2026年第4次会议: year 2026, ordinal 4. */
	readonly ordinal: number;
	/** Why it was cancelled or postponed. */
	readonly reason: string | null;
	readonly publishedAt: Instant | null;
	/** Of what calendars are told: raised by each publication, change, postponement and cancellation. */
	readonly revision: number;
	readonly revisedAt: Instant;
	readonly startedAt: Instant | null;
	readonly endedAt: Instant | null;
	readonly closedAt: Instant | null;
	/** Fixed when the meeting starts: later changes of the council do not reach back. */
	readonly memberUnitIds: readonly string[];
	/** Member units that must be present: null is more than half, 0 switches it off. Fixed at the start too. */
	readonly quorum: number | null;
	readonly chairPersonId: string | null;
	/** From whom the chair was taken while they were away, and when; null once it is handed over again. */
	readonly tookOver: { readonly from: string; readonly at: Instant } | null;
	/** In the order of the room; the open one, if any, is the last. */
	readonly turns: readonly Turn[];
	/** Items the room is through with, parked ones, and minutes the chair added. */
	readonly settled: readonly string[];
	readonly parked: readonly string[];
	readonly added: Readonly<Record<string, number>>;
	/** [G15] Minutes of waiting items whose words only chairs and office read. */
	readonly withheld: number;
	/** The latest instant in the book: a clock that jumps back makes no time negative. */
	readonly latest: Instant;
};

export type LeavingReason = 'next' | 'parked' | 'ended';

type By = {
	readonly personId: string;
	readonly at: Instant;
	/** [G15] Minutes of the internal items that wait after this, where that has changed. */
	readonly withheld?: number;
};

export type MeetingEvent = By &
	(
		| ({
				readonly type: 'scheduled';
				readonly councilId: string;
				readonly year: number;
				readonly ordinal: number;
		  } & Details)
		| { readonly type: 'rescheduled'; readonly details: Partial<Details> }
		| { readonly type: 'called' }
		| { readonly type: 'published' }
		| { readonly type: 'cancelled'; readonly reason: string }
		| { readonly type: 'postponed'; readonly reason: string }
		| { readonly type: 'started'; readonly memberUnitIds: readonly string[]; readonly quorum: number | null }
		| { readonly type: 'item-entered'; readonly item: AgendaItem }
		| { readonly type: 'item-left'; readonly itemId: string; readonly reason: LeavingReason }
		| { readonly type: 'item-parked'; readonly itemId: string }
		| { readonly type: 'item-unparked'; readonly itemId: string }
		| { readonly type: 'minutes-added'; readonly itemId: string; readonly minutes: number }
		| { readonly type: 'chair-handed-over'; readonly to: string }
		/** `goneSince`: when the chair's connection was lost. The first folders do not know it. */
		| { readonly type: 'chair-taken'; readonly from: string | null; readonly goneSince?: Instant | null }
		| { readonly type: 'ended' }
		| { readonly type: 'closed' }
	);

/** How long the chair must be gone before a deputy may take over. */
export const CHAIR_GONE_FOR = 20_000;
export const DEFAULT_LENGTH = 90;
