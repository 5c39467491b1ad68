/** Hocuspocus with its SQLite extension and every default, as its guide starts it. argv: the data folder, the port. */
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const [folder, port] = process.argv.slice(2);
const server = new Server({
	address: '127.0.0.1',
	port: Number(port),
	quiet: true,
	extensions: [new SQLite({ database: `${folder}/hocuspocus.sqlite` })]
});
await server.listen();
process.stdout.write(`ready at http://127.0.0.1:${server.address.port}\n`);
