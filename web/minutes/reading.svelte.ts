/** The minutes as this screen reads them: blocks, outline, which decisions are in the text, who writes where. */
import type { OpenDocument } from '#web/sync/index.ts';
import { blockOfCaret, watchMinutes, type Block, type Inline, type Placed } from './document.ts';

export type OutlineLine = {
	readonly key: number;
	readonly level: 1 | 2 | 3;
	readonly text: string;
	readonly block: number;
};

export type Writer = {
	readonly id: string;
	readonly name: string;
	/** From 1 to 8, as the server counts. */
	readonly color: number;
	readonly writing: boolean;
	/** The heading they write under; empty above the first. */
	readonly under: string;
};

export class Reading {
	#blocks = $state.raw<readonly Placed[]>([]);
	#writers = $state.raw<readonly Writer[]>([]);
	readonly #outline = $derived(outlineOf(this.#blocks));
	readonly #decisions = $derived(decisionsIn(this.#blocks));
	readonly #stops: (() => void)[];
	#frame: number | null = null;

	constructor({ doc, awareness }: Pick<OpenDocument, 'doc' | 'awareness'>) {
		const stopBlocks = watchMinutes(doc, (blocks) => (this.#blocks = blocks));
		const meet = (): void => {
			// Carets move many times a second; who writes where needs not be told more often than it can be painted.
			this.#frame ??= requestAnimationFrame(() => {
				this.#frame = null;
				this.#writers = writersOf(doc, awareness, this.#outline);
			});
		};
		awareness.on('change', meet);
		meet();
		this.#stops = [
			stopBlocks,
			() => awareness.off('change', meet),
			() => this.#frame !== null && cancelAnimationFrame(this.#frame)
		];
	}

	get blocks(): readonly Placed[] {
		return this.#blocks;
	}

	get outline(): readonly OutlineLine[] {
		return this.#outline;
	}

	/** Ids of the decisions the text shows. */
	get decisions(): ReadonlySet<string> {
		return this.#decisions;
	}

	/** Who has a caret in the text, this person's other pages left out. */
	get writers(): readonly Writer[] {
		return this.#writers;
	}

	close(): void {
		for (const stop of this.#stops) stop();
	}
}

function textOf(inline: readonly Inline[]): string {
	return inline
		.map((each) => (each.kind === 'text' ? each.text : each.kind === 'decision' ? each.label : ' '))
		.join('');
}

function outlineOf(blocks: readonly Placed[]): readonly OutlineLine[] {
	return blocks.flatMap(({ key, block: read }, block) => {
		const text = read.kind === 'heading' ? textOf(read.inline).trim() : '';
		return read.kind === 'heading' && text !== '' ? [{ key, level: read.level, text, block }] : [];
	});
}

function decisionsIn(blocks: readonly Placed[]): ReadonlySet<string> {
	const ids = new Set<string>();
	const look = (block: Block): void => {
		if ('inline' in block) for (const each of block.inline) if (each.kind === 'decision') ids.add(each.id);
		if ('blocks' in block) block.blocks.forEach(look);
		if (block.kind === 'list') block.items.flat().forEach(look);
		if (block.kind === 'table') block.rows.flat().forEach((cell) => cell.blocks.forEach(look));
	};
	for (const { block } of blocks) look(block);
	return ids;
}

function writersOf(
	doc: OpenDocument['doc'],
	awareness: OpenDocument['awareness'],
	outline: readonly OutlineLine[]
): readonly Writer[] {
	const writers = new Map<string, Writer>();
	for (const [clientId, state] of awareness.getStates()) {
		const user: unknown = state['user'];
		if (clientId === awareness.clientID || state['cursor'] == null || !isFace(user)) continue;
		const block = blockOfCaret(doc, state['cursor']);
		const under = block === null ? '' : (outline.findLast((line) => line.block <= block)?.text ?? '');
		const writing = state['writing'] === true;
		if (!writers.has(user.id) || writing) {
			writers.set(user.id, { id: user.id, name: user.name, color: user.color ?? 1, writing, under });
		}
	}
	return [...writers.values()];
}

function isFace(user: unknown): user is { readonly id: string; readonly name: string; readonly color?: number } {
	return (
		typeof user === 'object' &&
		user !== null &&
		'id' in user &&
		typeof user.id === 'string' &&
		'name' in user &&
		typeof user.name === 'string'
	);
}
