/** The server tells in one message what was recorded together; here each event comes by itself, in its order. */
import type { Told } from './wire.ts';

/** As the server sends it: the newest event, and those right before it. */
type Together = { readonly seq: number; readonly before?: readonly unknown[] };

export function apart(told: Told): Told {
	return (name, ...payload) => {
		const { seq = 0, before, ...newest } = (payload[0] ?? {}) as Partial<Together>;
		if (!Array.isArray(before)) return told(name, ...payload);
		for (const [index, event] of before.entries()) told(name, { ...newest, seq: seq - before.length + index, event });
		told(name, { ...newest, seq });
	};
}
