/** An agenda item as everybody reads it out of the meeting's shared draft. */
export type AgendaItem = {
	readonly id: string;
	/** As typed so far: may be empty. */
	readonly title: string;
	/** The unit that reports. */
	readonly unitId: string | null;
	/** Planned; 0 while nobody has said. */
	readonly minutes: number;
};

export const LONGEST_ITEM = 480;
export const LONGEST_TITLE = 200;
/** A written report is 10 minutes or less; that is what a new item starts with. */
export const DEFAULT_MINUTES = 10;
