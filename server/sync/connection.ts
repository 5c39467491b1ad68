/** The wire as a room sees it. Real sockets and the in-memory pair of the tests are the same to it. */
import type { WebSocket } from 'ws';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';

export interface Connection {
	/** Bytes handed over and not yet taken by the network. */
	readonly buffered: number;
	/** Each frame is one message; all of one call go out in one write. */
	send(frames: readonly Uint8Array[]): void;
	close(reason: ClosingReason): void;
}

/** After its close frame a socket that does not answer is cut. */
const CUT_AFTER_MS = 2000;

export function socketConnection(socket: WebSocket): Connection {
	// Private to ws, but the only way to let several frames share a system call; without it they just cost more.
	const wire: unknown = Reflect.get(socket, '_socket');
	const corkable = isCorkable(wire) ? wire : null;
	return {
		get buffered() {
			return socket.bufferedAmount;
		},
		send(frames) {
			if (socket.readyState !== socket.OPEN) return;
			corkable?.cork();
			for (const frame of frames) socket.send(frame);
			corkable?.uncork();
		},
		close(reason) {
			closeSocket(socket, reason);
		}
	};
}

export function closeSocket(socket: WebSocket, reason: ClosingReason): void {
	socket.close(closing[reason], reason);
	setTimeout(() => socket.terminate(), CUT_AFTER_MS).unref();
}

type Corkable = { cork(): void; uncork(): void };

function isCorkable(wire: unknown): wire is Corkable {
	return typeof wire === 'object' && wire !== null && 'cork' in wire && 'uncork' in wire;
}
