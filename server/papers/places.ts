/** Where papers lie: an item of a meeting's agenda, or a topic; and at which item a topic's papers are shown too. */
import type { AgendaItem } from '#shared/agenda/model.ts';
import type { Subject } from '#shared/auth/may.ts';
import type { Meeting } from '#shared/meetings/model.ts';
import { agendaBeside } from '#shared/meetings/views.ts';
import type { Paper, PaperCalls, PaperPlace } from '#shared/papers/model.ts';
import { dueOf, type Met } from '#shared/papers/views.ts';
import type { Topic } from '#shared/topics/model.ts';
import { settingsOf } from '#shared/units/model.ts';
import type { Agenda } from '#server/agenda/index.ts';
import type { Meetings } from '#server/meetings/index.ts';
import type { Topics } from '#server/topics/index.ts';
import type { Units } from '#server/units/index.ts';
import { papersLineage } from './lineage.ts';

type Expected = { readonly stream: string; readonly version: number };

/** An item or a topic as it is now. */
export type Here = {
	readonly place: PaperPlace;
	readonly isOpen: boolean;
	readonly unitId: string | null;
	readonly dueAt: number | null;
	/** What `may` is asked about whoever hands papers in. */
	readonly subject: Subject;
	readonly streams: readonly Expected[];
};

export type PlacesOthers = {
	readonly units: Units;
	readonly meetings: Meetings;
	readonly topics: Topics;
	readonly agenda: Agenda;
};

export function papersPlaces(
	{ units, meetings, topics, agenda }: PlacesOthers,
	callsOf: (meetingId: string) => PaperCalls
) {
	const lineage = papersLineage({ meetings, topics, agenda });
	/** On the agenda, or discussed and taken from it since. */
	const itemsOf = async (meeting: Meeting): Promise<readonly AgendaItem[]> => {
		const items = agendaBeside(meeting, await meetings.agenda(meeting.id));
		const known = new Set(items.map(({ id }) => id));
		return [...items, ...meeting.turns.map(({ item }) => item).filter(({ id }) => !known.has(id))];
	};
	const due = (meeting: Meeting, itemId: string): number =>
		dueOf(callsOf(meeting.id), itemId, {
			startsAt: meeting.startsAt,
			daysBefore: settingsOf(units.council(meeting.councilId)?.settings).paperDaysBefore
		});
	const streamOf = (meetingId: string): readonly Expected[] =>
		(meetings.live(meetingId)?.streams ?? []).filter(({ stream }) => stream === `meetings:${meetingId}`);

	const atItem = async (meetingId: string, itemId: string): Promise<Here | null> => {
		const meeting = meetings.find(meetingId);
		const subject = meetings.subject(meetingId);
		if (!meeting || !subject) return null;
		const item = (await itemsOf(meeting)).find(({ id }) => id === itemId);
		if (!item) return null;
		return {
			place: { kind: 'item', meetingId, itemId },
			isOpen: meeting.state !== 'closed' && meeting.state !== 'cancelled',
			unitId: item.unitId,
			dueAt: due(meeting, itemId),
			subject: { ...subject, level: 'internal', ...(item.unitId !== null && { unitId: item.unitId }) },
			streams: streamOf(meetingId)
		};
	};

	const atTopic = (topicId: string): Here | null => {
		const topic = topics.find(topicId);
		const subject = topics.subject(topicId);
		if (!topic || !subject) return null;
		const listing = listings(topic).find(({ outcome }) => outcome === 'open');
		const meeting = listing ? meetings.find(listing.meetingId) : null;
		return {
			place: { kind: 'topic', topicId },
			isOpen: ['draft', 'proposed', 'accepted', 'deferred', 'scheduled'].includes(topic.state),
			unitId: topic.unitId,
			dueAt: meeting && listing ? due(meeting, listing.itemId) : null,
			subject,
			streams: [topics.stream(topicId)]
		};
	};

	return {
		itemsOf,
		due,
		atItem,
		atTopic,
		lineage,
		/**
		 * The place of a paper. When its item is gone from the agenda, that is where the item went; one that went nowhere
		 * keeps its papers and takes no more.
		 */
		of: async (paper: Paper): Promise<Here | null> => {
			const { place } = paper;
			if (place.kind === 'topic') return atTopic(place.topicId);
			for (const { meetingId, itemId } of [place, ...lineage.after(place)]) {
				const here = await atItem(meetingId, itemId);
				if (here) return here;
			}
			const subject = meetings.subject(place.meetingId);
			if (!subject) return null;
			return { place, isOpen: false, unitId: paper.unitId, dueAt: null, subject, streams: streamOf(place.meetingId) };
		},
		/** [P6] [P7] Where a paper may be met. */
		met: ({ place }: Paper): readonly Met[] => {
			if (place.kind === 'item') {
				const ids = [place, ...lineage.after(place)].map(({ meetingId }) => meetingId);
				return [...new Set(ids)].flatMap(meetingMet);
			}
			const topic = topics.find(place.topicId);
			const subject = topics.subject(place.topicId);
			if (!topic || !subject) return [];
			const shown = topic.content.level === 'need-to-know' ? [] : listings(topic);
			return [{ action: 'topics.read', subject }, ...shown.flatMap(({ meetingId }) => meetingMet(meetingId))];
		},
		/** [P1] The topic that stands behind an item of this meeting. */
		topicBehind: (meetingId: string, itemId: string): Topic | null => {
			const topic = itemId.startsWith('t-') ? topics.find(itemId.slice(2)) : null;
			const isListed = topic && listings(topic).some((one) => one.meetingId === meetingId && one.itemId === itemId);
			return isListed ? topic : null;
		}
	};

	function meetingMet(meetingId: string): readonly Met[] {
		const subject = meetings.subject(meetingId);
		return subject ? [{ action: 'meetings.read', subject }] : [];
	}
}

function listings({ listings: all }: Topic): Topic['listings'] {
	return all.filter(({ outcome }) => outcome !== 'taken-off' && outcome !== 'called-off');
}
