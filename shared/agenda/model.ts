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
