import type { EvaluationEvent } from './commands.ts';
import type { EvaluationBook } from './model.ts';

/** Folds one event into a period's book. */
export function applyEvaluation(book: EvaluationBook, event: EvaluationEvent): EvaluationBook {
	return { ...book, entries: [...book.entries, event.entry] };
}
