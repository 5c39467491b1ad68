/** @y/websocket-server as its own `server.js` starts it, but on a port of ours. It keeps everything in memory. argv: folder, port. */
import { createServer } from 'node:http';
import { setupWSConnection } from '@y/websocket-server/utils';
import WebSocket from 'ws';

const server = createServer((_request, response) => response.end('okay'));
const sockets = new WebSocket.Server({ noServer: true });
sockets.on('connection', setupWSConnection);
server.on('upgrade', (request, socket, head) =>
	sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
);
server.listen(Number(process.argv[3]), '127.0.0.1', () =>
	process.stdout.write(`ready at http://127.0.0.1:${server.address().port}\n`)
);
process.on('SIGTERM', () => process.exit(0));
