/** What a unit must do because of a decision, and how far it is. One stream per follow-up (`followups:ID`). */
import type { Instant, IsoDate } from '#shared/foundation/time.ts';

export const followupStates = [
	'draft',
	'assigned',
	'received',
	'returned',
	'in-progress',
	'extension',
	'paused',
	'submitted',
	'verified',
	'closed',
	'rebound',
	'transferred',
	'merged',
	'cancelled'
] as const;
export type FollowupState = (typeof followupStates)[number];

/** Computed, never typed. */
export const lightColours = ['grey', 'red', 'yellow', 'blue', 'green'] as const;
export type LightColour = (typeof lightColours)[number];

/** The lanes of the board. */
export const lanes = ['to-assign', 'to-receive', 'in-hand', 'to-verify', 'closed', 'ended'] as const;
export type Lane = (typeof lanes)[number];

/** Each number is a setting of the council; these are the defaults, and this is their one place. */
export const followupDefaults = {
	/** False: the office assigns by hand. */
	assignAtOnce: false,
	termDays: 15,
	receiveWithinDays: 1,
	returnWithinDays: 2,
	officeDecidesWithinDays: 2,
	/** Granted ones; the last of them needs the supervising leader. */
	extensions: 2,
	reportEveryDays: 10,
	blueShare: 0.2,
	blueAtLeastDays: 2,
	/** Percentage points behind the straight line. */
	behindPercent: 15,
	sentBackRed: 2
} as const;
export type FollowupSettings = {
	readonly [Key in keyof typeof followupDefaults]: (typeof followupDefaults)[Key] extends boolean ? boolean : number;
};

export type Source = {
	readonly decisionId: string;
	/** The decision's number when it opened this: 第4次-2. */
	readonly label: string;
	readonly councilId: string;
	readonly meetingId: string;
	readonly itemId: string;
	readonly itemTitle: string;
};

export type Evidence = { readonly text: string; readonly ref: string | null };

export type Milestone = {
	readonly id: string;
	readonly title: string;
	readonly dueOn: IsoDate;
	readonly doneAt: Instant | null;
};

/** What a co-unit has to add: open until it is done by the co-unit, or explained by it or by the lead. */
export type CoStep = {
	readonly unitId: string;
	readonly state: 'open' | 'done' | 'explained';
	readonly text: string;
	readonly personId: string | null;
	readonly at: Instant | null;
};

/** Why the limit is what it is, oldest first: "原定 3/31，延至 4/15，第1次". */
export type Limit = {
	readonly cause: 'original' | 'assigned' | 'extension' | 'pause' | 'sent-back';
	readonly dueOn: IsoDate;
	readonly at: Instant;
};

export type Pause = { readonly from: IsoDate; readonly to: IsoDate | null; readonly reason: string };

export type Submission = {
	readonly at: Instant;
	readonly personId: string;
	readonly text: string;
	readonly evidence: readonly Evidence[];
	/** The limit in force when it was submitted, and whether it had passed. */
	readonly dueOn: IsoDate;
	readonly late: boolean;
	readonly outcome:
		| { readonly kind: 'waiting' }
		| { readonly kind: 'passed'; readonly at: Instant; readonly personId: string; readonly unitId: string }
		| { readonly kind: 'sent-back'; readonly at: Instant; readonly personId: string; readonly reason: string };
};

/** One way from 交办 to 销号. A rebound begins another; the finished ones stay as they were. */
export type Round = {
	readonly startedOn: IsoDate | null;
	readonly limits: readonly Limit[];
	readonly extensions: number;
	readonly pauses: readonly Pause[];
	readonly submissions: readonly Submission[];
	readonly closedAt: Instant | null;
};

export type Followup = {
	readonly id: string;
	readonly source: Source;
	readonly text: string;
	readonly leadUnitId: string;
	readonly state: FollowupState;
	readonly steps: readonly CoStep[];
	readonly milestones: readonly Milestone[];
	readonly verifierUnitId: string | null;
	/** The limit in force. */
	readonly dueOn: IsoDate | null;
	readonly percent: number;
	readonly reportedAt: Instant | null;
	readonly assignedAt: Instant | null;
	readonly receivedAt: Instant | null;
	readonly stateSince: Instant;
	/** Units that have used their one return. */
	readonly returnedBy: readonly string[];
	readonly asked:
		| { readonly kind: 'return'; readonly reason: string; readonly at: Instant }
		| { readonly kind: 'extension'; readonly reason: string; readonly dueOn: IsoDate; readonly at: Instant }
		| { readonly kind: 'pause'; readonly reason: string; readonly at: Instant }
		| null;
	readonly round: Round;
	readonly finished: readonly Round[];
	readonly endedBecause: {
		readonly reason: string;
		readonly documentNumber: string | null;
		readonly into: string | null;
	} | null;
};

/** The book of an id that nothing has happened to yet is null. */
export type FollowupBook = Followup | null;

/** What evaluation reads of one round: nothing typed, each figure leads back to the follow-up. */
export type Outcome = {
	readonly followupId: string;
	readonly label: string;
	readonly text: string;
	readonly leadUnitId: string;
	readonly round: number;
	readonly dueOn: IsoDate;
	/** Null while it cannot be said: not due yet, waiting for the verifier, or paused. */
	readonly onTime: boolean | null;
	readonly firstPass: boolean | null;
	/** The day of the first verification, which decides the period of `firstPass`. */
	readonly firstVerifiedOn: IsoDate | null;
	readonly lateDays: number;
};

/** Why a follow-up is looked at in the next meeting. */
export const ledgerGroups = ['overdue', 'fell-due', 'to-decide', 'closed'] as const;
export type LedgerGroup = (typeof ledgerGroups)[number];

/** A follow-up as it stood when it was put into the first item of an agenda. */
export type LedgerLine = {
	readonly followupId: string;
	readonly group: LedgerGroup;
	readonly label: string;
	readonly text: string;
	readonly leadUnitId: string;
	readonly dueOn: IsoDate | null;
	readonly percent: number;
	readonly state: FollowupState;
};
