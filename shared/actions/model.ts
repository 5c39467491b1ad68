import type { IsoDate } from '#shared/foundation/time.ts';

/** A proposed action item (拟办事项) as read out of the meeting's shared list. It is a draft: only the chair's conclusion makes a decision of it. */
export type ProposedAction = {
	readonly id: string;
	/** As typed so far: may be empty. */
	readonly text: string;
	readonly leadUnitId: string | null;
	/** Without the lead unit, each once. */
	readonly coUnitIds: readonly string[];
	readonly dueOn: IsoDate | null;
	/** The agenda item under which it was proposed, where one was on the table. */
	readonly itemId: string | null;
};

export const LONGEST_ACTION = 500;
