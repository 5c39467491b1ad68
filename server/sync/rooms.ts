/** The open rooms. A room is made the moment somebody needs it and let go when it has been quiet for a while. */
import { Room, type RoomGrounds } from './room.ts';
import type { ServedDomain, SyncCounts } from './served.ts';

export type Rooms = {
	/** Opens it if need be. @throws for a name nobody serves, and what loading throws. */
	open(name: string): Room;
	find(name: string): Room | undefined;
	all(): Iterable<Room>;
	discard(room: Room, fault: unknown): void;
	/** True while somebody has sent too much that no honest client sends. */
	isStruck(personId: string): boolean;
	beat(at: number): void;
	counts(): SyncCounts;
	/** Waits for compactions under way. */
	close(): Promise<void>;
};

type Needs = Omit<RoomGrounds, 'count' | 'strike' | 'discard'> & {
	readonly domainOf: (name: string) => ServedDomain | null;
};

const STRIKES = 10;
const STRIKES_FORGOTTEN_MS = 60_000;

export function openRooms({ domainOf, ...needs }: Needs): Rooms {
	const rooms = new Map<string, Room>();
	const leaving = new Set<Promise<void>>();
	/** Given up with rows on their way: what they say is not known to a room that is opened before they are on disk. */
	const ending = new Set<string>();
	const strikes = new Map<string, { count: number; at: number }>();

	const discard = (room: Room, fault: unknown): void => {
		if (rooms.get(room.name) === room) rooms.delete(room.name);
		needs.logger.error({ document: room.name, err: fault }, 'A room was given up');
		for (const link of room.links) room.close(link, 'internal');
		if (room.isSettled || ending.has(room.name)) return;
		ending.add(room.name);
		void room.settled().then(() => ending.delete(room.name));
	};
	const grounds: RoomGrounds = {
		...needs,
		count: { updates: 0, refused: 0, late: 0, slow: 0, lost: 0, compacted: 0 },
		discard,
		strike: (personId, weight = 1) => {
			strikes.set(personId, { count: (strikes.get(personId)?.count ?? 0) + weight, at: needs.clock() });
		}
	};
	const open = (name: string): Room => {
		// Loading is one synchronous read: nobody can find the room half made, or make it twice.
		const known = rooms.get(name);
		if (known) return known;
		const domain = domainOf(name);
		if (!domain) throw new Error(`No domain serves the document ${name}`);
		if (ending.has(name)) throw new Error(`${name} was given up and is not at rest yet`);
		const standing = needs.log.isSealed(name) ? 'sealed' : domain.exists(name) === 'older' ? 'older' : 'open';
		const room = new Room(grounds, name, domain.roots(name), standing);
		rooms.set(name, room);
		return room;
	};
	const unload = (room: Room): void => {
		// Out of the map first: whoever comes during the compaction loads anew, and the log answers before or after it.
		rooms.delete(room.name);
		const gone = room.unload().finally(() => leaving.delete(gone));
		leaving.add(gone);
	};

	return {
		open,
		discard,
		find: (name) => rooms.get(name),
		all: () => rooms.values(),
		isStruck: (personId) => (strikes.get(personId)?.count ?? 0) >= STRIKES,
		beat(at) {
			for (const room of rooms.values()) {
				room.beat(at);
				if (room.isStale(at)) unload(room);
			}
			for (const [personId, { at: last }] of strikes) if (at - last > STRIKES_FORGOTTEN_MS) strikes.delete(personId);
		},
		counts() {
			let links = 0;
			for (const room of rooms.values()) links += room.size;
			return { rooms: rooms.size, links, ...grounds.count };
		},
		async close() {
			for (const room of rooms.values()) unload(room);
			await Promise.all(leaving);
		}
	};
}
