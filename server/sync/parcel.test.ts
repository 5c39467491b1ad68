import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { socketConnection } from './connection.ts';
import { Parcel } from './parcel.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);

test('[S9] what is framed once is read by a WebSocket as the messages it was, at each length a header can have', async () => {
	const messages = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map(bytes);
	const http = createServer();
	const server = new WebSocketServer({ server: http, perMessageDeflate: false });
	server.on('connection', (socket) => {
		const connection = socketConnection(socket);
		const parcel = new Parcel(messages);
		connection.send(parcel);
		// ws's own frames between ours.
		socket.ping();
		connection.send(parcel);
		connection.close('restarting');
	});
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
	onTestFinished(() => {
		server.close();
		http.close();
	});
	const heard: Uint8Array[] = [];
	client.on('message', (data: Buffer) => heard.push(Uint8Array.from(data)));
	const [code] = (await once(client, 'close')) as [number];
	expect([code, heard.length]).toEqual([4503, 16]);
	expect(heard).toEqual([...messages, ...messages]);
});

test('[S9] the bytes are made once', () => {
	const parcel = new Parcel([bytes(10)]);
	expect(parcel.wire).toBe(parcel.wire);
	expect([...parcel.wire.subarray(0, 3)]).toEqual([0x82, 10, 0]);
});
