/**
 * Ballots of this page on their way, one way per vote. Without a network they wait and go when it is back. A ballot that was
 * sent goes again under its own key until it is answered, and the next choice only then: an answer that was lost cannot
 * bring an earlier choice back.
 */
import type { Choice } from '#shared/votes/model.ts';
import { connected } from '#web/live/connected.ts';
import type { Live } from '#web/live/live.svelte.ts';
import type { Refused } from '#web/live/wire.ts';

export type MyBallot = {
	readonly voteId: string;
	/** The opening it is meant for. */
	readonly round: number;
	readonly choice: Choice;
	readonly state: 'waiting' | 'sent' | 'stored' | 'refused';
	readonly refusal: Refused | null;
	/** It went out once and no answer came: whether it counts is not known here. */
	readonly uncertain: boolean;
};

type Asked = Pick<MyBallot, 'voteId' | 'round' | 'choice'> & { readonly key: string; tried: boolean };
type Way = Pick<Live, 'ask' | 'onConnected' | 'transport'>;
type Options = { readonly newKey: () => string; readonly rest?: (ms: number) => Promise<void> };

/** Connected, and yet no answer. */
const REST_MS = 500;

export class MyBallots {
	#shown = $state.raw<Readonly<Record<string, MyBallot>>>({});
	readonly #queues = new Map<string, Asked[]>();
	readonly #live: Way;
	readonly #meetingId: string;
	readonly #options: Options;

	constructor(live: Way, meetingId: string, options: Options) {
		this.#live = live;
		this.#meetingId = meetingId;
		this.#options = options;
	}

	of(voteId: string): MyBallot | null {
		return this.#shown[voteId] ?? null;
	}

	/** Something chosen here is not stored yet. */
	get isUnderWay(): boolean {
		return Object.values(this.#shown).some(({ state }) => state === 'waiting' || state === 'sent');
	}

	/** What was told of it has been read. */
	forget(voteId: string): void {
		const { [voteId]: _, ...others } = this.#shown;
		this.#shown = others;
	}

	async cast(voteId: string, round: number, choice: Choice): Promise<void> {
		const queue = this.#queues.get(voteId) ?? [];
		const last = queue.at(-1);
		if (last?.choice === choice && last.round === round) return;
		// What never went out is replaced; what did is answered first.
		if (last && !last.tried) queue.pop();
		queue.push({ voteId, round, choice, key: this.#options.newKey(), tried: false });
		const state = this.#live.transport === null ? 'waiting' : 'sent';
		this.#show(voteId, { round, choice, state, refusal: null, ...(last?.tried !== true && { uncertain: false }) });
		if (this.#queues.has(voteId)) return;
		this.#queues.set(voteId, queue);
		await this.#send(voteId, queue);
		this.#queues.delete(voteId);
	}

	async #send(voteId: string, queue: Asked[]): Promise<void> {
		for (let next = queue[0]; next; next = queue[0]) {
			if (this.#live.transport === null) {
				this.#show(voteId, { state: 'waiting' });
				await connected(this.#live);
				continue;
			}
			next.tried = true;
			this.#show(voteId, { state: 'sent' });
			const { tried: _, ...body } = next;
			const answer = await this.#live.ask('votes/cast', { id: this.#meetingId, ...body });
			if (!answer.ok && answer.refusal.code === 'offline') {
				this.#show(voteId, { state: 'waiting', uncertain: true });
				if (this.#live.transport !== null) await (this.#options.rest ?? resting)(REST_MS);
				continue;
			}
			queue.shift();
			if (!answer.ok) {
				queue.length = 0;
				return this.#show(voteId, { state: 'refused', refusal: answer.refusal });
			}
			this.#show(voteId, { uncertain: false, ...(queue.length === 0 && { state: 'stored' as const }) });
		}
	}

	#show(voteId: string, change: Partial<MyBallot>): void {
		const before = this.#shown[voteId] ?? {
			voteId,
			round: 0,
			choice: 'abstain',
			state: 'sent',
			refusal: null,
			uncertain: false
		};
		this.#shown = { ...this.#shown, [voteId]: { ...before, ...change } };
	}
}

function resting(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
