/** Who may come in, and who must go: asks who it is, for which document, with what right, and asks again when told to. */
import type { IncomingMessage } from 'node:http';
import type { Person } from '#shared/auth/model.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import type { Connection } from './connection.ts';
import type { Admitted, Reception } from './gateway.ts';
import { fullAllowance, Link, type Access, type Allowance, type Wants } from './link.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import type { Concerned, Identity, ServedDomain, SyncOptions } from './served.ts';

export type Visit = {
	readonly name: string;
	readonly wants: Wants;
	/** Who comes again from the same page takes the place of the line it had. */
	readonly page?: string | null;
	/** Asks anew, for when rights have changed. */
	readonly who: () => Promise<Identity | null> | Identity | null;
};

type Needs = Pick<SyncOptions, 'authenticate' | 'origins' | 'clock' | 'logger'> & {
	readonly rooms: Rooms;
	readonly domainOf: (name: string) => ServedDomain | null;
};

type Judged = { readonly ok: true; readonly access: Access } | { readonly ok: false; readonly reason: ClosingReason };
/** `asked`: how many revocations there had been when it began. */
type Asking = { readonly visit: Visit; readonly asked: number };
type Placed = { readonly link: Link; readonly room: Room; readonly visit: Visit };

export type FullReception = Reception & {
	/** The same without HTTP, for a wire of any kind. */
	visit(visit: Visit): Admitted | Promise<Admitted>;
	revoke(concerned: Concerned): Promise<void>;
	stop(): void;
};

/** The links there are, by person, and the rooms they are in. */
class Places {
	readonly #placed = new Map<Link, Placed>();
	readonly #byPerson = new Map<string, number>();
	readonly #byPage = new Map<string, Placed>();
	/** Kept when people leave, or coming back would fill it. */
	readonly #allowances = new Map<string, Allowance>();
	isStopped = false;
	readonly #rooms: Rooms;
	readonly #clock: () => number;

	constructor(rooms: Rooms, clock: () => number) {
		this.#rooms = rooms;
		this.#clock = clock;
	}

	find(link: Link): Room | undefined {
		return this.#placed.get(link)?.room;
	}

	concerned({ personId, sessionId, name }: Concerned): readonly Placed[] {
		return [...this.#placed.values()].filter(
			({ link: { visitor }, visit }) =>
				(personId === undefined || visitor.person.id === personId) &&
				(sessionId === undefined || visitor.sessionId === sessionId) &&
				(name === undefined || visit.name === name)
		);
	}

	refusal(person: Person): ClosingReason | null {
		if (this.isStopped) return 'restarting';
		const links = this.#byPerson.get(person.id) ?? 0;
		return links >= limits.linksPerPerson || this.#rooms.isStruck(person.id) ? 'too-many' : null;
	}

	/** @throws what loading the document throws. */
	place(visit: Visit, { person, sessionId }: Identity, access: Access, connection: Connection): Placed {
		const room = this.#rooms.open(visit.name);
		const visitor = { person, sessionId, wants: visit.wants };
		const at = this.#clock();
		const allowance = this.#allowances.get(person.id) ?? fullAllowance(at);
		this.#allowances.set(person.id, allowance);
		const link = new Link(visitor, { access, connection, allowance, at, onDirty: (dirty) => room.dirty(dirty) });
		const placed = { link, room, visit };
		this.#placed.set(link, placed);
		this.#byPerson.set(person.id, (this.#byPerson.get(person.id) ?? 0) + 1);
		if (visit.page) this.#byPage.set(pageOf(visit, person), placed);
		room.join(link);
		return placed;
	}

	/** [S49] A line that was cut is heard of a minute later; whoever is back by then must not be counted twice. */
	succeed(visit: Visit, person: Person): void {
		const former = visit.page ? this.#byPage.get(pageOf(visit, person)) : undefined;
		if (!former) return;
		former.room.close(former.link, 'internal');
		this.leave(former.link);
	}

	leave(link: Link): void {
		const known = this.#placed.get(link);
		if (!known) return;
		this.#placed.delete(link);
		known.room.leave(link);
		const { person } = link.visitor;
		const page = pageOf(known.visit, person);
		if (this.#byPage.get(page) === known) this.#byPage.delete(page);
		const { id } = person;
		const left = (this.#byPerson.get(id) ?? 1) - 1;
		if (left > 0) this.#byPerson.set(id, left);
		else this.#byPerson.delete(id);
	}
}

/** Neither part has a space. */
function pageOf({ name, page }: Visit, { id }: Person): string {
	return `${id} ${page} ${name}`;
}

export function openReception({ rooms, domainOf, clock, logger, authenticate, origins }: Needs): FullReception {
	const places = new Places(rooms, clock);
	let revocations = 0;

	const judge = (name: string, person: Person): Judged => {
		const domain = domainOf(name);
		if (!domain?.exists(name)) return { ok: false, reason: 'no-such-document' };
		const access = domain.access(name, person);
		return access ? { ok: true, access } : { ok: false, reason: 'not-allowed' };
	};
	const open = ({ visit, asked }: Asking, identity: Identity, access: Access, connection: Connection): Link | null => {
		places.succeed(visit, identity.person);
		const reason = places.refusal(identity.person);
		if (reason) {
			connection.close(reason);
			return null;
		}
		try {
			const placed = places.place(visit, identity, access, connection);
			// Whoever lost a right since then was not here yet to be asked.
			if (asked !== revocations) void askAgain(placed, false);
			return placed.link;
		} catch (error) {
			logger.error({ document: visit.name, err: error }, 'A document could not be opened');
			connection.close('internal');
			return null;
		}
	};
	const admitted = (asking: Asking, identity: Identity | null): Admitted => {
		if (!identity) return { ok: false, reason: 'not-signed-in' };
		const judged = judge(asking.visit.name, identity.person);
		if (!judged.ok) return judged;
		return { ok: true, open: (connection) => open(asking, identity, judged.access, connection) };
	};
	const unjudged = ({ visit }: Asking, error: unknown): Admitted => {
		logger.error({ document: visit.name, err: error }, 'A visitor could not be judged');
		return { ok: false, reason: 'internal' };
	};
	/** Answered in the same turn where it can be: then no right can be lost between the look and the opening. */
	const meet = (visit: Visit): Admitted | Promise<Admitted> => {
		const asking: Asking = { visit, asked: revocations };
		try {
			const identity = visit.who();
			if (!(identity instanceof Promise)) return admitted(asking, identity);
			return identity.then((found) => admitted(asking, found)).catch((error: unknown) => unjudged(asking, error));
		} catch (error) {
			return unjudged(asking, error);
		}
	};
	const askAgain = async ({ link, room, visit: { name, who } }: Placed, isEnded: boolean): Promise<void> => {
		try {
			const identity = isEnded ? null : await who();
			if (identity?.person.id !== link.visitor.person.id) return room.close(link, 'not-signed-in');
			const judged = judge(name, identity.person);
			if (!judged.ok) return room.close(link, judged.reason);
			link.access = judged.access;
			if (room.standing === 'open' && domainOf(name)?.exists(name) === 'older') room.standing = 'older';
		} catch (error) {
			// Who cannot be asked cannot stay.
			logger.error({ document: name, err: error }, 'A right could not be checked again');
			room.close(link, 'internal');
		}
	};

	return {
		originAllowed: origins,
		visit: meet,
		admit: ({ headers: { cookie } }: IncomingMessage, asked) => meet({ ...asked, who: () => authenticate(cookie) }),
		receive(link, frame) {
			const room = places.find(link);
			if (!room) return;
			try {
				room.receive(link, frame);
			} catch (error) {
				rooms.discard(room, error);
			}
		},
		greet: (link) => places.find(link)?.greet(link),
		leave: (link) => places.leave(link),
		async revoke(concerned) {
			revocations += 1;
			const isEnded = concerned.sessionId !== undefined;
			await Promise.all(places.concerned(concerned).map((placed) => askAgain(placed, isEnded)));
		},
		stop() {
			places.isStopped = true;
		}
	};
}
