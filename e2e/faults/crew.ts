/**
 * People typing in one agenda, half of them at stock y-websocket clients, half at the product's own. Each keystroke is a
 * mark of its own, so that afterwards every one can be looked for: is it there, is it there once?
 */
import { onTestFinished } from 'vitest';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { chanceOf, type Chance } from '#shared/foundation/chance.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { layCable } from '../relay.ts';
import { agendaItem, stock } from '../stock.ts';
import { own } from './own.ts';
import { textOf } from './text.ts';
import { pause, until } from './wait.ts';

/** The live meeting of the demonstration, and some of those who may write its agenda. */
export const AGENDA = 'meeting:m-4:agenda:1';
export const writers = [
	'member-police',
	'member-edu',
	'member-finance',
	'member-township',
	'member-plan',
	'member-health',
	'member-hr',
	'member-civil',
	'member-market',
	'member-xiling'
] as const;

/** Everybody types into `SHARED` too. */
const SHARED = 'shared';

// Every stock provider listens for the end of its process, and here they are many in one.
process.setMaxListeners(0);

export type Client = {
	readonly doc: Y.Doc;
	readonly awareness: Awareness;
	readonly inStep: () => boolean;
	/** True when the server has called the keystroke saved after which this client's own clock and count were so. */
	readonly isSaved: (clock: number, count: number) => boolean;
	/** Hears of every connection that ends, and with which code where there is one. */
	readonly onClosed: (listener: (code: number | null) => void) => void;
	/** Begins or ends a word of an input method, where the client knows of such. */
	readonly compose: (begins: boolean) => void;
	/** Why it will not come back, or null. */
	readonly refused: () => string | null;
	readonly end: () => void;
};

function stockClient(url: string, name: string, cookie: string): Client {
	const client = stock(url, name, { cookie, origin: url, saved: true });
	let best = 0;
	return {
		doc: client.doc,
		awareness: client.provider.awareness,
		inStep: () => client.provider.synced,
		isSaved: (clock) => (best = Math.max(best, client.savedClock())) >= clock,
		onClosed: (listener) => void client.provider.on('connection-close', (event) => listener(event?.code ?? null)),
		compose: () => undefined,
		refused: () => {
			const code = client.closed() ?? 0;
			return code >= 4400 && code < 4500 ? String(code) : null;
		},
		end: client.end
	};
}

function ownClient(url: string, name: string, cookie: string): Client {
	const client = own(url, name, cookie);
	return {
		doc: client.doc,
		awareness: client.awareness,
		inStep: client.inStep,
		isSaved: (_clock, count) => client.saved() >= count,
		onClosed: client.onClosed,
		compose: (begins) => (begins ? client.composing.begin() : client.composing.end()),
		refused: () => {
			const status = client.status();
			return status.kind === 'refused' ? status.reason : null;
		},
		end: client.end
	};
}

export const clients = { stock: stockClient, own: ownClient } as const;
export type Kind = keyof typeof clients;

type Key = {
	readonly mark: string;
	/** In the line that everybody writes in. */
	readonly shared: boolean;
	readonly clock: number;
	readonly count: number;
	readonly at: number;
};

const titleOf = (doc: Y.Doc, id: string): Y.Text | null => {
	for (const item of doc.getArray('items')) {
		// A document that was harmed has other things in it too.
		if (!(item instanceof Y.Map)) continue;
		const title = item.get('title');
		if (item.get('id') === id && title instanceof Y.Text) return title;
	}
	return null;
};

export class Typist {
	readonly name: string;
	readonly client: Client;
	readonly keys: Key[] = [];
	/** From key to saved, of each promised key, as far as `promised` was asked often. */
	readonly waits: number[] = [];
	readonly #chance: Chance;
	/** Own edits so far, as the own client counts them. */
	#count = 0;
	/** Keys before this one were saved when last looked at. */
	#promised = 0;

	constructor(name: string, client: Client, chance: Chance) {
		this.name = name;
		this.client = client;
		this.#chance = chance;
	}

	/** A line of one's own. */
	begin(): void {
		this.client.doc.getArray('items').push([agendaItem(this.name, '')]);
		this.#count += 1;
	}

	key(): void {
		const { doc } = this.client;
		const mark = `‹${this.name}.${this.keys.length}›`;
		const shared = this.#chance.below(4) === 0 ? titleOf(doc, SHARED) : null;
		const title = shared ?? titleOf(doc, this.name);
		if (!title) throw new Error(`${this.name} has lost its own line`);
		// In the shared line at its ends only: there nobody's mark can be torn.
		title.insert(shared && this.#chance.below(2) === 0 ? 0 : title.length, mark);
		this.#count += 1;
		this.keys.push({
			mark,
			shared: shared !== null,
			clock: Y.getState(doc.store, doc.clientID),
			count: this.#count,
			at: performance.now()
		});
	}

	/** How many of the keys the server has called saved, from the first on. */
	promised(): number {
		for (let key = this.keys[this.#promised]; key; key = this.keys[++this.#promised]) {
			if (!this.client.isSaved(key.clock, key.count)) break;
			this.waits.push(performance.now() - key.at);
		}
		return this.#promised;
	}
}

export type Found = { readonly lost: readonly string[]; readonly doubled: readonly string[] };

export class Crew {
	readonly typists: readonly Typist[];
	readonly #chance: Chance;
	#timers: NodeJS.Timeout[] = [];

	constructor(typists: readonly Typist[], chance: Chance) {
		this.typists = typists;
		this.#chance = chance;
	}

	/** Everybody a key every `ms`, more or less. */
	type(ms: number): void {
		this.#timers = this.typists.map((typist) =>
			setInterval(() => typist.key(), ms * (0.8 + this.#chance.below(40) / 100))
		);
	}

	rest(): void {
		this.#timers.forEach(clearInterval);
		this.#timers = [];
	}

	/** How many keys of each are promised now. */
	promises(): readonly number[] {
		return this.typists.map((typist) => typist.promised());
	}

	get inStep(): number {
		return this.typists.filter(({ client }) => client.inStep()).length;
	}

	/** Answers how long it took. @throws when somebody was refused or does not come back. */
	async allInStep(ms = 20_000): Promise<number> {
		return until('everybody in step', () => this.#isWell() && this.inStep === this.typists.length, ms);
	}

	async allSaved(ms = 20_000): Promise<number> {
		return until(
			'everything saved',
			() => this.#isWell() && this.typists.every((typist) => typist.promised() === typist.keys.length),
			ms
		);
	}

	#isWell(): boolean {
		for (const { name, client } of this.typists) {
			const refused = client.refused();
			if (refused !== null) throw new Error(`${name} was refused: ${refused}`);
		}
		return true;
	}

	/** Everybody has the same text as `doc`. */
	async allLike(doc: Y.Doc, ms = 20_000): Promise<void> {
		await until(
			'the same text everywhere',
			() => {
				const text = textOf(doc);
				return this.typists.every(({ client }) => textOf(client.doc) === text);
			},
			ms
		);
	}

	/** Looks for the first `counts[n]` keys of each typist n. */
	lookFor(doc: Y.Doc, counts: readonly number[]): Found {
		const seen = new Map<string, number>();
		for (const mark of textOf(doc).match(/‹[^‹›]*›/g) ?? []) seen.set(mark, (seen.get(mark) ?? 0) + 1);
		const wanted = this.typists.flatMap(({ keys }, index) => keys.slice(0, counts[index]).map(({ mark }) => mark));
		return {
			lost: wanted.filter((mark) => !seen.has(mark)),
			doubled: [...seen].filter(([, times]) => times > 1).map(([mark]) => mark)
		};
	}

	get keys(): number {
		return this.typists.reduce((sum, { keys }) => sum + keys.length, 0);
	}

	end(): void {
		this.rest();
		for (const { client } of this.typists) client.end();
	}
}

export type CrewOptions = {
	readonly size: number;
	readonly seed: number;
	readonly name?: string;
	/** Those they come as, each as two clients, one of each kind. */
	readonly accounts?: readonly string[];
};

/** They come by `url`, which may be a cable to the product, and stand with empty lines and in step. */
export async function bringCrew(
	product: Product,
	url: string,
	{ size, seed, name = AGENDA, accounts = writers }: CrewOptions
): Promise<Crew> {
	const chance = chanceOf(seed);
	const cookies = await Promise.all(accounts.map((account) => signIn(product.url, account)));
	const typists = Array.from({ length: size }, (_, index) => {
		const client = clients[index % 2 === 0 ? 'stock' : 'own'](url, name, cookies[(index >> 1) % cookies.length] ?? '');
		return new Typist(`${index % 2 === 0 ? 's' : 'o'}${index}`, client, chance);
	});
	const crew = new Crew(typists, chance);
	await crew.allInStep();
	typists[0]?.client.doc.getArray('items').push([agendaItem(SHARED, '')]);
	for (const typist of typists) typist.begin();
	await until('the shared line', () => typists.every(({ client }) => titleOf(client.doc, SHARED) !== null));
	await pause(50);
	return crew;
}

type CabledCrew = {
	readonly product: Product;
	readonly crew: Crew;
	/**
	 * Starts the product again, after it has ended, and looks for what had been promised before anybody comes back with it:
	 * what the disk alone has. Then they come back.
	 */
	readonly restart: (promises: readonly number[]) => Promise<Found>;
};

/** A product of the test's own, and a crew that comes to it by a cable that is pulled while it restarts. Gone when the test has finished. */
export async function bringCrewByCable(options: CrewOptions): Promise<CabledCrew> {
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const cable = await layCable(product.port);
	onTestFinished(() => cable.close());
	const observer = await signIn(product.url, 'observer');
	const crew = await bringCrew(product, cable.url, options);
	onTestFinished(() => crew.end());
	const restart = async (promises: readonly number[]): Promise<Found> => {
		cable.pull();
		await product.restart();
		const alone = await readAlone(product, observer);
		const found = crew.lookFor(alone, promises);
		alone.destroy();
		cable.plug();
		return found;
	};
	return { product, crew, restart };
}

/** A reader past all cables: what it has, the server has. Answers its text and lets go. */
export async function readAlone(product: Product, cookie: string, name = AGENDA): Promise<Y.Doc> {
	const reader = stock(product.url, name, { cookie, origin: product.url });
	await until('the reader in step', () => reader.provider.synced);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(reader.doc));
	reader.end();
	return doc;
}

/** Who reads afresh has links of their own to spare. */
type Reading = { readonly name?: string; readonly reader?: string };

/**
 * Waits until all of these have the text that a fresh reader has, and answers it.
 * @throws when they do not come to it.
 */
export async function sameText(
	product: Product,
	docs: readonly Y.Doc[],
	{ name = AGENDA, reader = 'observer' }: Reading = {}
): Promise<string> {
	const alone = await readAlone(product, await signIn(product.url, reader), name);
	const text = textOf(alone);
	alone.destroy();
	await until('the same text everywhere', () => docs.every((doc) => textOf(doc) === text));
	return text;
}

/**
 * How a scenario ends: everything is called saved, and everybody, of either kind, has the text that a fresh reader has.
 * Answers what of all that was typed is missing or double in it, and the text.
 * @throws when they are not all saved, or do not all have the same text.
 */
export async function converge(
	product: Product,
	crew: Crew,
	reading: Reading = {}
): Promise<Found & { readonly text: string }> {
	crew.rest();
	await crew.allSaved();
	const docs = crew.typists.map(({ client }) => client.doc);
	const text = await sameText(product, docs, reading);
	return { ...crew.lookFor(docs[0] ?? new Y.Doc(), crew.promises()), text };
}
