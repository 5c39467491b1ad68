/** What minutes may hold, as the editor knows it. Whoever changes this changes what `document.ts` reads. */
import { mergeAttributes, type Extensions, type Node } from '@tiptap/core';
import { Image } from '@tiptap/extension-image';
import { TableKit } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';
import { DecisionRef } from './decision-ref.ts';
import type { DecisionFacts } from './decisions.ts';
import { safeHref, safeSource } from './links.ts';

type Level = 1 | 2 | 3;
const levels: Level[] = [1, 2, 3];

/** The page has its own h1, so 一、is an h2. The level itself is an attribute, or copying would sink it by one each time. */
function underTitle(heading: Node): Node {
	return heading.extend({
		parseHTML: () => [
			...levels.map((level) => ({ tag: `[data-level="${level}"]`, attrs: { level }, priority: 60 })),
			...[1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } }))
		],
		renderHTML: ({ node, HTMLAttributes }) => {
			const level = levels.find((each) => each === node.attrs['level']) ?? 1;
			return [`h${level + 1}`, mergeAttributes(HTMLAttributes, { 'data-level': String(level) }), 0];
		}
	});
}

const MinutesKit = StarterKit.extend({
	addExtensions() {
		return (this.parent?.() ?? []).map((each) => (each.name === 'heading' ? underTitle(each as Node) : each));
	}
});

const MinutesImage = Image.extend({
	addAttributes: () => ({
		src: { default: null, parseHTML: (element: HTMLElement) => safeSource(element.getAttribute('src')) },
		alt: { default: '' }
	}),
	parseHTML: () => [
		{ tag: 'img[src]', getAttrs: (element) => (safeSource(element.getAttribute('src')) ? null : false) }
	],
	renderHTML: ({ HTMLAttributes }) => [
		'img',
		mergeAttributes(HTMLAttributes, { src: safeSource(HTMLAttributes['src']) })
	]
});

/** Everything but what needs a page: the schema of the document. */
export function minutesExtensions(facts: DecisionFacts | null = null): Extensions {
	return [
		MinutesKit.configure({
			heading: { levels },
			code: false,
			codeBlock: false,
			undoRedo: false,
			// It would write a paragraph into the shared text whenever somebody only opens it.
			trailingNode: false,
			dropcursor: { color: 'var(--accent-ink)', width: 2 },
			link: {
				openOnClick: false,
				autolink: true,
				linkOnPaste: true,
				defaultProtocol: 'https',
				isAllowedUri: (url) => safeHref(url) !== null,
				HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' }
			}
		}),
		MinutesImage,
		TableKit.configure({ table: { resizable: false } }),
		DecisionRef.configure({ facts })
	];
}
