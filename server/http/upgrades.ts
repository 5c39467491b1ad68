/** Connections that leave HTTP. Node hands such a socket over with nobody listening: its first reset would end the process. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export type UpgradesOptions = {
	readonly sync: Upgrade;
	/** Somebody else on this server may take what is not ours: Vite, in development. */
	readonly shared: boolean;
};

const ignore = (): void => undefined;

/** Drafts go to `sync`; Socket.IO has hung itself on the server and takes its own path; anything else is cut. */
export function serveUpgrades(server: Server, { sync, shared }: UpgradesOptions): void {
	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		// A close follows, and whoever took the socket hears that.
		socket.on('error', ignore);
		const { url = '' } = request;
		if (url.startsWith('/sync/')) sync(request, socket, head);
		else if (!url.startsWith('/live/') && !shared) socket.destroy();
	});
}
