/**
 * From an HTTP upgrade to a link. A foreign page gets 403 and no socket; every other refusal is said over an accepted
 * socket with a close code, because a browser cannot see an HTTP status there.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import { closeSocket, socketConnection, type Connection } from './connection.ts';
import type { Link, Wants } from './link.ts';
import type { Logger } from './room.ts';

/** What the gateway asks of the rooms. */
export type Reception = {
	readonly originAllowed: (origin: string | undefined, host: string | undefined) => boolean;
	/** Who asks and for what; a link, or why not. At once where who they are is known at once. Never throws. */
	admit(request: IncomingMessage, asked: Asked): Admitted | Promise<Admitted>;
	/** Its first words, which would go out with the next tick: now, and in one write with the agreement to speak. */
	greet(link: Link): void;
	receive(link: Link, frame: Uint8Array): void;
	leave(link: Link): void;
};

export type Asked = {
	readonly name: string;
	readonly wants: Wants;
	/** One copy of the document on one page; null where the client does not say. */
	readonly page: string | null;
};

export type Admitted =
	| { readonly ok: true; readonly open: (connection: Connection) => Link | null }
	| { readonly ok: false; readonly reason: ClosingReason };

export type Gateway = {
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Once every 20 s: pings everybody, cuts who did not answer the last one. */
	ping(): void;
	/** Says `restarting` to everybody; resolves when all sockets are gone. */
	close(): Promise<void>;
};

/** Twice the largest update, so that our own 4413 comes before the 1009 of ws, on which clients come back for ever. */
const MAX_PAYLOAD = 2 * limits.updateBytes;
const MAX_FRAGMENTS = 64;
const PATH = '/sync/';
const KEPT_URLS = 500;
const LONGEST_KEPT = 200;

/** Last in the flags. */
const PAGE = /&page=([0-9a-z]{1,16})$/;

/** Null for an address that cannot be one of ours; the name itself is judged later. */
function readUrl(text: string): Omit<Asked, 'page'> | null {
	try {
		const url = new URL(text, 'ws://here');
		if (!url.pathname.startsWith(PATH)) return null;
		return { name: decodeURIComponent(url.pathname.slice(PATH.length)), wants: readWants(url.searchParams) };
	} catch {
		// Not a URL, or a broken percent sequence.
		return null;
	}
}

/** A thousand people open the same address, but for their page: it is read once, and what it says is kept once. */
function rememberUrls(): (text: string) => Asked | null {
	const known = new Map<string, ReturnType<typeof readUrl>>();
	const read = (text: string): ReturnType<typeof readUrl> => {
		const before = known.get(text);
		if (before !== undefined) return before;
		const asked = readUrl(text);
		if (known.size >= KEPT_URLS) known.clear();
		if (text.length <= LONGEST_KEPT) known.set(text, asked);
		return asked;
	};
	return (text) => {
		const page = readPage(text);
		const asked = read(page === null ? text : text.slice(0, text.lastIndexOf('&')));
		return asked && { ...asked, page };
	};
}

/** The page that query flags end with. */
export function readPage(flags: string): string | null {
	return PAGE.exec(flags)?.[1] ?? null;
}

/** The query flags of an address. */
export function readWants(flags: URLSearchParams): Wants {
	const [saved, roster, hash] = ['saved', 'roster', 'hash'].map((flag) => flags.get(flag) === '1');
	return { saved: saved === true, roster: roster === true, hash: hash === true };
}

/** Answered: the last ping. */
type Seat = { answered: boolean; link: Link | null };

const STRAY: Admitted = { ok: false, reason: 'no-such-document' };
const ignore = (): void => undefined;

export function openGateway(reception: Reception, logger: Logger): Gateway {
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		perMessageDeflate: false,
		maxPayload: MAX_PAYLOAD,
		maxFragments: MAX_FRAGMENTS
	});
	const seats = new Map<WebSocket, Seat>();
	const read = rememberUrls();
	let closing = false;

	const accept = (request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void => {
		// What is said at once, a close as well, goes out with the agreement to speak.
		socket.cork();
		server.handleUpgrade(request, socket, head, (websocket) => {
			const seat: Seat = { answered: true, link: null };
			seats.set(websocket, seat);
			websocket.on('pong', () => (seat.answered = true));
			websocket.on('close', () => {
				seats.delete(websocket);
				if (seat.link) reception.leave(seat.link);
			});
			// A broken frame or a reset: `close` follows, and there is nobody to tell.
			websocket.on('error', ignore);
			if (closing) return closeSocket(websocket, 'restarting');
			if (!admitted.ok) return closeSocket(websocket, admitted.reason);
			serve(websocket, seat, admitted);
		});
		socket.uncork();
	};

	const serve = (websocket: WebSocket, seat: Seat, admitted: Extract<Admitted, { ok: true }>): void => {
		const link = admitted.open(socketConnection(websocket));
		if (!link) return;
		seat.link = link;
		websocket.on('message', (data: RawData, isBinary: boolean) => {
			// Text is never a Yjs message; as an empty frame it is refused like any other malformed one.
			reception.receive(link, isBinary && data instanceof Buffer ? data : new Uint8Array());
		});
		reception.greet(link);
	};

	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		const { origin, host } = request.headers;
		if (!reception.originAllowed(origin, host)) {
			socket.on('error', ignore);
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		const failed = (error: unknown): void => {
			logger.error({ err: error }, 'An upgrade failed');
			socket.destroy();
		};
		try {
			const asked = read(request.url ?? '');
			const admitted = asked ? reception.admit(request, asked) : STRAY;
			if (!(admitted instanceof Promise)) return accept(request, socket, head, admitted);
			// A socket that dies while we ask who it is must not end the process.
			socket.on('error', ignore);
			admitted
				.then((answer) => {
					socket.off('error', ignore);
					if (!socket.destroyed) accept(request, socket, head, answer);
				})
				.catch(failed);
		} catch (error) {
			failed(error);
		}
	};

	return {
		upgrade,
		ping() {
			for (const [websocket, seat] of seats) {
				if (!seat.answered) websocket.terminate();
				else {
					seat.answered = false;
					websocket.ping();
				}
			}
		},
		async close() {
			closing = true;
			const gone = [...seats.keys()].map(
				(websocket) => new Promise<void>((resolve) => websocket.once('close', () => resolve()))
			);
			for (const websocket of seats.keys())
				if (websocket.readyState === websocket.OPEN) closeSocket(websocket, 'restarting');
			await Promise.all(gone);
		}
	};
}
