/** The desk's side of the big screen: its book, what it shows now, and the steps. */
import { conclusionOf } from '#shared/decisions/views.ts';
import { apply, darkScreen } from '#shared/screen/apply.ts';
import type { Projection, Screen, ScreenEvent, View } from '#shared/screen/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { Follower } from '#web/live/follower.svelte.ts';
import { newKey, type Answer, type Refused } from '#web/live/wire.ts';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import { words } from './judge.ts';
import type { Room } from './room.svelte.ts';

type Reading = { readonly connected: readonly number[]; readonly projection: Projection };
type Made = { readonly n: number; readonly until: number; readonly code: string | null };
const AGAIN_MS = 3000;

export class Remote {
	readonly #room: Room;
	readonly #follower: Follower<Screen, ScreenEvent>;
	readonly making = new Acknowledged<Refused>(newKey);
	readonly step = new Acknowledged<Refused>(newKey);
	#reading = $state.raw<Reading | null>(null);
	#lost = $state(false);
	#made = $state.raw<Made | null>(null);

	constructor(room: Room) {
		this.#room = room;
		this.#follower = new Follower(room.live, { domain: 'screen', id: room.id, apply });
	}

	get state(): Screen {
		return this.#follower.state ?? darkScreen;
	}

	get reading(): Reading | null {
		return this.#reading;
	}

	get lost(): boolean {
		return this.#lost;
	}

	get made(): Made | null {
		return this.#made;
	}

	get refused(): string | null {
		const refusal = this.making.refusal ?? this.step.refusal;
		return refusal && words(refusal);
	}

	/** The item whose conclusion would be raised: the one on the table, or the last that was. */
	get itemId(): string | null {
		return this.#room.meeting.turns.at(-1)?.item.id ?? null;
	}

	get noConclusion(): string | null {
		const { itemId } = this;
		return itemId !== null && conclusionOf(this.#room.book, itemId) ? null : m.screen_no_conclusion();
	}

	/** Looks every few seconds, and when something was changed, until the answered function is called. */
	start(): () => void {
		let isGone = false;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const stops = [this.#follower.start(), this.#follower.heard(() => void this.#look())];
		const next = async (): Promise<void> => {
			await this.#look();
			if (!isGone) timer = setTimeout(() => void next(), AGAIN_MS);
		};
		void next();
		return () => {
			isGone = true;
			clearTimeout(timer);
			for (const stop of stops) stop();
		};
	}

	async make(): Promise<void> {
		this.step.forget();
		const { live, id } = this.#room;
		const told = await this.making.run((key) =>
			live.command<{ readonly address: Made }>('screen/make-address', { id }, key)
		);
		if (told?.ok) this.#made = told.value.address;
	}

	choose(view: View, minutes: number | null): Promise<unknown> {
		return this.#take('choose', { view, ...(minutes !== null && { minutes }) });
	}

	revoke(n: number | null): Promise<unknown> {
		return this.#take('revoke', n === null ? {} : { n });
	}

	raise(): Promise<unknown> {
		return this.#take('raise', { itemId: this.itemId ?? '' });
	}

	lower(): Promise<unknown> {
		return this.#take('lower', {});
	}

	#take(verb: string, body: object): Promise<Answer<unknown> | null> {
		const { live, id } = this.#room;
		this.making.forget();
		// Each press is a step of its own: an answer that was lost is seen on the screen.
		this.step.forget();
		return this.step.run((key) => live.command(`screen/${verb}`, { id, ...body }, key));
	}

	async #look(): Promise<void> {
		try {
			const answer = await fetch(`/api/screen/${encodeURIComponent(this.#room.id)}`);
			this.#lost = !answer.ok;
			if (answer.ok) this.#reading = (await answer.json()) as Reading;
		} catch {
			// Said on the panel, and asked again.
			this.#lost = true;
		}
	}
}
