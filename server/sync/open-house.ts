/** For tests only: the ground as the domains open it, with one domain served. Who comes says who they are: `who=ID`. */
import { onTestFinished } from 'vitest';
import { openMemoryLog } from '#server/storage/memory/update-log.ts';
import type { UpdateLog } from '#server/storage/port.ts';
import { readMessage } from '#shared/sync/frames.ts';
import type { Traveller } from './carried.ts';
import { openSync, type Access, type Identity, type Sync } from './index.ts';
import { NAME, person } from './memory-house.ts';

export type OpenHouse = {
	readonly sync: Sync;
	/** What people may do; without an entry everybody writes, but `reader…` reads and `stranger…` may nothing. */
	readonly rights: Map<string, Access | null>;
	/** Whose sessions have ended. */
	readonly ended: Set<string>;
};

const byName = (id: string): Access | null =>
	id.startsWith('reader') ? 'read' : id.startsWith('stranger') ? null : 'write';

/** Documents `meeting:…:1` are there, of other numbers older epochs, in `nowhere` none. Who comes is known at once, or later. Closed when the test has finished. */
export function openHouse(log: UpdateLog = openMemoryLog(), answers: 'at once' | 'later' = 'at once'): OpenHouse {
	const rights = new Map<string, Access | null>();
	const ended = new Set<string>();
	const sync = openSync({
		log,
		logger: { warn: () => undefined, error: () => undefined },
		clock: Date.now,
		authenticate: (cookie): Identity | null | Promise<Identity | null> => {
			const id = /who=([\w-]+)/.exec(cookie ?? '')?.[1];
			const identity = id && !ended.has(id) ? { person: person(id), sessionId: `s-${id}` } : null;
			return answers === 'at once' ? identity : new Promise((resolve) => setImmediate(() => resolve(identity)));
		},
		origins: (origin, host) => origin === undefined || origin === `http://${host}`
	});
	sync.serve({
		domain: 'meeting',
		roots: () => ({ items: 'array' }),
		access: (_name, { id }) => (rights.has(id) ? (rights.get(id) ?? null) : byName(id)),
		exists: (name) => (name.includes('nowhere') ? null : name.endsWith(':1') ? 'present' : 'older')
	});
	onTestFinished(() => sync.close());
	return { sync, rights, ended };
}

type Opened = {
	readonly ok: boolean;
	readonly link?: number;
	readonly refusal?: { readonly code: string };
};

/** The end of a live connection in memory: what was sent to it, and who speaks through it. */
export function seat(sync: Sync, who: string) {
	const wire = { buffered: 0, closed: [] as unknown[][], largest: 0 };
	const frames: { readonly link: unknown; readonly message: ReturnType<typeof readMessage> }[] = [];
	const traveller: Traveller = sync.travel({
		cookie: `who=${who}`,
		get buffered() {
			return wire.buffered;
		},
		send: (name, link, ...args) => {
			if (name === 'sync/close') wire.closed.push([link, ...args]);
			else for (const frame of args) frames.push({ link, message: readMessage(frame as Uint8Array) });
			wire.largest = Math.max(wire.largest, args.length);
		}
	});
	onTestFinished(() => traveller.gone());
	const open = (name: unknown = NAME, flags: unknown = 'saved=1&roster=1&hash=1'): Promise<Opened> =>
		new Promise((resolve) => traveller.hear('sync/open', [{ name, flags }], (answer) => resolve(answer as Opened)));
	const heard = (kind: string, link: unknown = 1) =>
		frames.filter((frame) => frame.link === link && frame.message.kind === kind).map(({ message }) => message);
	return {
		wire,
		frames,
		traveller,
		open,
		heard,
		say: (link: unknown, ...messages: unknown[]): void => traveller.hear('sync/frames', [link, ...messages], null),
		leave: (link: unknown): void => traveller.hear('sync/close', [link], null)
	};
}
