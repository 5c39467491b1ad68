/**
 * The cards of the board, kept fresh. The page brings summaries; the streams bring each follow-up's whole state, from which
 * cards are worked out by the same shared views as on the server, so that another's step shows at once.
 */
import type { Calendar } from '#shared/foundation/calendar.ts';
import { dayOf, type Instant } from '#shared/foundation/time.ts';
import { applyFollowup } from '#shared/followups/apply.ts';
import type { FollowupEvent } from '#shared/followups/commands.ts';
import type { Followup, FollowupBook, FollowupSettings, Lane } from '#shared/followups/model.ts';
import type { Numbered } from '#web/live/follower.svelte.ts';
import type { Live } from '#web/live/live.svelte.ts';
import { cardOf, isOpen, type BoardAnswer, type Card } from './card.ts';

export type BoardOptions = {
	readonly live: Live;
	readonly calendar: Calendar;
	readonly settingsOf: (councilId: string) => FollowupSettings;
	/** Something new has been opened that the board does not hold yet. */
	readonly onunknown: () => void;
	/** Runs `work` after `ms` unless the answer is called before. */
	readonly later?: (ms: number, work: () => void) => () => void;
};

type Known = { readonly seq: number; readonly followup: Followup };
type Caught = { readonly seq: number; readonly state: FollowupBook };

/** A socket may ask forty questions a second; the page keeps most of them for the person. */
const PACE_MS = 50;
const DAY_CHECK_MS = 60_000;

export class Board {
	#cards = $state.raw<ReadonlyMap<string, Card>>(new Map());
	#known = $state.raw<ReadonlyMap<string, Known>>(new Map());
	#rest = $state.raw<Readonly<Record<string, number>>>({});
	#asOf: Instant;
	readonly #options: Required<BoardOptions>;
	readonly #queue = new Set<string>();
	#stopPacing: (() => void) | null = null;

	constructor(answer: BoardAnswer, options: BoardOptions) {
		this.#options = { later: laterByTimer, ...options };
		this.#asOf = answer.asOf;
		this.take(answer);
	}

	get cards(): readonly Card[] {
		return [...this.#cards.values()];
	}

	/** The whole state of a follow-up, once its stream has answered. */
	followup(id: string): Followup | null {
		return this.#known.get(id)?.followup ?? null;
	}

	/** How many of a lane were not sent along. */
	rest(lanes: readonly Lane[]): number {
		return lanes.reduce((sum, lane) => sum + (this.#rest[lane] ?? 0), 0);
	}

	/** The page was loaded anew: newer summaries replace ours, what we know better stays. */
	take({ columns, asOf }: BoardAnswer): void {
		const cards = new Map<string, Card>();
		for (const { items } of columns)
			for (const card of items) {
				const held = this.#cards.get(card.id);
				cards.set(card.id, held && held.version > card.version ? held : card);
			}
		this.#cards = cards;
		this.#rest = Object.fromEntries(columns.map(({ lane, count, items }) => [lane, count - items.length]));
		this.#asOf = asOf;
		this.#ask();
	}

	/** Follows until the answered function is called. */
	start(): () => void {
		const { live, later } = this.#options;
		const deaf = live.listen((name, payload) => {
			if (name === 'followups/event') this.#hear(payload as Numbered<FollowupEvent>);
		});
		const gone = live.onConnected(() => {
			for (const card of this.#cards.values()) if (isOpen(card)) this.#queue.add(card.id);
			this.#pace();
		});
		let stopDays = (): void => undefined;
		const look = (): void => {
			if (dayOf(live.clock.read()) !== dayOf(this.#asOf)) this.#turnDay();
			stopDays = later(DAY_CHECK_MS, look);
		};
		stopDays = later(DAY_CHECK_MS, look);
		return () => {
			deaf();
			gone();
			stopDays();
			this.#stopPacing?.();
			this.#stopPacing = null;
			this.#queue.clear();
		};
	}

	#hear({ id, seq, event }: Numbered<FollowupEvent>): void {
		const known = this.#known.get(id);
		if (known && seq <= known.seq) return;
		if (!known || seq !== known.seq + 1) {
			this.#queue.add(id);
			this.#pace();
			return;
		}
		const followup = applyFollowup(known.followup, event);
		if (followup) this.#learn(id, { seq, followup });
	}

	#learn(id: string, known: Known): void {
		this.#known = new Map(this.#known).set(id, known);
		const isNew = !this.#cards.has(id);
		this.#cards = new Map(this.#cards).set(id, this.#cardOf(known));
		if (isNew) this.#options.onunknown();
	}

	#cardOf({ seq, followup }: Known): Card {
		const { live, calendar, settingsOf } = this.#options;
		return cardOf(followup, seq, { at: live.clock.read(), calendar, settings: settingsOf(followup.source.councilId) });
	}

	/** At midnight lights change without an event. */
	#turnDay(): void {
		this.#asOf = this.#options.live.clock.read();
		const cards = new Map(this.#cards);
		for (const [id, known] of this.#known) cards.set(id, this.#cardOf(known));
		this.#cards = cards;
	}

	#ask(): void {
		for (const card of this.#cards.values())
			if (isOpen(card) && (this.#known.get(card.id)?.seq ?? -1) < card.version) this.#queue.add(card.id);
		if (this.#options.live.connection.kind === 'connected') this.#pace();
	}

	#pace(): void {
		if (this.#stopPacing || this.#queue.size === 0) return;
		this.#stopPacing = this.#options.later(PACE_MS, () => {
			this.#stopPacing = null;
			const [id] = this.#queue;
			if (id === undefined) return;
			this.#queue.delete(id);
			void this.#follow(id);
			this.#pace();
		});
	}

	async #follow(id: string): Promise<void> {
		const answer = await this.#options.live.ask<Caught>('followups/follow', { id });
		if (answer.ok && answer.value.state) {
			const { seq, state } = answer.value;
			// An event may have overtaken the answer.
			if (seq >= (this.#known.get(id)?.seq ?? -1)) this.#learn(id, { seq, followup: state });
		} else if (!answer.ok && answer.refusal.code === 'too-many-requests') {
			this.#queue.add(id);
			this.#pace();
		}
		// Offline: asked again once connected. Not allowed: the card stays as the page was sent it.
	}
}

function laterByTimer(ms: number, work: () => void): () => void {
	const timer = setTimeout(work, ms);
	return () => clearTimeout(timer);
}
