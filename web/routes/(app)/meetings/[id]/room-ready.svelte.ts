/** Who is ready, on this page: the marks followed by the server's own `apply`, and the step that makes one. */
import { may } from '#shared/auth/may.ts';
import { apply, noMarks } from '#shared/ready/apply.ts';
import { decide } from '#shared/ready/decide.ts';
import type { ReadyEvent, ReadyLevel, ReadyMarks } from '#shared/ready/model.ts';
import { readiness, type Readiness } from '#shared/ready/views.ts';
import { m } from '#web/i18n/paraglide/messages.js';
import { Follower } from '#web/live/follower.svelte.ts';
import { newKey, type Refused } from '#web/live/wire.ts';
import { Acknowledged } from '#web/ui/acknowledged.svelte.ts';
import { words } from './judge.ts';
import type { Room } from './room.svelte.ts';

export class RoomReady {
	readonly #room: Room;
	readonly follower: Follower<ReadyMarks, ReadyEvent>;
	readonly #step = new Acknowledged<Refused>(newKey);
	#asked = $state.raw<{ readonly itemId: string; readonly level: ReadyLevel } | null>(null);

	constructor(room: Room) {
		this.#room = room;
		this.follower = new Follower(room.live, { domain: 'ready', id: room.id, apply });
	}

	get #marks(): ReadyMarks {
		return this.follower.state ?? noMarks;
	}

	/** Of the items that still come or are on the table. */
	get rows(): readonly Readiness[] {
		return readiness(this.#marks, this.#room.meeting, this.#room.items);
	}

	levelOf(itemId: string): ReadyLevel {
		return this.rows.find((row) => row.itemId === itemId)?.level ?? 'none';
	}

	get refused(): string | null {
		return this.#step.refusal && words(this.#step.refusal);
	}

	/** The item whose mark is under way. */
	get asked(): string | null {
		const { state } = this.#step;
		return state === 'sent' || state === 'waiting' ? (this.#asked?.itemId ?? null) : null;
	}

	/** Why this person cannot mark it now, in words; undefined when it is never theirs. */
	reason(itemId: string): string | null | undefined {
		const { person, meeting, items, subject, attendance, live, isConnected } = this.#room;
		if (!may(person, 'ready.mark', subject)) return undefined;
		const standsInFor = attendance.standIns.filter((one) => one.personId === person.id).map(({ unitId }) => unitId);
		const facts = { person, at: live.clock.read(), meeting, agenda: items, standsInFor };
		const judged = decide(this.#marks, { itemId, level: 'ready' }, facts);
		if (!judged.ok) return judged.refusal.code === 'ready-not-yours' ? undefined : words(judged.refusal);
		return isConnected ? null : m.room_offline();
	}

	async mark(itemId: string, level: ReadyLevel): Promise<void> {
		const { live, id } = this.#room;
		// What nobody answered is taken up under its key; another mark is another step.
		if (this.#asked?.itemId !== itemId || this.#asked.level !== level) this.#step.forget();
		this.#asked = { itemId, level };
		await this.#step.run((key) => live.command('ready/mark', { id, itemId, level }, key));
	}
}
