/** One WebSocket of a load client, on a bare socket: the library's own cost per message would be the load's, not the server's. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader, opcode } from './frame-reader.ts';

export type WireOptions = {
	readonly port: number;
	readonly path: string;
	readonly cookie?: string | undefined;
	/** May come before `open` resolves: a server that greets does so with its agreement. */
	readonly onMessage: (payload: Uint8Array, wire: Wire) => void;
	readonly onClose: (code: number) => void;
};

/** The connection broke, or was never had: a client would try again. */
export class HungUp extends Error {}

/** Every socket of the process reads into this; a read is over before the next one begins. */
const scratch = Buffer.allocUnsafe(256 * 1024);
const HEAD_END = '\r\n\r\n';

export class Wire {
	bytes = 0;
	/** Code of the server's close, or 1006 when it just hung up; null while open. */
	closed: number | null = null;
	readonly #reader: FrameReader;
	readonly #socket: Socket;
	#head: string | null = '';

	private constructor(
		{ port, path, cookie, onMessage, onClose }: WireOptions,
		opened: () => void,
		failed: (why: Error) => void
	) {
		this.#reader = new FrameReader({
			onMessage: (payload) => onMessage(payload, this),
			onControl: (code, payload) => this.#control(code, payload)
		});
		const hear = (count: number): boolean => {
			try {
				this.#hear(scratch.subarray(0, count), opened);
			} catch (error) {
				failed(error instanceof Error ? error : new Error(String(error)));
				this.#socket.destroy();
			}
			return true;
		};
		this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: scratch, callback: hear } });
		this.#socket.on('error', (error) => failed(new HungUp(error.message)));
		this.#socket.on('close', () => {
			this.closed ??= 1006;
			failed(new HungUp(`${path}: closed with ${this.closed}`));
			onClose(this.closed);
		});
		this.#socket.on('connect', () => this.#socket.write(upgradeRequest(port, path, cookie)));
	}

	/** Resolves when the server has agreed to a WebSocket. */
	static open(options: WireOptions): Promise<Wire> {
		return new Promise((resolve, reject) => {
			const wire: Wire = new Wire(options, () => resolve(wire), reject);
		});
	}

	get frames(): number {
		return this.#reader.frames;
	}

	/** From here on messages are counted and not read. */
	onlyCount(): void {
		this.#reader.isReading = false;
	}

	send(message: Uint8Array): void {
		this.#socket.write(clientFrame(opcode.binary, message));
	}

	sendText(message: string): void {
		this.#socket.write(clientFrame(opcode.text, Buffer.from(message)));
	}

	end(): void {
		this.#socket.destroy();
	}

	#hear(bytes: Buffer, opened: () => void): void {
		this.bytes += bytes.length;
		if (this.#head === null) return this.#reader.push(bytes);
		this.#head += bytes.toString('latin1');
		const end = this.#head.indexOf(HEAD_END);
		if (end < 0) return;
		const head = this.#head;
		this.#head = null;
		if (!head.startsWith('HTTP/1.1 101')) throw new Error(`no WebSocket: ${head.slice(0, head.indexOf('\r\n'))}`);
		opened();
		this.#reader.push(Buffer.from(head.slice(end + HEAD_END.length), 'latin1'));
	}

	#control(code: number, payload: Uint8Array): void {
		if (code === opcode.ping) this.#socket.write(clientFrame(opcode.pong, payload));
		if (code === opcode.close) this.closed = payload.length < 2 ? 1005 : Buffer.from(payload).readUInt16BE(0);
	}
}

function upgradeRequest(port: number, path: string, cookie: string | undefined): string {
	return [
		`GET ${path} HTTP/1.1`,
		`Host: 127.0.0.1:${port}`,
		`Origin: http://127.0.0.1:${port}`,
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
		...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
		'',
		''
	].join('\r\n');
}
