/** Who came to a meeting, for which unit, in which order. Its own stream (`attendance:MEETINGID`): many check in at once. */
import type { Instant } from '#shared/foundation/time.ts';

/** How somebody came: by the page's address, the code on the screen, the one read out, or recorded by the office. */
export type Way = 'link' | 'qr' | 'spoken' | 'office';

export type CheckIn = {
	readonly personId: string;
	/** The unit the person acts for; null for chairs, office and leaders, who act for none. */
	readonly unitId: string | null;
	readonly at: Instant;
	/** 第 17 位 */
	readonly position: number;
	/** Who recorded it: the person, or the office afterwards with a reason (补签). */
	readonly recordedBy: string;
	readonly reason: string | null;
	readonly way: Way;
	/** Left before the end. Null while there, and again after coming back. */
	readonly left: { readonly at: Instant; readonly reason: string | null } | null;
};

type Asked = { readonly unitId: string; readonly by: string; readonly at: Instant };
/** How a request stands: a refusal says why. */
export type Standing = {
	readonly standing: 'asked' | 'approved' | 'refused';
	readonly decidedBy: string | null;
	readonly why: string | null;
};

/** Who comes for a unit, said before the meeting. */
export type Answer = Asked & { readonly coming: readonly string[] };
export type Leave = Asked & Standing & { readonly reason: string };
export type StandIn = Asked & {
	readonly personId: string;
	/** The vote: null when its delegation was not asked for. */
	readonly vote: Standing | null;
};

export type Attendance = {
	/** In order of arrival. */
	readonly checkIns: readonly CheckIn[];
	/** One of each for a unit. */
	readonly answers: readonly Answer[];
	readonly leaves: readonly Leave[];
	readonly standIns: readonly StandIn[];
};

/** In `checked-in` the person is who came; elsewhere `by` is who did it. The first folders do not know `way`. */
export type AttendanceEvent =
	| ({ readonly type: 'checked-in'; readonly way?: Way } & Omit<CheckIn, 'position' | 'way' | 'left'>)
	| ({ readonly type: 'answered'; readonly coming: readonly string[] } & Asked)
	| ({ readonly type: 'leave-asked'; readonly reason: string } & Asked)
	| ({ readonly type: 'leave-withdrawn' } & Asked)
	| ({ readonly type: 'leave-approved' } & Asked)
	| ({ readonly type: 'leave-refused'; readonly why: string } & Asked)
	| ({ readonly type: 'stand-in-named'; readonly personId: string; readonly delegates: boolean } & Asked)
	| ({ readonly type: 'stand-in-withdrawn' } & Asked)
	| ({ readonly type: 'delegation-approved' } & Asked)
	| ({ readonly type: 'delegation-refused'; readonly why: string } & Asked)
	| {
			readonly type: 'left-early';
			readonly personId: string;
			readonly at: Instant;
			readonly by: string;
			readonly reason: string | null;
	  }
	| {
			readonly type: 'came-back';
			readonly personId: string;
			readonly at: Instant;
			readonly by: string;
			/** The office's. */
			readonly reason?: string;
	  };

/** How many member units must be there, and how many are. `required` 0: the check is switched off. */
export type Quorum = { readonly required: number; readonly present: number };
