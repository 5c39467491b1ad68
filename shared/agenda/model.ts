import type { Instant, IsoDate } from '#shared/foundation/time.ts';
import type { LedgerLine } from '#shared/followups/model.ts';

/** An agenda item as everybody reads it out of the meeting's shared draft. */
export type AgendaItem = {
	readonly id: string;
	/** As typed so far: may be empty. */
	readonly title: string;
	/** The unit that reports. */
	readonly unitId: string | null;
	/** Planned; 0 while nobody has said. */
	readonly minutes: number;
	/** Its words stand in the internal draft, for chairs and office. */
	readonly internal?: true;
};

/** A heading; what stands below it, up to the next one, belongs to it. It is no item: no meeting comes to it. */
export type AgendaSection = { readonly kind: 'section'; readonly id: string; readonly title: string };

/** The agenda as it is laid out: items and headings, in their order. */
export type AgendaEntry = AgendaItem | AgendaSection;

/** An item of the internal draft, and the entry of the agenda behind which it stands (null: in front). */
export type InternalItem = AgendaItem & { readonly internal: true; readonly after: string | null };

/** What an internal item is called where others read. */
export const INTERNAL_TITLE = '内部事项';

export const LONGEST_ITEM = 480;
export const LONGEST_TITLE = 200;
/** A written report is 10 minutes or less; that is what a new item starts with. */
export const DEFAULT_MINUTES = 10;

/** Item 1 of the next meeting. */
export const LEDGER_TITLE = '上次议定事项落实情况';

/** A meeting on whose agenda an item stood before. */
export type Listed = { readonly meetingId: string; readonly label: string };

/** How an item came from another meeting's agenda. */
export type Brought = {
	readonly from: Listed & { readonly itemId: string };
	readonly way: 'move' | 'copy';
	readonly withOutcome: boolean;
	/** The meetings on whose agenda it stood, oldest first. */
	readonly lineage: readonly Listed[];
	readonly at: Instant;
	readonly personId: string;
};

/** The list that item 1 carries: as it stood on a day, never retold. */
export type Ledger = { readonly itemId: string; readonly on: IsoDate; readonly lines: readonly LedgerLine[] };

/** What is recorded about an agenda beside its draft; one stream per meeting (`agenda:MEETINGID`). It has no words of items. */
export type AgendaFacts = {
	readonly brought: Readonly<Record<string, Brought>>;
	readonly ledger: Ledger | null;
};

export type AgendaEvent =
	| ({ readonly type: 'item-brought'; readonly itemId: string } & Brought)
	| ({ readonly type: 'ledger-listed'; readonly at: Instant; readonly personId: string } & Ledger);
