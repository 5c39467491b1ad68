/** Who may come in, and who must go: asks who it is, for which document, with what right, and asks again when told to. */
import type { IncomingMessage } from 'node:http';
import type { Person } from '#shared/auth/model.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import type { Connection } from './connection.ts';
import type { Admitted, Reception } from './gateway.ts';
import { Link, type Access } from './link.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import type { Concerned, Identity, ServedDomain, SyncOptions } from './served.ts';

export type Visit = {
	readonly name: string;
	readonly saved: boolean;
	/** Asks anew, for when rights have changed. */
	readonly who: () => Promise<Identity | null> | Identity | null;
};

export type Needs = Pick<SyncOptions, 'authenticate' | 'origins' | 'clock' | 'logger'> & {
	readonly rooms: Rooms;
	readonly domainOf: (name: string) => ServedDomain | null;
};

type Judged = { readonly ok: true; readonly access: Access } | { readonly ok: false; readonly reason: ClosingReason };
type Placed = { readonly link: Link; readonly room: Room; readonly visit: Visit };

export type FullReception = Reception & {
	/** The same without HTTP, for a wire of any kind. */
	visit(visit: Visit): Promise<Admitted>;
	revoke(concerned: Concerned): Promise<void>;
	stop(): void;
};

export function openReception({ rooms, domainOf, clock, logger, authenticate, origins }: Needs): FullReception {
	const placed = new Map<Link, Placed>();
	const byPerson = new Map<string, number>();
	let stopped = false;

	const judge = (name: string, person: Person): Judged => {
		const domain = domainOf(name);
		if (!domain?.exists(name)) return { ok: false, reason: 'no-such-document' };
		const access = domain.access(name, person);
		return access ? { ok: true, access } : { ok: false, reason: 'not-allowed' };
	};

	const place = (visit: Visit, identity: Identity, access: Access, connection: Connection): Link | null => {
		const { person, sessionId } = identity;
		const links = byPerson.get(person.id) ?? 0;
		const reason = refusalNow(links, person);
		if (reason) {
			connection.close(reason);
			return null;
		}
		try {
			const room = rooms.open(visit.name);
			const visitor = { person, sessionId, saved: visit.saved };
			const link = new Link(visitor, { access, connection, at: clock(), onDirty: () => room.flushSoon() });
			placed.set(link, { link, room, visit });
			byPerson.set(person.id, links + 1);
			room.join(link);
			return link;
		} catch (error) {
			logger.error({ document: visit.name, err: error }, 'A document could not be opened');
			connection.close('internal');
			return null;
		}
	};
	const refusalNow = (links: number, person: Person): ClosingReason | null => {
		if (stopped) return 'restarting';
		return links >= limits.linksPerPerson || rooms.isStruck(person.id) ? 'too-many' : null;
	};

	const visit = async (asked: Visit): Promise<Admitted> => {
		try {
			const identity = await asked.who();
			if (!identity) return { ok: false, reason: 'not-signed-in' };
			const judged = judge(asked.name, identity.person);
			if (!judged.ok) return judged;
			return { ok: true, open: (connection) => place(asked, identity, judged.access, connection) };
		} catch (error) {
			logger.error({ document: asked.name, err: error }, 'A visitor could not be judged');
			return { ok: false, reason: 'internal' };
		}
	};

	const askAgain = async ({ link, room, visit: asked }: Placed, isEnded: boolean): Promise<void> => {
		const identity = isEnded ? null : await asked.who();
		if (identity?.person.id !== link.visitor.person.id) return room.close(link, 'not-signed-in');
		const judged = judge(asked.name, identity.person);
		if (!judged.ok) return room.close(link, judged.reason);
		link.access = judged.access;
		if (domainOf(asked.name)?.exists(asked.name) === 'older' && room.standing === 'open') room.standing = 'older';
	};

	return {
		originAllowed: origins,
		visit,
		admit: (request: IncomingMessage, url) => visit({ ...url, who: () => authenticate(request) }),
		receive(link, frame) {
			const room = placed.get(link)?.room;
			if (!room) return;
			try {
				room.receive(link, frame);
			} catch (error) {
				rooms.discard(room, error);
			}
		},
		leave(link) {
			const known = placed.get(link);
			if (!known) return;
			placed.delete(link);
			known.room.leave(link);
			const { id } = link.visitor.person;
			const left = (byPerson.get(id) ?? 1) - 1;
			if (left > 0) byPerson.set(id, left);
			else byPerson.delete(id);
		},
		async revoke({ personId, sessionId, name }) {
			const concerned = [...placed.values()].filter(
				({ link: { visitor }, visit: asked }) =>
					(personId === undefined || visitor.person.id === personId) &&
					(sessionId === undefined || visitor.sessionId === sessionId) &&
					(name === undefined || asked.name === name)
			);
			await Promise.all(
				concerned.map((one) =>
					askAgain(one, sessionId !== undefined).catch((error: unknown) => {
						// Who cannot be asked cannot stay.
						logger.error({ document: one.visit.name, err: error }, 'A right could not be checked again');
						one.room.close(one.link, 'internal');
					})
				)
			);
		},
		stop() {
			stopped = true;
		}
	};
}
