/**
 * The connection as an interface: Socket.IO in the browser (socket.ts), a pair in memory in tests.
 * It carries questions and events and knows no domain.
 */
/** Polling is plain HTTP, for networks that let no WebSocket through. */
export type Transport = 'websocket' | 'polling';

export type Connection =
	| { readonly kind: 'connecting' }
	| { readonly kind: 'connected'; readonly transport?: Transport }
	| { readonly kind: 'reconnecting'; readonly attempt: number }
	| { readonly kind: 'offline' }
	/** The session is over: no use in coming back before somebody signs in. */
	| { readonly kind: 'ended' };

export type Wire = {
	/** Rejects when the answer did not come: nobody knows then whether it was heard. */
	ask(name: string, body: unknown): Promise<unknown>;
	/** Without an answer, and only while connected. */
	tell(name: string, ...args: readonly unknown[]): void;
	close(): void;
};

export type Told = (name: string, ...payload: readonly unknown[]) => void;

export type Listening = {
	readonly changed: (connection: Connection) => void;
	readonly told: Told;
};

export type OpenWire = (listening: Listening) => Wire;

/** What a command or question is answered with. `offline` is ours: the network took it and said nothing. */
export type Refused = {
	readonly code: string;
	readonly params?: Readonly<Record<string, string | number>>;
	readonly fields?: readonly string[];
	/** Worded by the server already, over HTTP. */
	readonly detail?: string;
};
export type Answer<Value> =
	{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refused };

type RawAnswer = { readonly ok?: unknown; readonly now?: unknown; readonly refusal?: unknown };

/** The parsed edge: an answer of our own server, whose doors check what they say. */
export function parseAnswer<Value>(raw: unknown): { readonly now: number | null; readonly answer: Answer<Value> } {
	const { ok, now, refusal, ...value } = (typeof raw === 'object' && raw !== null ? raw : {}) as RawAnswer;
	const at = typeof now === 'number' ? now : null;
	if (ok === true) return { now: at, answer: { ok: true, value: value as Value } };
	const told = (refusal ?? { code: 'fault' }) as Refused;
	return { now: at, answer: { ok: false, refusal: told } };
}

/** Chance without a secure context: `crypto.randomUUID` is missing on plain http. */
export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
