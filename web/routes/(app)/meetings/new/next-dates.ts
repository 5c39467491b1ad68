import type { IsoDate } from '#shared/foundation/time.ts';

/** What the server answers to `GET /api/councils/:id/next-dates`. */
export type NextDates = {
	readonly last: { readonly id: string; readonly startsAt: number } | null;
	readonly proposals: readonly {
		readonly date: IsoDate;
		readonly startsAt: number;
		readonly moved: { readonly from: IsoDate; readonly holiday: string | null } | null;
	}[];
};
