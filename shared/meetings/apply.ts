/** State of a meeting from its events. Never refuses: what is in the book has happened. */
import type { Instant } from '#shared/foundation/time.ts';
import { DEFAULT_LENGTH, type Meeting, type MeetingEvent, type Turn } from './model.ts';

export function noMeeting(id: string): Meeting {
	return {
		id,
		state: 'none',
		councilId: '',
		year: 0,
		ordinal: 0,
		title: '',
		startsAt: 0,
		plannedMinutes: DEFAULT_LENGTH,
		place: '',
		invitedUnitIds: [],
		reason: null,
		publishedAt: null,
		revision: 0,
		revisedAt: 0,
		startedAt: null,
		endedAt: null,
		closedAt: null,
		memberUnitIds: [],
		quorum: null,
		chairPersonId: null,
		tookOver: null,
		turns: [],
		settled: [],
		parked: [],
		added: {},
		withheld: 0,
		latest: 0
	};
}

export function apply(before: Meeting, event: MeetingEvent): Meeting {
	const at = Math.max(before.latest, event.at); // [M14]
	const meeting = { ...before, latest: at, withheld: event.withheld ?? before.withheld };
	switch (event.type) {
		case 'scheduled': {
			const { councilId, year, ordinal, title, startsAt, plannedMinutes, place, invitedUnitIds, template } = event;
			const details = { title, startsAt, plannedMinutes, place, invitedUnitIds, ...(template && { template }) };
			return { ...meeting, state: 'draft', councilId, year, ordinal, ...details };
		}
		case 'rescheduled':
			// A new date after a postponement has to be published anew.
			return {
				...revised(meeting),
				...event.details,
				state: before.state === 'postponed' ? 'draft' : before.state,
				reason: null
			};
		case 'called':
			return { ...meeting, state: 'calling' };
		case 'published':
			return { ...revised(meeting), state: 'published', publishedAt: at };
		case 'cancelled':
		case 'postponed':
			return { ...revised(meeting), state: event.type, reason: event.reason };
		case 'started': {
			const { memberUnitIds, quorum, personId: chairPersonId } = event;
			return { ...meeting, state: 'live', startedAt: at, memberUnitIds, quorum, chairPersonId };
		}
		case 'ended':
			return { ...meeting, state: 'minutes', endedAt: at };
		case 'closed':
			return { ...meeting, state: 'closed', closedAt: at };
		case 'chair-handed-over':
			return { ...meeting, chairPersonId: event.to, tookOver: null };
		case 'chair-taken':
			return {
				...meeting,
				chairPersonId: event.personId,
				tookOver: event.from === null ? null : { from: event.from, at }
			};
		case 'item-entered':
			return {
				...meeting,
				turns: [...closed(meeting.turns, at), { item: event.item, enteredAt: at, leftAt: null }],
				settled: without(meeting.settled, event.item.id),
				parked: without(meeting.parked, event.item.id)
			};
		case 'item-left':
			return {
				...meeting,
				turns: closed(meeting.turns, at),
				settled: event.reason === 'parked' ? meeting.settled : [...without(meeting.settled, event.itemId), event.itemId]
			};
		case 'item-parked':
			return { ...meeting, parked: [...without(meeting.parked, event.itemId), event.itemId] };
		case 'item-unparked':
			return { ...meeting, parked: without(meeting.parked, event.itemId) };
		case 'minutes-added':
			return {
				...meeting,
				added: { ...meeting.added, [event.itemId]: (meeting.added[event.itemId] ?? 0) + event.minutes }
			};
	}
}

/** [M37] */
function revised(meeting: Meeting): Meeting {
	return { ...meeting, revision: meeting.revision + 1, revisedAt: meeting.latest };
}

/** Ends the open turn, if any: two items are never open. */
function closed(turns: readonly Turn[], at: Instant): readonly Turn[] {
	return turns.map((turn) => (turn.leftAt === null ? { ...turn, leftAt: at } : turn));
}

function without(ids: readonly string[], id: string): readonly string[] {
	return ids.filter((each) => each !== id);
}
