/**
 * Where the minutes live in their Y.Doc (`meeting:ID:minutes:EPOCH`): a Y.XmlFragment `minutes` in ProseMirror's shape
 * (`paragraph`, `heading` with `level`, lists, tables, `image`). Readers know blocks and words, not the editor.
 */
import * as Y from 'yjs';

/** Root types an update may create. */
export const minutesRoots = { minutes: 'xml' } as const;

const DEEPEST = 32;
const lineBlocks = new Set(['paragraph', 'heading', 'codeBlock']);

export type OutlineEntry = {
	readonly level: number;
	readonly text: string;
	/** Which top-level block it is, to scroll to. */
	readonly block: number;
};

export type Block =
	| { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
	| { readonly kind: 'paragraph'; readonly text: string };

/** The fragment to bind an editor to. */
export function minutesOf(doc: Y.Doc): Y.XmlFragment {
	return doc.getXmlFragment('minutes');
}

/** [N1] The words, one line per paragraph, heading or table cell; images and marks are left out. */
export function minutesText(doc: Y.Doc): string {
	const lines: string[] = [];
	gather(minutesOf(doc), lines, 0);
	return lines.join('\n').trim();
}

/** [N2] The headings in order, empty ones left out. */
export function minutesOutline(doc: Y.Doc): readonly OutlineEntry[] {
	return minutesOf(doc)
		.toArray()
		.flatMap((node, block) => {
			if (!(node instanceof Y.XmlElement) || node.nodeName !== 'heading') return [];
			const level = Number(node.getAttribute('level'));
			const text = inlineText(node, 0).trim();
			return text === '' ? [] : [{ level: Number.isInteger(level) && level > 0 && level < 7 ? level : 1, text, block }];
		});
}

/** [N3] Where the images point, each once. */
export function minutesImages(doc: Y.Doc): readonly string[] {
	const sources = new Set<string>();
	const look = (node: Y.XmlFragment | Y.XmlElement, depth: number): void => {
		if (depth > DEEPEST) return;
		for (const child of node.toArray()) {
			if (!(child instanceof Y.XmlElement)) continue;
			const source: unknown = child.nodeName === 'image' ? child.getAttribute('src') : undefined;
			if (typeof source === 'string') sources.add(source);
			look(child, depth + 1);
		}
	};
	look(minutesOf(doc), 0);
	return [...sources];
}

/** Writes blocks behind what is there: how a draft is begun from what the meeting knows. */
export function appendBlocks(doc: Y.Doc, blocks: readonly Block[]): void {
	const elements = blocks.map((block) => {
		const element = new Y.XmlElement(block.kind);
		// ProseMirror's attribute is a number; Yjs types attributes as strings but carries any value.
		if (block.kind === 'heading') element.setAttribute('level', block.level as unknown as string);
		if (block.text !== '') element.insert(0, [new Y.XmlText(block.text)]);
		return element;
	});
	doc.transact(() => minutesOf(doc).push(elements));
}

function gather(node: Y.XmlFragment, lines: string[], depth: number): void {
	if (depth > DEEPEST) return;
	for (const child of node.toArray()) {
		if (child instanceof Y.XmlText) lines.push(plain(child));
		else if (child instanceof Y.XmlElement && lineBlocks.has(child.nodeName)) lines.push(inlineText(child, depth));
		else if (child instanceof Y.XmlElement) gather(child, lines, depth + 1);
	}
}

function inlineText(node: Y.XmlElement, depth: number): string {
	if (depth > DEEPEST) return '';
	return node
		.toArray()
		.map((child) => {
			if (child instanceof Y.XmlText) return plain(child);
			if (!(child instanceof Y.XmlElement)) return '';
			return child.nodeName === 'hardBreak' ? '\n' : inlineText(child, depth + 1);
		})
		.join('');
}

/** Y.XmlText.toString answers mark-up; the delta has the words. */
function plain(text: Y.XmlText): string {
	const delta: readonly { readonly insert?: unknown }[] = text.toDelta();
	return delta.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
}
