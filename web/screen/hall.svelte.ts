/**
 * A screen in the hall: it reads the whole of what is shown, then hears the newest whenever it changes. Where no stream comes
 * through (a proxy that gathers answers) it asks every few seconds. Without a network the picture stays, says since when it
 * stands still, and its clocks go on by the server's time; it comes back by itself. It keeps one picture, never a history.
 */
import type { Instant } from '#shared/foundation/time.ts';
import type { Projection } from '#shared/screen/model.ts';
import { send } from '#web/live/api.ts';
import { Clock } from '#web/live/clock.svelte.ts';
import type { Refused } from '#web/live/wire.ts';

const HALL = '/api/screen/hall';
/** The server is heard every 5 s; so long a silence is no hesitation. */
const SILENT_MS = 13_000;
const ASK_MS = 4000;
const ANSWER_MS = 8000;
/** A line that never said a word is tried again by and by. */
const DEAF_MS = 60_000;

type Told = { readonly now: Instant; readonly version: string; readonly projection?: Projection };
type Seen = 'seen' | 'lost' | 'ended';

export type HallWays = {
	readonly ask: typeof fetch;
	readonly openStream: (url: string) => EventSource;
	readonly local: () => number;
};

const browser: HallWays = {
	ask: (...asked) => fetch(...asked),
	openStream: (url) => new EventSource(url),
	local: Date.now
};

export class Hall {
	readonly #ways: HallWays;
	readonly clock: Clock;
	#projection = $state.raw<Projection | null>(null);
	#refused = $state.raw<Refused | null>(null);
	#frozenSince = $state.raw<Instant | null>(null);
	#version = '';
	#heardAt: Instant = 0;
	#deafUntil = 0;
	#gone = false;
	#stop: (() => void) | null = null;

	constructor(ways: HallWays = browser) {
		this.#ways = ways;
		this.clock = new Clock(ways.local);
	}

	/** Null until the first answer, and when this browser may show nothing (any more). */
	get projection(): Projection | null {
		return this.#projection;
	}

	/** Why nothing is shown; the server has worded it. */
	get refused(): Refused | null {
		return this.#refused;
	}

	/** The server's time of the picture that stands still; null while all is well. */
	get frozenSince(): Instant | null {
		return this.#frozenSince;
	}

	/** Trades a code for this browser's key. A code that was used here before does not matter: the key is there. */
	async open(code: string): Promise<boolean> {
		const answer = await send('POST', `${HALL}/open`, { code }, this.#ways.ask);
		this.#refused = answer.ok ? null : answer.refusal;
		return answer.ok;
	}

	/** Shows until the answered function is called, or nothing may be shown any more. In the browser only. */
	start(): () => void {
		this.#gone = false;
		const still = this.clock.start();
		const lost = (): void => void this.#freeze();
		addEventListener('offline', lost);
		void this.#run();
		return () => {
			this.#gone = true;
			this.#stop?.();
			still();
			removeEventListener('offline', lost);
		};
	}

	async #run(): Promise<void> {
		while (!this.#gone) {
			const seen = await this.#look();
			if (seen === 'ended' || this.#gone) return;
			if (seen === 'seen' && this.#ways.local() >= this.#deafUntil && (await this.#listen())) continue;
			if (!this.#gone) await this.#pause();
		}
	}

	async #look(): Promise<Seen> {
		const asked = this.#ways.local();
		const late = new AbortController();
		const timer = setTimeout(() => late.abort(), ANSWER_MS);
		try {
			const answer = await this.#ways.ask(`${HALL}/now?version=${this.#version}`, { signal: late.signal });
			const said = (await answer.json()) as Told & Refused;
			if (answer.ok) {
				this.clock.learn(said.now, asked, this.#ways.local());
				this.#take(said);
				return 'seen';
			}
			// What will be another time (too many asked, the disk) is no end.
			if (!isEnd(said.code)) return this.#freeze();
			this.#end(said);
			return 'ended';
		} catch {
			// No network, or an answer that is none of ours: asked again.
			return this.#freeze();
		} finally {
			clearTimeout(timer);
		}
	}

	/** Resolves when the line is at its end; false when it never said anything. */
	#listen(): Promise<boolean> {
		return new Promise((resolve) => {
			const stream = this.#ways.openStream(`${HALL}/stream`);
			let heard = false;
			let timer = setTimeout(() => silent(), SILENT_MS);
			const over = (): void => {
				clearTimeout(timer);
				stream.close();
				this.#stop = null;
				if (!heard) this.#deafUntil = this.#ways.local() + DEAF_MS;
				resolve(heard);
			};
			const silent = (): void => {
				if (heard) this.#freeze();
				over();
			};
			const told = (event: MessageEvent<string>): void => {
				heard = true;
				clearTimeout(timer);
				timer = setTimeout(silent, SILENT_MS);
				const said = JSON.parse(event.data) as Told;
				const at = this.#ways.local();
				this.clock.learn(said.now, at, at);
				this.#take(said);
			};
			this.#stop = over;
			stream.addEventListener('shown', told);
			stream.addEventListener('beat', told);
			// Why it ends is asked: the answer has the sentence.
			stream.addEventListener('end', over);
			stream.addEventListener('error', over);
		});
	}

	#take({ now, version, projection }: Told): void {
		this.#heardAt = now;
		this.#frozenSince = null;
		this.#refused = null;
		if (!projection) return;
		this.#version = version;
		this.#projection = projection;
	}

	#freeze(): Seen {
		if (this.#projection) this.#frozenSince ??= this.#heardAt;
		return 'lost';
	}

	#end(refused: Refused): void {
		this.#frozenSince = null;
		this.#version = '';
		// A code that was refused a moment ago says more than that there is no key.
		if (!(refused.code === 'screen-no-key' && this.#refused)) this.#refused = refused;
		const last = this.#projection;
		this.#projection = refused.code === 'screen-over' && last ? farewell(last) : null;
	}

	#pause(): Promise<void> {
		return new Promise((resolve) => {
			const go = (): void => {
				clearTimeout(timer);
				removeEventListener('online', go);
				this.#stop = null;
				resolve();
			};
			const timer = setTimeout(go, ASK_MS);
			addEventListener('online', go);
			this.#stop = go;
		});
	}
}

function isEnd(code: string): boolean {
	return ['screen-no-key', 'screen-revoked', 'screen-over', 'foreign-origin', 'not-found'].includes(code);
}

function farewell(last: Projection): Projection {
	return { ...last, stage: 'over', item: null, door: null, conclusion: null, speaking: null, queue: [] };
}
