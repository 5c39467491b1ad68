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

/** How often a council meets. Days of the week are 1 (Monday) to 5. */
export type Rhythm =
	| { readonly kind: 'none' }
	| { readonly kind: 'weekly' | 'fortnightly'; readonly weekday: number }
	/** `nth` 5 is the last one, in months that have four too. */
	| { readonly kind: 'monthly-weekday'; readonly nth: number; readonly weekday: number }
	/** The last day of a month that has no such day. */
	| { readonly kind: 'monthly-day'; readonly day: number }
	/** `month` 1 to 3 of each quarter. */
	| { readonly kind: 'quarterly'; readonly month: number; readonly day: number }
	| { readonly kind: 'yearly'; readonly times: number };

export const meetingTemplates = ['joint', 'topic', 'on-site', 'review'] as const;
/** 联席会议, 专题协调, 现场办公, 督查反馈 */
export type TemplateName = (typeof meetingTemplates)[number];

/** How a council's meetings are usually held. */
export type SeriesSettings = {
	readonly rhythm: Rhythm;
	/** Usual time of day, in minutes after midnight. */
	readonly startsAtMinute: number;
	readonly place: string;
	readonly template: TemplateName;
	/** Whoever comes later than this after the start is late. */
	readonly lateAfterMinutes: number;
	/** What each member unit may give to topics. */
	readonly topicPoints: number;
	/** A written report takes no longer. */
	readonly writtenMinutes: number;
	/** How many working days before a meeting papers are due. */
	readonly paperDaysBefore: number;
};

/** What is not set is as in `seriesDefaults`. */
export type CouncilSettings = Partial<SeriesSettings> & {
	/** Member units that must be present: null is more than half, 0 switches the check off. */
	readonly quorum: number | null;
	/** Length of a meeting for which nothing else was said. */
	readonly plannedMinutes: number;
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
export const seriesDefaults: SeriesSettings = {
	rhythm: { kind: 'none' },
	startsAtMinute: 15 * 60,
	place: '',
	template: 'joint',
	lateAfterMinutes: 10,
	topicPoints: 3,
	writtenMinutes: 10,
	paperDaysBefore: 1
};

/** A council's settings with the defaults where it set nothing. */
export function settingsOf(settings: CouncilSettings | undefined): CouncilSettings & SeriesSettings {
	return { ...seriesDefaults, ...(settings ?? councilDefaults) };
}
