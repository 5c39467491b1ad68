/**
 * Document links over somebody's live connection, for networks that let no WebSocket through. Authentication, rights,
 * limits and revocation are those of a WebSocket: only the wire is another. What the live ground is, is not known here.
 */
import { limits } from '#shared/sync/limits.ts';
import { closing, type ClosingReason } from '#shared/wire/closing.ts';
import type { Connection } from './connection.ts';
import type { Reception } from './gateway.ts';
import { readPage, readWants } from './gateway.ts';
import type { Link } from './link.ts';
import type { FullReception } from './reception.ts';
import type { SyncOptions } from './served.ts';

/** One person's live connection, as this ground needs it. */
export type Passage = {
	readonly cookie: string | undefined;
	/** Bytes handed over and not yet taken by the network. */
	readonly buffered: number;
	send(name: string, ...args: readonly unknown[]): void;
};

type Answer = ((value: unknown) => void) | null;

/** What hears the events `sync/…` of one live connection. */
export type Traveller = {
	hear(name: string, args: readonly unknown[], answer: Answer): void;
	gone(): void;
};

export type Carried = {
	travel(passage: Passage): Traveller;
	/** Says `restarting` to everybody. */
	close(): void;
};

type Needs = Pick<SyncOptions, 'authenticate'> & {
	readonly reception: Pick<FullReception, 'visit'> & Pick<Reception, 'receive' | 'leave'>;
};

/** Socket.IO's reader takes ten attachments of one event at most. */
const MESSAGES_AT_ONCE = 8;
const LONGEST_NAME = 400;

class Travels implements Traveller {
	readonly #needs: Needs;
	readonly #passage: Passage;
	readonly #onGone: () => void;
	readonly #links = new Map<number, Link>();
	readonly #connections = new Map<number, Connection>();
	#last = 0;
	/** Asked for and not answered. */
	#asking = 0;
	#isGone = false;

	constructor(needs: Needs, passage: Passage, onGone: () => void) {
		this.#needs = needs;
		this.#passage = passage;
		this.#onGone = onGone;
	}

	hear(name: string, args: readonly unknown[], answer: Answer): void {
		if (name === 'sync/open') void this.#open(args[0], answer);
		if (name === 'sync/frames') this.#receive(args);
		if (name === 'sync/close') this.#leave(args[0]);
	}

	async #open(asked: unknown, answer: Answer): Promise<void> {
		// An answer is how a link is named; without one there is nothing to open.
		if (!answer) return;
		const refuse = (reason: ClosingReason): void => answer({ ok: false, refusal: { code: reason } });
		const { name, flags } = readAsked(asked);
		if (this.#asking >= limits.linksPerPerson) return refuse('too-many');
		this.#asking += 1;
		const who = (): ReturnType<Needs['authenticate']> => this.#needs.authenticate(this.#passage.cookie);
		const wants = readWants(new URLSearchParams(flags));
		const admitted = await this.#needs.reception.visit({ name, wants, page: readPage(flags), who });
		this.#asking -= 1;
		if (this.#isGone) return;
		if (!admitted.ok) return refuse(admitted.reason);
		const id = (this.#last += 1);
		const connection = this.#connect(id, refuse);
		const link = admitted.open(connection);
		if (!link) return;
		this.#links.set(id, link);
		answer({ ok: true, link: id });
	}

	/** A close before the link stands is the answer to who asked for it. */
	#connect(id: number, refuse: (reason: ClosingReason) => void): Connection {
		const passage = this.#passage;
		const connection: Connection = {
			get buffered() {
				return passage.buffered;
			},
			send: ({ messages }) => {
				for (let at = 0; at < messages.length; at += MESSAGES_AT_ONCE)
					passage.send('sync/frames', id, ...messages.slice(at, at + MESSAGES_AT_ONCE));
			},
			close: (reason) => {
				if (!this.#links.has(id)) return refuse(reason);
				passage.send('sync/close', id, closing[reason], reason);
				// The room may be in the middle of its work.
				queueMicrotask(() => this.#leave(id));
			}
		};
		this.#connections.set(id, connection);
		return connection;
	}

	/** What comes for a link that is closed, or that is another person's, is for nobody. */
	#receive([id, ...frames]: readonly unknown[]): void {
		for (const frame of frames) {
			const link = typeof id === 'number' ? this.#links.get(id) : undefined;
			if (!link) return;
			// Anything else than bytes is refused as an empty frame is.
			this.#needs.reception.receive(link, frame instanceof Uint8Array ? frame : new Uint8Array());
		}
	}

	#leave(id: unknown): void {
		const link = typeof id === 'number' ? this.#links.get(id) : undefined;
		if (!link || typeof id !== 'number') return;
		this.#links.delete(id);
		this.#connections.delete(id);
		this.#needs.reception.leave(link);
	}

	gone(): void {
		this.#isGone = true;
		for (const id of this.#links.keys()) this.#leave(id);
		this.#onGone();
	}

	restart(): void {
		for (const connection of this.#connections.values()) connection.close('restarting');
	}
}

/** Names and flags that cannot be one become the empty name, which no document has. */
function readAsked(asked: unknown): { readonly name: string; readonly flags: string } {
	const { name, flags } = { name: '', flags: '', ...(typeof asked === 'object' ? asked : null) };
	const isName = typeof name === 'string' && name.length <= LONGEST_NAME;
	return { name: isName ? name : '', flags: typeof flags === 'string' && flags.length <= LONGEST_NAME ? flags : '' };
}

export function openCarried(needs: Needs): Carried {
	const travels = new Set<Travels>();
	return {
		travel(passage) {
			const one = new Travels(needs, passage, () => travels.delete(one));
			travels.add(one);
			return one;
		},
		close() {
			for (const one of travels) one.restart();
		}
	};
}
