/** Pure questions about papers: who reads one, what is late, what is missing. */
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { addWorkingDays, chinaCalendar } from '#shared/foundation/calendar.ts';
import { dayOf, instantOf, type Instant } from '#shared/foundation/time.ts';
import {
	paperDefaults,
	type Paper,
	type PaperCalls,
	type PaperLevel,
	type PaperVersion,
	type Readers
} from './model.ts';

/** The newest version. */
export function latest({ versions }: Pick<Paper, 'versions'>): PaperVersion {
	const last = versions.at(-1);
	if (!last) throw new Error('a paper has at least one version');
	return last;
}

/** [P4] */
export function isLate({ at, dueAt }: Pick<PaperVersion, 'at' | 'dueAt'>): boolean {
	return dueAt !== null && at > dueAt;
}

/** Where a paper is met: what one must be allowed to read there, and whom `may` is asked about. */
export type Met = { readonly action: 'meetings.read' | 'topics.read'; readonly subject: Subject };

const strictness: readonly PaperLevel[] = ['public', 'internal', 'need-to-know'];

/** [P6] [P7] What `may` is asked about a paper: its place, narrowed to whom its level shows it, and never wider than that. */
export function paperSubject(paper: Pick<Paper, 'unitId'> & Readers, place: Subject): Subject {
	// A draft topic is its author's alone, and so is what lies with it.
	if (place.councilId === undefined) return place;
	const { councilId, participantUnitIds = [], standIns = [], coUnitIds = [], personIds = [] } = place;
	const around = place.level ?? 'internal';
	const level = strictness.indexOf(paper.level) > strictness.indexOf(around) ? paper.level : around;
	const named = (own: readonly string[], ofPlace: readonly string[]): readonly string[] => {
		if (paper.level !== 'need-to-know') return ofPlace;
		return around === 'need-to-know' ? own.filter((id) => ofPlace.includes(id)) : own;
	};
	return {
		councilId,
		participantUnitIds,
		standIns,
		...(paper.unitId !== null && { unitId: paper.unitId }),
		coUnitIds: named(paper.readerUnitIds, coUnitIds),
		personIds: named(paper.readerPersonIds, personIds),
		level
	};
}

/** [P6] [P7] A paper may be met at more than one place: at its topic, and at the item the topic became. */
export function mayReadPaper(person: Person, paper: Paper, places: readonly Met[]): boolean {
	return places.some(
		({ action, subject }) => may(person, action, subject) && may(person, 'papers.read', paperSubject(paper, subject))
	);
}

/** [P12] Fetching what was withdrawn is for those who may hand papers in there. */
export function mayFetch(person: Person, paper: Paper, places: readonly Met[]): boolean {
	if (!mayReadPaper(person, paper, places)) return false;
	if (!paper.withdrawn) return true;
	return places.some(({ subject }) => may(person, 'papers.hand-in', paperSubject(paper, subject)));
}

/** [P14] When the paper of an item is due. */
export function dueOf(
	calls: PaperCalls,
	itemId: string,
	{ startsAt, daysBefore }: { readonly startsAt: Instant; readonly daysBefore: number }
): Instant {
	const set = calls.items[itemId]?.dueAt ?? null;
	if (set !== null) return set;
	const day = addWorkingDays(chinaCalendar, dayOf(startsAt), -daysBefore);
	return Math.min(instantOf(day, paperDefaults.dueMinute), startsAt);
}

type Asked = { readonly id: string; readonly unitId: string | null };

/** [P14] */
export function isAsked(calls: PaperCalls, { id, unitId }: Asked): boolean {
	return unitId !== null && (calls.items[id]?.wanted ?? true);
}

/** [P15] Items that still lack a paper. `standing` are the ids of items with one that was not withdrawn. */
export function missingOf<Item extends Asked>(
	items: readonly Item[],
	calls: PaperCalls,
	standing: ReadonlySet<string>
): readonly Item[] {
	return items.filter((item) => isAsked(calls, item) && !standing.has(item.id));
}
