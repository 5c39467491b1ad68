/** What every domain stands on. Made once in main.ts (or by a test) and handed to each domain's front door. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Auth } from '#server/auth/index.ts';
import type { Config } from '#server/config/config.ts';
import type { Doors } from '#server/live/doors.ts';
import type { Live } from '#server/live/live.ts';
import type { Outbox } from '#server/storage/outbox.ts';
import type { Storage } from '#server/storage/port.ts';
import type { Sync } from '#server/sync/index.ts';

export type Grounds = {
	readonly config: Config;
	readonly log: Logger;
	/** Epoch milliseconds. The server is the only clock. */
	readonly clock: () => number;
	readonly newId: () => string;
	readonly storage: Storage;
	readonly auth: Auth;
	readonly doors: Doors;
	/** For what is not a command or a reading: uploads and downloads. */
	readonly fastify: FastifyInstance;
	readonly live: Live;
	readonly sync: Sync;
	readonly outbox: Outbox;
};
