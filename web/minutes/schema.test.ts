import { getSchema } from '@tiptap/core';
import { prosemirrorJSONToYXmlFragment, yXmlFragmentToProsemirrorJSON, updateYFragment } from '@tiptap/y-tiptap';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { minutesOf, minutesOutline, minutesText } from '#shared/minutes/document.ts';
import { foreignNodes, knownNodes, readMinutes, type Block } from './document.ts';
import { minutesExtensions } from './schema.ts';

const schema = getSchema(minutesExtensions());
type Json = { readonly type: string; readonly [key: string]: unknown };
const text = (words: string, ...marks: Json[]): Json => ({
	type: 'text',
	text: words,
	...(marks.length > 0 && { marks })
});
const paragraph = (words: string): Json => ({ type: 'paragraph', ...(words && { content: [text(words)] }) });
const cell = (words: string): Json => ({ type: 'tableCell', content: [paragraph(words)] });
const table = (...rows: string[][]): Json => ({
	type: 'table',
	content: rows.map((row) => ({ type: 'tableRow', content: row.map(cell) }))
});
const list = (...items: string[]): Json => ({
	type: 'bulletList',
	content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] }))
});
const heading = (level: number, words: string): Json => ({ type: 'heading', attrs: { level }, content: [text(words)] });
const written = (...content: Json[]): Y.Doc => {
	const doc = new Y.Doc();
	prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content }, minutesOf(doc));
	return doc;
};

test('[V8] what the editor writes is what the reader and the server read', () => {
	const doc = written(
		heading(1, '一、校园安全'),
		{
			type: 'paragraph',
			content: [text('牵头', { type: 'bold' }), text('网站', { type: 'link', attrs: { href: 'https://a.cn' } })]
		},
		list('甲', '乙'),
		table(['一', '二'], ['三', '四']),
		{ type: 'image', attrs: { src: '/api/files/f-1', alt: '现场' } },
		{ type: 'paragraph', content: [{ type: 'decisionRef', attrs: { id: 'd-1', label: '第4次-1' } }] },
		{ type: 'horizontalRule' }
	);
	const kinds = readMinutes(doc).map(({ block }) => block.kind);
	expect(kinds).toEqual(['heading', 'paragraph', 'list', 'table', 'image', 'paragraph', 'divider']);
	expect(minutesOutline(doc)).toEqual([{ level: 1, text: '一、校园安全', block: 0 }]);
	expect(minutesText(doc)).toContain('牵头网站\n甲\n乙\n一\n二\n三\n四');
	expect(foreignNodes(doc, knownNodes)).toEqual([]);
});

test('[V6] the nodes we know are those of the schema', () => {
	expect([...knownNodes].sort()).toEqual(Object.keys(schema.nodes).sort());
});

test('[V2] an address that may not be one is no link in the schema either', () => {
	const mark = schema.marks['link'];
	const rendered = mark?.spec.toDOM?.(mark.create({ href: 'javascript:alert(1)' }), true);
	expect(JSON.stringify(rendered)).not.toContain('javascript');
});

/** One person's editor: keeps the words it changes and writes the difference, as the binding does. */
function edit(doc: Y.Doc, change: (content: Json[]) => Json[]): void {
	const now = yXmlFragmentToProsemirrorJSON(minutesOf(doc)) as { content: Json[] };
	const next = schema.nodeFromJSON({ type: 'doc', content: change(now.content) });
	updateYFragment(doc, minutesOf(doc), next, { mapping: new Map(), isOMark: new Map() });
}

const anyBlock = fc.oneof(
	fc.string({ minLength: 1, maxLength: 6 }).map(paragraph),
	fc
		.tuple(fc.integer({ min: 1, max: 3 }), fc.string({ minLength: 1, maxLength: 4 }))
		.map(([n, words]) => heading(n, words)),
	fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 3 }).map((items) => list(...items)),
	fc.string({ maxLength: 3 }).map((words) => table([words, ''], ['', words]))
);
const anyEdit = fc.record({
	who: fc.nat(1),
	place: fc.nat(12),
	kind: fc.constantFrom('add', 'replace', 'remove'),
	block: anyBlock,
	meet: fc.boolean()
});

function exchange(one: Y.Doc, other: Y.Doc): void {
	const [mine, theirs] = [
		Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)),
		Y.encodeStateAsUpdate(other, Y.encodeStateVector(one))
	];
	Y.applyUpdate(other, mine);
	Y.applyUpdate(one, theirs);
}

test('[V9] two editors that write apart come to the same minutes, and every reader can show them', () => {
	fc.assert(
		fc.property(fc.array(anyEdit, { maxLength: 14 }), (edits) => {
			const docs = [written(paragraph('起')), new Y.Doc()] as const;
			exchange(...docs);
			for (const { who, place, kind, block, meet } of edits) {
				edit(who === 0 ? docs[0] : docs[1], (content) => {
					const at = content.length === 0 ? 0 : place % content.length;
					const after = content.toSpliced(at, kind === 'add' ? 0 : 1, ...(kind === 'remove' ? [] : [block]));
					return after.length === 0 ? [paragraph('')] : after;
				});
				if (meet) exchange(...docs);
			}
			exchange(...docs);
			const [one, other] = docs.map((doc) => readMinutes(doc).map(({ block }): Block => block));
			expect(one).toEqual(other);
			expect(docs[0].getXmlFragment('minutes').toString()).toBe(docs[1].getXmlFragment('minutes').toString());
		}),
		{ numRuns: 150 }
	);
});
