/**
 * A WebSocket that is none: the same messages as events of the page's live connection. It has what y-websocket uses of a
 * browser's WebSocket. It ends when the live connection does, and whoever opened it comes back as from any broken line.
 */
import { closing } from '#shared/wire/closing.ts';
import type { Carriage } from './transports.ts';

type Heard =
	((event: { readonly data: ArrayBuffer | Uint8Array; readonly code: number; readonly reason: string }) => void) | null;

/** A live connection by polling takes 256 KiB in base64. */
const MOST_BYTES = 180 * 1024;
const BROKEN = 1006;
const NOTHING = new Uint8Array();

export class CarriedSocket {
	readyState: 0 | 1 | 3 = 0;
	binaryType = 'arraybuffer';
	/** Socket.IO does not tell. */
	readonly bufferedAmount = 0;
	onopen: Heard = null;
	onmessage: Heard = null;
	onclose: Heard = null;
	onerror: Heard = null;
	readonly #carriage: Carriage;
	readonly #stops: (() => void)[];
	#link: unknown = null;
	/** What came before the answer that says which link is ours. */
	#early: (readonly [string, readonly unknown[]])[] = [];

	/** @param address as of a WebSocket: `…/sync/NAME?FLAGS` */
	constructor(address: string, carriage: Carriage) {
		this.#carriage = carriage;
		this.#stops = [
			carriage.listen((name, ...args) => this.#hear(name, args)),
			carriage.onTransport(() => void (carriage.transport ?? this.#end(BROKEN)))
		];
		const { pathname, searchParams } = new URL(address);
		void this.#open(decodeURIComponent(pathname.split('/').at(-1) ?? ''), searchParams.toString());
	}

	async #open(name: string, flags: string): Promise<void> {
		const answer = await this.#carriage.ask('sync/open', { name, flags });
		const link = answer.ok && isRecord(answer.value) ? answer.value['link'] : undefined;
		if (this.readyState === 3) return link === undefined ? undefined : this.#carriage.tell('sync/close', link);
		if (!answer.ok) return this.#end(codeOf(answer.refusal.code));
		this.#link = link;
		this.readyState = 1;
		this.onopen?.({ data: NOTHING, code: 0, reason: '' });
		for (const [event, args] of this.#early.splice(0)) this.#hear(event, args);
	}

	#hear(name: string, args: readonly unknown[]): void {
		if (name !== 'sync/frames' && name !== 'sync/close') return;
		if (this.readyState === 0) return void this.#early.push([name, args]);
		const [link, ...rest] = args;
		if (link !== this.#link || this.readyState === 3) return;
		if (name === 'sync/close') return this.#end(Number(rest[0]), String(rest[1]));
		for (const data of rest) if (isBytes(data)) this.onmessage?.({ data, code: 0, reason: '' });
	}

	send(frame: Uint8Array): void {
		if (this.readyState !== 1) return;
		if (frame.length <= MOST_BYTES) return this.#carriage.tell('sync/frames', this.#link, frame);
		// The live connection itself would break at it, again and again.
		this.#carriage.tell('sync/close', this.#link);
		this.#end(closing['too-large']);
	}

	close(): void {
		if (this.readyState === 1) this.#carriage.tell('sync/close', this.#link);
		this.#end(1000);
	}

	#end(code: number, reason = ''): void {
		if (this.readyState === 3) return;
		this.readyState = 3;
		for (const stop of this.#stops) stop();
		this.onclose?.({ data: NOTHING, code, reason });
	}
}

function codeOf(refusal: string): number {
	const codes: ReadonlyMap<string, number> = new Map(Object.entries(closing));
	return codes.get(refusal) ?? BROKEN;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

function isBytes(data: unknown): data is ArrayBuffer | Uint8Array {
	return data instanceof ArrayBuffer || data instanceof Uint8Array;
}
