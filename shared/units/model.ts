/** Units form one tree under the county; councils are the standing mechanisms in which some of them meet. */
import type { FollowupSettings } from '#shared/followups/model.ts';

export const unitKinds = [
	'county',
	'department',
	'township',
	'sub-district',
	'village',
	'community',
	'school',
	'private-school'
] as const;

export type UnitKind = (typeof unitKinds)[number];

export type Unit = {
	readonly id: string;
	readonly name: string;
	/** What the room calls it: 教育局 for 县教育局. */
	readonly shortName: string;
	readonly kind: UnitKind;
	readonly parentId: string | null;
	/** The unit it was merged into or renamed to; what happened before keeps this one's name. */
	readonly successorId: string | null;
};

/** All units, in the order in which they came. */
export type UnitTree = { readonly units: readonly Unit[] };

export type UnitEvent = { readonly personId: string | null; readonly at: number } & (
	| { readonly type: 'units-added'; readonly units: readonly Unit[] }
	| { readonly type: 'unit-succeeded'; readonly unitId: string; readonly successorId: string }
);

export type CouncilSettings = {
	/** Member units that must be present: null is more than half, 0 switches the check off. */
	readonly quorum: number | null;
	/** Length of a meeting for which nothing else was said. */
	readonly plannedMinutes: number;
	/** Whoever comes later than this after the start is late; without it LATE_AFTER_MINUTES. */
	readonly lateAfterMinutes?: number;
	/** Where the council departs from the defaults of follow-ups. */
	readonly followups: Partial<FollowupSettings>;
};

export type Council = {
	readonly id: string;
	readonly name: string;
	/** Leads the council; the office usually works inside it. */
	readonly leadUnitId: string;
	readonly officeUnitId: string;
	readonly memberUnitIds: readonly string[];
	readonly settings: CouncilSettings;
};

export type CouncilChange = Partial<Omit<Council, 'id' | 'settings'>> & {
	readonly settings?: Partial<CouncilSettings>;
};

/** All councils stand in one book: there are few, and every question about a person asks them all. */
export type CouncilEvent = { readonly councilId: string; readonly personId: string | null; readonly at: number } & (
	({ readonly type: 'founded' } & Omit<Council, 'id'>) | { readonly type: 'changed'; readonly change: CouncilChange }
);

export const councilDefaults: CouncilSettings = { quorum: null, plannedMinutes: 90, followups: {} };
export const LATE_AFTER_MINUTES = 10;
