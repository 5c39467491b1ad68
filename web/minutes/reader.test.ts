import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { minutesOf } from '#shared/minutes/document.ts';
import { blockOfCaret, foreignNodes, readMinutes, watchMinutes, type Block, type Placed } from './document.ts';
import { hrefFrom, safeHref, safeSource } from './links.ts';

type Content = (Y.XmlElement | Y.XmlText)[];
const words = (text: string, marks: Record<string, unknown> = {}): Y.XmlText => {
	const node = new Y.XmlText();
	node.insert(0, text, marks);
	return node;
};
const element = (name: string, attributes: Record<string, unknown> = {}, content: Content = []): Y.XmlElement => {
	const node = new Y.XmlElement(name);
	for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value as string);
	node.insert(0, content);
	return node;
};
const paragraph = (...content: Content): Y.XmlElement => element('paragraph', {}, content);
const draft = (...content: Content): Y.Doc => {
	const doc = new Y.Doc();
	minutesOf(doc).push(content);
	return doc;
};
const blocks = (doc: Y.Doc): readonly Block[] => readMinutes(doc).map(({ block }) => block);
const run = { kind: 'text', bold: false, italic: false, underline: false, strike: false, href: null };

test('[V1] headings, lists, tables, pictures, marks and decisions become plain nodes', () => {
	const cell = element('tableHeader', { colspan: 2, rowspan: 'x' }, [paragraph(words('项'))]);
	const doc = draft(
		element('heading', { level: 2 }, [words('（一）')]),
		paragraph(words('甲', { bold: {} }), element('hardBreak'), words('乙', { 'link--abc': { href: 'https://a.cn/' } })),
		element('orderedList', { start: 3 }, [element('listItem', {}, [paragraph(words('一'))])]),
		element('blockquote', {}, [paragraph(words('引'))]),
		element('horizontalRule'),
		element('table', {}, [element('tableRow', {}, [cell])]),
		element('image', { src: '/api/files/f-1', alt: '现场' }),
		paragraph(element('decisionRef', { id: 'd-1', label: '第4次-1' }))
	);
	const of = (text: string): object => ({ kind: 'paragraph', inline: [{ ...run, text }] });
	expect(blocks(doc)).toEqual([
		{ kind: 'heading', level: 2, inline: [{ ...run, text: '（一）' }] },
		{
			kind: 'paragraph',
			inline: [{ ...run, text: '甲', bold: true }, { kind: 'break' }, { ...run, text: '乙', href: 'https://a.cn/' }]
		},
		{ kind: 'list', ordered: true, start: 3, items: [[of('一')]] },
		{ kind: 'quote', blocks: [of('引')] },
		{ kind: 'divider' },
		{ kind: 'table', rows: [[{ header: true, columns: 2, rows: 1, blocks: [of('项')] }]] },
		{ kind: 'image', src: '/api/files/f-1', alt: '现场' },
		{ kind: 'paragraph', inline: [{ kind: 'decision', id: 'd-1', label: '第4次-1' }] }
	]);
});

const hostileAddresses = [
	'javascript:alert(1)',
	' javascript:alert(1)',
	'JaVaScRiPt:alert(1)',
	'java\nscript:alert(1)',
	'java\tscript:alert(1)',
	'\u0001javascript:alert(1)',
	'javascript\u200b:alert(1)',
	'&#106;avascript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'data:image/svg+xml;base64,PHN2Zz4=',
	'vbscript:msgbox(1)',
	'blob:https://a.cn/1',
	'file:///etc/passwd',
	'filesystem:https://a.cn/',
	'view-source:https://a.cn',
	'//evil.example/x',
	'\\\\evil.example\\x',
	'/api/session',
	'https:',
	'https:///',
	'https://a.cn/\u202egnp.exe',
	'http://a b.cn',
	'mailto:',
	'intent://x#Intent;scheme=https;end',
	'x'.repeat(5000),
	'',
	null,
	undefined,
	7,
	{ toString: () => 'javascript:alert(1)' },
	['https://a.cn']
];

test.each(hostileAddresses.map((value) => [String(value).slice(0, 40), value]))(
	'[V2] no link leads to %s',
	(_, value) => {
		expect(safeHref(value)).toBeNull();
		const doc = draft(paragraph(words('点', { link: { href: value, onclick: 'alert(1)', style: 'x' } })));
		expect(blocks(doc)).toEqual([{ kind: 'paragraph', inline: [{ ...run, text: '点' }] }]);
	}
);

test.each([
	'https://x.cn/a.png',
	'/api/files/../session',
	'/api/files/',
	'/api/files/a?b',
	'//x/api/files/a',
	'data:,x'
])('[V2] no picture comes from %s', (src) => {
	expect(safeSource(src)).toBeNull();
	expect(blocks(draft(element('image', { src, alt: '图', onerror: 'alert(1)' })))).toEqual([
		{ kind: 'paragraph', inline: [{ ...run, text: '图' }] }
	]);
});

const payloads = [
	'<script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'"><svg onload=alert(1)>',
	'{{constructor.constructor("alert(1)")()}}',
	'${alert(1)}',
	'</style><iframe srcdoc="<script>alert(1)</script>">',
	'__proto__',
	'\u0000\u202e'
];
const names = ['script', 'iframe', 'svg', 'style', 'object', '__proto__', 'constructor', 'toString', 'form', 'link'];

test('[V3] hostile nodes, attributes and marks come out as words and nothing else', () => {
	const allowed = new Set([
		'paragraph',
		'group',
		'text',
		'table',
		'list',
		'heading',
		'quote',
		'image',
		'decision',
		'break'
	]);
	const kinds = new Set<unknown>();
	const look = (value: unknown): void => {
		if (Array.isArray(value)) return value.forEach(look);
		if (typeof value !== 'object' || value === null) return;
		expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
		for (const [key, each] of Object.entries(value)) {
			expect(key).toMatch(
				/^(kind|text|bold|italic|underline|strike|href|inline|level|ordered|start|items|blocks|rows|columns|header|src|alt|id|label)$/
			);
			if (key === 'kind') kinds.add(each);
			look(each);
		}
	};
	for (const name of names) {
		for (const payload of payloads) {
			const marks = { [name]: { onclick: payload }, link: { href: payload }, bold: null };
			const doc = draft(
				element(name, { onload: payload, style: payload, src: payload }, [paragraph(words(payload, marks))]),
				element(name, {}, [words(payload)]),
				element('heading', { level: payload, class: payload }, [words(payload)]),
				paragraph(element('decisionRef', { id: payload, label: payload }), element(name, {}, [words('内')])),
				element('table', {}, [element('tableRow', {}, [element(name, { colspan: 1e9, rowspan: payload })])]),
				element('orderedList', { start: payload, type: payload }, [element(name)])
			);
			look(blocks(doc));
			expect(JSON.stringify(blocks(doc))).toContain(JSON.stringify(payload).slice(1, -1));
		}
	}
	for (const kind of kinds) expect(allowed).toContain(kind);
});

test('[V3] depth without end is cut, not followed', () => {
	let inner = paragraph(words('底'));
	for (let depth = 0; depth < 200; depth += 1) inner = element('blockquote', {}, [inner]);
	expect(JSON.stringify(blocks(draft(inner)))).not.toContain('底');
});

test('[V4] a change makes only its own block anew', () => {
	const doc = draft(
		paragraph(words('甲')),
		paragraph(words('乙')),
		element('blockquote', {}, [paragraph(words('丙'))])
	);
	let told: readonly Placed[] = [];
	const stop = watchMinutes(doc, (now) => (told = now));
	const before = told;
	const quote = minutesOf(doc).get(2) as Y.XmlElement;
	((quote.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(1, '！');
	expect(told.map((each, index) => each === before[index])).toEqual([true, true, false]);
	expect(told.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
	minutesOf(doc).insert(1, [paragraph(words('新'))]);
	expect(told[2]).toBe(before[1]);
	stop();
	minutesOf(doc).delete(0, 1);
	expect(told).toHaveLength(4);
});

test('[V5] a caret is found in its block; a position that is none stands nowhere', () => {
	const doc = draft(paragraph(words('甲')), element('blockquote', {}, [paragraph(words('丙'))]));
	const text = ((minutesOf(doc).get(1) as Y.XmlElement).get(0) as Y.XmlElement).get(0) as Y.XmlText;
	const head = JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(text, 1))) as unknown;
	expect(blockOfCaret(doc, { anchor: head, head })).toBe(1);
	for (const strange of [
		null,
		7,
		{},
		{ head: 'x' },
		{ head: { item: { client: 1, clock: 9 } } },
		{ head: { type: 'x' } }
	]) {
		expect(blockOfCaret(doc, strange)).toBeNull();
	}
});

test('[V6] nodes that an editor would throw away are named before it opens', () => {
	const doc = draft(paragraph(), element('chart', {}, [element('series')]));
	expect(foreignNodes(doc, new Set(['paragraph']))).toEqual(['chart', 'series']);
});

test.each([
	['example.gov.cn', 'https://example.gov.cn'],
	['example.gov.cn:8080/a?b#c', 'https://example.gov.cn:8080/a?b#c'],
	['http://10.1.2.3/通知', 'http://10.1.2.3/通知'],
	['office@example.gov.cn', 'mailto:office@example.gov.cn'],
	['javascript:alert(1)', null],
	['tel:110', null],
	['没有地址', null]
])('[V2] what is typed as a link: %s', (typed, href) => {
	expect(hrefFrom(typed)).toBe(href);
});
