/** [P17] Where an item stood before, and where it stands since: its papers are shown there too. */
import type { Agenda, Spot } from '#server/agenda/index.ts';
import type { Meetings } from '#server/meetings/index.ts';
import type { Topics } from '#server/topics/index.ts';

export type LineageOthers = {
	readonly meetings: Pick<Meetings, 'find'>;
	readonly topics: Pick<Topics, 'find'>;
	readonly agenda: Pick<Agenda, 'cameFrom' | 'wentTo'>;
};
export type Lineage = ReturnType<typeof papersLineage>;

export function papersLineage({ meetings, topics, agenda }: LineageOthers) {
	/** The listings of the topic behind an item; none where no topic stands there. */
	const listingsAt = ({ meetingId, itemId }: Spot) => {
		const topic = itemId.startsWith('t-') ? topics.find(itemId.slice(2)) : null;
		const listings = topic?.listings ?? [];
		const isHere = (one: Spot): boolean => one.meetingId === meetingId && one.itemId === itemId;
		return listings.some(isHere) ? { topic, listings, isHere } : null;
	};
	/** What an internal item has does not leave the meeting in which it was told. */
	const isInternal = ({ meetingId, itemId }: Spot): boolean =>
		meetings.find(meetingId)?.turns.some(({ item }) => item.id === itemId && item.internal) ?? false;

	const before = (spot: Spot): readonly Spot[] => {
		const from = agenda.cameFrom(spot);
		const known = listingsAt(spot);
		const listed = known ? known.listings.slice(0, known.listings.findLastIndex(known.isHere)).toReversed() : [];
		return [...(from ? [from] : []), ...listed];
	};
	const after = (spot: Spot): readonly Spot[] => {
		const known = listingsAt(spot);
		if (known?.topic?.content.level === 'need-to-know') return [];
		const listed = known ? known.listings.slice(known.listings.findIndex(known.isHere) + 1) : [];
		const standing = listed.filter(({ outcome }) => outcome !== 'taken-off' && outcome !== 'called-off');
		return [...agenda.wentTo(spot), ...standing];
	};
	/** Each once, the nearest first: whoever wrote an id by hand may have closed a circle. */
	const along = (start: Spot, step: (spot: Spot) => readonly Spot[]): readonly Spot[] => {
		const keyOf = ({ meetingId, itemId }: Spot): string => `${meetingId} ${itemId}`;
		const found = new Map<string, Spot>([[keyOf(start), start]]);
		for (const spot of found.values()) {
			if (isInternal(spot)) continue;
			for (const { meetingId, itemId } of step(spot))
				if (!found.has(keyOf({ meetingId, itemId }))) found.set(keyOf({ meetingId, itemId }), { meetingId, itemId });
		}
		return [...found.values()].slice(1).filter((spot) => !isInternal(spot));
	};

	return {
		before: (spot: Spot): readonly Spot[] => along(spot, before),
		after: (spot: Spot): readonly Spot[] => along(spot, after)
	};
}
