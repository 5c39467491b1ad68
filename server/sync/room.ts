/**
 * One open document and everybody connected to it. All of it runs in one order: what a link sends is judged, applied and
 * handed to the log in the order it came; others are told, and "saved" is said, only after the commit.
 */
import { createHash } from 'node:crypto';
import type * as Y from 'yjs';
import { StorageFault, type UpdateLog } from '#server/storage/port.ts';
import { isEmptyUpdate, presenceFrame, readMessage, syncFrame, type Message } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import type { Committer, Settled } from './committer.ts';
import { Draft, SERVER, type Applied } from './draft.ts';
import type { Roots } from './guard.ts';
import type { Link } from './link.ts';
import { joinEntries, Presence, type Face } from './presence.ts';

export type Logger = {
	warn(context: object, message: string): void;
	error(context: object, message: string): void;
};

/** What all rooms share. */
export type RoomGrounds = {
	readonly log: UpdateLog;
	readonly committer: Committer;
	readonly logger: Logger;
	readonly clock: () => number;
	readonly soon: (work: () => void) => void;
	readonly count: Record<'updates' | 'refused' | 'late' | 'slow' | 'lost', number>;
	/** Somebody sent what no honest client sends; ten of these, and they wait a minute. */
	readonly strike: (personId: string, weight?: number) => void;
	/** This room cannot go on: everybody out, the next visitor loads it anew. */
	readonly discard: (room: Room, fault: unknown) => void;
};

/** open: takes updates. sealed, older: reads as ever, keeps late updates aside. */
export type Standing = 'open' | 'sealed' | 'older';

type Pending = {
	readonly link: Link | null;
	readonly bytes: Uint8Array;
	readonly after: ((stored: boolean) => void)[];
};

/** A step 1 may cost a whole document. */
const STEP1_FRAMES = 10;
const LATE_PER_PERSON = 100;
const STALE_MS = 10_000;
const TOO_LARGE = ['too-large', 'too-many-clients', 'too-costly', 'full'] as const;

export class Room {
	readonly name: string;
	standing: Standing;
	readonly links = new Set<Link>();
	readonly #grounds: RoomGrounds;
	readonly #draft: Draft;
	readonly #presence = new Presence<Link>();
	#pending: Pending[] = [];
	/** On disk and not yet relayed. */
	#news: { readonly link: Link | null; readonly bytes: Uint8Array }[] = [];
	#isFlushing = false;
	#compacting: Promise<void> | null = null;
	#lastUse: number;

	constructor(grounds: RoomGrounds, name: string, roots: Roots, standing: Standing) {
		this.#grounds = grounds;
		this.name = name;
		this.standing = standing;
		this.#draft = new Draft(grounds.log, name, roots);
		this.#lastUse = grounds.clock();
		if (this.#draft.damaged > 0) {
			grounds.logger.error({ document: name, rows: this.#draft.damaged }, 'Damaged rows of a document were set aside');
		}
	}

	/** [S3] First our state vector and who is here; the text follows when the client asks. */
	join(link: Link): void {
		this.links.add(link);
		link.ask(this.#draft.vector());
		const everybody = this.#presence.everybody();
		if (everybody.length > 0) link.tellPresence(presenceFrame(joinEntries(everybody)));
	}

	leave(link: Link): void {
		if (!this.links.delete(link)) return;
		link.state = { kind: 'closed' };
		this.#lastUse = this.#grounds.clock();
		this.#presence.leave(link, this.#lastUse);
		this.flushSoon();
	}

	/** [S4] Size, rate, right and standing are judged before a byte of an update is read. */
	receive(link: Link, frame: Uint8Array): void {
		if (!link.isOpen) return;
		const message = readMessage(frame);
		if ('payload' in message && message.payload.length > limits.updateBytes) return this.#refuse(link, 'too-large');
		if (message.kind === 'presence') return this.#hearPresence(link, message.payload);
		const cost = message.kind === 'step1' ? STEP1_FRAMES : 1;
		if (!link.frames.take(cost, this.#grounds.clock())) return this.#refuse(link, 'too-many');
		this.#hear(link, message);
	}

	#hear(link: Link, message: Message): void {
		switch (message.kind) {
			case 'step1':
				return this.#answer(link, message.payload);
			case 'step2':
			case 'update':
				return this.#write(link, message.kind, message.payload);
			case 'query-presence':
				return link.tellPresence(presenceFrame(joinEntries(this.#presence.everybody())));
			case 'presence':
			case 'saved':
			case 'malformed':
				return this.#refuse(link, 'malformed');
		}
	}

	#refuse(link: Link, reason: ClosingReason, detail?: string): void {
		const { person } = link.visitor;
		this.#grounds.count.refused += 1;
		this.#grounds.logger.warn({ document: this.name, personId: person.id, reason, detail }, 'Closed a document link');
		if (reason === 'malformed' || detail === 'foreign-client-id') this.#grounds.strike(person.id);
		if (detail === 'too-costly') this.#grounds.strike(person.id, 10);
		this.close(link, reason);
	}

	close(link: Link, reason: ClosingReason): void {
		link.close(reason);
		this.leave(link);
	}

	#hearPresence(link: Link, payload: Uint8Array): void {
		const at = this.#grounds.clock();
		const { id, name, unitId } = link.visitor.person;
		const face: Face = { id, name, unitId, color: this.#presence.colorOf(id) };
		const writerOf = (clientId: number): string | undefined => this.#draft.writerOf(clientId);
		const heard = this.#presence.hear({ link, face, at, writerOf }, payload);
		const free = heard === 'echo' && link.takeEcho();
		if (!free && !link.frames.take(1, at)) return this.#refuse(link, 'too-many');
		if (heard === 'malformed' || heard === 'too-large') return this.#refuse(link, heard);
		if (heard === 'own') this.flushSoon();
	}

	/** [S5] The answer may hold updates still on their way to the disk; then it waits for them, or is made anew without them. */
	#answer(link: Link, vector: Uint8Array): void {
		if (vector.length > limits.vectorBytes) return this.#refuse(link, 'too-large');
		// A vector is walked through like an update; an entry takes about eight bytes.
		if (!this.#affords(link, vector.length >> 3)) return this.#refuse(link, 'too-many');
		let difference: Uint8Array;
		try {
			difference = this.#draft.difference(vector);
		} catch {
			// Not a state vector.
			return this.#refuse(link, 'malformed');
		}
		const asked = { vector, isTold: false };
		link.asked = asked;
		if (link.state.kind === 'greeted') link.state = { kind: 'following' };
		else if (link.state.kind === 'behind') link.state = { ...link.state, vector };
		this.#afterCommit((stored) => {
			asked.isTold = true;
			if (stored) link.tell(syncFrame('step2', difference));
			else if (link.isOpen) this.#answer(link, vector);
		});
	}

	#afterCommit(then: (stored: boolean) => void): void {
		const last = this.#pending.at(-1);
		if (last) last.after.push(then);
		else then(true);
	}

	#write(link: Link, kind: 'step2' | 'update', payload: Uint8Array): void {
		link.heard += 1;
		if (kind === 'step2') {
			link.awaiting = Math.max(0, link.awaiting - 1);
			if (link.awaiting === 0) link.aside = false;
		}
		if (isEmptyUpdate(payload)) return this.#settle(link, 'empty');
		if (!link.allowance.bytes.take(payload.length, this.#grounds.clock())) return this.#refuse(link, 'too-many');
		if (this.standing !== 'open' || link.access === 'read') return this.#hearInVain(link, payload);
		const { id } = link.visitor.person;
		const applied = this.#draft.apply(id, payload, (clientId) => this.#presence.ownerOf(clientId));
		if (applied.kind !== 'refused' && !this.#affords(link, applied.parts)) {
			// What was applied stays and is stored: it was right, only too much at once.
			if (applied.kind === 'changed') this.#store(link, applied, id);
			return this.#refuse(link, 'too-many');
		}
		this.#conclude(link, applied);
	}

	#affords(link: Link, parts: number): boolean {
		return link.allowance.parts.take(parts, this.#grounds.clock());
	}

	/** [S16] [S17] Of who may not write nothing is kept, whether or not the document still takes text. */
	#hearInVain(link: Link, payload: Uint8Array): void {
		const parts = this.#draft.saysNothing(payload);
		if (parts !== null) return this.#affords(link, parts) ? this.#settle(link) : this.#refuse(link, 'too-many');
		if (link.access === 'read') return this.#refuse(link, 'not-allowed');
		this.#keepLate(link, payload);
	}

	#conclude(link: Link, applied: Applied): void {
		switch (applied.kind) {
			case 'changed':
				this.#store(link, applied, link.visitor.person.id);
				return this.#settle(link);
			case 'known':
				return this.#settle(link);
			case 'gap':
				return this.#setAside(link);
			case 'refused':
				return this.#refuse(link, reasonOf(applied.fault), applied.fault);
		}
	}

	/**
	 * [S6] An update that builds on what we have not seen: the client typed before it answered our step 1, another tab told
	 * it something first, or what our step 1 spoke of never reached the disk. The step 2 that answers our question holds
	 * this update too, so it is not kept.
	 */
	#setAside(link: Link): void {
		link.aside = true;
		if (link.awaiting > 0) return;
		if (!link.resyncs.take(1, this.#grounds.clock())) return this.#refuse(link, 'malformed', 'gap');
		link.ask(this.#draft.vector());
	}

	/** [S7] Counts this message as saved once everything applied so far is on disk. */
	#settle(link: Link, what: 'empty' | 'text' = 'text'): void {
		if (link.aside) return;
		const count = link.heard;
		this.#afterCommit((stored) => {
			if (stored || what === 'empty') link.saved(count);
			// It repeated what has just been lost: the client must send it again.
			else this.close(link, 'storage');
		});
	}

	#store(link: Link | null, { bytes, claims }: Extract<Applied, { kind: 'changed' }>, personId: string): Pending {
		const pending: Pending = { link, bytes, after: [] };
		this.#pending.push(pending);
		if (link) link.pending += 1;
		const settled: Settled = (outcome) =>
			outcome.ok ? this.#stored(pending, outcome.lastId) : this.#lost(pending, outcome.fault);
		this.#grounds.committer.add({ document: this.name, update: bytes, personId }, claims, settled);
		return pending;
	}

	#stored(pending: Pending, lastId: number): void {
		this.#pending.shift();
		this.#draft.stored(lastId);
		this.#grounds.count.updates += 1;
		if (pending.link) pending.link.pending -= 1;
		this.#news.push({ link: pending.link, bytes: pending.bytes });
		for (const heard of pending.after) heard(true);
		this.flushSoon();
		if (this.#draft.isWorthCompacting) this.#compact();
	}

	/** [S8] Nothing on its way reached the disk: nobody was told, the copy forgets it, and its writers must come again. */
	#lost(pending: Pending, fault: unknown): void {
		// The first of them speaks for all that were on their way.
		if (!this.#pending.includes(pending)) return;
		const lost = this.#pending;
		this.#pending = [];
		this.#grounds.count.lost += lost.length;
		this.#grounds.logger.error(
			{ document: this.name, updates: lost.length, err: fault },
			'Updates could not be stored'
		);
		try {
			this.#draft.lost();
		} catch (error) {
			// Not even readable: this copy is of no use to anybody.
			this.#grounds.discard(this, error);
		}
		const reason = fault instanceof StorageFault ? 'storage' : 'internal';
		for (const { link } of lost) if (link) this.close(link, reason);
		for (const { after } of lost) for (const heard of after) heard(false);
	}

	#compact(): void {
		if (this.#compacting) return;
		this.#compacting = this.#draft
			.compact()
			.catch((fault: unknown) => {
				// The tail is still there; the next full tail tries again.
				this.#grounds.logger.warn({ document: this.name, err: fault }, 'Could not compact a document');
			})
			.finally(() => {
				this.#compacting = null;
			});
	}

	/** [S17] Kept unread, once per content, before the link hears that it came too late. */
	#keepLate(link: Link, update: Uint8Array): void {
		const { log, clock, count, logger } = this.#grounds;
		const personId = link.visitor.person.id;
		const hash = createHash('sha256').update(update).digest('hex');
		const kept = log.late(this.name).filter((branch) => branch.personId === personId);
		if (kept.length >= LATE_PER_PERSON && !kept.some((branch) => branch.hash === hash))
			return this.#refuse(link, 'too-many');
		const branch = { document: this.name, personId, at: clock(), update: update.slice(), hash };
		// Deaf from now on: what follows is late as well and comes again inside the next step 2.
		this.leave(link);
		const keep = async (): Promise<ClosingReason> => {
			try {
				await log.keepLate(branch);
				count.late += 1;
				return 'sealed';
			} catch (fault) {
				logger.error({ document: this.name, err: fault }, 'A late update could not be kept');
				return 'storage';
			}
		};
		void keep().then((reason) => link.end(reason));
	}

	flushSoon(): void {
		if (this.#isFlushing) return;
		this.#isFlushing = true;
		this.#grounds.soon(() => this.#flush());
	}

	/** [S9] One write per link and tick: updates, presence and "saved" together; nobody gets back what they sent. */
	#flush(): void {
		this.#isFlushing = false;
		const news = this.#news;
		this.#news = [];
		const presence = this.#presence.take((link) => link.pending > 0);
		const updates = sharedFrames(news, (list) => syncFrame('update', this.#draft.merge(list)));
		const faces = sharedFrames(presence, (list) => presenceFrame(joinEntries(list)));
		const at = this.#grounds.clock();
		let vector: Uint8Array | null = null;
		const vectorBefore = (): Uint8Array => (vector ??= this.#draft.vectorBefore(news.map(({ bytes }) => bytes)));
		for (const link of this.links) {
			const update = link.state.kind === 'following' ? updates(link) : null;
			const face = faces(link);
			if (update) link.tell(update);
			if (face) link.tellPresence(face);
			link.write(at, vectorBefore);
		}
	}

	/** Once a second. */
	beat(at: number): void {
		for (const link of this.links) {
			const pace = link.pace(at);
			if (pace === 'too-slow') {
				this.#grounds.count.slow += 1;
				this.#refuse(link, 'too-slow');
			} else if (pace === 'drained') this.#catchUp(link);
			else if (link.isQuiet(at)) link.tell(presenceFrame(joinEntries([])));
		}
		this.#presence.forget(at);
	}

	/**
	 * [S19] One difference instead of everything that was missed; as a step 2, because the answer to the client's own
	 * question may be among it.
	 */
	#catchUp(link: Link): void {
		if (link.state.kind !== 'behind') return;
		const { vector } = link.state;
		link.state = { kind: 'following' };
		this.#answer(link, vector);
		link.tellPresence(presenceFrame(joinEntries(this.#presence.everybody())));
	}

	/** Nobody here, nothing under way, and for a while so. */
	isStale(at: number): boolean {
		return this.links.size === 0 && this.#pending.length === 0 && at - this.#lastUse >= STALE_MS;
	}

	/** A copy with everything that is on disk, and nothing that is not. */
	read(): Promise<Y.Doc> {
		this.#lastUse = this.#grounds.clock();
		const copy = this.#draft.copy();
		return new Promise((resolve) => {
			this.#afterCommit((stored) => {
				if (stored) return resolve(copy);
				copy.destroy();
				resolve(this.read());
			});
		});
	}

	/** @throws what `mutate` throws, and StorageFault; then nothing was changed. */
	async edit(mutate: (doc: Y.Doc) => void): Promise<void> {
		this.#lastUse = this.#grounds.clock();
		if (this.standing !== 'open') throw new Error(`${this.name} is ${this.standing} and takes no edits`);
		const changed = this.#draft.edit(mutate);
		const pending = changed ? this.#store(null, changed, SERVER) : this.#pending.at(-1);
		if (!pending) return;
		await new Promise<void>((resolve, reject) => {
			pending.after.push((stored) => {
				if (stored) resolve();
				else reject(new StorageFault(`An edit of ${this.name} could not be stored`, false));
			});
		});
	}

	/** From this moment on updates are late; what came before is stored before the seal. */
	async seal(): Promise<void> {
		const before = this.standing;
		if (before !== 'open') return;
		this.standing = 'sealed';
		try {
			await new Promise<void>((resolve) => this.#afterCommit(() => resolve()));
			await this.#grounds.log.seal(this.name);
		} catch (fault) {
			this.standing = before;
			throw fault;
		}
	}

	/** Lets go of the copy. Compaction goes on from the bytes it holds. */
	async unload(): Promise<void> {
		if (this.#draft.isWorthCompacting) this.#compact();
		this.#draft.destroy();
		await this.#compacting;
	}
}

/** Odd text is `malformed`; writing under somebody else's id is not allowed; too much is too large. */
function reasonOf(fault: Extract<Applied, { kind: 'refused' }>['fault']): ClosingReason {
	if (fault === 'foreign-client-id') return 'not-allowed';
	return TOO_LARGE.some((each) => each === fault) ? 'too-large' : 'malformed';
}

/** One frame for everybody, made once; for those who had a part in it, one without their own part. */
function sharedFrames<Item extends { readonly link: Link | null; readonly bytes: Uint8Array }>(
	items: readonly Item[],
	frame: (bytes: readonly Uint8Array[]) => Uint8Array
): (link: Link) => Uint8Array | null {
	if (items.length === 0) return () => null;
	const senders = new Set(items.map(({ link }) => link));
	let shared: Uint8Array | null = null;
	return (link) => {
		if (!senders.has(link)) return (shared ??= frame(items.map(({ bytes }) => bytes)));
		const others = items.filter((item) => item.link !== link);
		return others.length === 0 ? null : frame(others.map(({ bytes }) => bytes));
	};
}
