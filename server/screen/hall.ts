/**
 * The open screens: each is told the whole projection whenever it has changed, and every few seconds that we are there.
 * Nothing is ever sent piece by piece, so a screen that missed something, or whose network is full, only needs the newest.
 */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Refused } from '#shared/foundation/result.ts';
import type { Projection } from '#shared/screen/model.ts';
import type { Place } from './store.ts';

/** One connection of a screen. */
export type Line = {
	/** Bytes handed over and not yet taken by the network. */
	readonly waiting: () => number;
	readonly send: (event: string, data: unknown) => void;
	readonly hangUp: () => void;
};

export type Shown = { readonly version: string; readonly projection: Projection };
export type Hall = ReturnType<typeof openHall>;

type Held = Place & { readonly line: Line; sent: string; stuck: number };
type Watched = { readonly held: Set<Held>; timer: ReturnType<typeof setTimeout> | null; due: number; told: number };

export type HallOptions = {
	readonly clock: () => number;
	readonly log: Logger;
	readonly compose: (meetingId: string) => Promise<Projection | null>;
	/** Why a screen may not show this any more; null while it may. */
	readonly unlessOver: (place: Place) => Refused | null;
};

/** A screen that hears nothing for longer says so: web/screen/hall.svelte.ts. */
const BEAT_MS = 5000;
/** What comes together is told together. */
const SOON_MS = 60;
const SELDOM_MS = 400;
const MOST_WAITING = 64 * 1024;
const MOST_STUCK = 6;
const MOST_LINES = 2;
/** Whoever polls is there as long as this after the last time. */
const SEEN_FOR = 20_000;

export function openHall({ clock, log, compose, unlessOver }: HallOptions) {
	const watched = new Map<string, Watched>();
	const polled = new Map<string, number>();

	const look = async (id: string): Promise<Shown | null> => {
		const projection = await compose(id);
		return projection && { projection, version: hash('sha256', JSON.stringify(projection)).slice(0, 16) };
	};
	const steady = (): number => performance.now();

	const drop = (held: Held): void => {
		const room = watched.get(held.meetingId);
		if (!room?.held.delete(held) || room.held.size > 0) return;
		if (room.timer) clearTimeout(room.timer);
		watched.delete(held.meetingId);
	};
	const end = (held: Held, { refusal }: Refused): void => {
		held.line.send('end', { code: refusal.code });
		held.line.hangUp();
		drop(held);
	};
	/** A network that takes nothing is given nothing more; what is newest by then it gets when it does again. */
	const tell = (held: Held, shown: Shown | null): void => {
		held.stuck = held.line.waiting() > 0 ? held.stuck + 1 : 0;
		if (held.stuck > MOST_STUCK) {
			held.line.hangUp();
			return drop(held);
		}
		if (held.line.waiting() > MOST_WAITING) return;
		const now = clock();
		if (!shown || shown.version === held.sent) return held.line.send('beat', { now });
		held.sent = shown.version;
		held.line.send('shown', { now, ...shown });
	};

	const round = async (id: string): Promise<void> => {
		const room = watched.get(id);
		if (!room) return;
		room.timer = null;
		room.due = Number.POSITIVE_INFINITY;
		room.told = steady();
		const shown = await look(id).catch((cause: unknown) => {
			log.error({ err: cause, id }, 'a screen could not be composed');
			return null;
		});
		for (const held of room.held) {
			const over = unlessOver(held);
			if (over) end(held, over);
			else tell(held, shown);
		}
		const door = shown?.projection.door;
		const turns = door ? door.until - clock() + SOON_MS : BEAT_MS;
		if (watched.get(id) === room) wake(id, Math.max(SOON_MS, Math.min(BEAT_MS, turns)));
	};
	/** At the earliest of what was asked for. */
	const wake = (id: string, ms: number): void => {
		const room = watched.get(id);
		const due = steady() + ms;
		if (!room || room.due <= due) return;
		if (room.timer) clearTimeout(room.timer);
		room.due = due;
		room.timer = setTimeout(() => void round(id), ms);
		room.timer.unref();
	};

	return {
		look,
		/** Something of this meeting has changed. */
		stir: (id: string): void => {
			const room = watched.get(id);
			if (room) wake(id, Math.max(SOON_MS, room.told + SELDOM_MS - steady()));
		},
		/** Tells this line from now on, until the answered function is called. */
		hold: (place: Place, line: Line): (() => void) => {
			const held: Held = { ...place, line, sent: '', stuck: 0 };
			const room = watched.get(place.meetingId) ?? {
				held: new Set<Held>(),
				timer: null,
				due: Number.POSITIVE_INFINITY,
				told: Number.NEGATIVE_INFINITY
			};
			watched.set(place.meetingId, room);
			room.held.add(held);
			// A browser that was cut off comes anew before we notice: its old lines make room.
			const own = [...room.held].filter(({ n }) => n === place.n);
			for (const old of own.slice(0, Math.max(0, own.length - MOST_LINES))) {
				old.line.hangUp();
				drop(old);
			}
			wake(place.meetingId, 0);
			return () => drop(held);
		},
		polls: ({ meetingId, n }: Place): void => {
			for (const [key, at] of polled) if (Math.abs(clock() - at) > SEEN_FOR) polled.delete(key);
			polled.set(`${meetingId}:${n}`, clock());
		},
		/** Numbers of the screens that are there now. */
		connected: (id: string): readonly number[] => {
			const lines = [...(watched.get(id)?.held ?? [])].map(({ n }) => n);
			const polling = [...polled]
				.filter(([key, at]) => key.startsWith(`${id}:`) && Math.abs(clock() - at) <= SEEN_FOR)
				.map(([key]) => Number(key.slice(id.length + 1)));
			return [...new Set([...lines, ...polling])].toSorted((a, b) => a - b);
		},
		close: (): void => {
			for (const { held, timer } of watched.values()) {
				if (timer) clearTimeout(timer);
				for (const { line } of held) line.hangUp();
			}
			watched.clear();
		}
	};
}
