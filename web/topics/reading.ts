/** Topics as the server's readings tell them. */
import type { Listing, TopicContent, TopicState, Verdict } from '#shared/topics/model.ts';

export type TopicLine = Omit<TopicContent, 'matter' | 'facts' | 'request'> & {
	readonly id: string;
	readonly councilId: string;
	readonly councilName: string;
	readonly unitId: string;
	readonly unitName: string;
	readonly authorId: string;
	readonly state: TopicState;
	readonly proposedAt: number | null;
	readonly verdicts: readonly Verdict[];
	readonly withdrawnBecause: string;
	readonly supporters: readonly { readonly unitId: string; readonly unitName: string; readonly sentence: string }[];
	readonly merged: readonly { readonly id: string; readonly title: string }[];
	readonly into: { readonly id: string; readonly title: string | null } | null;
	readonly timesListed: number;
	readonly meetingId: string | null;
	readonly points: number;
};

export type TopicReading = TopicLine &
	Pick<TopicContent, 'matter' | 'facts' | 'request'> & { readonly listings: readonly Listing[] };

export type OrderReading = {
	readonly items: readonly { readonly id: string; readonly points: number }[];
	readonly points: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** Where somebody may propose, and for which units. */
export type Proposing = {
	readonly id: string;
	readonly name: string;
	readonly units: readonly { readonly id: string; readonly name: string }[];
};
