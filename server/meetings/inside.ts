/** The types of this room that its files share; what others may use is told again by index.ts. */
import type { AgendaEntry, AgendaItem } from '#shared/agenda/model.ts';
import type { Attendance, Quorum } from '#shared/attendance/model.ts';
import type { Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Result } from '#shared/foundation/result.ts';
import type { IsoDate } from '#shared/foundation/time.ts';
import type { Schedule } from '#shared/meetings/commands.ts';
import type { Meeting, MeetingEvent } from '#shared/meetings/model.ts';
import type { Present } from '#shared/votes/model.ts';
import type { AttendanceBook } from '#server/attendance/index.ts';
import type { Book, Told } from '#server/storage/book.ts';
import type { Units } from '#server/units/index.ts';
import type { Part } from './documents.ts';
import type { MeetingRow, MeetingStore } from './store.ts';

/** A meeting as decisions need it, read at one moment. */
export type LiveMeeting = {
	readonly councilId: string;
	readonly ordinal: number;
	readonly state: Meeting['state'];
	readonly live: boolean;
	readonly chairPersonId: string | null;
	readonly heldOn: IsoDate;
	/** What is or was on the table, as it read when the room came to it; the open one, if any, is the last. */
	readonly discussed: readonly AgendaItem[];
	readonly quorum: Quorum;
	readonly memberUnitIds: readonly string[];
	/** Who is there now, and for which unit. */
	readonly present: readonly Present[];
	readonly actionsDocument: string;
	/** What this was read from, to be expected unchanged when a decision is recorded. */
	readonly streams: readonly { readonly stream: string; readonly version: number }[];
};

/** Who gives a command, and when: for the house itself, an instant of the past too. */
export type By = { readonly person: Person; readonly at: number; readonly key?: string | undefined };

export type Meetings = {
	find(id: string): Meeting | null;
	live(id: string): LiveMeeting | null;
	/** What `may` is asked about a meeting. */
	subject(id: string): Subject | null;
	participantUnitIds(id: string): readonly string[];
	/** Everybody who acts for a participating unit or holds a role in the council. */
	people(id: string): Promise<readonly Person[]>;
	/** Ids of all meetings in a state, oldest first. */
	inState(state: Meeting['state']): Promise<readonly string[]>;
	/** What somebody may read that starts at `from` or later, in the order of time. */
	readable(person: Person, from: number): Promise<readonly MeetingRow[]>;
	/** A new draft meeting; with `id` for readable ones. */
	schedule(
		councilId: string,
		wanted: Schedule & { readonly id?: string },
		by: By
	): Promise<Result<Told<Meeting, MeetingEvent>>>;
	/** The shared agenda as the server has it. */
	agenda(id: string): Promise<readonly AgendaItem[]>;
	documentName(id: string, part: Part): string;
	/** Who is there, as it is at this moment. */
	attendance(id: string): Attendance;
	/** Hears of every event of every meeting, after it was recorded. */
	heard(listener: (id: string, event: MeetingEvent) => void): void;
	/** Hears of everybody who comes, goes, or is on leave. */
	heardArrivals(listener: (id: string) => void): void;
	/** The codes of the door now; null while one may not check in. */
	door: AttendanceBook['door'];
	/** All of it, for who may read the internal items too. */
	wholeAgenda(id: string): Promise<readonly AgendaItem[]>;
	/** Meetings of a council, the latest first. */
	ofCouncil(councilId: string): Promise<readonly MeetingRow[]>;
	/** Adds an item to the shared agenda; one whose id is there stays as it is. */
	addToAgenda(id: string, item: AgendaItem): Promise<void>;
	takeFromAgenda(id: string, itemId: string): Promise<void>;
};

/** What the files of this room share. */
export type Inside = {
	readonly book: Book<Meeting, MeetingEvent>;
	readonly store: MeetingStore;
	readonly units: Units;
	readonly find: (id: string) => Meeting | null;
	readonly subject: (id: string) => Subject | null;
	/** What everybody may read of the agenda. */
	readonly agendaOf: (id: string) => Promise<readonly AgendaItem[]>;
	/** Items and headings; with the internal items, for who may read them and for the judge. */
	readonly outlineOf: (id: string, whole: boolean) => Promise<readonly AgendaEntry[]>;
	readonly beginAgenda: (id: string, items: readonly AgendaItem[]) => Promise<void>;
	readonly quorum: (id: string, meeting: Meeting) => Quorum;
	/** Member units: the council's as they are now, and as they were at the start from then on. */
	readonly membersOf: (meeting: Meeting) => readonly string[];
	/** Since when the chair has no live connection; null while connected. */
	readonly chairGoneSince: (meeting: Meeting) => number | null;
	readonly attendance: AttendanceBook;
};
