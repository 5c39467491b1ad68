import type { DecisionEvent } from './commands.ts';
import type { DecisionBook } from './model.ts';

/** Folds one event into a meeting's book. */
export function applyDecision(book: DecisionBook, event: DecisionEvent): DecisionBook {
	const version = book.version + 1;
	switch (event.type) {
		case 'adopted': {
			const { type: _, decisionId, ...decision } = event;
			return { ...book, version, decisions: [...book.decisions, { id: decisionId, ...decision }] };
		}
		case 'concluded': {
			const { type: _, ...conclusion } = event;
			return { ...book, version, conclusions: [...book.conclusions, { ...conclusion, version }] };
		}
	}
}
