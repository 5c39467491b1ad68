/**
 * Messages that travel together. The bytes for a WebSocket are made once, however many connections take them: a frame of a
 * server is not masked (RFC 6455, 5.1), so the same bytes are right for everybody.
 */
export class Parcel {
	#messages: readonly Uint8Array[];
	#wire: Buffer | null = null;

	constructor(messages: readonly Uint8Array[]) {
		this.#messages = messages;
	}

	get messages(): readonly Uint8Array[] {
		return this.#messages;
	}

	/** Of all messages together. */
	get length(): number {
		return this.#messages.reduce((sum, { length }) => sum + length, 0);
	}

	/** Copying it costs less than a write of its own. */
	get isSmall(): boolean {
		return this.length <= SMALL_BYTES;
	}

	/** Each message as one binary WebSocket frame, one after the other. */
	get wire(): Buffer {
		if (this.#wire) return this.#wire;
		const { wire, messages } = framed(this.#messages);
		// Only one copy is kept: a large document has no bytes to spare.
		this.#messages = messages;
		return (this.#wire = wire);
	}
}

const SMALL_BYTES = 16 * 1024;
const FINAL_BINARY = 0x82;
const SHORT = 126;
const LONG = 127;

function headerLength(length: number): number {
	return length < SHORT ? 2 : length < 0x10000 ? 4 : 10;
}

/** RFC 6455, 5.2. The messages answered lie in the wire. */
function framed(messages: readonly Uint8Array[]): { readonly wire: Buffer; readonly messages: readonly Uint8Array[] } {
	const wire = Buffer.allocUnsafe(messages.reduce((sum, { length }) => sum + headerLength(length) + length, 0));
	let at = 0;
	const placed = messages.map((message) => {
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
		return wire.subarray(at - length, at);
	});
	return { wire, messages: placed };
}
