/** What is recorded beside the agenda of a meeting: what came from where, what was concluded then, the list of item 1. */
import { apply, noFacts } from '#shared/agenda/apply.ts';
import type { AgendaEvent, AgendaFacts } from '#shared/agenda/model.ts';
import { timesListed } from '#shared/agenda/views.ts';
import { Follower } from '#web/live/follower.svelte.ts';
import type { Room } from './room.svelte.ts';

type Reading = { readonly outcomes: Readonly<Record<string, string>> };

export class AgendaRecord {
	readonly #room: Room;
	readonly #facts: Follower<AgendaFacts, AgendaEvent>;
	#outcomes = $state.raw<Reading['outcomes']>({});

	constructor(room: Room) {
		this.#room = room;
		this.#facts = new Follower(room.live, { domain: 'agenda', id: room.id, apply });
	}

	/** Follows until the answered function is called. */
	start(): () => void {
		return this.#facts.start();
	}

	get facts(): AgendaFacts {
		return this.#facts.state ?? noFacts;
	}

	/** Tells the list of the agenda how often its items were listed. */
	mark(): void {
		const { facts } = this;
		const times = Object.keys(facts.brought).map((id) => [id, timesListed(facts, id)] as const);
		this.#room.agenda?.listed(new Map(times.filter(([, count]) => count > 1)));
	}

	async look(): Promise<void> {
		try {
			const answer = await fetch(`/api/agenda/${encodeURIComponent(this.#room.id)}`);
			if (answer.ok) this.#outcomes = ((await answer.json()) as Reading).outcomes;
		} catch {
			// Without the network the rest is shown; the next event asks again.
		}
	}

	outcomeOf(itemId: string): string | null {
		return this.#outcomes[itemId] ?? null;
	}
}
