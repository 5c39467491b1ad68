/** What other domains know of a meeting that is over, each asked of its own address; what does not answer is left out. */
import type { FloorRecord } from '#shared/floor/views.ts';
import type { Phase } from '#shared/meetings/model.ts';

export type NextMeeting = {
	readonly id: string;
	readonly label: string;
	readonly startsAt: number;
	readonly place: string;
};
type Listed = NextMeeting & { readonly state: Phase };

export class AfterFacts {
	readonly #meeting: { readonly id: string; readonly councilId: string; readonly startsAt: number };
	#spoken = $state.raw<FloorRecord['byUnit'] | null>(null);
	#next = $state.raw<NextMeeting | null | undefined>(undefined);

	constructor(meeting: { readonly id: string; readonly councilId: string; readonly startsAt: number }) {
		this.#meeting = meeting;
	}

	/** Null until it is known. */
	get spoken(): FloorRecord['byUnit'] | null {
		return this.#spoken;
	}

	/** Undefined until it is known, null when none has been announced. */
	get next(): NextMeeting | null | undefined {
		return this.#next;
	}

	async fetch(): Promise<void> {
		const { id, councilId, startsAt } = this.#meeting;
		const [floor, list] = await Promise.all([
			asked<{ readonly record: FloorRecord }>(`/api/floor/${encodeURIComponent(id)}`),
			asked<{ readonly items: readonly Listed[] }>(
				`/api/meetings?order=desc&limit=50&councilId=${encodeURIComponent(councilId)}`
			)
		]);
		if (floor) this.#spoken = floor.record.byUnit;
		if (!list) return;
		// A draft is silent: only what was announced is told here.
		const announced = list.items.filter(
			({ state }) => state === 'calling' || state === 'published' || state === 'live'
		);
		this.#next = announced.findLast((one) => one.id !== id && one.startsAt > startsAt) ?? null;
	}
}

async function asked<Answer>(url: string): Promise<Answer | null> {
	try {
		const answer = await fetch(url);
		return answer.ok ? ((await answer.json()) as Answer) : null;
	} catch {
		// The rest of the page stands without it.
		return null;
	}
}
