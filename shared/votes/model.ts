/** Votes of a meeting, as the fold of what everybody may know. Choices are not in it before the close: those are in ballots.ts. */
import type { Quorum } from '#shared/attendance/model.ts';
import type { Instant } from '#shared/foundation/time.ts';

export const manners = ['named', 'secret'] as const;
export const majorities = ['more-than-half', 'two-thirds', 'unanimity'] as const;
/** Of whom the majority is asked: of the votes for and against, of the member units present, of all member units. */
export const bases = ['votes', 'present', 'members'] as const;
export const choices = ['for', 'against', 'abstain'] as const;
export const moods = ['agree', 'reserve', 'oppose'] as const;

export type Manner = (typeof manners)[number];
export type Majority = (typeof majorities)[number];
export type Base = (typeof bases)[number];
export type Choice = (typeof choices)[number];
export type Mood = (typeof moods)[number];

/** What a chair is offered first: by name, more than half of the member units that are there. */
export const usualTerms = { manner: 'named', majority: 'more-than-half', base: 'present' } as const;

/** Fewer ballots than this would tell who chose what by themselves. */
export const FEWEST_SECRET = 5;

/** Somebody who is there now. */
export type Present = {
	readonly personId: string;
	/** The unit they checked in for. */
	readonly unitId: string | null;
	/** That unit's vote was delegated to them, with approval. */
	readonly holdsDelegation: boolean;
};

/** Whole numbers only: carried when `for` reaches `needed`; the share is `for` of `base`. */
export type Outcome = {
	readonly for: number;
	readonly against: number;
	readonly abstain: number;
	readonly base: number;
	readonly needed: number;
	readonly carried: boolean;
};

export type NamedBallot = { readonly unitId: string; readonly personId: string; readonly choice: Choice };

export type Terms = {
	readonly itemId: string;
	readonly motion: string;
	readonly manner: Manner;
	readonly majority: Majority;
	readonly base: Base;
};

export type Vote = Terms & {
	readonly id: string;
	readonly itemTitle: string;
	/** As it was when the vote opened, never computed again. */
	readonly quorum: Quorum;
	readonly memberUnitIds: readonly string[];
	readonly state: 'open' | 'paused' | 'closed' | 'cancelled';
	/** Counts the openings: a ballot that was on its way during a restart names the one it was meant for. */
	readonly round: number;
	/** Units that have voted, in the order of the member units, which says nothing of when. */
	readonly voted: readonly string[];
	/** Secret: units whose ballots are in the database. */
	readonly kept: readonly string[];
	/** Secret: units whose ballot nobody can find any more, after a restart; it stands. */
	readonly settled: readonly string[];
	/** Secret: somebody whose ballot is in the database has changed it since, in memory only. */
	readonly changeWaiting: boolean;
	/** Secret: a restart came while a change waited; the earlier choice stands. */
	readonly changeLost: boolean;
	readonly nudged: readonly string[];
	readonly openedAt: Instant;
	readonly endedAt: Instant | null;
	readonly outcome: Outcome | null;
	/** Named, and only when it is closed. */
	readonly ballots: readonly NamedBallot[];
	readonly reason: string | null;
};

/** A show of hands without legal effect: everybody sees everybody's, at once. */
export type Temperature = {
	readonly id: string;
	readonly question: string;
	readonly open: boolean;
	readonly hands: Readonly<Record<string, Mood>>;
};

export type Votes = { readonly votes: readonly Vote[]; readonly temperatures: readonly Temperature[] };

/** `personId` null: the house itself. */
type By = { readonly personId: string | null; readonly at: Instant };

export type VotesEvent = By &
	(
		| ({
				readonly type: 'vote-opened';
				readonly voteId: string;
				readonly itemTitle: string;
				readonly quorum: Quorum;
				readonly memberUnitIds: readonly string[];
		  } & Terms)
		| { readonly type: 'unit-voted'; readonly voteId: string; readonly unitId: string }
		| { readonly type: 'ballots-kept'; readonly voteId: string }
		| { readonly type: 'change-waiting'; readonly voteId: string }
		| { readonly type: 'units-nudged'; readonly voteId: string; readonly unitIds: readonly string[] }
		| { readonly type: 'vote-paused'; readonly voteId: string }
		| { readonly type: 'vote-reopened'; readonly voteId: string }
		| {
				readonly type: 'vote-closed';
				readonly voteId: string;
				readonly outcome: Outcome;
				readonly ballots: readonly NamedBallot[];
		  }
		| { readonly type: 'vote-cancelled'; readonly voteId: string; readonly reason: string }
		| { readonly type: 'temperature-opened'; readonly temperatureId: string; readonly question: string }
		| { readonly type: 'hand-shown'; readonly temperatureId: string; readonly mood: Mood }
		| { readonly type: 'temperature-closed'; readonly temperatureId: string }
	);
