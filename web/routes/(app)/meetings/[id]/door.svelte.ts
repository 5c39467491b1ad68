/** The present code of the door, fetched anew when it changes; for chairs and office. */
import type { Room } from './room.svelte.ts';

type Shown = { readonly code: string; readonly until: number; readonly spoken: string };
const AGAIN_MS = 3000;

export class Door {
	readonly #room: Room;
	#shown = $state.raw<Shown | null>(null);
	#lost = $state(false);

	constructor(room: Room) {
		this.#room = room;
	}

	/** No code is better than one that no longer opens. */
	get shown(): Shown | null {
		return this.#lost ? null : this.#shown;
	}

	get lost(): boolean {
		return this.#lost;
	}

	/** What a phone opens that scans it. */
	get address(): string | null {
		return this.shown && `${location.origin}/meetings/${this.#room.id}?code=${this.shown.code}`;
	}

	/** Fetches until the answered function is called. */
	start(): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isGone = false;
		const next = async (): Promise<void> => {
			await this.look();
			const wait = this.shown ? this.shown.until - this.#room.live.clock.read() + 200 : AGAIN_MS;
			if (!isGone) timer = setTimeout(() => void next(), Math.max(1000, wait));
		};
		void next();
		return () => {
			isGone = true;
			clearTimeout(timer);
		};
	}

	async look(): Promise<void> {
		try {
			const answer = await fetch(`/api/attendance/${encodeURIComponent(this.#room.id)}/door`);
			this.#lost = !answer.ok;
			if (answer.ok) this.#shown = (await answer.json()) as Shown;
		} catch {
			// Said on the screen, and fetched again.
			this.#lost = true;
		}
	}
}
