/** How a meeting reads in a list. */
import type { Phase } from '#shared/meetings/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

/** A row of `GET /api/meetings`. */
export type MeetingLine = {
	readonly id: string;
	readonly councilId: string;
	readonly councilName: string;
	readonly year?: number;
	readonly ordinal: number;
	readonly title: string;
	readonly state: Exclude<Phase, 'none'>;
	readonly startsAt: number;
	readonly plannedMinutes: number;
	readonly place: string;
};

export type MeetingList = { readonly items: readonly MeetingLine[]; readonly next: string | null };

export const phaseWords: Readonly<Record<MeetingLine['state'], () => string>> = {
	draft: m.phase_draft,
	calling: m.phase_calling,
	published: m.phase_published,
	live: m.phase_live,
	minutes: m.phase_minutes,
	closed: m.phase_closed,
	cancelled: m.phase_cancelled,
	postponed: m.phase_postponed
};

export type Group = 'live' | 'upcoming' | 'closed';

export function groupOf({ state }: Pick<MeetingLine, 'state'>): Group {
	switch (state) {
		case 'live':
			return 'live';
		case 'draft':
		case 'calling':
		case 'published':
		case 'postponed':
			return 'upcoming';
		case 'minutes':
		case 'closed':
		case 'cancelled':
			return 'closed';
	}
}

/** What lies ahead in the order of time, what is over the latest first. */
export function grouped(items: readonly MeetingLine[]): Readonly<Record<Group, readonly MeetingLine[]>> {
	const of = (group: Group, direction: 1 | -1): readonly MeetingLine[] =>
		items.filter((item) => groupOf(item) === group).sort((one, other) => (one.startsAt - other.startsAt) * direction);
	return { live: of('live', 1), upcoming: of('upcoming', 1), closed: of('closed', -1) };
}
