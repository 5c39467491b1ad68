/**
 * A cable that can be pulled: what one browser says goes through here to the product. Pulled, every connection ends and
 * no new one is taken. A browser told to be offline keeps the WebSockets it has, so that alone is no pulled cable.
 */
import { connect, createServer, type Socket } from 'node:net';

export type Relay = {
	readonly url: string;
	pull(): void;
	plug(): void;
	/** What an office's proxy may do: plain HTTP passes, a WebSocket is cut off when it asks to be one. */
	cutUpgrades(cuts: boolean): void;
	close(): Promise<void>;
};

const UPGRADE = /^GET [^]*\r\nupgrade: websocket\r\n/i;

export async function layCable(port: number, host = '127.0.0.1'): Promise<Relay> {
	const ends = new Set<Socket>();
	let isPulled = false;
	let cutsUpgrades = false;
	const keep = (socket: Socket): Socket => {
		ends.add(socket);
		socket.on('close', () => ends.delete(socket));
		return socket;
	};
	const server = createServer((near) => {
		if (isPulled) {
			near.destroy();
			return;
		}
		const far = keep(connect(port, '127.0.0.1'));
		near.on('data', (said) => {
			if (cutsUpgrades && UPGRADE.test(said.toString('latin1'))) end();
		});
		const end = (): void => {
			near.destroy();
			far.destroy();
		};
		keep(near).pipe(far).pipe(near);
		// a reset connection is what a pulled cable looks like
		for (const socket of [near, far]) socket.on('error', end).on('close', end);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const pull = (): void => {
		isPulled = true;
		for (const socket of ends) socket.destroy();
	};
	return {
		url: `http://${host}:${typeof address === 'object' && address ? address.port : 0}`,
		pull,
		plug: () => {
			isPulled = false;
		},
		cutUpgrades: (cuts) => {
			cutsUpgrades = cuts;
		},
		close: () => {
			pull();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
}
