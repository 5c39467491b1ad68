/**
 * Messages that travel together. The bytes for a WebSocket are made once, however many connections take them: a frame of a
 * server is not masked (RFC 6455, 5.1), so the same bytes are right for everybody.
 */
export class Parcel {
	readonly messages: readonly Uint8Array[];
	#wire: Buffer | null = null;

	constructor(messages: readonly Uint8Array[]) {
		this.messages = messages;
	}

	/** Copying it costs less than a write of its own. */
	get isSmall(): boolean {
		return this.messages.reduce((sum, { length }) => sum + length, 0) <= SMALL_BYTES;
	}

	/** Each message as one binary WebSocket frame, one after the other. */
	get wire(): Buffer {
		return (this.#wire ??= framed(this.messages));
	}
}

const SMALL_BYTES = 16 * 1024;
const FINAL_BINARY = 0x82;
const SHORT = 126;
const LONG = 127;

function headerLength(length: number): number {
	return length < SHORT ? 2 : length < 0x10000 ? 4 : 10;
}

/** RFC 6455, 5.2. */
function framed(messages: readonly Uint8Array[]): Buffer {
	const wire = Buffer.allocUnsafe(messages.reduce((sum, { length }) => sum + headerLength(length) + length, 0));
	let at = 0;
	for (const message of messages) {
		const { length } = message;
		const header = headerLength(length);
		wire[at] = FINAL_BINARY;
		wire[at + 1] = header === 2 ? length : header === 4 ? SHORT : LONG;
		if (header === 4) wire.writeUInt16BE(length, at + 2);
		// No message of ours has 4 GiB.
		if (header === 10) wire.writeUInt32BE(0, at + 2);
		if (header === 10) wire.writeUInt32BE(length, at + 6);
		wire.set(message, at + header);
		at += header + length;
	}
	return wire;
}
