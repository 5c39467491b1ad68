/**
 * A meeting alive on this page: three books followed by the same `apply` as the server's, and the drafts beside them.
 * It holds no rule: what follows from the facts is asked of shared/.
 */
import { plannedMinutes } from '#shared/agenda/views.ts';
import type { AgendaEntry, AgendaItem } from '#shared/agenda/model.ts';
import { apply as applyAttendance, nobody } from '#shared/attendance/apply.ts';
import type { Attendance, AttendanceEvent } from '#shared/attendance/model.ts';
import { byUnit, checkInOf, headcount, quorumOf } from '#shared/attendance/views.ts';
import { may, type Subject } from '#shared/auth/may.ts';
import type { Person } from '#shared/auth/model.ts';
import { applyDecision } from '#shared/decisions/apply.ts';
import type { DecisionEvent } from '#shared/decisions/commands.ts';
import { emptyBook, type Decision, type DecisionBook } from '#shared/decisions/model.ts';
import { decisionOfAction } from '#shared/decisions/views.ts';
import { apply as applyMeeting } from '#shared/meetings/apply.ts';
import type { Meeting, MeetingEvent } from '#shared/meetings/model.ts';
import { followingItem, forecast, heldOn, itemViews, openTurn, withheldFrom } from '#shared/meetings/views.ts';
import type { ActionsDraft } from '#web/actions/actions-draft.svelte.ts';
import type { AgendaDraft } from '#web/agenda/agenda-draft.svelte.ts';
import { Follower } from '#web/live/follower.svelte.ts';
import type { Live } from '#web/live/live.svelte.ts';
import { part } from '#web/live/part.ts';
import { Looking } from '#web/meetings/looking.svelte.ts';
import type { AttendanceReading, MeetingReading } from '#web/meetings/reading.ts';
import { UnitNames } from '#web/meetings/unit-names.svelte.ts';
import type { Face, OpenDocument } from '#web/sync/index.ts';
import type { savedWords as SavedWords } from '#web/sync/saved-words.ts';
import { ChairWatch } from './chair-watch.svelte.ts';
import { unitsOfCounty } from './units-of-county.ts';

export type RoomData = {
	readonly reading: MeetingReading;
	readonly attendance: AttendanceReading;
	readonly agenda: readonly AgendaItem[];
	readonly outline: readonly AgendaEntry[];
	readonly decisions: readonly Decision[];
};

/** A draft that a later part of the page writes in. */
type Beside = { readonly document: OpenDocument; start(): () => void };

export class Room {
	readonly id: string;
	readonly person: Person;
	readonly live: Live;
	readonly units: UnitNames;
	readonly looking: Looking;
	readonly meetings: Follower<Meeting, MeetingEvent>;
	readonly attendances: Follower<Attendance, AttendanceEvent>;
	readonly books: Follower<DecisionBook, DecisionEvent>;
	readonly chairWatch: ChairWatch;
	#data = $state.raw() as RoomData;
	#agenda = $state.raw<AgendaDraft | null>(null);
	#actions = $state.raw<ActionsDraft | null>(null);
	#minutes = $state.raw<OpenDocument | null>(null);
	#savedWords: typeof SavedWords | null = null;
	#beside = $state.raw<ReadonlyMap<string, Beside>>(new Map());
	readonly #leave: (() => void)[] = [];

	constructor(live: Live, person: Person, data: RoomData) {
		const { reading, attendance } = data;
		this.id = reading.id;
		this.live = live;
		this.person = person;
		this.#data = data;
		this.units = new UnitNames(reading.participants, unitsOfCounty);
		this.looking = new Looking(() => [...document.querySelectorAll('[data-keeps-place]'), document.documentElement]);
		const { id } = this;
		const meeting = { seq: reading.seq, state: reading };
		this.meetings = new Follower(live, { domain: 'meetings', id, apply: applyMeeting, initial: meeting });
		const arrived = { seq: attendance.seq, state: attendance };
		this.attendances = new Follower(live, { domain: 'attendance', id, apply: applyAttendance, initial: arrived });
		this.books = new Follower(live, { domain: 'decisions', id, apply: applyDecision });
		this.chairWatch = new ChairWatch(this);
	}

	/** Follows the books and opens the drafts until the answered function is called. In the browser only. */
	start(): () => void {
		const stops = [this.meetings.start(), this.attendances.start(), this.books.start()];
		let isGone = false;
		// After the first paint: the page was rendered with what the drafts said a moment ago.
		void part(() => import('./drafts.ts')).then(({ openDrafts, savedWords }) => {
			if (isGone) return;
			this.#savedWords = savedWords;
			const drafts = openDrafts(this);
			this.#agenda = drafts.agenda;
			this.#actions = drafts.actions;
			this.#minutes = drafts.minutes;
			stops.push(drafts.start());
			if (drafts.agenda) stops.push(this.chairWatch.start(drafts.agenda.cards.document));
		});
		return () => {
			isGone = true;
			for (const stop of [...stops, ...this.#leave.splice(0)]) stop();
			this.#beside = new Map();
			this.#agenda = null;
			this.#actions = null;
			this.#minutes = null;
		};
	}

	/** What the page was loaded with, last. */
	get data(): RoomData {
		return this.#data;
	}

	/** The page was loaded anew: for another state, or for people whose names it did not know. */
	renew(data: RoomData): void {
		this.#data = data;
	}

	/** People of this meeting whose names came with no reading yet: who stands in since, who was invited since. */
	get strangers(): readonly string[] {
		const { checkIns, standIns } = this.attendance;
		const ids = new Set([...checkIns, ...standIns].map(({ personId }) => personId));
		return [...ids].filter((id) => this.personName(id) === '…');
	}

	get meeting(): Meeting {
		return this.meetings.state ?? this.data.reading;
	}

	get attendance(): Attendance {
		return this.attendances.state ?? nobody;
	}

	get book(): DecisionBook {
		return this.books.state ?? { ...emptyBook(this.id), decisions: this.data.decisions };
	}

	/**
	 * Null until its text is here, or when this person may not read it. What somebody adds before would be put among texts
	 * not known yet: at the front instead of the end.
	 */
	get agenda(): AgendaDraft | null {
		return this.#agenda?.cards.document.isLoaded ? this.#agenda : null;
	}

	get actions(): ActionsDraft | null {
		return this.#actions?.cards.document.isLoaded ? this.#actions : null;
	}

	get minutes(): OpenDocument | null {
		return this.#minutes;
	}

	/** What the page was rendered with, until the draft itself is here. */
	get items(): readonly AgendaItem[] {
		return this.#agenda?.cards.document.isLoaded ? this.#agenda.items : this.data.agenda;
	}

	/** The same with its headings. */
	get outline(): readonly AgendaEntry[] {
		return this.agenda?.outline ?? this.data.outline;
	}

	/** Epoch ms by the server, each second anew while the meeting runs. */
	get now(): number {
		return this.meeting.state === 'live' ? this.live.clock.now : this.live.clock.read();
	}

	get views(): ReturnType<typeof itemViews> {
		return itemViews(this.meeting, this.items, this.now);
	}

	get openId(): string | null {
		return openTurn(this.meeting)?.item.id ?? null;
	}

	get shownId(): string | null {
		return this.looking.at(this.openId) ?? this.openId;
	}

	get isFollowing(): boolean {
		return this.looking.at(this.openId) === null;
	}

	get next(): AgendaItem | null {
		return followingItem(this.meeting, this.items);
	}

	get forecast(): ReturnType<typeof forecast> {
		return forecast(this.meeting, this.items, this.now);
	}

	/** The items' minutes together. */
	get planned(): number {
		return plannedMinutes(this.items) + withheldFrom(this.meeting, this.items);
	}

	get heldOn(): string {
		return heldOn(this.meeting);
	}

	get memberUnitIds(): readonly string[] {
		const { startedAt, memberUnitIds, invitedUnitIds } = this.meeting;
		if (startedAt !== null) return memberUnitIds;
		return this.data.reading.participantUnitIds.filter((id) => !invitedUnitIds.includes(id));
	}

	get quorum(): ReturnType<typeof quorumOf> {
		// Before the start the council's own setting counts, which only the server knows: it says what it found.
		if (this.meeting.startedAt !== null) return quorumOf(this.attendance, this.memberUnitIds, this.meeting.quorum);
		const { required } = this.data.reading.quorumNow;
		return { ...quorumOf(this.attendance, this.memberUnitIds, required), required };
	}

	get unitAttendance(): ReturnType<typeof byUnit> {
		const units = this.data.attendance.units.map(({ unitId, expected }) => ({ unitId, people: expected }));
		return byUnit(this.attendance, units);
	}

	get heads(): ReturnType<typeof headcount> {
		return headcount(this.attendance, this.unitAttendance, this.data.attendance.ofNoUnitIds);
	}

	get mine(): ReturnType<typeof checkInOf> {
		return checkInOf(this.attendance, this.person.id);
	}

	/** The number of the decision that took a proposed action. */
	readonly takenAs = (actionId: string): string | null => decisionOfAction(this.book, actionId)?.label ?? null;

	readonly personName = (id: string): string =>
		this.data.attendance.people.find((one) => one.id === id)?.name ??
		this.data.reading.chairs.find((one) => one.id === id)?.name ??
		'…';

	get subject(): Subject {
		const { participantUnitIds } = this.data.reading;
		return { councilId: this.meeting.councilId, participantUnitIds, standIns: this.attendance.standIns };
	}

	get mayWriteAgenda(): boolean {
		return this.meeting.state !== 'closed' && may(this.person, 'agenda.write', this.subject);
	}

	get mayWriteActions(): boolean {
		return this.meeting.state !== 'closed' && may(this.person, 'actions.write', this.subject);
	}

	/** 补签: by the office, from the start until the file is closed. */
	get mayAddArrivals(): boolean {
		const { state } = this.meeting;
		return (state === 'live' || state === 'minutes') && may(this.person, 'minutes.write', this.subject);
	}

	get isChair(): boolean {
		return this.meeting.state === 'live' && this.meeting.chairPersonId === this.person.id;
	}

	get isConnected(): boolean {
		return this.live.connection.kind === 'connected';
	}

	/**
	 * A draft for a part of the page that comes and goes: opened once, it stays open as long as the page, so that what was
	 * typed in it goes on its way and counts in what is saved.
	 */
	beside<Opened extends Beside>(name: string, open: () => Opened): Opened {
		const known = this.#beside.get(name);
		if (known) return known as Opened; // under one name it is always the same kind
		const opened = open();
		this.#beside = new Map([...this.#beside, [name, opened]]);
		this.#leave.push(opened.start());
		return opened;
	}

	/** All that is written in from this page. */
	get #written(): readonly OpenDocument[] {
		const drafts = [this.#agenda?.cards, this.#agenda?.internal, this.#actions?.cards, ...this.#beside.values()];
		return drafts.flatMap((draft) => (draft ? [draft.document] : []));
	}

	/** What the top bar says of the drafts edited here; undefined until they are open. */
	get saved(): ReturnType<typeof SavedWords> | undefined {
		const statuses = this.#written.map(({ status }) => status);
		return this.#savedWords?.(statuses);
	}

	/** Something typed here is nowhere else: whoever leaves the page loses it. */
	get isOnlyHere(): boolean {
		return this.#written.some((document) => document.isOnlyHere);
	}

	/** Who has the meeting open, this person first. */
	get people(): readonly Face[] {
		const others = this.#agenda?.cards.document.people ?? [];
		return others.filter(({ id }) => id !== this.person.id);
	}
}
