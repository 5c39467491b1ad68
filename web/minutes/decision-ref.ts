/** `decisionRef`: stands in a sentence and shows a decision the server wrote. It holds the id; words come from the fact. */
import { Node } from '@tiptap/core';
import type { DecisionFact, DecisionFacts } from './decisions.ts';

declare module '@tiptap/core' {
	interface Commands<ReturnType> {
		decisionRef: {
			insertDecision: (decision: Pick<DecisionFact, 'id' | 'label'>) => ReturnType;
		};
	}
}

export const DecisionRef = Node.create<{ facts: DecisionFacts | null }>({
	name: 'decisionRef',
	group: 'inline',
	inline: true,
	atom: true,
	selectable: true,
	draggable: true,

	addOptions: () => ({ facts: null }),

	addAttributes() {
		const kept = (name: string) => ({
			default: '',
			parseHTML: (element: HTMLElement) => element.getAttribute(`data-decision-${name}`) ?? '',
			renderHTML: (attributes: Record<string, unknown>) => ({
				[`data-decision-${name}`]: String(attributes[name] ?? '')
			})
		});
		return { id: kept('id'), label: kept('label') };
	},

	parseHTML: () => [{ tag: 'span[data-decision-id]' }],
	renderHTML: ({ HTMLAttributes, node }) => ['span', HTMLAttributes, String(node.attrs['label'])],
	renderText: ({ node }) => `（${String(node.attrs['label'])}）`,

	addCommands: () => ({
		insertDecision:
			({ id, label }) =>
			({ commands }) =>
				commands.insertContent({ type: 'decisionRef', attrs: { id, label } })
	}),

	addNodeView() {
		const { facts } = this.options;
		return ({ node }) => {
			const dom = document.createElement('span');
			dom.className = 'decision-ref';
			dom.contentEditable = 'false';
			const tag = dom.appendChild(document.createElement('b'));
			const text = dom.appendChild(document.createElement('span'));
			const show = (): void => {
				const { id, label } = node.attrs as { readonly id: string; readonly label: string };
				const fact = facts?.get(id);
				tag.textContent = fact?.label ?? label;
				text.textContent = fact?.text ?? '';
				dom.classList.toggle('unknown', facts?.known === true && !fact);
				dom.title = fact ? [fact.kind, fact.lead, fact.due].filter(Boolean).join(' · ') : '';
			};
			show();
			const deaf = facts?.listen(show);
			return { dom, ignoreMutation: () => true, destroy: () => deaf?.() };
		};
	}
});
