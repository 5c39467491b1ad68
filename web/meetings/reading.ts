/** What the server answers to `GET /api/meetings/:id` and `…/attendance`. */
import type { Lists } from '#shared/attendance/lists.ts';
import type { Attendance, Quorum } from '#shared/attendance/model.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import type { Unit } from '#shared/units/model.ts';

export type Chair = {
	readonly id: string;
	readonly name: string;
	readonly post: string;
	readonly role: 'convener' | 'deputy';
};

export type MeetingReading = Meeting & {
	readonly seq: number;
	/** 2026年第4次会议 */
	readonly label: string;
	readonly council: { readonly id: string; readonly name: string; readonly officeUnitId: string } | null;
	readonly participantUnitIds: readonly string[];
	readonly participants: readonly Unit[];
	readonly chairs: readonly Chair[];
	readonly quorumNow: Quorum;
	/** Only those that the asker may read. */
	readonly documents: Readonly<Partial<Record<'agenda' | 'actions' | 'minutes' | 'internal' | 'notes', string>>>;
};

export type AttendanceReading = Attendance & {
	readonly seq: number;
	/** Everybody who may come. */
	readonly people: readonly {
		readonly id: string;
		readonly name: string;
		readonly unitId: string;
		readonly post: string;
		/** Units for which they may check in. */
		readonly actsFor: readonly string[];
	}[];
	readonly units: readonly { readonly unitId: string; readonly present: number; readonly expected: number }[];
	readonly quorum: Quorum;
	/** Who is expected for no unit. */
	readonly ofNoUnitIds: readonly string[];
	/** Chairs and leaders in the order in which they are listed. */
	readonly leadingIds: readonly string[];
	readonly lateAfterMinutes: number;
	readonly lists: Lists;
};
