/** One follow-up on its page: its state by the stream, all that happened, and the steps this person sends. */
import { applyFollowup } from '#shared/followups/apply.ts';
import type { FollowupEvent, FollowupVerb } from '#shared/followups/commands.ts';
import type { Followup, FollowupBook } from '#shared/followups/model.ts';
import { Follower } from '#web/live/follower.svelte.ts';
import type { Live } from '#web/live/live.svelte.ts';
import { newKey, type Refused } from '#web/live/wire.ts';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import type { Numbered } from './history.ts';

export type FileAnswer = {
	readonly version: number;
	readonly followup: Followup;
	readonly history: readonly Numbered[];
};

export class FollowupFile {
	readonly #live: Live;
	readonly #follower: Follower<FollowupBook, FollowupEvent>;
	readonly #first: Followup;
	#history = $state.raw<readonly Numbered[]>([]);
	readonly #sending = new Map<FollowupVerb, Acknowledged<Refused>>();

	constructor(live: Live, { version, followup, history }: FileAnswer) {
		this.#live = live;
		this.#first = followup;
		this.#history = history;
		this.#follower = new Follower<FollowupBook, FollowupEvent>(live, {
			domain: 'followups',
			id: followup.id,
			apply: applyFollowup,
			initial: { seq: version, state: followup }
		});
	}

	get followup(): Followup {
		return this.#follower.state ?? this.#first;
	}

	get history(): readonly Numbered[] {
		return this.#history;
	}

	start(): () => void {
		const deaf = this.#follower.heard((event, seq) => {
			if (!this.#history.some((one) => one.seq === seq)) this.#history = [...this.#history, { seq, event }];
		});
		const stop = this.#follower.start();
		return () => {
			deaf();
			stop();
		};
	}

	/** The life of a step on its button. */
	sending(verb: FollowupVerb): Acknowledged<Refused> {
		let sending = this.#sending.get(verb);
		if (!sending) {
			sending = new Acknowledged<Refused>(newKey);
			this.#sending.set(verb, sending);
		}
		return sending;
	}

	/** True once it is recorded. A second press while it is under way sends nothing. */
	async send(verb: FollowupVerb, body: Readonly<Record<string, unknown>>): Promise<boolean> {
		const id = this.followup.id;
		const told = await this.sending(verb).run((key) => this.#live.command(`followups/${verb}`, { id, ...body }, key));
		return told?.ok === true;
	}
}
