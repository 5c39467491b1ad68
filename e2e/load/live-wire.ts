/** The live connection of a load client: what Engine.IO and Socket.IO say over a WebSocket, as far as our page has it. */
import { Wire } from './wire.ts';

export type LiveOptions = {
	readonly port: number;
	readonly cookie: string;
	readonly onEvent: (name: string, payload: unknown) => void;
};

/** An event of a stream, and those right before it that are told with it. */
type Message = { readonly seq: number; readonly event: unknown; readonly before?: readonly unknown[] };

/** The beginnings of messages: Engine.IO's letter, and for its messages Socket.IO's behind it. */
const says = { open: '0', ping: '2', pong: '3', connect: '40', event: '42', answer: '43', refused: '44' } as const;
const PATH = '/live/?EIO=4&transport=websocket';
const ANSWER = /^43(\d+)/;

export class LiveWire {
	readonly #answers = new Map<number, (answer: unknown) => void>();
	readonly #onEvent: LiveOptions['onEvent'];
	#asked = 0;
	#wire: Wire | null = null;

	private constructor(onEvent: LiveOptions['onEvent']) {
		this.#onEvent = onEvent;
	}

	/** Resolves when the server has greeted. */
	static async open({ port, cookie, onEvent }: LiveOptions): Promise<LiveWire> {
		const live = new LiveWire(onEvent);
		let greeted = (): void => undefined;
		let failed = (_why: Error): void => undefined;
		const greeting = new Promise<void>((resolve, reject) => {
			greeted = resolve;
			failed = reject;
		});
		const wire = Wire.open({
			port,
			path: PATH,
			cookie,
			onMessage: (payload, from) => live.#hear(Buffer.from(payload).toString(), from, { greeted, failed }),
			onClose: (code) => failed(new Error(`the live connection was closed with ${code}`))
		});
		// Either may fail first, and the other's failure must find somebody listening.
		[live.#wire] = await Promise.all([wire, greeting]);
		return live;
	}

	/** Code of the server's close, or null while it is open. */
	get closed(): number | null {
		return this.#wire?.closed ?? null;
	}

	/** What the server answers, as it is. */
	ask(name: string, body: object): Promise<unknown> {
		this.#asked += 1;
		const number = this.#asked;
		return new Promise((resolve) => {
			this.#answers.set(number, resolve);
			this.#wire?.sendText(`${says.event}${number}${JSON.stringify([name, body])}`);
		});
	}

	end(): void {
		this.#wire?.end();
	}

	#hear(
		text: string,
		from: Wire,
		{ greeted, failed }: { readonly greeted: () => void; readonly failed: (why: Error) => void }
	): void {
		if (text.startsWith(says.event)) return this.#tell(text.slice(says.event.length));
		const [head, number] = ANSWER.exec(text) ?? [];
		if (head !== undefined) return this.#answer(Number(number), text.slice(head.length));
		if (text === says.ping) return from.sendText(says.pong);
		if (text.startsWith(says.connect)) return greeted();
		if (text.startsWith(says.open)) return from.sendText(says.connect);
		if (text.startsWith(says.refused)) failed(new Error(text));
	}

	#tell(text: string): void {
		const [name, payload] = JSON.parse(text) as readonly [string, Message]; // Socket.IO wrote it
		const { before = [], ...newest } = payload;
		for (const [index, event] of before.entries())
			this.#onEvent(name, { ...newest, seq: newest.seq - before.length + index, event });
		this.#onEvent(name, newest);
	}

	#answer(number: number, text: string): void {
		const told = this.#answers.get(number);
		this.#answers.delete(number);
		const [answer] = JSON.parse(text) as readonly [unknown]; // Socket.IO wrote it
		told?.(answer);
	}
}
