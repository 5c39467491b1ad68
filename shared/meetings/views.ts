/** Pure questions about a meeting: what is on the table, how long it took, when it will end. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import { dayOf, type Instant, type IsoDate } from '#shared/foundation/time.ts';
import type { Meeting, Turn } from './model.ts';

const MINUTE = 60_000;

/** The item on the table as it read when the room came to it, or null. */
export function openTurn(meeting: Meeting): Turn | null {
	const last = meeting.turns[meeting.turns.length - 1];
	return last && last.leftAt === null ? last : null;
}

/** 2026年第4次会议 */
export function meetingLabel({ year, ordinal }: Pick<Meeting, 'year' | 'ordinal'>): string {
	return `${year}年第${ordinal}次会议`;
}

/** The day the meeting is (or was) held. */
export function heldOn(meeting: Pick<Meeting, 'startedAt' | 'startsAt'>): IsoDate {
	return dayOf(meeting.startedAt ?? meeting.startsAt);
}

/** Member units and invited units: whoever acts for one of them is a participant. */
export function participantUnitIds(
	meeting: Pick<Meeting, 'memberUnitIds' | 'invitedUnitIds' | 'startedAt'>,
	councilUnitIds: readonly string[]
): readonly string[] {
	const members = meeting.startedAt === null ? councilUnitIds : meeting.memberUnitIds;
	return [...new Set([...members, ...meeting.invitedUnitIds])];
}

export type ItemStanding = 'waiting' | 'open' | 'parked' | 'settled';

export type ItemView = AgendaItem & {
	readonly standing: ItemStanding;
	/** Planned minutes and what the chair added. */
	readonly plan: number;
	readonly actualMs: number;
	/** How far the actual time exceeds the plan; never negative. */
	readonly overMs: number;
	/** It was taken from the agenda while or after it was discussed. */
	readonly removed: boolean;
};

/** [G14] Without what took the id of an internal item that was on the table: nobody reads that in its place. */
export function agendaBeside({ turns }: Pick<Meeting, 'turns'>, items: readonly AgendaItem[]): readonly AgendaItem[] {
	const own = new Set(turns.flatMap(({ item }) => (item.internal ? [item.id] : [])));
	return own.size === 0 ? items : items.filter(({ id, internal }) => internal || !own.has(id));
}

/** [M7] [M8] The agenda beside what happened: items in their order, then discussed ones that are no longer on it. */
export function itemViews(meeting: Meeting, items: readonly AgendaItem[], now: Instant): readonly ItemView[] {
	const open = openTurn(meeting);
	const agenda = agendaBeside(meeting, items);
	const onAgenda = new Set(agenda.map(({ id }) => id));
	const gone = new Map(
		meeting.turns.filter(({ item }) => !onAgenda.has(item.id)).map(({ item }) => [item.id, item] as const)
	);
	return [...agenda, ...gone.values()].map((item) => {
		const minutes = open?.item.id === item.id ? open.item.minutes : item.minutes;
		const plan = minutes + (meeting.added[item.id] ?? 0);
		const actual = actualMs(meeting, item.id, now);
		return {
			...item,
			standing: standingOf(meeting, item.id),
			plan,
			actualMs: actual,
			overMs: Math.max(0, actual - plan * MINUTE),
			removed: !item.internal && !onAgenda.has(item.id)
		};
	});
}

export function standingOf(meeting: Meeting, itemId: string): ItemStanding {
	if (openTurn(meeting)?.item.id === itemId) return 'open';
	if (meeting.parked.includes(itemId)) return 'parked';
	return meeting.settled.includes(itemId) ? 'settled' : 'waiting';
}

/** [M7] Over all turns of an item; the open one counts up to now. */
export function actualMs(meeting: Meeting, itemId: string, now: Instant): number {
	return meeting.turns
		.filter(({ item }) => item.id === itemId)
		.reduce((sum, { enteredAt, leftAt }) => sum + Math.max(0, (leftAt ?? now) - enteredAt), 0);
}

/** [M5] Where "next" leads: the first waiting item behind the open one, else the first waiting one, else none. */
export function followingItem(meeting: Meeting, agenda: readonly AgendaItem[]): AgendaItem | null {
	const from = openTurn(meeting)?.item.id ?? null;
	const at = agenda.findIndex(({ id }) => id === from);
	const waiting = (item: AgendaItem): boolean => item.id !== from && standingOf(meeting, item.id) === 'waiting';
	return agenda.slice(at + 1).find(waiting) ?? agenda.find(waiting) ?? null;
}

/** [G15] Minutes to add for items that this reader's agenda does not show. */
export function withheldFrom({ withheld }: Meeting, agenda: readonly AgendaItem[]): number {
	return agenda.some(({ internal }) => internal) ? 0 : withheld;
}

export type Forecast = {
	readonly plannedEnd: Instant;
	readonly expectedEnd: Instant;
	/** Minutes, rounded up, by which the expected end exceeds the planned one; 0 or more. */
	readonly lateMinutes: number;
};

/** [M9] What is left of the open item and all waiting ones, from now on. Parked items do not count. */
export function forecast(meeting: Meeting, agenda: readonly AgendaItem[], now: Instant): Forecast {
	const plannedEnd = (meeting.startedAt ?? meeting.startsAt) + meeting.plannedMinutes * MINUTE;
	const left = itemViews(meeting, agenda, now).reduce(
		(sum, { standing, plan, actualMs: actual }) => {
			if (standing !== 'open' && standing !== 'waiting') return sum;
			return sum + (standing === 'open' ? Math.max(0, plan * MINUTE - actual) : plan * MINUTE);
		},
		withheldFrom(meeting, agenda) * MINUTE
	);
	const from = meeting.startedAt === null ? meeting.startsAt : Math.max(now, meeting.startedAt);
	const expectedEnd = meeting.endedAt ?? from + left;
	return { plannedEnd, expectedEnd, lateMinutes: Math.max(0, Math.ceil((expectedEnd - plannedEnd) / MINUTE)) };
}
