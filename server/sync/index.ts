/**
 * Drafts edited together: Yjs documents over the y-websocket protocol, stored before anybody is told. Domains say which
 * documents there are and who may open them; this ground knows no domain.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type * as Y from 'yjs';
import type { LateBranch } from '#server/storage/port.ts';
import { parseName } from '#shared/sync/names.ts';
import { openCarried, type Passage, type Traveller } from './carried.ts';
import { openCommitter } from './committer.ts';
import { openCompactor } from './compactor.ts';
import { openGateway } from './gateway.ts';
import { openPump, realTiming } from './pump.ts';
import { openReception } from './reception.ts';
import { openRooms } from './rooms.ts';
import type { Concerned, ServedDomain, SyncCounts, SyncOptions } from './served.ts';

/** Who owns the client ids of the server's own edits. No person has such an id. */
export { SERVER as serverOwner } from './draft.ts';
export type { Roots } from './guard.ts';
export type { Access } from './link.ts';
export type { Concerned, Identity, ServedDomain, SyncCounts, SyncOptions } from './served.ts';
export type SharedDocument = Y.Doc;

export type Sync = {
	serve(domain: ServedDomain): void;
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Links over a live connection, where a network lets no WebSocket through. */
	travel(passage: Passage): Traveller;
	/** The server's own copy with all that is on disk. The caller destroys it. */
	read(name: string): Promise<SharedDocument>;
	/** An edit by the server, durable when it resolves. `mutate` runs at once; if it throws nothing has changed. */
	edit(name: string, mutate: (doc: SharedDocument) => void): Promise<void>;
	/** From now on the document is only read; late updates are kept aside. Survives restarts. */
	seal(name: string): Promise<void>;
	isSealed(name: string): boolean;
	/** Updates that came too late, for the domain to show. */
	late(name: string): readonly LateBranch[];
	/** Asks again who may be here: who may not is closed with 4401 or 4403, who may only read any more is told so by the next refusal. */
	revoke(concerned: Concerned): Promise<void>;
	counts(): SyncCounts;
	/** Takes no more, stores what came, says "restarting" to everybody. */
	close(): Promise<void>;
};

const BEAT_MS = 1000;
const PING_EVERY = 20;

export function openSync(options: SyncOptions): Sync {
	const { log, logger, clock } = options;
	const timing = options.timing ?? realTiming;
	const served = new Map<string, ServedDomain>();
	const domainOf = (name: string): ServedDomain | null => served.get(parseName(name)?.domain ?? '') ?? null;
	const committer = openCommitter(log, timing);
	const compactor = openCompactor();
	const pump = openPump(timing);
	// Somebody may set the wall clock. What is allowed in a while, and who has been silent for how long, is not asked of it.
	const steady = timing.now;
	const rooms = openRooms({
		log,
		logger,
		clock: steady,
		wallClock: clock,
		now: steady,
		committer,
		compactor,
		pump,
		domainOf
	});
	const reception = openReception({ ...options, clock: steady, rooms, domainOf });
	const gateway = openGateway(reception, logger);
	const carried = openCarried({ reception, authenticate: options.authenticate });
	let beats = 0;
	const beat = setInterval(() => {
		rooms.beat(steady());
		if (++beats % PING_EVERY === 0) gateway.ping();
	}, BEAT_MS);
	beat.unref();

	return {
		serve(domain) {
			served.set(domain.domain, domain);
		},
		upgrade: gateway.upgrade,
		travel: carried.travel,
		read: async (name) => rooms.open(name).read(),
		edit: async (name, mutate) => rooms.open(name).edit(mutate),
		seal: async (name) => rooms.open(name).seal(),
		isSealed: (name) => log.isSealed(name),
		late: (name) => log.late(name),
		revoke: reception.revoke,
		counts: rooms.counts,
		async close() {
			clearInterval(beat);
			reception.stop();
			await committer.idle();
			// Two more turns, so that "saved" for the last commit goes out before the goodbye.
			await new Promise<void>((resolve) => timing.soon(() => timing.soon(resolve)));
			carried.close();
			await gateway.close();
			await rooms.close();
			await compactor.close();
		}
	};
}
