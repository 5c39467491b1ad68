/** What the hall may be shown of a meeting at one moment, gathered from the domains by their front doors. */
import { byUnit, headcount, isOnLeave, ofNoUnit } from '#shared/attendance/views.ts';
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Attendance, Quorum } from '#shared/attendance/model.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Conclusion, DecisionBook } from '#shared/decisions/model.ts';
import { conclusionOf } from '#shared/decisions/views.ts';
import type { Floor, Hand, SpeakingTurn } from '#shared/floor/model.ts';
import { asOf, queue, speaking } from '#shared/floor/views.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { actualMs, followingItem, forecast, itemViews, openTurn } from '#shared/meetings/views.ts';
import type {
	Screen,
	ShownAttendance,
	ShownConclusion,
	ShownDoor,
	ShownItem,
	ShownVoice
} from '#shared/screen/model.ts';
import { hasScreen, type Facts } from '#shared/screen/views.ts';
import type { Vote, Votes } from '#shared/votes/model.ts';

/** What a meeting was read from, to be expected unchanged. */
export type Streams = readonly { readonly stream: string; readonly version: number }[];

export type Sources = {
	readonly meetings: {
		find(id: string): Meeting | null;
		live(id: string): { readonly quorum: Quorum; readonly streams: Streams } | null;
		agenda(id: string): Promise<readonly AgendaItem[]>;
		attendance(id: string): Attendance;
		participantUnitIds(id: string): readonly string[];
		people(id: string): Promise<readonly Person[]>;
		/** The codes of the door now; null while it is shut. */
		door(
			id: string,
			at: number
		): Promise<{ readonly code: string; readonly until: number; readonly spoken: string } | null>;
	};
	readonly units: {
		unit(id: string): { readonly shortName: string } | null;
		council(id: string): { readonly name: string } | null;
	};
	readonly floor: (meetingId: string) => Floor;
	readonly votes: (meetingId: string) => Votes;
	readonly decisions: (meetingId: string) => DecisionBook;
	/** Names of the papers of an item that everybody in the hall may know of. */
	readonly papers: (meetingId: string, itemId: string) => readonly string[];
};

const MINUTE = 60_000;
const MOST_QUEUED = 6;

/** The last vote that was not cancelled. */
export function voteOfHall({ votes }: Votes): Vote | null {
	return votes.findLast(({ state }) => state !== 'cancelled') ?? null;
}

export async function gather(id: string, screen: Screen, at: number, sources: Sources): Promise<Facts | null> {
	const { meetings } = sources;
	const [agenda, people] = await Promise.all([meetings.agenda(id), meetings.people(id)]);
	const shut = !hasScreen(meetings.find(id)?.state ?? 'none');
	const door = shut ? null : await meetings.door(id, at);
	// From here on nothing waits: what is shown was so at one moment.
	const meeting = meetings.find(id);
	if (!meeting) return null;
	const name = (unitId: string): string => sources.units.unit(unitId)?.shortName ?? unitId;
	const voice = ({ unitId, personId }: Hand | SpeakingTurn): ShownVoice => ({
		name: unitId === null ? (people.find((person) => person.id === personId)?.name ?? '') : name(unitId)
	});
	const floor = asOf(sources.floor(id), meeting);
	const turn = speaking(floor);
	const views = itemViews(meeting, agenda, at).filter(({ removed }) => !removed);
	const book = sources.decisions(id);
	return {
		meeting: aboutMeeting(meeting, sources),
		item: openItem(meeting, agenda, (itemId) => sources.papers(id, itemId), name),
		lastItemId: meeting.turns.at(-1)?.item.id ?? null,
		stay: meeting.turns.length,
		steps: views.map(({ plan, standing }) => ({ minutes: plan, standing })),
		next: followingItem(meeting, agenda)?.title ?? null,
		waitingMs: waitingAfter(meeting, agenda, at),
		speaking: turn && { ...voice(turn), since: turn.beganAt },
		queue: queue(floor).slice(0, MOST_QUEUED).map(voice),
		lastWord: screen.raised && conclusionOf(book, screen.raised.itemId),
		wordsOf: (conclusion) => wordsOf(conclusion, book, name),
		attendance: attendanceOf(meeting, people, sources),
		door: door && shownDoor(id, door),
		vote: voteOfHall(sources.votes(id))
	};
}

/** What the forecast adds to the open item: also the minutes of items that nobody in the hall may read of. */
function waitingAfter(meeting: Meeting, agenda: readonly AgendaItem[], at: number): number {
	const open = itemViews(meeting, agenda, at).find(({ standing }) => standing === 'open');
	const left = open ? Math.max(0, open.plan * MINUTE - open.actualMs) : 0;
	const from = meeting.startedAt === null ? meeting.startsAt : Math.max(at, meeting.startedAt);
	return meeting.endedAt === null ? forecast(meeting, agenda, at).expectedEnd - from - left : 0;
}

function aboutMeeting(meeting: Meeting, { units }: Sources): Facts['meeting'] {
	const { year, ordinal, title, state, startsAt, endedAt } = meeting;
	return { council: units.council(meeting.councilId)?.name ?? '', year, ordinal, title, state, startsAt, endedAt };
}

function openItem(
	meeting: Meeting,
	agenda: readonly AgendaItem[],
	papers: (itemId: string) => readonly string[],
	name: (unitId: string) => string
): (ShownItem & { readonly id: string }) | null {
	const turn = openTurn(meeting);
	if (!turn) return null;
	const { id, title, unitId, minutes } = turn.item;
	const { enteredAt } = turn;
	return {
		id,
		n: agenda.findIndex((item) => item.id === id) + 1,
		of: agenda.length,
		title,
		unit: unitId === null ? null : name(unitId),
		papers: papers(id),
		planMs: (minutes + (meeting.added[id] ?? 0)) * MINUTE,
		spentMs: actualMs(meeting, id, enteredAt),
		since: enteredAt
	};
}

function wordsOf(
	{ kind, text, decisionIds }: Conclusion,
	book: DecisionBook,
	name: (id: string) => string
): ShownConclusion {
	const taken = book.decisions.filter(({ id, actionId }) => decisionIds.includes(id) && actionId !== null);
	return {
		kind,
		text,
		decisions: taken.map((decision) => ({
			label: decision.label,
			text: decision.text,
			lead: decision.leadUnitId === null ? null : name(decision.leadUnitId),
			with: decision.coUnitIds.map(name),
			dueOn: decision.dueOn
		}))
	};
}

/** [S11] Counted by units. */
function attendanceOf(
	{ id, councilId }: Meeting,
	people: readonly Person[],
	{ meetings, units }: Sources
): ShownAttendance {
	const attendance = meetings.attendance(id);
	const participantUnitIds = meetings.participantUnitIds(id);
	const counted = byUnit(
		attendance,
		participantUnitIds.map((unitId) => ({
			unitId,
			people: people.filter(({ holdings }) => holdings.some((held) => 'unitId' in held && held.unitId === unitId))
				.length
		}))
	);
	const { required, present: unitsPresent } = meetings.live(id)?.quorum ?? { required: 0, present: 0 };
	const heads = headcount(attendance, counted, ofNoUnit(people, { councilId, participantUnitIds }));
	return {
		present: heads.present,
		expected: heads.expected,
		ofNoUnit: { present: heads.ofNoUnit.present, expected: heads.ofNoUnit.expected },
		unitsPresent,
		required,
		units: counted.map(({ unitId, present, expected }) => ({
			name: units.unit(unitId)?.shortName ?? unitId,
			present,
			expected,
			standing: present > 0 ? 'present' : isOnLeave(attendance, unitId) ? 'on-leave' : 'absent'
		}))
	};
}

function shownDoor(
	id: string,
	{ code, until, spoken }: { readonly code: string; readonly until: number; readonly spoken: string }
): ShownDoor {
	return { path: `/meetings/${id}?code=${code}`, until, spoken };
}
