/** The wire as a room sees it. Real sockets and the in-memory pair of the tests are the same to it. */
import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';
import type { Parcel } from './parcel.ts';

export interface Connection {
	/** Bytes handed over and not yet taken by the network. */
	readonly buffered: number;
	/** All messages of a parcel go out in one write. */
	send(parcel: Parcel): void;
	close(reason: ClosingReason): void;
}

const OPEN = 1;
/** After its close frame a socket that does not answer is cut. */
const CUT_AFTER_MS = 2000;

/**
 * Writes the ready frames past ws's own sender, which would frame them again for every receiver. ws itself writes pings and
 * closes only, whole and at once, because nothing is compressed: the two never fall into each other's frames.
 */
export function socketConnection(socket: WebSocket): Connection {
	const wire: unknown = Reflect.get(socket, '_socket');
	if (!(wire instanceof Duplex)) throw new Error('this version of ws keeps its socket elsewhere');
	// Asked before each of a hundred thousand writes a second: only a socket that is clogged is worth counting.
	let isClogged = false;
	wire.on('drain', () => (isClogged = false));
	return {
		get buffered() {
			return isClogged ? wire.writableLength : 0;
		},
		send(parcel) {
			if (socket.readyState === OPEN && !wire.write(parcel.wire)) isClogged = true;
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
