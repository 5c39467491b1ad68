/**
 * When what was recorded goes to those who follow it. What one command recorded goes in one message, at once after a pause.
 * Telling five hundred takes a while, and five hundred may check in at once: the next message of a room waits until the
 * last one was paid for, and carries all that was recorded meanwhile.
 */

/** Something of a stream, with its number there. */
export type Recorded = { readonly seq: number; readonly event: unknown };

/** The newest event with its number, and those right before it that have not been told either. */
export type Message = {
	readonly id: string;
	readonly seq: number;
	readonly event: unknown;
	readonly before?: readonly unknown[];
};

export type Timing = {
	/** Milliseconds that never jump. */
	readonly now: () => number;
	/** Answers how to forget it. */
	readonly after: (ms: number, work: () => void) => () => void;
	/** The same, again and again. */
	readonly every: (ms: number, work: () => void) => () => void;
};

export const realTiming: Timing = {
	now: () => performance.now(),
	after: (ms, work) => {
		const timer = setTimeout(work, ms);
		return () => clearTimeout(timer);
	},
	every: (ms, work) => {
		const timer = setInterval(work, ms);
		timer.unref();
		return () => clearInterval(timer);
	}
};

/** Telling one room takes so much of the time at most. */
const DUTY = 0.25;
const LONGEST_MS = 100;
/** What costs less is not worth a timer. */
const CHEAP_MS = 0.25;

export type Telling = {
	/** `tell` is called once for each message, in the order of the numbers. */
	hear(room: string, id: string, recorded: Recorded): void;
	/** What a room has not been told yet; null when it has been told all. */
	waiting(room: string): Message | null;
	close(): void;
};

/** A room that has something to be told, or was told something a moment ago. */
type Pending = { readonly id: string; recorded: Recorded[]; stop: () => void };

/** `failed` hears of a message that could not be told; its readers find the gap in the numbers and ask for it. */
export function openTelling(
	tell: (room: string, message: Message) => void,
	failed: (room: string, cause: unknown) => void,
	{ now, after }: Pick<Timing, 'now' | 'after'>
): Telling {
	const rooms = new Map<string, Pending>();

	const flush = (room: string): void => {
		const pending = rooms.get(room);
		const message = pending && messageOf(pending);
		if (!message) return void rooms.delete(room);
		pending.recorded = [];
		const began = now();
		try {
			tell(room, message);
		} catch (cause) {
			// Thrown out of a timer or a microtask it would end the process, with the room untold for ever.
			failed(room, cause);
		}
		const cost = now() - began;
		if (cost < CHEAP_MS && pending.recorded.length === 0) return void rooms.delete(room);
		pending.stop = after(Math.min(LONGEST_MS, cost / DUTY - cost), () => flush(room));
	};

	return {
		hear(room, id, recorded) {
			const pending = rooms.get(room);
			if (pending) return void pending.recorded.push(recorded);
			const fresh: Pending = { id, recorded: [recorded], stop: () => undefined };
			rooms.set(room, fresh);
			// After the other events of the same command, and before its answer.
			queueMicrotask(() => rooms.get(room) === fresh && flush(room));
		},
		waiting: (room) => {
			const pending = rooms.get(room);
			return pending ? messageOf(pending) : null;
		},
		close: () => {
			for (const { stop } of rooms.values()) stop();
			rooms.clear();
		}
	};
}

function messageOf({ id, recorded }: Pending): Message | null {
	const newest = recorded.at(-1);
	if (!newest) return null;
	const before = recorded.slice(0, -1).map(({ event }) => event);
	return { id, ...newest, ...(before.length > 0 && { before }) };
}
