/**
 * Meetings: the book of each, its drafts, its doors. Other domains ask here what a meeting is at this moment; a fact about
 * it is always read while judging, never handed around.
 */
import { addItem, readAgenda, readInternal, readOutline, removeItem } from '#shared/agenda/document.ts';
import type { AgendaEntry, AgendaItem } from '#shared/agenda/model.ts';
import { itemsIn, withInternal } from '#shared/agenda/views.ts';
import { quorumOf } from '#shared/attendance/views.ts';
import type { Quorum } from '#shared/attendance/model.ts';
import type { Subject } from '#shared/auth/may.ts';
import { apply, noMeeting } from '#shared/meetings/apply.ts';
import type { Meeting, MeetingEvent } from '#shared/meetings/model.ts';
import { heldOn, participantUnitIds } from '#shared/meetings/views.ts';
import { presentIn } from '#shared/votes/views.ts';
import { openAttendance, type AttendanceBook } from '#server/attendance/index.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook } from '#server/storage/book.ts';
import type { SharedDocument } from '#server/sync/index.ts';
import type { Units } from '#server/units/index.ts';
import { serveCommands } from './commands.ts';
import { documentName as nameIn, parts, type Part, serveDocuments } from './documents.ts';
import type { Inside, Meetings } from './inside.ts';
import { readableBy, serveMeetings } from './routes.ts';
import { serveSeries } from './series.ts';
import { meetingStore } from './store.ts';

export type { By, LiveMeeting, Meetings } from './inside.ts';

/** More than anybody has in a year. */
const MOST_READABLE = 2000;

/** Some years of a council. */
const MOST_OF_A_COUNCIL = 100;

export function openMeetings(grounds: Grounds, { units }: { readonly units: Units }): Meetings {
	const { storage, outbox, sync, auth, live, clock } = grounds;
	const openedAt = clock();
	const documentName = (id: string, part: Part): string => nameIn(id, part, storage.epoch);
	const store = meetingStore(storage);
	const book = openBook<Meeting, MeetingEvent>(storage, {
		domain: 'meetings',
		empty: noMeeting,
		apply,
		rows: (_, event, meeting) => (changesRow(event) ? store.put(meeting) : []),
		outbox: (meetingId, { type, at, personId }, { councilId }) =>
			isTold(type) ? [{ topic: `meetings/${type}`, payload: { meetingId, councilId, at, personId } }] : []
	});
	const find = (id: string): Meeting | null => {
		const { state } = book.read(id);
		return state.state === 'none' ? null : state;
	};
	const membersOf = (meeting: Meeting): readonly string[] =>
		meeting.startedAt === null ? (units.council(meeting.councilId)?.memberUnitIds ?? []) : meeting.memberUnitIds;
	const participantsOf = (id: string): readonly string[] => {
		const meeting = find(id);
		return meeting ? participantUnitIds(meeting, units.council(meeting.councilId)?.memberUnitIds ?? []) : [];
	};
	const subject = (id: string): Subject | null => {
		const meeting = find(id);
		if (!meeting) return null;
		const standIns = attendance.read(id).state.standIns.map(({ personId, unitId }) => ({ personId, unitId }));
		return { councilId: meeting.councilId, participantUnitIds: participantsOf(id), standIns };
	};
	const attendance: AttendanceBook = openAttendance(grounds, {
		subject,
		readFrom: (id) => [{ stream: `meetings:${id}`, version: book.read(id).version }],
		meeting: (id) => {
			const meeting = find(id);
			return meeting && { state: meeting.state, councilId: meeting.councilId, participantUnitIds: participantsOf(id) };
		}
	});
	const quorum = (id: string, meeting: Meeting): Quorum => {
		const setting = meeting.startedAt === null ? units.council(meeting.councilId)?.settings.quorum : meeting.quorum;
		return quorumOf(attendance.read(id).state, membersOf(meeting), setting ?? null);
	};

	const reading = async <Read>(id: string, part: Part, read: (doc: SharedDocument) => Read): Promise<Read> => {
		const doc = await sync.read(documentName(id, part));
		const found = read(doc);
		doc.destroy();
		return found;
	};
	const agendaOf = (id: string): Promise<readonly AgendaItem[]> => reading(id, 'agenda', readAgenda);
	const outlineOf = async (id: string, whole: boolean): Promise<readonly AgendaEntry[]> => {
		const outline = await reading(id, 'agenda', readOutline);
		return whole ? withInternal(outline, await reading(id, 'internal', readInternal)) : outline;
	};
	/** Begins the shared agenda; repeating it adds nothing. */
	const beginAgenda = (id: string, items: readonly AgendaItem[]): Promise<void> =>
		sync.edit(documentName(id, 'agenda'), (doc) => {
			if (readAgenda(doc).length === 0) items.forEach((item) => addItem(doc, item));
		});

	/** A chair not seen since the server started may just be reconnecting: the 20 s count from the start then. */
	const chairGoneSince = ({ chairPersonId }: Meeting): number | null => {
		if (chairPersonId === null) return openedAt;
		const { connected, goneSince } = live.presence(chairPersonId);
		return connected ? null : (goneSince ?? openedAt);
	};

	const inside: Inside = {
		book,
		store,
		units,
		find,
		subject,
		agendaOf,
		outlineOf,
		beginAgenda,
		quorum,
		membersOf,
		chairGoneSince,
		attendance
	};
	serveDocuments(sync, storage.epoch, { subject, isThere: (id) => find(id) !== null });
	grounds.doors.stream({ domain: 'meetings', may: 'meetings.read', of: subject, book });
	const { schedule } = serveCommands(grounds, inside);
	const meetings: Meetings = {
		find,
		subject,
		schedule,
		documentName,
		agenda: agendaOf,
		wholeAgenda: async (id) => itemsIn(await outlineOf(id, true)),
		ofCouncil: (councilId) =>
			store.list({ councilIds: [councilId], unitIds: [], meetingIds: [], order: 'desc', limit: MOST_OF_A_COUNCIL }),
		attendance: (id) => attendance.read(id).state,
		heard: (listener) => book.heard((id, _, event) => listener(id, event)),
		heardArrivals: (listener) => attendance.heard((id) => listener(id)),
		door: attendance.door,
		participantUnitIds: participantsOf,
		inState: store.ids,
		readable: async (person, from) =>
			store.list({ ...(await readableBy(person, inside)), from, order: 'asc', limit: MOST_READABLE }),
		addToAgenda: (id, item) => sync.edit(documentName(id, 'agenda'), (doc) => void addItem(doc, item)),
		takeFromAgenda: (id, itemId) => sync.edit(documentName(id, 'agenda'), (doc) => void removeItem(doc, itemId)),
		live: (id) => {
			const meeting = find(id);
			if (!meeting) return null;
			return {
				councilId: meeting.councilId,
				ordinal: meeting.ordinal,
				state: meeting.state,
				live: meeting.state === 'live',
				chairPersonId: meeting.chairPersonId,
				heldOn: heldOn(meeting),
				discussed: meeting.turns.map(({ item }) => item),
				quorum: quorum(id, meeting),
				memberUnitIds: membersOf(meeting),
				present: presentIn(attendance.read(id).state),
				actionsDocument: documentName(id, 'actions'),
				streams: [
					{ stream: `meetings:${id}`, version: book.read(id).version },
					{ stream: `attendance:${id}`, version: attendance.read(id).version }
				]
			};
		},
		people: async (id) => {
			const meeting = find(id);
			if (!meeting) return [];
			const of = new Set(participantsOf(id));
			const acting = (await auth.people('unit_id', [...of])).filter(({ holdings }) =>
				holdings.some((held) => 'unitId' in held && of.has(held.unitId))
			);
			const holders = await auth.holders(meeting.councilId);
			return [...new Map([...holders, ...acting].map((person) => [person.id, person])).values()];
		}
	};
	serveMeetings(grounds, inside, meetings);
	serveSeries(grounds, inside, participantsOf);
	listen();
	return meetings;

	function listen(): void {
		const ask = (id: string): void => parts.forEach((part) => void sync.revoke({ name: documentName(id, part) }));
		book.heard((id, _, event) => {
			outbox.nudge();
			// Whoever is no longer invited loses the drafts at once.
			if (event.type === 'rescheduled' && event.details.invitedUnitIds) ask(id);
		});
		attendance.heard((id, _, { type }) => {
			if (type === 'stand-in-named' || type === 'stand-in-withdrawn') ask(id);
		});
		units.onCouncilChange(() => void sync.revoke({}));
		// What is typed after the meeting was closed, by a device that was offline, is kept aside as a late branch.
		outbox.on('meetings/closed', async (payload) => {
			const { meetingId } = payload as { readonly meetingId: string };
			for (const part of ['agenda', 'actions', 'internal', 'notes'] as const)
				await sync.seal(documentName(meetingId, part));
		});
	}
}

const told = ['published', 'rescheduled', 'cancelled', 'postponed', 'started', 'ended', 'closed'] as const;

/** Facts that other domains may want to hear of. */
function isTold(type: MeetingEvent['type']): boolean {
	return told.some((each) => each === type);
}

function changesRow({ type }: MeetingEvent): boolean {
	return type === 'scheduled' || type === 'called' || isTold(type);
}
