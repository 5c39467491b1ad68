/** Connections no library would make. */
import { connect, type Socket } from 'node:net';

export type Raw = {
	readonly socket: Socket;
	/** When the server ended it, by performance.now(), or null. */
	readonly endedAt: () => number | null;
};

/** Opens a TCP connection, says `text`, and reads or does not read. Never answers anything by itself. */
export function speak(port: number, text: string, { deaf = false } = {}): Promise<Raw> {
	let endedAt: number | null = null;
	const socket = connect(port, '127.0.0.1');
	const ended = (): void => {
		endedAt ??= performance.now();
	};
	socket.on('end', ended).on('close', ended);
	// a reset is an end
	socket.on('error', ended);
	return new Promise((resolve) => {
		socket.on('connect', () => {
			socket.write(text);
			if (deaf) socket.pause();
			else socket.resume();
			resolve({ socket, endedAt: () => endedAt });
		});
	});
}

/** The beginning of a WebSocket; without the last line break it is never finished. */
export function upgradeText(path: string, headers: Readonly<Record<string, string>> = {}): string {
	const lines = Object.entries({
		Host: '127.0.0.1',
		Connection: 'Upgrade',
		Upgrade: 'websocket',
		'Sec-WebSocket-Version': '13',
		'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
		...headers
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
