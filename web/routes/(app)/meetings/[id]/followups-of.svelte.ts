/** How far the follow-ups of a meeting's decisions are. Asked of their own domain, so that this page keeps no copy of it. */
import type { FollowupState, LightColour } from '#shared/followups/model.ts';

export type Line = {
	readonly id: string;
	readonly decisionId: string;
	readonly state: FollowupState;
	readonly light: { readonly colour: LightColour };
};

export class FollowupsOf {
	readonly #meetingId: string;
	#lines = $state.raw<ReadonlyMap<string, Line>>(new Map());

	constructor(meetingId: string) {
		this.#meetingId = meetingId;
	}

	of(decisionId: string): Line | null {
		return this.#lines.get(decisionId) ?? null;
	}

	get closed(): number {
		return [...this.#lines.values()].filter(({ state }) => state === 'closed').length;
	}

	get open(): number {
		return this.#lines.size - this.closed;
	}

	async fetch(): Promise<void> {
		try {
			const answer = await fetch(`/api/followups?limit=200&meetingId=${encodeURIComponent(this.#meetingId)}`);
			if (!answer.ok) return;
			const { items } = (await answer.json()) as { readonly items: readonly Line[] };
			this.#lines = new Map(items.map((line) => [line.decisionId, line]));
		} catch {
			// The decisions stand without it.
		}
	}
}
