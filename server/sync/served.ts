/** What this ground asks of its surroundings: documents of the domains, who somebody is, where to store. */
import type { UpdateLog } from '#server/storage/port.ts';
import type { Person } from '#shared/auth/model.ts';
import type { Roots } from './guard.ts';
import type { Access } from './link.ts';
import type { Timing } from './pump.ts';
import type { Logger, RoomGrounds } from './room.ts';

/** Who a session cookie stands for. */
export type Identity = { readonly person: Person; readonly sessionId: string };

/** What a domain says of its documents. Asked for every connection, so it answers from memory or one indexed row. */
export type ServedDomain = {
	/** The first piece of the names: `meeting` of `meeting:m-1:agenda:1`. */
	readonly domain: string;
	/** The only root types a document may have. */
	readonly roots: (name: string) => Roots;
	/**
	 * The person's right to this draft, whether or not it still takes updates: whoever may write keeps `write` after the
	 * seal, so that a late update is kept aside (4409) and not refused as a stranger's (4403).
	 */
	readonly access: (name: string, person: Person) => Access | null;
	/** `older`: a former epoch, which is read and never written. */
	readonly exists: (name: string) => 'present' | 'older' | null;
};

export type SyncOptions = {
	readonly log: UpdateLog;
	readonly logger: Logger;
	/** The wall clock: when something came too late. */
	readonly clock: () => number;
	/** Asked with the cookie header: a request that is kept to be asked again would keep all of itself. */
	readonly authenticate: (cookie: string | undefined) => Promise<Identity | null> | Identity | null;
	readonly origins: (origin: string | undefined, host: string | undefined) => boolean;
	/** Real time and the loop, unless a test wants it otherwise. */
	readonly timing?: Timing;
};

export type SyncCounts = {
	readonly rooms: number;
	readonly links: number;
} & RoomGrounds['count'];

/** Whom a lost right concerns: an ended session, a person, a document. Nothing named: everybody. */
export type Concerned = { readonly personId?: string; readonly sessionId?: string; readonly name?: string };
