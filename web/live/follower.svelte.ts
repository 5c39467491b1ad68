/**
 * The state of one stream on this screen: events are applied by the same `apply` as on the server, in their order.
 * A gap (an event was missed, or the connection was away) is closed by asking again since the last number.
 */
import type { Live } from './live.svelte.ts';
import type { Refused } from './wire.ts';

export type Numbered<Event> = { readonly id: string; readonly seq: number; readonly event: Event };

export type Following<State, Event> = {
	readonly domain: string;
	readonly id: string;
	readonly apply: (state: State, event: Event) => State;
	/** What the page was rendered with. */
	readonly initial?: { readonly seq: number; readonly state: State };
};

type Caught<State, Event> = {
	readonly seq: number;
	readonly state: State;
	readonly events: readonly { readonly seq: number; readonly event: Event }[];
};

export class Follower<State, Event> {
	#state = $state.raw<State | null>(null);
	#seq = $state.raw(-1);
	#refusal = $state.raw<Refused | null>(null);
	#asking = false;
	/** Something came while we were asking that the answer may not hold. */
	#again = false;
	readonly #live: Live;
	readonly #following: Following<State, Event>;
	readonly #hearers = new Set<(event: Event, seq: number) => void>();

	constructor(live: Live, following: Following<State, Event>) {
		this.#live = live;
		this.#following = following;
		if (following.initial) {
			this.#state = following.initial.state;
			this.#seq = following.initial.seq;
		}
	}

	/** Null until the first answer. */
	get state(): State | null {
		return this.#state;
	}

	get seq(): number {
		return this.#seq;
	}

	/** Why it cannot be followed, when that is so. */
	get refusal(): Refused | null {
		return this.#refusal;
	}

	/** Follows until the answered function is called; in a component `$effect(() => follower.start())`. */
	start(): () => void {
		const { domain, id } = this.#following;
		const deaf = this.#live.listen((name, payload) => {
			if (name !== `${domain}/event`) return;
			const told = payload as Numbered<Event>;
			if (told.id === id) this.#take(told);
		});
		const gone = this.#live.onConnected(() => void this.#catchUp());
		return () => {
			deaf();
			gone();
		};
	}

	/** Hears each event once, after it was applied: for what a state cannot say ("somebody just …"). */
	heard(hearer: (event: Event, seq: number) => void): () => void {
		this.#hearers.add(hearer);
		return () => this.#hearers.delete(hearer);
	}

	#take({ seq, event }: { readonly seq: number; readonly event: Event }): void {
		if (seq <= this.#seq) return;
		if (this.#state === null || seq !== this.#seq + 1) return void this.#catchUp();
		this.#state = this.#following.apply(this.#state, event);
		this.#seq = seq;
		for (const hearer of this.#hearers) hearer(event, seq);
	}

	async #catchUp(): Promise<void> {
		if (this.#asking) {
			this.#again = true;
			return;
		}
		this.#asking = true;
		const { domain, id } = this.#following;
		const known = this.#seq;
		const answer = await this.#live.ask<Caught<State, Event>>(`${domain}/follow`, {
			id,
			...(known >= 0 && { since: known })
		});
		this.#asking = false;
		if (answer.ok) this.#replace(answer.value, known);
		else if (answer.refusal.code !== 'offline') this.#refusal = answer.refusal; // offline: asked again once connected
		if (this.#again) {
			this.#again = false;
			await this.#catchUp();
		}
	}

	#replace({ seq, state, events }: Caught<State, Event>, known: number): void {
		this.#refusal = null;
		// An event overtook the answer. Otherwise the server knows less than it did: it was restored from a backup.
		if (seq < this.#seq && this.#seq > known) return;
		const missed = known < 0 ? [] : events.filter((one) => one.seq > this.#seq);
		this.#state = state;
		this.#seq = seq;
		for (const { event, seq: at } of missed) for (const hearer of this.#hearers) hearer(event, at);
	}
}
