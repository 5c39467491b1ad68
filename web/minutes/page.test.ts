import { render } from 'svelte/server';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '@inlang/paraglide-js';
import * as Y from 'yjs';
import { minutesOf } from '#shared/minutes/document.ts';
import { languages } from '#web/i18n/compile.ts';
import { readMinutes } from './document.ts';

// The messages are compiled by whoever comes first; on a fresh clone that is this test.
beforeAll(() => compile(languages));

const payloads = [
	'<script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'"><svg/onload=alert(1)>',
	"' onmouseover='alert(1)",
	'</p><iframe src="javascript:alert(1)"></iframe>',
	'<!--',
	'</style><script>',
	'{@html x}'
];

async function shown(doc: Y.Doc): Promise<string> {
	const { default: ReadBlock } = await import('./ReadBlock.svelte');
	return readMinutes(doc)
		.map(({ block }) => render(ReadBlock, { props: { block, facts: null } }).body)
		.join('\n');
}

test.each(payloads)('[V3] as words, label, description, attribute or name, %j stays words', async (payload) => {
	const doc = new Y.Doc();
	const text = new Y.XmlText();
	text.insert(0, payload, { bold: {}, link: { href: payload } });
	const linked = new Y.XmlText();
	linked.insert(0, payload, { link: { href: `https://a.cn/${encodeURI('x')}"onclick="alert(1)` } });
	const paragraph = new Y.XmlElement('paragraph');
	const decision = new Y.XmlElement('decisionRef');
	decision.setAttribute('id', 'd-1');
	decision.setAttribute('label', payload);
	paragraph.insert(0, [text, decision, linked]);
	const image = new Y.XmlElement('image');
	image.setAttribute('src', '/api/files/f-1');
	image.setAttribute('alt', payload);
	const strange = new Y.XmlElement('script');
	strange.insert(0, [new Y.XmlText(payload)]);
	minutesOf(doc).push([paragraph, image, strange]);
	// A value may hold anything: it stands within quotes, and quotes within it are escaped.
	const html = (await shown(doc)).replace(/="[^"]*"/g, '');
	const tags = [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name);
	expect([...new Set(tags)].sort()).toEqual(['a', 'b', 'img', 'p', 'span', 'strong']);
	for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) expect(tag).not.toMatch(/\bon\w+|javascript|srcdoc/i);
});
