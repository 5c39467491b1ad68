/**
 * Carries facts from one domain to others after the commit: at least once, in order within a topic. A listener that
 * throws is asked again with growing pauses; meanwhile its topic waits and the others go on.
 */
import type { Logger } from 'pino';
import type { Storage } from './port.ts';

export type Outbox = {
	on(topic: string, listener: (payload: unknown) => Promise<void>): void;
	/** Looks for messages now; called after each command. */
	nudge(): void;
	/** Resolves when nothing deliverable is left. */
	drained(): Promise<void>;
	stop(): Promise<void>;
};

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 60_000;

export function openOutbox(storage: Pick<Storage, 'pending' | 'delivered'>, log: Logger): Outbox {
	const listeners = new Map<string, ((payload: unknown) => Promise<void>)[]>();
	const waits = new Map<string, { pause: number; timer: ReturnType<typeof setTimeout> | null }>();
	let round: Promise<void> | null = null;
	let again = false;
	let stopped = false;

	const deliver = async (message: { id: number; topic: string; payload: unknown }): Promise<boolean> => {
		try {
			for (const listener of listeners.get(message.topic) ?? []) await listener(message.payload);
			waits.delete(message.topic);
			return true;
		} catch (cause) {
			const pause = Math.min((waits.get(message.topic)?.pause ?? FIRST_PAUSE / 2) * 2, LONGEST_PAUSE);
			const timer = setTimeout(() => {
				waits.set(message.topic, { pause, timer: null });
				nudge();
			}, pause);
			timer.unref();
			waits.set(message.topic, { pause, timer });
			log.error({ err: cause, topic: message.topic, id: message.id, pause }, 'a listener of the outbox failed');
			return false;
		}
	};

	const once = async (): Promise<boolean> => {
		const messages = storage.pending(200);
		const done: number[] = [];
		for (const message of messages) {
			if (waits.get(message.topic)?.timer) continue;
			if (await deliver(message)) done.push(message.id);
		}
		if (done.length > 0) await storage.delivered(done);
		return done.length > 0;
	};

	const run = async (): Promise<void> => {
		do {
			again = false;
			while (!stopped && (await once()));
		} while (again && !stopped);
	};

	function nudge(): void {
		if (stopped) return;
		if (round) {
			again = true;
			return;
		}
		round = run()
			.catch((cause: unknown) => log.error({ err: cause }, 'the outbox could not be read'))
			.finally(() => {
				round = null;
			});
	}

	return {
		on: (topic, listener) => void listeners.set(topic, [...(listeners.get(topic) ?? []), listener]),
		nudge,
		drained: async () => {
			nudge();
			while (round) await round;
		},
		stop: async () => {
			stopped = true;
			for (const { timer } of waits.values()) if (timer) clearTimeout(timer);
			await round;
		}
	};
}
