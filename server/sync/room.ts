/**
 * One open document and everybody connected to it. All of it runs in one order: what a link sends is judged, applied and
 * handed to the log in the order it came; others are told, and "saved" is said, only after the commit.
 */
import type * as Y from 'yjs';
import { StorageFault, type UpdateLog } from '#server/storage/port.ts';
import { isEmptyUpdate, presenceFrame, readMessage, syncFrame, type Message } from '#shared/sync/frames.ts';
import { limits } from '#shared/sync/limits.ts';
import type { ClosingReason } from '#shared/wire/closing.ts';
import { answer } from './answering.ts';
import type { Committer, Settled } from './committer.ts';
import type { Compactor } from './compactor.ts';
import { Draft, SERVER, type Applied, type Changed } from './draft.ts';
import type { Roots } from './guard.ts';
import { keepLate } from './late.ts';
import type { Link } from './link.ts';
import { Parcel } from './parcel.ts';
import { joinEntries, Presence, type Face } from './presence.ts';
import type { Pump, Pumped } from './pump.ts';
import { reasonOf } from './reason.ts';
import { Relay } from './relay.ts';

export type Logger = {
	warn(context: object, message: string): void;
	error(context: object, message: string): void;
};

/** What all rooms share. */
export type RoomGrounds = {
	readonly log: UpdateLog;
	readonly committer: Committer;
	readonly compactor: Pick<Compactor, 'snapshot'>;
	readonly pump: Pump;
	readonly logger: Logger;
	/** Never set; its zero is anywhere. */
	readonly clock: () => number;
	/** What people call the time. */
	readonly wallClock: () => number;
	/** What a tick costs is measured with it. */
	readonly now: () => number;
	readonly count: Record<'updates' | 'refused' | 'late' | 'slow' | 'lost' | 'compacted', number>;
	/** Somebody sent what no honest client sends; ten of these, and they wait a minute. */
	readonly strike: (personId: string, weight?: number) => void;
	/** This room cannot go on: everybody out, the next visitor loads it anew. */
	readonly discard: (room: Room, fault: unknown) => void;
};

/** open: takes updates. sealed, older: reads as ever, keeps late updates aside. */
export type Standing = 'open' | 'sealed' | 'older';

type Pending = Pick<Changed, 'bytes' | 'isMore'> & {
	readonly link: Link | null;
	readonly after: ((stored: boolean) => void)[];
};

/** A step 1 may cost a whole document. */
const STEP1_FRAMES = 10;
const STALE_MS = 10_000;
/** Keys typed before our question is answered: over the worst line half a minute of them. */
const GAPS = 200;
/** Nobody wrote for so long: the copy goes, the bytes stay. */
const SLEEP_MS = 60_000;
/** A snapshot of 20 MB goes through the writer that everybody's keys go through: not oftener than every 20 s. */
const SNAPSHOT_BYTES_PER_MS = 1024;

export class Room implements Pumped {
	readonly name: string;
	standing: Standing;
	readonly #grounds: RoomGrounds;
	readonly #draft: Draft;
	readonly #presence = new Presence<Link>();
	readonly #relay: Relay;
	#pending: Pending[] = [];
	#question: { readonly vector: Uint8Array; readonly parcel: Parcel } | null = null;
	#lastUse: number;
	#sealing: Promise<void> | null = null;
	#lastWrite: number;
	#lastJoin: number;
	#compactedAt = Number.NEGATIVE_INFINITY;

	constructor(grounds: RoomGrounds, name: string, roots: Roots, standing: Standing) {
		this.#grounds = grounds;
		this.name = name;
		this.standing = standing;
		this.#draft = new Draft(grounds, name, roots);
		this.#relay = new Relay({
			presence: this.#presence,
			vectorBefore: (untold) => this.#draft.vectorBefore(untold),
			now: grounds.now,
			at: grounds.clock()
		});
		this.#lastUse = this.#lastWrite = this.#lastJoin = grounds.clock();
	}

	get links(): Iterable<Link> {
		return this.#relay.links;
	}

	get size(): number {
		return this.#relay.size;
	}

	/** [S3] First our state vector and, with the next tick, who is here; the text follows when the client asks. */
	join(link: Link): void {
		this.#lastJoin = this.#grounds.clock();
		this.#relay.join(link);
		this.#ask(link);
		this.#want();
	}

	/** What it is to hear first, before the tick. */
	greet(link: Link): void {
		this.#guarded(() => this.#relay.greet(link, this.#grounds.clock()));
	}

	#ask(link: Link): void {
		const vector = this.#draft.vector();
		if (this.#question?.vector !== vector) {
			this.#question = { vector, parcel: new Parcel([syncFrame('step1', vector)]) };
		}
		link.ask(this.#question.parcel);
	}

	leave(link: Link): void {
		if (!this.#relay.leave(link)) return;
		link.state = { kind: 'closed' };
		this.#lastUse = this.#grounds.clock();
		this.#presence.leave(link, this.#lastUse);
		this.#want();
	}

	/** A link has something of its own to write. */
	dirty(link: Link): void {
		this.#relay.dirty(link);
		this.#want();
	}

	#want(): void {
		const due = this.#relay.due();
		if (due !== null) this.#grounds.pump.want(this, due);
	}

	/** Everything that is due goes out. */
	pump(now: number): number | null {
		return this.#guarded(() => {
			const at = this.#grounds.clock();
			this.#relay.flush(at, now);
			this.#relay.tellHash(at, () => this.#draft.hash());
			const rest = this.#draft.text.bytes / SNAPSHOT_BYTES_PER_MS;
			if (this.#draft.isWorthCompacting && at - this.#compactedAt >= rest) this.#compact();
			return this.#relay.due();
		});
	}

	/** A fault of ours in one room must not end the process for all others. */
	#guarded<Answer>(work: () => Answer): Answer | null {
		try {
			return work();
		} catch (fault) {
			this.#grounds.discard(this, fault);
			return null;
		}
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
				return this.#tellEverybody(link);
			case 'presence':
			case 'roster':
			case 'hash':
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
		// Twenty tabs of one person may be closed for what one of them sent; who comes back for more is no honest program.
		if (reason === 'too-many') this.#grounds.strike(person.id, 0.5);
		this.close(link, reason);
	}

	close(link: Link, reason: ClosingReason): void {
		link.close(reason);
		this.leave(link);
	}

	#tellEverybody(link: Link): void {
		link.tellPresence(this.#presence.everybody(link.hearsRoster, link) ?? presenceFrame(joinEntries([])));
	}

	#hearPresence(link: Link, payload: Uint8Array): void {
		const { id, name, unitId } = link.visitor.person;
		const face: Face = { id, name, unitId, color: this.#presence.colorOf(id) };
		const at = this.#grounds.clock();
		// Before it is read: it may be long.
		const cost = 1 + (payload.length >> 12);
		const isEcho = link.takeEcho(payload.length);
		if (!isEcho && !link.frames.take(cost, at)) return this.#refuse(link, 'too-many');
		const heard = this.#presence.hear(link, face, payload, {
			writerOf: (clientId) => this.#draft.writerOf(clientId),
			affords: (bytes) => link.allowance.presence.take(bytes, at)
		});
		const isOwn = typeof heard === 'object' || heard === 'unheard';
		if (isEcho && isOwn && !link.frames.take(cost, at)) return this.#refuse(link, 'too-many');
		if (heard === 'malformed' || heard === 'too-large') return this.#refuse(link, heard);
		if (heard === 'echo' || heard === 'unheard') return;
		if (heard.hasCaret) link.activeAt = at;
		// A caret behind its own text goes out with it; the commit will say when.
		if (link.pending === 0) this.#want();
	}

	#answer(link: Link, vector: Uint8Array): void {
		const refusal = answer(this.#draft, link, vector, this.#grounds.clock());
		if (refusal) this.#refuse(link, refusal);
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
			if (link.awaiting === 0) {
				link.aside = false;
				link.gaps = 0;
			}
		}
		if (isEmptyUpdate(payload)) return this.#settle(link, 'empty');
		// Whatever becomes of it may need the copy; one that is let go at each refusal would be made anew at each.
		this.#lastWrite = this.#grounds.clock();
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
		link.gaps += 1;
		if (link.gaps > GAPS) return this.#refuse(link, 'malformed', 'gap');
		if (link.awaiting > 0) return;
		if (!link.resyncs.take(1, this.#grounds.clock())) return this.#refuse(link, 'malformed', 'gap');
		this.#ask(link);
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

	#store(link: Link | null, { bytes, isMore, claims, reached }: Changed, personId: string): Pending {
		const pending: Pending = { link, bytes, isMore, after: [] };
		this.#pending.push(pending);
		if (link) {
			link.pending += 1;
			link.activeAt = this.#grounds.clock();
		}
		const settled: Settled = (outcome) =>
			void this.#guarded(() =>
				outcome.ok ? this.#stored(pending, outcome.lastId) : this.#lost(pending, outcome.fault)
			);
		this.#grounds.committer.add({ document: this.name, update: bytes, personId, reached }, claims, settled);
		return pending;
	}

	#stored(pending: Pending, lastId: number): void {
		this.#pending.shift();
		this.#draft.stored(lastId);
		this.#grounds.count.updates += 1;
		if (pending.link) pending.link.pending -= 1;
		this.#relay.tell({ link: pending.isMore ? null : pending.link, bytes: pending.bytes });
		for (const heard of pending.after) heard(true);
		this.#grounds.pump.hurry(this);
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
		const { logger, count, clock } = this.#grounds;
		this.#compactedAt = clock();
		this.#draft.compact().then(
			() => (count.compacted += 1),
			(fault: unknown) => {
				// The tail is still there; the next full tail tries again.
				logger.warn({ document: this.name, err: fault }, 'Could not compact a document');
			}
		);
	}

	/** [S17] The link hears that it came too late when the update is kept. */
	#keepLate(link: Link, update: Uint8Array): void {
		const { log, wallClock, count, logger } = this.#grounds;
		const document = this.name;
		const kept = keepLate(log, { document, personId: link.visitor.person.id, at: wallClock() }, update);
		if (kept === null) return this.#refuse(link, 'too-many');
		// Deaf from now on: what follows is late as well and comes again inside the next step 2.
		this.leave(link);
		void kept.then((outcome) => {
			if (typeof outcome === 'string') count.late += 1;
			else logger.error({ document, err: outcome.fault }, 'A late update could not be kept');
			link.end(typeof outcome === 'string' ? outcome : 'storage');
		});
	}

	/** Once a second. */
	beat(at: number): void {
		this.#guarded(() => this.#beat(at));
	}

	#beat(at: number): void {
		for (const link of this.#relay.links) {
			const pace = link.pace(at);
			if (pace === 'too-slow') {
				this.#grounds.count.slow += 1;
				this.#refuse(link, 'too-slow');
			} else if (pace === 'drained') this.#catchUp(link);
			else if (link.isQuiet(at)) link.tell(presenceFrame(joinEntries([])));
		}
		this.#presence.forget(at);
		this.#relay.rest(at);
		this.#relay.renew(at);
		this.#relay.tellHash(at, () => this.#draft.hash());
		if (at - this.#lastJoin >= SLEEP_MS) this.#draft.text.forgetAnswers();
		if (at - this.#lastWrite < SLEEP_MS || !this.#draft.sleep()) return;
		if (this.#draft.isWorthCompactingAtRest) this.#compact();
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
		this.#tellEverybody(link);
	}

	/** Nobody here, nothing under way, and for a while so. */
	isStale(at: number): boolean {
		return this.size === 0 && this.#pending.length === 0 && at - this.#lastUse >= STALE_MS;
	}

	/** A copy with everything that came before this call and is on disk, and nothing that is not. */
	async read(): Promise<Y.Doc> {
		this.#lastUse = this.#grounds.clock();
		await this.settled();
		return this.#draft.read();
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
		if (this.standing === 'open') this.#sealing = this.#seal();
		// Whoever seals meanwhile has the same answer: it is on disk, or it is not.
		await this.#sealing;
	}

	async #seal(): Promise<void> {
		this.standing = 'sealed';
		try {
			await this.settled();
			await this.#grounds.log.seal(this.name);
		} catch (fault) {
			this.standing = 'open';
			throw fault;
		}
	}

	get isSettled(): boolean {
		return this.#pending.length === 0;
	}

	/** What came before this call is on disk, or is lost. */
	settled(): Promise<void> {
		return new Promise((resolve) => this.#afterCommit(() => resolve()));
	}

	/** Lets go of the copy. Compaction goes on from the bytes it holds. */
	async unload(): Promise<void> {
		this.#grounds.pump.forget(this);
		if (this.#draft.isWorthCompactingAtRest) this.#compact();
		this.#draft.destroy();
		// Whether it succeeded was said where it was begun.
		await this.#draft.underWay?.catch(() => undefined);
	}
}
