/** The wire over Socket.IO. Loaded after the first paint. */
import { io, WebSocket as OverWebSocket, XHR, type Socket } from 'socket.io-client';
import { refusedSocket } from '#web/sync/refused-socket.ts';
import { apart } from './apart.ts';
import type { Connection, Listening, Wire } from './wire.ts';

const ANSWER_WITHIN = 8000;

/** Engine.IO itself does not hear of a WebSocket that cannot be made, and would wait for it. */
class OverWebSocketIfAny extends OverWebSocket {
	override createSocket(...how: Parameters<OverWebSocket['createSocket']>): WebSocket {
		try {
			return super.createSocket(...how) as WebSocket;
		} catch {
			return refusedSocket();
		}
	}
}

/** WebSocket first; where a network blocks it, the same over polling. */
export function openSocket({ changed, told }: Listening): Wire {
	const socket: Socket = io({
		path: '/live',
		transports: [OverWebSocketIfAny, XHR],
		tryAllTransports: true,
		reconnectionDelay: 500,
		reconnectionDelayMax: 8000,
		randomizationFactor: 0.5
	});
	let state: Connection = { kind: 'connecting' };
	let returning: ReturnType<typeof setTimeout> | undefined;
	const become = (next: Connection): void => {
		state = next;
		changed(next);
	};
	const away = (attempt: number): void =>
		become(navigator.onLine ? { kind: 'reconnecting', attempt } : { kind: 'offline' });

	const stand = (): void =>
		become({
			kind: 'connected',
			transport: socket.io.engine.transport.name === 'polling' ? 'polling' : 'websocket'
		});

	socket.on('connect', () => {
		stand();
		// Each connection begins with an engine of its own.
		socket.io.engine.once('upgrade', () => {
			if (state.kind === 'connected') stand();
		});
	});
	socket.onAny(apart(told));
	socket.io.on('reconnect_attempt', away);
	socket.on('disconnect', (reason) => {
		if (reason === 'io client disconnect' || state.kind === 'ended') return;
		away(1);
		// The server let go by itself, restarting or because the session ended. Socket.IO would stay away for good.
		if (reason === 'io server disconnect') returning = setTimeout(() => socket.connect(), 300 + Math.random() * 1200);
	});
	socket.on('connect_error', () => {
		if (state.kind === 'connected' || state.kind === 'connecting') away(1);
		void stillSignedIn().then((answer) => {
			if (answer === 'no') {
				socket.disconnect();
				become({ kind: 'ended' });
			} else if (answer === 'nobody-there') become({ kind: 'offline' });
			else if (!socket.active) returning = setTimeout(() => socket.connect(), 2000 + Math.random() * 2000);
		});
	});
	const offline = (): void => become({ kind: 'offline' });
	const online = (): void => {
		if (socket.connected) stand();
		else if (state.kind !== 'ended') socket.connect();
	};
	addEventListener('offline', offline);
	addEventListener('online', online);

	return {
		ask: (name, body) => {
			// A buffered question would be sent much later, when nobody waits for its answer.
			if (!socket.connected) return Promise.reject(new Error('not connected'));
			return socket.timeout(ANSWER_WITHIN).emitWithAck(name, body) as Promise<unknown>;
		},
		// Buffered it would go to a connection that knows nothing of it.
		tell: (name, ...args) => void (socket.connected && socket.emit(name, ...args)),
		close: () => {
			clearTimeout(returning);
			removeEventListener('offline', offline);
			removeEventListener('online', online);
			socket.disconnect();
		}
	};
}

/** A refused WebSocket does not say why; a plain request does. */
async function stillSignedIn(): Promise<'yes' | 'no' | 'nobody-there'> {
	try {
		const answer = await fetch('/api/me', { cache: 'no-store' });
		return answer.status === 401 ? 'no' : 'yes';
	} catch {
		return 'nobody-there';
	}
}
