/**
 * Who is told what, and when. Two audiences: editors hear at once, viewers on a tick paced by what it costs. What is told is
 * framed once per audience and manner; a link gets one write per tick, with what is its own beside it.
 */
import { hashFrame, syncFrame } from '#shared/sync/frames.ts';
import { merged } from './durable-text.ts';
import type { Link, Shared } from './link.ts';
import { Parcel } from './parcel.ts';
import type { News, Presence, Unheard } from './presence.ts';

/** Text that is on disk and was not yet told. */
export type Written = { readonly link: Link | null; readonly bytes: Uint8Array };

/** The part of the loop that telling an audience may take. At a thousand viewers it makes about ten ticks a second. */
const EDITORS_DUTY = 0.5;
const VIEWERS_DUTY = 0.05;
const LONGEST_PAUSE_MS = 100;
/** That somebody came, and nothing more, waits longer: a thousand who come within a second are not told ten times of it. */
const ARRIVALS_DUTY = 0.01;
const LONGEST_ARRIVALS_MS = 500;
const RENEW_MS = 20_000;
const HASH_MS = 15_000;
/** What a tick costs is believed at once when it is less, and by doubling when it is more: one slow tick is no slow room. */
const RISE = 2;
const LEAST_MS = 0.05;

type Manner = { readonly hasText: boolean; readonly hearsRoster: boolean };

class Audience {
	readonly links = new Set<Link>();
	readonly unheard: Unheard;
	news: Written[] = [];
	/** Somebody has just come and is to hear who is here. */
	isAwaited = false;
	readonly #duty: number;
	#lastAt = Number.NEGATIVE_INFINITY;
	#cost = 0;

	constructor(unheard: Unheard, duty: number) {
		this.unheard = unheard;
		this.#duty = duty;
	}

	/** What is gathered for nobody is forgotten. */
	get hasWork(): boolean {
		if (this.links.size === 0) {
			this.news = [];
			this.unheard.gone = [];
			this.unheard.fresh.clear();
			this.unheard.held.clear();
			this.unheard.isPressing = false;
			return false;
		}
		return this.isAwaited || this.news.length > 0 || this.unheard.gone.length > 0 || this.unheard.fresh.size > 0;
	}

	get due(): number {
		const isPressing = this.news.length > 0 || this.unheard.isPressing;
		const [longest, duty] = isPressing ? [LONGEST_PAUSE_MS, this.#duty] : [LONGEST_ARRIVALS_MS, ARRIVALS_DUTY];
		return this.#lastAt + Math.min(longest, this.#cost / duty);
	}

	spent(from: number, to: number): void {
		this.#lastAt = from;
		this.#cost = Math.min(to - from, Math.max(LEAST_MS, this.#cost * RISE));
	}
}

export type RelayNeeds = {
	readonly presence: Presence<Link>;
	/** What everybody had been told before `untold` and all that is on its way. */
	readonly vectorBefore: (untold: readonly Uint8Array[]) => Uint8Array;
	readonly now: () => number;
	/** The room's clock at its opening. */
	readonly at: number;
};

export class Relay {
	readonly #needs: RelayNeeds;
	readonly #editors: Audience;
	readonly #viewers: Audience;
	/** Links with something of their own to write. */
	readonly #dirty = new Set<Link>();
	#renewedAt: number;
	#hashed: { readonly at: number; readonly hash: number | null };

	constructor(needs: RelayNeeds) {
		this.#needs = needs;
		this.#renewedAt = needs.at;
		this.#hashed = { at: needs.at, hash: null };
		this.#editors = new Audience(needs.presence.audience(), EDITORS_DUTY);
		this.#viewers = new Audience(needs.presence.audience(), VIEWERS_DUTY);
	}

	get links(): readonly Link[] {
		return [...this.#editors.links, ...this.#viewers.links];
	}

	get size(): number {
		return this.#editors.links.size + this.#viewers.links.size;
	}

	/** Nothing that was stored waits to be told, nor "saved" for it. */
	get #isTold(): boolean {
		return this.#dirty.size === 0 && this.#editors.news.length === 0 && this.#viewers.news.length === 0;
	}

	has(link: Link): boolean {
		return this.#editors.links.has(link) || this.#viewers.links.has(link);
	}

	join(link: Link): void {
		this.#viewers.links.add(link);
		this.#viewers.isAwaited = true;
	}

	greet(link: Link, at: number): void {
		if (this.#dirty.delete(link)) link.write(at, () => this.#before(link), null);
	}

	leave(link: Link): boolean {
		this.#dirty.delete(link);
		return this.#editors.links.delete(link) || this.#viewers.links.delete(link);
	}

	dirty(link: Link): void {
		if (this.has(link)) this.#dirty.add(link);
	}

	tell(written: Written): void {
		if (this.#editors.links.size > 0) this.#editors.news.push(written);
		if (this.#viewers.links.size > 0) this.#viewers.news.push(written);
	}

	/** When there is work next, as of the pump's clock; null: none. */
	due(): number | null {
		if (this.#dirty.size > 0) return Number.NEGATIVE_INFINITY;
		const dues = [this.#editors, this.#viewers].flatMap((audience) => (audience.hasWork ? [audience.due] : []));
		return dues.length > 0 ? Math.min(...dues) : null;
	}

	/** [S9] One write per link and tick. `at` is the room's clock, `now` the pump's. */
	flush(at: number, now: number): void {
		const isDue = (audience: Audience): boolean => audience.hasWork && audience.due <= now + 0.5;
		if (isDue(this.#editors)) this.#tell(this.#editors, at);
		if (isDue(this.#viewers)) {
			this.#tell(this.#viewers, at);
			this.#promote(at);
		}
		for (const link of this.#dirty) link.write(at, () => this.#before(link), null);
		this.#dirty.clear();
	}

	#before(link: Link): Uint8Array {
		const { news } = this.#editors.links.has(link) ? this.#editors : this.#viewers;
		return this.#needs.vectorBefore(news.map(({ bytes }) => bytes));
	}

	#tell(audience: Audience, at: number): void {
		const from = this.#needs.now();
		const { news, unheard } = audience;
		audience.news = [];
		audience.isAwaited = false;
		// The caret of somebody whose text is on its way to the disk waits for it.
		const faces = this.#needs.presence.take(unheard, (link) => link.pending > 0);
		const telling = new Telling(news, faces);
		let vector: Uint8Array | null = null;
		const before = (): Uint8Array =>
			(vector ??= this.#needs.vectorBefore([...news, ...audience.news].map(({ bytes }) => bytes)));
		for (const link of audience.links) {
			link.write(at, before, link.needsEverybody ? this.#introduction(link, telling) : telling.to(link));
			this.#dirty.delete(link);
		}
		audience.spent(from, this.#needs.now());
	}

	/** Everybody at once instead of what changed; all who came since the last tick get the same message. */
	#introduction(link: Link, telling: Telling): Shared | null {
		link.needsEverybody = false;
		const everybody = this.#needs.presence.everybody(link.hearsRoster, link);
		if (everybody && link.hearsRoster) return telling.toNewcomer(link, everybody);
		if (everybody) link.tellPresence(everybody);
		return telling.to(link);
	}

	/** Right after a tick a viewer knows all that editors know, so it may become one. */
	#promote(at: number): void {
		for (const link of this.#viewers.links) {
			if (at - link.activeAt < ACTIVE_MS) move(link, this.#viewers, this.#editors);
		}
	}

	/** Who has not written for a while hears with the viewers again. */
	rest(at: number): void {
		const resting = [...this.#editors.links].filter((link) => at - link.activeAt >= ACTIVE_MS);
		if (resting.length === 0) return;
		// What viewers hear later they hear once more; what editors were not told yet must not fall between the two.
		if (this.#editors.hasWork) this.#tell(this.#editors, at);
		for (const link of resting) move(link, this.#editors, this.#viewers);
	}

	/** [S40] Stock clients would forget whom they do not hear of for 30 s. */
	renew(at: number): void {
		if (at - this.#renewedAt < RENEW_MS) return;
		this.#renewedAt = at;
		const isStock = (link: Link): boolean => !link.hearsRoster;
		const message = this.links.some(isStock) ? this.#needs.presence.renewal() : null;
		if (message) this.#broadcast(message, isStock, at);
	}

	/** [S41] Only when everybody has been told all there is: then their copies are this one, or have diverged. */
	tellHash(at: number, hash: () => number | null): void {
		if (at - this.#hashed.at < HASH_MS || !this.#isTold) return;
		const now = hash();
		if (now === null || now === this.#hashed.hash) return;
		this.#hashed = { at, hash: now };
		const asks = ({ visitor, state }: Link): boolean => visitor.wants.hash && state.kind === 'following';
		this.#broadcast(hashFrame(now), asks, at);
	}

	/** One message outside the ticks. */
	#broadcast(message: Uint8Array, concerns: (link: Link) => boolean, at: number): void {
		const shared: Shared = { parcel: new Parcel([message]), presenceBytes: 0 };
		for (const link of this.links) if (concerns(link)) link.write(at, () => this.#before(link), shared);
	}
}

/** [S42] An editor is who wrote or showed a caret within this time. */
const ACTIVE_MS = 30_000;

function move(link: Link, from: Audience, to: Audience): void {
	from.links.delete(link);
	// Whose caret waits for its text those here were not told of, whatever those there were told.
	for (const [id, how] of from.unheard.held) {
		if (to.unheard.held.get(id) !== 'came') to.unheard.held.set(id, how);
	}
	to.links.add(link);
}

const NEWCOMER = 4;

/** What one audience is told at one time: one parcel per manner, and one of its own for who had a part in it. */
class Telling {
	readonly #news: readonly Written[];
	readonly #faces: News<Link> | null;
	readonly #writers: ReadonlySet<Link | null>;
	#text: Uint8Array | null = null;
	readonly #parcels = new Map<number, Shared | null>();

	constructor(news: readonly Written[], faces: News<Link> | null) {
		this.#news = news;
		this.#faces = faces;
		this.#writers = new Set(news.map(({ link }) => link));
	}

	to(link: Link): Shared | null {
		const manner: Manner = { hasText: link.state.kind === 'following', hearsRoster: link.hearsRoster };
		if ((manner.hasText && this.#writers.has(link)) || this.#faces?.isException(link))
			return this.#without(link, manner);
		const key = (manner.hasText ? 1 : 0) + (manner.hearsRoster ? 2 : 0);
		const known = this.#parcels.get(key);
		if (known !== undefined) return known;
		const text = manner.hasText ? this.#textFor(null) : null;
		const shared = share(text, this.#faces?.message(manner.hearsRoster) ?? null);
		this.#parcels.set(key, shared);
		return shared;
	}

	/** Who is here instead of who came, moved and left. */
	toNewcomer(link: Link, everybody: Uint8Array): Shared | null {
		const hasText = link.state.kind === 'following';
		if (hasText && this.#writers.has(link)) return share(this.#textFor(link), everybody);
		const key = (hasText ? 1 : 0) + NEWCOMER;
		const shared = this.#parcels.get(key) ?? share(hasText ? this.#textFor(null) : null, everybody);
		this.#parcels.set(key, shared);
		return shared;
	}

	/** Nobody gets back what they wrote. */
	#without(link: Link, { hasText, hearsRoster }: Manner): Shared | null {
		const faces = this.#faces?.isException(link) ? this.#faces.messageWithout(link) : this.#faces?.message(hearsRoster);
		return share(hasText ? this.#textFor(link) : null, faces ?? null);
	}

	#textFor(link: Link | null): Uint8Array | null {
		if (this.#news.length === 0) return null;
		if (link === null || !this.#writers.has(link)) return (this.#text ??= updateOf(this.#news));
		const others = this.#news.filter((written) => written.link !== link);
		return others.length === 0 ? null : updateOf(others);
	}
}

function updateOf(news: readonly Written[]): Uint8Array {
	return syncFrame('update', merged(news.map(({ bytes }) => bytes)));
}

function share(text: Uint8Array | null, faces: Uint8Array | null): Shared | null {
	if (!text && !faces) return null;
	const messages = [...(text ? [text] : []), ...(faces ? [faces] : [])];
	return { parcel: new Parcel(messages), presenceBytes: faces?.length ?? 0 };
}
