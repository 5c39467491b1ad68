/** Since when the chair was not seen in this room. Only to explain a button: the server watches for itself. */
import type { OpenDocument } from '#web/sync/index.ts';

/** Presence comes a moment after the document. */
const ARRIVING_MS = 3000;

type Watched = {
	readonly meeting: { readonly state: string; readonly chairPersonId: string | null };
	readonly person: { readonly id: string };
	readonly people: readonly { readonly id: string }[];
	readonly live: { readonly clock: { read(): number } };
};

export class ChairWatch {
	#goneSince = $state.raw<number | null>(null);
	readonly #room: Watched;

	constructor(room: Watched) {
		this.#room = room;
	}

	get goneSince(): number | null {
		return this.#goneSince;
	}

	start({ awareness }: OpenDocument): () => void {
		const look = (): void => this.#look();
		const timer = setTimeout(() => {
			look();
			awareness.on('change', look);
		}, ARRIVING_MS);
		const again = setInterval(look, ARRIVING_MS);
		return () => {
			clearTimeout(timer);
			clearInterval(again);
			awareness.off('change', look);
		};
	}

	#look(): void {
		const { meeting, person, people, live } = this.#room;
		const { chairPersonId } = meeting;
		const isHere =
			chairPersonId === null || chairPersonId === person.id || people.some(({ id }) => id === chairPersonId);
		if (meeting.state !== 'live' || isHere) this.#goneSince = null;
		else this.#goneSince ??= live.clock.read();
	}
}
