/**
 * The door of a meeting: the code on the screen, the one read out, and how often one may guess. Keys and spoken codes are
 * in a table of their own, because every event is told to everybody who follows.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import {
	acceptedWindows,
	DOOR_WINDOW,
	GUESSING_WITHIN,
	MOST_GUESSES,
	MOST_GUESSES_OF_MEETING,
	recentGuesses,
	windowOf
} from '#shared/attendance/door.ts';
import type { Way } from '#shared/attendance/model.ts';
import { done, refuse, type Refused, type Result } from '#shared/foundation/result.ts';
import type { Storage } from '#server/storage/port.ts';
import { doorStore, type Guess } from './store.ts';

/** What stands on the screen now. */
export type Shown = { readonly code: string; readonly until: number; readonly spoken: string };
export type Doorkeeper = ReturnType<typeof openDoorkeeper>;

type Door = { readonly key: Buffer; readonly spoken: string };
type Brought = { readonly meetingId: string; readonly personId: string; readonly code: string; readonly at: number };

const SPOKEN = /^\d{4}$/;
const TIDIED_EVERY = 200;

export function openDoorkeeper(storage: Storage) {
	const store = doorStore(storage);
	/** The truth while it runs; the table brings it over a restart. */
	let guesses: readonly Guess[] = store.guesses();
	const making = new Map<string, Promise<Door>>();

	const open = async (meetingId: string, at: number): Promise<Door> => {
		const known = store.door(meetingId);
		if (known) return known;
		const begun = making.get(meetingId);
		if (begun) return begun;
		const made = put(meetingId, { key: randomBytes(32), spoken: fourDigits() }, at).finally(() =>
			making.delete(meetingId)
		);
		making.set(meetingId, made);
		return made;
	};
	const put = async (meetingId: string, door: Door, at: number): Promise<Door> => {
		await store.put(meetingId, door, at);
		return door;
	};

	/** [A14] Why not even the right code is looked at. */
	const unlessResting = ({ meetingId, personId, at }: Brought, spoken: boolean): Refused | null => {
		const own = guesses.filter((each) => each.personId === personId).map((each) => each.at);
		const all = guesses.filter((each) => each.meetingId === meetingId && each.spoken).map((each) => each.at);
		const resting =
			recentGuesses(own, at).length >= MOST_GUESSES ||
			(spoken && recentGuesses(all, at).length >= MOST_GUESSES_OF_MEETING);
		return resting ? refuse('too-many-codes', { minutes: GUESSING_WITHIN / 60_000 }) : null;
	};
	const isRight = ({ meetingId, code, at }: Brought, spoken: boolean): boolean => {
		const door = store.door(meetingId);
		if (!door) return false; // nobody ever saw a code of it
		if (spoken) return isSame(code, door.spoken);
		return acceptedWindows(at).some((window) => isSame(code, codeOf(door.key, meetingId, window)));
	};

	return {
		/** Counted before it is answered and without waiting in between: parallel guesses do not slip past the count. */
		async judge(brought: Brought): Promise<Result<Way>> {
			const code = brought.code.normalize('NFKC').replaceAll(/\s/g, '');
			const spoken = SPOKEN.test(code);
			const resting = unlessResting(brought, spoken);
			if (resting) return resting;
			if (isRight({ ...brought, code }, spoken)) return done(spoken ? 'spoken' : 'qr');
			const { meetingId, personId, at } = brought;
			const guess = { meetingId, personId, spoken, at };
			guesses = [...guesses, guess];
			await store.addGuess(guess);
			if (guesses.length % TIDIED_EVERY === 0) await tidy(at);
			return refuse('wrong-code', {}, ['code']);
		},
		async show(meetingId: string, at: number): Promise<Shown> {
			const { key, spoken } = await open(meetingId, at);
			const window = windowOf(at);
			return { code: codeOf(key, meetingId, window), until: (window + 1) * DOOR_WINDOW, spoken };
		},
		/** [A13] */
		async renew(meetingId: string, at: number): Promise<void> {
			const { key, spoken } = await open(meetingId, at);
			let next = fourDigits();
			while (next === spoken) next = fourDigits();
			await put(meetingId, { key, spoken: next }, at);
		}
	};

	async function tidy(at: number): Promise<void> {
		guesses = guesses.filter((each) => recentGuesses([each.at], at).length > 0);
		await store.forget(at - GUESSING_WITHIN, at + GUESSING_WITHIN);
	}
}

/** 128 bits, in letters that a link carries. */
function codeOf(key: Buffer, meetingId: string, window: number): string {
	return createHmac('sha256', key).update(`${meetingId}:${window}`).digest().subarray(0, 16).toString('base64url');
}

function fourDigits(): string {
	return String(randomInt(10_000)).padStart(4, '0');
}

function isSame(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}
