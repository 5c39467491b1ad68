/** The steps one may take in a meeting: why not now, how far the last one is, what it was refused with. */
import { may } from '#shared/auth/may.ts';
import type { ProposedAction } from '#shared/actions/model.ts';
import type { ConclusionKind } from '#shared/decisions/model.ts';
import type { Adopted, Conclude } from '#shared/decisions/commands.ts';
import type { MeetingCommand } from '#shared/meetings/commands.ts';
import { part } from '#web/live/part.ts';
import type { Answer, Refused } from '#web/live/wire.ts';
import { newKey } from '#web/live/wire.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import type * as Judge from './judge.ts';
import type { Room } from './room.svelte.ts';

type Verb = MeetingCommand['command'];
type Told = { readonly seq: number };
type Concluded = { readonly events: readonly { readonly type: string }[]; readonly decisions: readonly Adopted[] };

const acknowledged = (): Acknowledged<Refused> => new Acknowledged<Refused>(newKey);

export class Steps {
	readonly #room: Room;
	readonly next = acknowledged();
	readonly park = acknowledged();
	readonly minutes = acknowledged();
	/** Steps from menus and dialogs: one at a time. */
	readonly other = acknowledged();
	readonly checkIn = acknowledged();
	readonly checkInFor = acknowledged();
	readonly conclude = acknowledged();
	#judge = $state.raw<typeof Judge | null>(null);
	#labels = $state.raw<readonly string[]>([]);
	#ticked = $state.raw<readonly string[]>([]);

	constructor(room: Room) {
		this.#room = room;
	}

	/** In the browser, once the page stands: until then every button waits. */
	start(): void {
		void part(() => import('./judge.ts')).then((judge) => (this.#judge = judge));
	}

	/** In words; null when nothing was refused. */
	refused(...steps: readonly Acknowledged<Refused>[]): string | null {
		const refusal = steps.map((step) => step.refusal).find((one) => one !== null);
		return refusal ? (this.#judge?.words(refusal) ?? m.room_not_now()) : null;
	}

	/** Why a step cannot be taken now, in words; null when it can. */
	reason(command: MeetingCommand): string | null {
		return this.#judge ? this.#judge.reasonAgainst(this.#room, command) : m.ui_loading();
	}

	/** Sends a step; the others hear of it as an event. */
	async take(step: Acknowledged<Refused>, { command, ...body }: MeetingCommand): Promise<boolean> {
		const told = await step.run((key) => this.#send(command, body, key));
		return told?.ok === true;
	}

	#send(verb: Verb, body: object, key: string): Promise<Answer<Told>> {
		return this.#room.live.command<Told>(`meetings/${verb}`, { id: this.#room.id, ...body }, key);
	}

	get mayPrepare(): boolean {
		return may(this.#room.person, 'meetings.prepare', this.#room.subject);
	}

	get mayChair(): boolean {
		return may(this.#room.person, 'meetings.chair', this.#room.subject);
	}

	get mayCheckIn(): boolean {
		return may(this.#room.person, 'meetings.attend', this.#room.subject);
	}

	get checkInReason(): string | null {
		return this.#judge ? this.#judge.reasonAgainstCheckIn(this.#room) : m.ui_loading();
	}

	/** With the code that was scanned. One that is refused is not brought again: the next press checks in by link. */
	arrive(): void {
		const { live, id } = this.#room;
		// Of what nobody answered the same is sent again, under the same key.
		const isSpent = (this.checkIn.refusal?.code ?? 'offline') !== 'offline';
		const code = isSpent ? null : new URLSearchParams(location.search).get('code');
		void this.checkIn.run((key) => live.command('attendance/check-in', { id, ...(code && { code }) }, key));
	}

	async addArrival(personId: string, reason: string): Promise<boolean> {
		const { live, id } = this.#room;
		const body = { id, personId, reason };
		return (await this.checkInFor.run((key) => live.command('attendance/check-in-for', body, key)))?.ok === true;
	}

	/** Proposed actions chosen for the conclusion; one that was taken or removed meanwhile is no longer. */
	get ticked(): readonly string[] {
		return this.#ticked.filter((id) => this.free.some((action) => action.id === id));
	}

	get free(): readonly ProposedAction[] {
		return (this.#room.actions?.items ?? []).filter(({ id }) => this.#room.takenAs(id) === null);
	}

	readonly tick = (id: string): void => {
		this.#ticked = this.ticked.includes(id) ? this.ticked.filter((one) => one !== id) : [...this.ticked, id];
	};

	/** The numbers that the last conclusion gave. */
	get labels(): readonly string[] {
		return this.#labels;
	}

	/** Why it would be refused as it stands. */
	concludeReason(itemId: string | null, kind: ConclusionKind, text: string): string | null {
		const wanted = this.#conclusion(itemId ?? '', kind, text);
		return this.#judge ? this.#judge.reasonAgainstConclusion(this.#room, wanted) : m.ui_loading();
	}

	async sendConclusion(itemId: string, kind: ConclusionKind, text: string): Promise<void> {
		const { live, id } = this.#room;
		const body = { id, ...this.#conclusion(itemId, kind, text) };
		const told = await this.conclude.run((key) => live.command<Concluded>('decisions/conclude', body, key));
		if (!told?.ok) return;
		this.#labels = told.value.decisions.map(({ label }) => label);
		this.#ticked = [];
	}

	/** Another attempt, or another item. */
	begin(): void {
		this.#labels = [];
		this.conclude.forget();
	}

	#conclusion(itemId: string, kind: ConclusionKind, text: string): Conclude {
		const actionIds = this.ticked;
		const shown = this.free
			.filter(({ id }) => actionIds.includes(id))
			.map(({ id, text: words, leadUnitId, coUnitIds, dueOn }) => ({
				id,
				text: words,
				leadUnitId,
				coUnitIds: [...coUnitIds],
				dueOn
			}));
		return {
			itemId,
			kind,
			text: text.trim(),
			actionIds: [...actionIds],
			seen: Math.max(0, this.#room.books.seq),
			shown
		};
	}
}
