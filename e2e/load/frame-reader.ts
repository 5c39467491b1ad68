/**
 * WebSocket frames out of a stream of bytes, as cheaply as a thousand clients in one process need: a client that only
 * counts hops from header to header and never looks at what is between them.
 */

export const opcode = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

type Sink = {
	/** A whole message; only while `isReading`. The bytes are the sink's to keep. */
	readonly onMessage: (payload: Uint8Array) => void;
	readonly onControl: (code: number, payload: Uint8Array) => void;
};

const HEADER = 10;

export class FrameReader {
	/** False: frames are counted and not kept. Takes effect with the next frame. */
	isReading = true;
	frames = 0;
	readonly #sink: Sink;
	readonly #header = Buffer.alloc(HEADER);
	#headerBytes = 0;
	#code = 0;
	/** Bytes of the present frame's payload that are still to come. */
	#left = 0;
	#kept: Buffer | null = null;
	#keptBytes = 0;

	constructor(sink: Sink) {
		this.#sink = sink;
	}

	push(bytes: Buffer): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.#left > 0) at = this.#pass(bytes, at);
			else {
				this.#header[this.#headerBytes++] = bytes[at++] ?? 0;
				this.#begin();
			}
		}
	}

	/** Once the header is whole, the frame begins; one without payload is over at once. */
	#begin(): void {
		const header = this.#header;
		const short = (header[1] ?? 0) & 0x7f;
		const needed = short < 126 ? 2 : short === 126 ? 4 : HEADER;
		if (this.#headerBytes < needed) return;
		this.#headerBytes = 0;
		const first = header[0] ?? 0;
		if ((first & 0x80) === 0)
			throw new Error('a server sent a message in fragments; the load clients do not read those');
		this.#code = first & 0x0f;
		this.#left = needed === 2 ? short : needed === 4 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2));
		const isKept = this.#code >= opcode.close || this.isReading;
		this.#kept = isKept ? Buffer.allocUnsafe(this.#left) : null;
		this.#keptBytes = 0;
		if (this.#left === 0) this.#end();
	}

	#pass(bytes: Buffer, at: number): number {
		const here = Math.min(this.#left, bytes.length - at);
		if (this.#kept) {
			bytes.copy(this.#kept, this.#keptBytes, at, at + here);
			this.#keptBytes += here;
		}
		this.#left -= here;
		if (this.#left === 0) this.#end();
		return at + here;
	}

	#end(): void {
		const payload = this.#kept;
		this.#kept = null;
		if (this.#code >= opcode.close) this.#sink.onControl(this.#code, payload ?? new Uint8Array());
		else {
			this.frames += 1;
			if (payload) this.#sink.onMessage(payload);
		}
	}
}

/** A masked frame, as a client must send it; the mask is zero, which leaves the bytes as they are. */
export function clientFrame(code: number, payload: Uint8Array): Buffer {
	const { length } = payload;
	const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
	const frame = Buffer.alloc(2 + extended + 4 + length);
	frame[0] = 0x80 | code;
	frame[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127);
	if (extended === 2) frame.writeUInt16BE(length, 2);
	if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
	frame.set(payload, 2 + extended + 4);
	return frame;
}
