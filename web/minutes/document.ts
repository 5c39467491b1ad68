/**
 * Reads the minutes without the editor: the fragment becomes a tree of plain, safe nodes that a page can show. What
 * somebody wrote with another program may hold anything; nothing of it passes but what is named here.
 */
import * as Y from 'yjs';
import { minutesOf } from '#shared/minutes/document.ts';
import { safeHref, safeSource } from './links.ts';

export type Run = {
	readonly kind: 'text';
	readonly text: string;
	readonly bold: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly strike: boolean;
	readonly href: string | null;
};

export type Inline =
	| Run
	| { readonly kind: 'break' }
	/** Shows a fact of the server; the label in the text is only what to say until the fact is known. */
	| { readonly kind: 'decision'; readonly id: string; readonly label: string };

export type Cell = {
	readonly header: boolean;
	readonly columns: number;
	readonly rows: number;
	readonly blocks: readonly Block[];
};

export type Block =
	| { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
	| { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inline: readonly Inline[] }
	| {
			readonly kind: 'list';
			readonly ordered: boolean;
			readonly start: number;
			readonly items: readonly (readonly Block[])[];
	  }
	| { readonly kind: 'quote'; readonly blocks: readonly Block[] }
	| { readonly kind: 'table'; readonly rows: readonly (readonly Cell[])[] }
	| { readonly kind: 'image'; readonly src: string; readonly alt: string }
	| { readonly kind: 'divider' }
	/** Several blocks in the place of something this version does not know. */
	| { readonly kind: 'group'; readonly blocks: readonly Block[] };

/** A block of the top level. As long as nobody changes it, it is the same object. */
export type Placed = { readonly key: number; readonly block: Block };

/** Presence as the server relays it: who, and where the caret is. */
export type Present = ReadonlyMap<number, Readonly<Record<string, unknown>>>;

/** Nodes that this version's editor has; a test keeps them and its schema together. */
export const knownNodes: ReadonlySet<string> = new Set([
	'doc',
	'text',
	'paragraph',
	'heading',
	'bulletList',
	'orderedList',
	'listItem',
	'blockquote',
	'horizontalRule',
	'hardBreak',
	'image',
	'table',
	'tableRow',
	'tableHeader',
	'tableCell',
	'decisionRef'
]);

const DEEPEST = 32;
const WIDEST = 64;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const plainRun = { bold: false, italic: false, underline: false, strike: false, href: null } as const;

/** Reads all of it, once. */
export function readMinutes(doc: Y.Doc): readonly Placed[] {
	return new Reader().read(minutesOf(doc));
}

/** Reads now and at each change; answers how to stop. Blocks that nobody changed stay the same objects. */
export function watchMinutes(doc: Y.Doc, told: (blocks: readonly Placed[]) => void): () => void {
	const fragment = minutesOf(doc);
	const reader = new Reader();
	const changed = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
		for (const { target } of events) reader.forget(target, fragment);
		told(reader.read(fragment));
	};
	fragment.observeDeep(changed);
	told(reader.read(fragment));
	return () => fragment.unobserveDeep(changed);
}

/** The block of the top level in which a caret stands, or null. */
export function blockOfCaret(doc: Y.Doc, cursor: unknown): number | null {
	const head = typeof cursor === 'object' && cursor !== null && 'head' in cursor ? cursor.head : null;
	if (head === null || typeof head !== 'object') return null;
	try {
		const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), doc);
		const fragment = minutesOf(doc);
		if (!place) return null;
		if (place.type === fragment) return Math.min(place.index, Math.max(0, fragment.length - 1));
		const top = topOf(place.type, fragment);
		return top === null ? null : fragment.toArray().findIndex((node) => node === top);
	} catch {
		// Presence is what another program says; a position that is none stands nowhere.
		return null;
	}
}

/** Names of nodes in the text that the given ones do not hold. An editor would delete them, so it must not open. */
export function foreignNodes(doc: Y.Doc, known: ReadonlySet<string>): readonly string[] {
	const names = new Set<string>();
	const look = (node: Y.XmlFragment, depth: number): void => {
		for (const child of node.toArray()) {
			if (!(child instanceof Y.XmlElement)) continue;
			if (!known.has(child.nodeName)) names.add(child.nodeName);
			if (depth < DEEPEST) look(child, depth + 1);
		}
	};
	look(minutesOf(doc), 0);
	return [...names];
}

function topOf(type: Y.AbstractType<unknown>, fragment: Y.XmlFragment): Y.AbstractType<unknown> | null {
	let node: Y.AbstractType<unknown> | null = type;
	while (node !== null && node.parent !== fragment) node = node.parent as Y.AbstractType<unknown> | null;
	return node;
}

class Reader {
	readonly #keys = new WeakMap<object, number>();
	readonly #read = new WeakMap<object, Placed>();
	#count = 0;

	forget(target: Y.AbstractType<unknown>, fragment: Y.XmlFragment): void {
		const top = target === fragment ? null : topOf(target, fragment);
		if (top) this.#read.delete(top);
	}

	read(fragment: Y.XmlFragment): readonly Placed[] {
		return fragment.toArray().map((node) => {
			const known = this.#read.get(node);
			if (known) return known;
			const placed = { key: this.#keyOf(node), block: oneBlock(node) };
			this.#read.set(node, placed);
			return placed;
		});
	}

	#keyOf(node: object): number {
		const key = this.#keys.get(node) ?? ++this.#count;
		this.#keys.set(node, key);
		return key;
	}
}

type Node = Y.XmlElement | Y.XmlText | Y.XmlHook;

function oneBlock(node: Node): Block {
	const blocks = blocksOf(node, 0);
	const [only] = blocks;
	return blocks.length === 1 && only ? only : { kind: 'group', blocks };
}

function childBlocks(node: Y.XmlElement, depth: number): readonly Block[] {
	return depth > DEEPEST ? [] : node.toArray().flatMap((child) => blocksOf(child, depth + 1));
}

function blocksOf(node: Node, depth: number): readonly Block[] {
	if (node instanceof Y.XmlText) return [{ kind: 'paragraph', inline: runsOf(node) }];
	if (!(node instanceof Y.XmlElement)) return [];
	switch (node.nodeName) {
		case 'paragraph':
			return [{ kind: 'paragraph', inline: inlineOf(node, depth) }];
		case 'heading':
			return [{ kind: 'heading', level: levelOf(node), inline: inlineOf(node, depth) }];
		case 'bulletList':
		case 'orderedList':
			return [listOf(node, depth)];
		case 'blockquote':
			return [{ kind: 'quote', blocks: childBlocks(node, depth) }];
		case 'horizontalRule':
			return [{ kind: 'divider' }];
		case 'table':
			return [{ kind: 'table', rows: rowsOf(node, depth) }];
		case 'image':
			return pictureOf(node);
		default:
			return unknown(node, depth);
	}
}

/** [V3] What this version does not know is shown as its text: as blocks where it holds some, else as one paragraph. */
function unknown(node: Y.XmlElement, depth: number): readonly Block[] {
	const children = node.toArray();
	if (children.some((child) => child instanceof Y.XmlElement && !isInline(child))) return childBlocks(node, depth);
	const inline = inlineOf(node, depth);
	return inline.length === 0 ? [] : [{ kind: 'paragraph', inline }];
}

function isInline(node: Y.XmlElement): boolean {
	return node.nodeName === 'hardBreak' || node.nodeName === 'decisionRef';
}

function levelOf(node: Y.XmlElement): 1 | 2 | 3 {
	const level = Number(attribute(node, 'level'));
	return level === 2 ? 2 : level >= 3 ? 3 : 1;
}

function listOf(node: Y.XmlElement, depth: number): Block {
	const items = node
		.toArray()
		.map((item) => (item instanceof Y.XmlElement ? childBlocks(item, depth + 1) : blocksOf(item, depth + 1)));
	const start = whole(attribute(node, 'start'), 1, 9999);
	return { kind: 'list', ordered: node.nodeName === 'orderedList', start, items };
}

function rowsOf(table: Y.XmlElement, depth: number): readonly (readonly Cell[])[] {
	return table
		.toArray()
		.filter((row) => row instanceof Y.XmlElement)
		.map((row) =>
			row
				.toArray()
				.filter((cell) => cell instanceof Y.XmlElement)
				.map((cell) => ({
					header: cell.nodeName === 'tableHeader',
					columns: whole(attribute(cell, 'colspan'), 1, WIDEST),
					rows: whole(attribute(cell, 'rowspan'), 1, WIDEST),
					blocks: childBlocks(cell, depth + 2)
				}))
		);
}

/** A picture from elsewhere is not fetched; what it shows, if somebody said so, is read as text. */
function pictureOf(node: Y.XmlElement): readonly Block[] {
	const src = safeSource(attribute(node, 'src'));
	const alt = words(attribute(node, 'alt'), 500);
	if (src !== null) return [{ kind: 'image', src, alt }];
	return alt === '' ? [] : [{ kind: 'paragraph', inline: [{ kind: 'text', text: alt, ...plainRun }] }];
}

function inlineOf(node: Y.XmlElement, depth: number): readonly Inline[] {
	if (depth > DEEPEST) return [];
	return node.toArray().flatMap((child): readonly Inline[] => {
		if (child instanceof Y.XmlText) return runsOf(child);
		if (!(child instanceof Y.XmlElement)) return [];
		if (child.nodeName === 'hardBreak') return [{ kind: 'break' }];
		if (child.nodeName === 'decisionRef') return decisionOf(child);
		return inlineOf(child, depth + 1);
	});
}

function decisionOf(node: Y.XmlElement): readonly Inline[] {
	const id = attribute(node, 'id');
	const label = words(attribute(node, 'label'), 40);
	return typeof id === 'string' && ID.test(id) ? [{ kind: 'decision', id, label }] : [];
}

function runsOf(text: Y.XmlText): readonly Inline[] {
	const delta: readonly { readonly insert?: unknown; readonly attributes?: object }[] = text.toDelta();
	return delta.flatMap(({ insert, attributes }): readonly Inline[] => {
		if (typeof insert !== 'string' || insert === '') return [];
		return [{ kind: 'text', text: insert, ...marksOf(attributes ?? {}) }];
	});
}

function marksOf(attributes: object): Omit<Run, 'kind' | 'text'> {
	// A mark that may stand on itself is written as name--hash.
	const marks = new Map(Object.entries(attributes).map(([name, value]): [string, unknown] => [bare(name), value]));
	const has = (name: string): boolean => marks.get(name) !== undefined && marks.get(name) !== null;
	const link = marks.get('link');
	return {
		bold: has('bold'),
		italic: has('italic'),
		underline: has('underline'),
		strike: has('strike'),
		href: typeof link === 'object' && link !== null && 'href' in link ? safeHref(link.href) : null
	};
}

function bare(name: string): string {
	return name.split('--')[0] ?? name;
}

/** Yjs types attributes as strings but carries any value. */
function attribute(node: Y.XmlElement, name: string): unknown {
	return node.getAttribute(name);
}

function whole(value: unknown, least: number, most: number): number {
	const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : least;
	return Number.isInteger(number) ? Math.min(Math.max(number, least), most) : least;
}

function words(value: unknown, most: number): string {
	return typeof value === 'string' ? value.slice(0, most) : '';
}
