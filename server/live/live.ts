/**
 * The live ground: Socket.IO on /live. It carries questions to the doors and events of the books to whoever follows them;
 * it knows no domain. A socket belongs to a session: when that ends, the socket is closed at once.
 */
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { may } from '#shared/auth/may.ts';
import { refuse } from '#shared/foundation/result.ts';
import type { Auth, Ended, SignedIn } from '#server/auth/index.ts';
import type { Origins } from '#server/http/origins.ts';
import { StorageFault, type Storage } from '#server/storage/port.ts';
import type { Doors, Stream } from './doors.ts';
import { Pace } from './pace.ts';
import { openTelling, realTiming, type Timing } from './telling.ts';

/** One socket, for a ground that has messages of its own to carry. */
export type Passage = {
	/** Of the handshake. */
	readonly cookie: string | undefined;
	/** Bytes handed over and not yet taken by the network. */
	readonly buffered: number;
	send(name: string, ...args: readonly unknown[]): void;
};

/** Hears, for one socket, the events it was opened for. */
export type Guest = {
	hear(name: string, args: readonly unknown[], answer: ((value: unknown) => void) | null): void;
	gone(): void;
};

export type Live = {
	/** Events called `PREFIX/…` go to a guest of each socket, not to the doors. What they are, is not known here. */
	carry(prefix: string, open: (passage: Passage) => Guest): void;
	/** Is any socket of this person open now, and if not, since when (epoch ms; null when never seen). */
	presence(personId: string): { readonly connected: boolean; readonly goneSince: number | null };
	/** Hears of a person's first socket opening and last one closing. */
	onPresence(listener: (personId: string, connected: boolean) => void): void;
	readonly sockets: () => number;
	close(): Promise<void>;
};

const MOST_PER_SECOND = 40;
/** So many events a second, with or without an answer asked for, send no page and no honest program. */
const FLOOD_PER_SECOND = 400;
const MOST_SOCKETS = 20;
const GOODBYE_MS = 300;
const LOOKS_MS = 5000;
const HEALTH = 'house/storage';

export type LiveOptions = {
	readonly server: HttpServer;
	readonly doors: Doors;
	readonly auth: Auth;
	readonly origins: Origins;
	readonly clock: () => number;
	readonly log: Logger;
	/** How the storage is goes to every screen: on arrival, because it may have got well meanwhile, and whenever it changes. */
	readonly storage: Pick<Storage, 'health' | 'onHealth'>;
	readonly timing?: Timing;
};

export function openLive({
	server,
	doors,
	auth,
	origins,
	clock,
	log,
	storage,
	timing = realTiming
}: LiveOptions): Live {
	const io = new Server(server, {
		path: '/live',
		serveClient: false,
		destroyUpgrade: false,
		perMessageDeflate: false,
		maxHttpBufferSize: 256 * 1024,
		allowRequest: (request, answer) => {
			if (!origins.allowed(request.headers.origin, request.headers.host)) return answer('foreign-origin', false);
			auth.fromCookie(request.headers.cookie).then(
				(signedIn) => answer(signedIn ? null : 'not-signed-in', signedIn !== null),
				(cause: unknown) => {
					log.error({ err: cause }, 'a live connection could not be authenticated');
					answer('internal', false);
				}
			);
		}
	});
	const present = new Map<string, number>();
	const gone = new Map<string, number>();
	const listeners: ((personId: string, connected: boolean) => void)[] = [];
	const carried = new Map<string, (passage: Passage) => Guest>();
	const paces = new Map<Socket, Pace>();

	const arrived = (personId: string): void => {
		const count = (present.get(personId) ?? 0) + 1;
		present.set(personId, count);
		if (count === 1) listeners.forEach((listener) => listener(personId, true));
	};
	const left = (personId: string): void => {
		const count = (present.get(personId) ?? 1) - 1;
		if (count > 0) return void present.set(personId, count);
		present.delete(personId);
		gone.set(personId, clock());
		listeners.forEach((listener) => listener(personId, false));
	};

	io.use((socket, next) => {
		auth
			.fromCookie(socket.request.headers.cookie)
			.then((signedIn) => {
				if (!signedIn) return next(new Error('not-signed-in'));
				if ((present.get(signedIn.person.id) ?? 0) >= MOST_SOCKETS) return next(new Error('too-many-requests'));
				socket.data = signedIn;
				return next();
			})
			.catch(next);
	});
	io.on('connection', (socket) => {
		const { person, sessionId } = socket.data as SignedIn;
		const personId = person.id;
		// Many at once have all been asked before the first was counted.
		if ((present.get(personId) ?? 0) >= MOST_SOCKETS) return void socket.disconnect(true);
		arrived(personId);
		socket.emit(HEALTH, storage.health());
		void socket.join([`person ${personId}`, `session ${sessionId}`]);
		const budget = rate(clock, MOST_PER_SECOND);
		const flood = rate(clock, FLOOD_PER_SECOND);
		const guests = new Map<string, Guest>();
		const pace = paced(socket);
		socket.onAny((name: string, ...args: unknown[]) => {
			if (!flood()) return cut(socket);
			const answer = args.at(-1);
			const tell = typeof answer === 'function' ? (value: unknown): void => void answer(value) : null;
			if (tell && !budget()) return tell({ ...refuse('too-many-requests', { seconds: 1 }), now: clock() });
			const guest = guestFor(socket, name.split('/', 1)[0] ?? '', guests);
			if (guest) return entertain(socket, guest, name, [tell ? args.slice(0, -1) : args, tell]);
			if (!tell) return; // an answer is how we speak; without one there is nobody to tell
			const answered = (): Promise<void> => ask(socket, name, args.length > 1 ? args[0] : {}).then(tell);
			// What is asked of a command is small, and must not wait.
			if (!name.endsWith('/follow')) return void answered();
			if (!pace.inTurn(answered)) tell({ ...refuse('too-many-requests', { seconds: 1 }), now: clock() });
		});
		socket.on('disconnect', () => {
			paces.delete(socket);
			left(personId);
			for (const guest of guests.values()) guest.gone();
		});
	});

	const paced = (socket: Socket): Pace => {
		const pace = new Pace(() => bufferedOf(socket));
		paces.set(socket, pace);
		socket.conn.on('drain', () => pace.drained());
		return pace;
	};
	/** Whoever answers our pings and reads nothing would be told everything into our memory. */
	const stopLooking = timing.every(LOOKS_MS, () => {
		for (const [socket, pace] of paces) if (pace.isStuck(timing.now())) cut(socket);
	});

	/** Those of a socket come with the first event for them. */
	const guestFor = (socket: Socket, prefix: string, guests: Map<string, Guest>): Guest | undefined => {
		const open = carried.get(prefix);
		const known = guests.get(prefix);
		if (!open || known) return known;
		const guest = open(passage(socket));
		guests.set(prefix, guest);
		return guest;
	};
	type Heard = readonly [args: readonly unknown[], answer: ((value: unknown) => void) | null];
	const entertain = (socket: Socket, guest: Guest, name: string, heard: Heard): void => {
		try {
			guest.hear(name, ...heard);
		} catch (cause) {
			log.error({ err: cause, event: name }, 'an event could not be heard');
			cut(socket);
		}
	};

	/**
	 * A unit that is no longer invited, or a member no longer, loses a right that none of its people's roles tell of. Roles
	 * themselves need no look: when they change, the person's sockets are closed.
	 */
	const leaveWhoMayNot = (room: string, { may: action, of }: Stream<unknown, unknown>, id: string): void => {
		const { adapter, sockets } = io.of('/');
		const subject = of(id);
		for (const socketId of adapter.rooms.get(room) ?? []) {
			const socket = sockets.get(socketId);
			const { person } = (socket?.data ?? {}) as Partial<SignedIn>;
			if (!subject || !person || !may(person, action, subject)) void socket?.leave(room);
		}
	};
	const streams = new Map<string, Stream<unknown, unknown>>();
	const streamOf = (room: string): Stream<unknown, unknown> | undefined => streams.get(room.split(':', 1)[0] ?? '');
	const telling = openTelling(
		(room, message) => {
			const stream = streamOf(room);
			if (!stream) return;
			leaveWhoMayNot(room, stream, message.id);
			io.to(room).emit(`${stream.domain}/event`, message);
		},
		(room, cause) => log.error({ err: cause, room }, 'a room could not be told'),
		timing
	);
	/** Whoever is answered knows all that was recorded before the answer. */
	const tellAtOnce = (socket: Socket): void => {
		for (const room of socket.rooms) {
			const waiting = telling.waiting(room);
			const stream = waiting && streamOf(room);
			const subject = stream?.of(waiting?.id ?? '');
			const { person } = socket.data as SignedIn;
			if (stream && subject && may(person, stream.may, subject)) socket.emit(`${stream.domain}/event`, waiting);
		}
	};

	/** The person is read anew for each question: a role taken away counts from the next one on. */
	const ask = async (socket: Socket, name: string, payload: unknown): Promise<unknown> => {
		const now = clock();
		try {
			const question = doors.questions.get(name);
			const signedIn = await stillSignedIn(socket, auth);
			if (!signedIn) return { ...refuse('not-signed-in'), now };
			if (!question) return { ...refuse('not-found'), now };
			const answer = await question(signedIn, payload, (room) =>
				// Whoever hung up meanwhile would stay in the list for ever.
				socket.connected ? socket.join(room) : undefined
			);
			tellAtOnce(socket);
			if (!answer.ok) return { ...answer, now };
			return { ok: true, now, ...(answer.value as object) };
		} catch (cause) {
			if (cause instanceof StorageFault && cause.refusal) return { ...refuse(cause.refusal), now };
			const fault = `${now.toString(36)}-${socket.id.slice(0, 6)}`;
			log.error({ err: cause, question: name, fault }, 'a question failed');
			return { ok: false, refusal: { code: 'fault', params: { fault } }, now };
		}
	};

	// The domains open their streams after this ground is laid.
	doors.onStream((stream) => {
		streams.set(stream.domain, stream);
		stream.book.heard((id, seq, event) => telling.hear(`${stream.domain}:${id}`, id, { seq, event }));
	});

	storage.onHealth((state) => io.emit(HEALTH, state));

	auth.onEnded(({ sessionId, personId }: Ended) => {
		const room = sessionId === undefined ? `person ${personId}` : `session ${sessionId}`;
		for (const socket of io.sockets.sockets.values()) if (socket.rooms.has(room)) cut(socket);
	});

	return {
		carry: (prefix, open) => void carried.set(prefix, open),
		presence: (personId) => ({ connected: present.has(personId), goneSince: gone.get(personId) ?? null }),
		onPresence: (listener) => void listeners.push(listener),
		sockets: () => io.engine.clientsCount,
		close: async () => {
			telling.close();
			stopLooking();
			io.disconnectSockets(true);
			// Socket.IO waits for every connection of the port, also for one whose request is never finished.
			const rest = setTimeout(() => server.closeAllConnections(), GOODBYE_MS);
			await io.close();
			clearTimeout(rest);
		}
	};
}

async function stillSignedIn(socket: Socket, auth: Auth): Promise<SignedIn | null> {
	return auth.fromCookie(socket.request.headers.cookie);
}

/** Private to Engine.IO, but nothing public tells how far behind a reader is. */
type Engine = {
	readonly writeBuffer?: readonly { readonly data?: unknown }[];
	readonly transport?: {
		readonly socket?: { readonly bufferedAmount?: number; readonly terminate?: () => void };
	};
};

const engineOf = (socket: Socket): Engine => socket.conn as unknown as Engine;

function bufferedOf(socket: Socket): number {
	const { writeBuffer = [], transport } = engineOf(socket);
	const waiting = writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), 0);
	return waiting + (transport?.socket?.bufferedAmount ?? 0);
}

function passage(socket: Socket): Passage {
	return {
		cookie: socket.request.headers.cookie,
		get buffered() {
			return bufferedOf(socket);
		},
		send: (name, ...args) => void (socket.connected && socket.emit(name, ...args))
	};
}

function sizeOf(data: unknown): number {
	if (typeof data === 'string') return data.length;
	return data instanceof Uint8Array ? data.length : 0;
}

/** A goodbye first; whoever does not answer it soon (a peer that is busy or unwilling) is cut off all the same. */
function cut(socket: Socket): void {
	const { transport } = engineOf(socket);
	socket.disconnect(true);
	setTimeout(() => transport?.socket?.terminate?.(), GOODBYE_MS).unref();
}

/** A token bucket of one second. */
function rate(clock: () => number, perSecond: number): () => boolean {
	let tokens = perSecond;
	let last = clock();
	return () => {
		const now = clock();
		tokens = Math.min(perSecond, tokens + (Math.max(0, now - last) / 1000) * perSecond);
		last = now;
		if (tokens < 1) return false;
		tokens -= 1;
		return true;
	};
}
