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
	/** Who asks and for what; a link, or why not. Never throws. */
	admit(request: IncomingMessage, url: { name: string; wants: Wants }): Promise<Admitted>;
	receive(link: Link, frame: Uint8Array): void;
	leave(link: Link): void;
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

/** Null for an address that cannot be one of ours; the name itself is judged later. */
function readUrl(text: string | undefined): { name: string; wants: Wants } | null {
	try {
		const url = new URL(text ?? '', 'ws://here');
		if (!url.pathname.startsWith(PATH)) return null;
		return { name: decodeURIComponent(url.pathname.slice(PATH.length)), wants: readWants(url.searchParams) };
	} catch {
		// Not a URL, or a broken percent sequence.
		return null;
	}
}

/** The query flags of an address. */
export function readWants(flags: URLSearchParams): Wants {
	const [saved, roster, hash] = ['saved', 'roster', 'hash'].map((flag) => flags.get(flag) === '1');
	return { saved: saved === true, roster: roster === true, hash: hash === true };
}

export function openGateway(reception: Reception, logger: Logger): Gateway {
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		perMessageDeflate: false,
		maxPayload: MAX_PAYLOAD,
		maxFragments: MAX_FRAGMENTS
	});
	const sockets = new Map<WebSocket, { answered: boolean }>();
	let closing = false;

	const accept = (request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void => {
		server.handleUpgrade(request, socket, head, (websocket) => {
			const state = { answered: true };
			sockets.set(websocket, state);
			websocket.on('pong', () => (state.answered = true));
			websocket.on('close', () => sockets.delete(websocket));
			// A broken frame or a reset: `close` follows, and there is nobody to tell.
			websocket.on('error', () => undefined);
			if (closing) return closeSocket(websocket, 'restarting');
			if (!admitted.ok) return closeSocket(websocket, admitted.reason);
			serve(websocket, admitted);
		});
	};

	const serve = (websocket: WebSocket, admitted: Extract<Admitted, { ok: true }>): void => {
		const link = admitted.open(socketConnection(websocket));
		if (!link) return;
		websocket.on('close', () => reception.leave(link));
		websocket.on('message', (data: RawData, isBinary: boolean) => {
			// Text is never a Yjs message; as an empty frame it is refused like any other malformed one.
			reception.receive(link, isBinary && data instanceof Buffer ? data : new Uint8Array());
		});
	};

	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		// A socket that dies while we ask who it is must not end the process.
		const ignore = (): void => undefined;
		socket.on('error', ignore);
		if (!reception.originAllowed(request.headers.origin, request.headers.host)) {
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		const url = readUrl(request.url);
		const asked: Promise<Admitted> = url
			? reception.admit(request, url)
			: Promise.resolve({ ok: false, reason: 'no-such-document' });
		asked
			.then((admitted) => {
				socket.off('error', ignore);
				if (!socket.destroyed) accept(request, socket, head, admitted);
			})
			.catch((error: unknown) => {
				logger.error({ err: error }, 'An upgrade failed');
				socket.destroy();
			});
	};

	return {
		upgrade,
		ping() {
			for (const [websocket, state] of sockets) {
				if (!state.answered) websocket.terminate();
				else {
					state.answered = false;
					websocket.ping();
				}
			}
		},
		async close() {
			closing = true;
			const gone = [...sockets.keys()].map(
				(websocket) => new Promise<void>((resolve) => websocket.once('close', () => resolve()))
			);
			for (const websocket of sockets.keys())
				if (websocket.readyState === websocket.OPEN) closeSocket(websocket, 'restarting');
			await Promise.all(gone);
		}
	};
}
