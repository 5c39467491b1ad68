/**
 * Who is there, by the server's word, put into the Awareness that editors read. The server alone says who comes and goes,
 * so nobody is outdated here and nothing is renewed: Awareness's own clock is stopped.
 */
import type { Awareness } from 'y-protocols/awareness';
import { readRoster, type RosterEntry } from '#shared/sync/roster.ts';

type Changes = { readonly added: number[]; readonly updated: number[]; readonly removed: number[] };
type Known = { readonly clientId: number; readonly user: object };

export class Roster {
	readonly #awareness: Awareness;
	readonly #origin: unknown;
	readonly #now: () => number;
	/** What the slots of this connection stand for. */
	readonly #slots = new Map<number, Known>();
	/** Somebody who comes back is given a new slot before the old one is taken away. */
	readonly #slotOf = new Map<number, number>();

	/** @param origin of the events on the Awareness */
	constructor(awareness: Awareness, origin: unknown, now: () => number) {
		this.#awareness = awareness;
		this.#origin = origin;
		this.#now = now;
		// oxlint-disable-next-line no-underscore-dangle -- there is no other way to stop it; the version is pinned
		clearInterval(awareness._checkInterval as ReturnType<typeof setInterval>);
	}

	/** A message of type 101, after its type. What cannot be read changes nothing: it is only about who is seen. */
	hear(payload: Uint8Array): void {
		const roster = readRoster(payload);
		if (!roster) return;
		/** How those the message is about were seen until now. */
		const before = new Map<number, object | undefined>();
		if (roster.whole) this.#forget(before);
		for (const entry of roster.entries) this.#take(entry, before);
		this.#tell(before);
	}

	/** The connection ended: nobody knows who is there, and its slots mean nothing to the next. */
	clear(): void {
		const before = new Map<number, object | undefined>();
		this.#forget(before);
		this.#tell(before);
	}

	#forget(before: Map<number, object | undefined>): void {
		this.#slots.clear();
		this.#slotOf.clear();
		const { states, clientID } = this.#awareness;
		for (const [id, state] of states) {
			if (id === clientID) continue;
			before.set(id, state);
			states.delete(id);
		}
	}

	#take(entry: RosterEntry, before: Map<number, object | undefined>): void {
		if (entry.kind === 'came') this.#slots.set(entry.slot, entry);
		const known = this.#slots.get(entry.slot);
		const { states, meta, clientID } = this.#awareness;
		// Ourselves we know better.
		if (!known || known.clientId === clientID) return;
		const { clientId, user } = known;
		if (!before.has(clientId)) before.set(clientId, states.get(clientId));
		if (entry.kind === 'gone') {
			this.#slots.delete(entry.slot);
			if (this.#slotOf.get(clientId) !== entry.slot) return;
			this.#slotOf.delete(clientId);
			states.delete(clientId);
		} else {
			this.#slotOf.set(clientId, entry.slot);
			states.set(clientId, { ...entry.state, user });
			meta.set(clientId, { clock: (meta.get(clientId)?.clock ?? -1) + 1, lastUpdated: this.#now() });
		}
	}

	/** One event for a message, as y-protocols gives it. */
	#tell(before: ReadonlyMap<number, object | undefined>): void {
		const changes: Changes = { added: [], updated: [], removed: [] };
		const renewed: number[] = [];
		for (const [id, was] of before) {
			const is = this.#awareness.states.get(id);
			if (was && is) (isSame(was, is) ? renewed : changes.updated).push(id);
			else if (is) changes.added.push(id);
			else if (was) changes.removed.push(id);
		}
		const { added, updated, removed } = changes;
		if (added.length + updated.length + removed.length > 0) this.#awareness.emit('change', [changes, this.#origin]);
		if (added.length + updated.length + removed.length + renewed.length > 0)
			this.#awareness.emit('update', [{ added, updated: [...updated, ...renewed], removed }, this.#origin]);
	}
}

function isSame(one: object, other: object): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
