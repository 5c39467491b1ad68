import type { AgendaEvent, AgendaFacts } from './model.ts';

export const noFacts: AgendaFacts = { brought: {}, ledger: null };

export function apply(facts: AgendaFacts, event: AgendaEvent): AgendaFacts {
	switch (event.type) {
		case 'item-brought': {
			const { type: _, itemId, ...brought } = event;
			return { ...facts, brought: { ...facts.brought, [itemId]: brought } };
		}
		case 'ledger-listed': {
			const { itemId, on, lines } = event;
			return { ...facts, ledger: { itemId, on, lines } };
		}
	}
}
