/** A follow-up as the board shows it: as the server summed it up, or worked out here by the same shared views. */
import type { Calendar } from '#shared/foundation/calendar.ts';
import { addDays, dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import { lightOf, type Light } from '#shared/followups/light.ts';
import type { Followup, FollowupSettings, FollowupState, Lane, LightColour } from '#shared/followups/model.ts';
import { awaited, laneOf, type Awaited } from '#shared/followups/views.ts';

export type Card = {
	readonly id: string;
	readonly version: number;
	readonly label: string;
	readonly councilId: string;
	readonly meetingId: string;
	readonly text: string;
	readonly leadUnitId: string;
	readonly coUnitIds: readonly string[];
	readonly verifierUnitId: string | null;
	readonly state: FollowupState;
	readonly stateSince: Instant;
	readonly lane: Lane;
	readonly dueOn: IsoDate | null;
	readonly originalDueOn: IsoDate | null;
	readonly percent: number;
	readonly light: Light;
	readonly awaits: Awaited | null;
};

/** `GET /api/followups/board` */
export type BoardAnswer = {
	readonly columns: readonly { readonly lane: Lane; readonly count: number; readonly items: readonly Card[] }[];
	readonly lights: Readonly<Record<LightColour, number>>;
	readonly asOf: Instant;
	readonly calendarGaps: readonly { readonly year: string }[];
};

export type Now = {
	readonly at: Instant;
	readonly calendar: Calendar;
	readonly settings: FollowupSettings;
};

/** The twin of the server's summary. */
export function cardOf(followup: Followup, version: number, { at, calendar, settings }: Now): Card {
	const { id, source, text, leadUnitId, steps, verifierUnitId, state, stateSince, dueOn, percent, round } = followup;
	return {
		id,
		version,
		label: source.label,
		councilId: source.councilId,
		meetingId: source.meetingId,
		text,
		leadUnitId,
		coUnitIds: steps.map(({ unitId }) => unitId),
		verifierUnitId,
		state,
		stateSince,
		lane: laneOf(state),
		dueOn,
		originalDueOn: round.limits[0]?.dueOn ?? null,
		percent,
		light: lightOf(followup, calendar, at, settings),
		awaits: awaited(followup, calendar, settings)
	};
}

/** The columns one sees; two lanes share one where few cards stand for long. */
export const columns = {
	begin: ['to-assign', 'to-receive'],
	'in-hand': ['in-hand'],
	verify: ['to-verify'],
	closed: ['closed', 'ended']
} as const satisfies Readonly<Record<string, readonly Lane[]>>;
export type Column = keyof typeof columns;
export const columnNames = Object.keys(columns) as readonly Column[];

export function columnOf(lane: Lane): Column {
	return columnNames.find((name) => (columns[name] as readonly Lane[]).includes(lane)) ?? 'closed';
}

export function isOpen({ lane }: Pick<Card, 'lane'>): boolean {
	return lane !== 'closed' && lane !== 'ended';
}

/** Soonest limit first; what is over, the latest first. */
export function inOrder(cards: readonly Card[], column: Column): readonly Card[] {
	const last = '9999-12-31';
	return cards.toSorted((one, other) =>
		column === 'closed'
			? other.stateSince - one.stateSince
			: (one.dueOn ?? last).localeCompare(other.dueOn ?? last) || one.id.localeCompare(other.id)
	);
}

export type Figures = {
	readonly inHand: number;
	readonly toAssign: number;
	readonly overdue: number;
	readonly sentBack: number;
	readonly longestOverdueDays: number;
	readonly behind: number;
	readonly withoutReport: number;
	readonly soon: number;
	readonly withinThreeDays: number;
};

/** What the strip counts. `at` decides what "within three days" means. */
export function figuresOf(cards: readonly Card[], at: Instant): Figures {
	const open = cards.filter(isOpen);
	const of = (colour: LightColour): readonly Card[] => open.filter(({ light }) => light.colour === colour);
	const overdue = open.filter(({ light }) => light.why.rule === 'overdue');
	const near = addDays(dayOf(at), 3);
	return {
		inHand: open.length,
		toAssign: open.filter(({ lane }) => lane === 'to-assign').length,
		overdue: overdue.length,
		sentBack: open.filter(({ light }) => light.why.rule === 'sent-back-twice').length,
		longestOverdueDays: Math.max(0, ...overdue.map(({ light }) => light.why.clock?.overdueDays ?? 0)),
		behind: of('yellow').length,
		withoutReport: open.filter(({ light }) => light.why.rule === 'no-report').length,
		soon: of('blue').length,
		withinThreeDays: of('blue').filter(({ dueOn }) => dueOn !== null && dueOn <= near).length
	};
}

/** The unit that leads most of the given cards, with how many; the first one where they share the place. */
export function mostOf(cards: readonly Card[]): { readonly unitId: string; readonly count: number } | null {
	const counts = new Map<string, number>();
	for (const { leadUnitId } of cards) counts.set(leadUnitId, (counts.get(leadUnitId) ?? 0) + 1);
	return [...counts].reduce<{ unitId: string; count: number } | null>(
		(most, [unitId, count]) => (most === null || count > most.count ? { unitId, count } : most),
		null
	);
}
