/** What a meeting has decided. One book per meeting (`decisions:MEETING`); the numbers run within it. */
import type { Instant, IsoDate } from '#shared/foundation/time.ts';

export const conclusionKinds = ['agreed', 'agreed-in-principle', 'deferred', 'reconsider', 'noted'] as const;
export type ConclusionKind = (typeof conclusionKinds)[number];

/** Units present against units needed, as counted when the conclusion was recorded; `required: 0` is switched off. */
export type Quorum = { readonly required: number; readonly present: number };

/** A draft of the meeting's shared list of proposed actions, as somebody read it. */
export type ProposedAction = {
	readonly id: string;
	readonly text: string;
	readonly leadUnitId: string | null;
	readonly coUnitIds: readonly string[];
	readonly dueOn: IsoDate | null;
};

export type Decision = {
	readonly id: string;
	readonly councilId: string;
	readonly meetingId: string;
	/** The sequence within the meeting, from 1; `label` spells it with the meeting's own number: 第4次-2. */
	readonly n: number;
	readonly label: string;
	readonly itemId: string;
	readonly itemTitle: string;
	readonly kind: ConclusionKind;
	readonly text: string;
	/** The proposed action it was taken from; null for the words of the conclusion itself. */
	readonly actionId: string | null;
	readonly leadUnitId: string | null;
	readonly coUnitIds: readonly string[];
	readonly dueOn: IsoDate | null;
	readonly quorum: Quorum;
	readonly personId: string;
	readonly at: Instant;
};

export type Conclusion = {
	readonly itemId: string;
	readonly kind: ConclusionKind;
	readonly text: string;
	readonly decisionIds: readonly string[];
	readonly personId: string;
	readonly at: Instant;
	/** The version of the book that recorded it, to compare with what a screen had seen. */
	readonly version: number;
};

export type DecisionBook = {
	readonly meetingId: string;
	readonly version: number;
	readonly decisions: readonly Decision[];
	readonly conclusions: readonly Conclusion[];
};

export function emptyBook(meetingId: string): DecisionBook {
	return { meetingId, version: 0, decisions: [], conclusions: [] };
}
