/** Who came to a meeting, for which unit, in which order. Its own stream (`attendance:MEETINGID`): many check in at once. */
import type { Instant } from '#shared/foundation/time.ts';

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
};

/** In order of arrival. */
export type Attendance = { readonly checkIns: readonly CheckIn[] };

export type AttendanceEvent = { readonly type: 'checked-in' } & Omit<CheckIn, 'position'>;

/** How many member units must be there, and how many are. `required` 0: the check is switched off. */
export type Quorum = { readonly required: number; readonly present: number };
