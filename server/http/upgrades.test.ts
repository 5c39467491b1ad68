import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { serveUpgrades } from './upgrades.ts';

async function openDoor() {
	const handed: Duplex[] = [];
	const server = createServer();
	serveUpgrades(server, { sync: (_, socket) => void handed.push(socket), shared: false });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		for (const socket of handed) socket.destroy();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const upgrade = async (path: string): Promise<Socket> => {
		const socket = connect(port, '127.0.0.1');
		await once(socket, 'connect');
		socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
		return socket;
	};
	return { server, handed, upgrade };
}

test('[P11] an upgrade to an address that is none is cut', async () => {
	const { upgrade } = await openDoor();
	const socket = await upgrade('/nothing');
	await once(socket, 'close');
	expect(socket.destroyed).toBe(true);
});

test.each(['/live/?EIO=4', '/sync/meeting:m-1:agenda:1'])(
	'[P11] a connection to %s that is reset while nobody listens to it yet does not end the process',
	async (path) => {
		const { server, upgrade } = await openDoor();
		const taken = once(server, 'upgrade') as Promise<[unknown, Duplex]>;
		const socket = await upgrade(path);
		const [, theirs] = await taken;
		const gone = new Promise<void>((resolve) => theirs.once('close', () => resolve()));
		socket.on('error', () => undefined);
		theirs.resume();
		socket.resetAndDestroy();
		await gone;
		expect(theirs.destroyed).toBe(true);
	}
);
