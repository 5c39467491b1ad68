/** By chance, over real sockets: stock clients and the product's own edit one agenda, are cut off, compose, and see the server die. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { chanceOf, type Chance } from '#shared/foundation/chance.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { layCable, type Relay } from '../relay.ts';
import { agendaItem } from '../stock.ts';
import { AGENDA, clients, readAlone, sameText, writers, type Client, type Kind } from './crew.ts';
import { amount, tell } from './figures.ts';
import { pause, until } from './wait.ts';

const SIZE = 6;

/** One at a cable of their own. */
class Editor {
	readonly kind: Kind;
	readonly client: Client;
	readonly cable: Relay;
	isAway = false;
	/** After each own edit: where one's clock stood, and which edit it was. */
	readonly #edits: { readonly clock: number; readonly count: number }[] = [];
	#promised = 0;

	constructor(kind: Kind, client: Client, cable: Relay) {
		this.kind = kind;
		this.client = client;
		this.cable = cable;
		const { doc } = client;
		doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
			if (local) this.#edits.push({ clock: Y.getState(doc.store, doc.clientID), count: this.#edits.length + 1 });
		});
	}

	/** Up to which of its clocks the server has called everything saved. */
	promised(): number {
		for (let one = this.#edits[this.#promised]; one; one = this.#edits[++this.#promised])
			if (!this.client.isSaved(one.clock, one.count)) break;
		return this.#edits[this.#promised - 1]?.clock ?? 0;
	}

	get isSaved(): boolean {
		this.promised();
		return this.#promised === this.#edits.length;
	}

	comeOrGo(): void {
		this.isAway = !this.isAway;
		if (this.isAway) this.cable.pull();
		else this.cable.plug();
	}

	end(): Promise<void> {
		this.client.end();
		return this.cable.close();
	}
}

function edit(doc: Y.Doc, chance: Chance, name: string): void {
	const items = doc.getArray('items');
	const at = chance.below(items.length + 1);
	const item = items.length > at ? items.get(at) : null;
	const title = item instanceof Y.Map ? item.get('title') : null;
	if (!(item instanceof Y.Map) || !(title instanceof Y.Text)) return items.insert(at, [agendaItem(name, '议题')]);
	const within = chance.below(title.length + 1);
	switch (chance.below(8)) {
		case 0:
			return items.insert(at, [agendaItem(name, '议题')]);
		case 1:
			return items.length > 5 ? items.delete(at, 1) : undefined;
		case 2:
			return void item.set('minutes', chance.below(60));
		case 3:
			return title.length > within ? title.delete(within, 1) : undefined;
		default:
			return title.insert(within, name);
	}
}

async function bring(product: Product): Promise<readonly Editor[]> {
	const cookies = await Promise.all(writers.slice(0, SIZE).map((account) => signIn(product.url, account)));
	return Promise.all(
		cookies.map(async (cookie, index) => {
			const cable = await layCable(product.port);
			const kind = index % 2 === 0 ? 'stock' : 'own';
			return new Editor(kind, clients[kind](cable.url, AGENDA, cookie), cable);
		})
	);
}

/** Clocks of what the server called saved and a fresh reader does not have. */
async function missing(product: Product, cookie: string, wanted: readonly (readonly [Editor, number])[]) {
	const alone = await readAlone(product, cookie);
	const lost = wanted.filter(([{ client }, clock]) => Y.getState(alone.store, client.doc.clientID) < clock);
	alone.destroy();
	return lost.map(([{ kind }, clock]) => `${kind} ${clock}`);
}

/** Answers what of what it had called saved is missing when it is back. */
async function killed(product: Product, cookie: string, editors: readonly Editor[]): Promise<readonly string[]> {
	await product.kill();
	const promised = editors.map((editor) => [editor, editor.promised()] as const);
	// Nobody comes back before it was looked what the disk alone has.
	for (const { cable } of editors) cable.pull();
	await product.restart();
	const lost = await missing(product, cookie, promised);
	for (const { cable } of editors.filter(({ isAway }) => !isAway)) cable.plug();
	return lost;
}

test('[R8] random edits by stock clients and own ones, cut off, composing, the server killed: one text, and all that was acknowledged', async (context) => {
	const [steps, kills] = [amount(1500, 30_000), amount(3, 30)];
	const seed = Date.now() % 1_000_000;
	const chance = chanceOf(seed);
	const product = await startProduct('--demo');
	onTestFinished(() => product.remove());
	const observer = await signIn(product.url, 'observer');
	const editors = await bring(product);
	onTestFinished(() => Promise.all(editors.map((editor) => editor.end())).then(() => undefined));
	await until('all in step', () => editors.every(({ client }) => client.inStep()));
	const lost: string[] = [];
	let [cuts, words] = [0, 0];
	for (let step = 0; step < steps; step++) {
		const one = chance.of(editors);
		const what = chance.below(100);
		if (what < 3) {
			one.comeOrGo();
			cuts += 1;
		} else if (what < 8) {
			one.client.compose(chance.below(2) === 0);
			words += 1;
		} else edit(one.client.doc, chance, `‹${step}›`);
		if (step % Math.ceil(steps / kills) === 100) lost.push(...(await killed(product, observer, editors)));
		// All of them together as fast as people in a lively meeting, and nobody faster than one may.
		await pause(5);
	}
	for (const editor of editors) {
		editor.client.compose(false);
		if (editor.isAway) editor.comeOrGo();
	}
	const refused = (): readonly (string | null)[] => editors.map(({ client }) => client.refused());
	await until('all saved', () => editors.every(({ isSaved }) => isSaved) || refused().some((why) => why !== null));
	const text = await sameText(
		product,
		editors.map(({ client }) => client.doc)
	);
	lost.push(
		...(await missing(
			product,
			observer,
			editors.map((editor) => [editor, editor.promised()] as const)
		))
	);
	tell(context, { seed, steps, cuts, words, kills, letters: text.length, lost: lost.length });
	expect(refused().filter((why) => why !== null)).toEqual([]);
	expect(lost).toEqual([]);
});
