/** Pure questions about decisions. */
import type { Conclusion, ConclusionKind, Decision, DecisionBook } from './model.ts';

/** The last word on an item, or null while there is none. */
export function conclusionOf(book: DecisionBook, itemId: string): Conclusion | null {
	return book.conclusions.findLast((conclusion) => conclusion.itemId === itemId) ?? null;
}

/** [D8] A deferred or reconsidered item may be concluded again, every other conclusion stands. */
export function isFinal(kind: ConclusionKind): boolean {
	return kind !== 'deferred' && kind !== 'reconsider';
}

/** The decision that took a proposed action, or null while it is free. */
export function decisionOfAction(book: DecisionBook, actionId: string): Decision | null {
	return book.decisions.find((decision) => decision.actionId === actionId) ?? null;
}

export type Missing = 'leadUnitId' | 'dueOn';

/** [D14] What an action taken into a decision still lacks before somebody can be held to it. */
export function missing(decision: Decision): readonly Missing[] {
	if (decision.actionId === null) return [];
	return [
		...(decision.leadUnitId === null ? (['leadUnitId'] as const) : []),
		...(decision.dueOn === null ? (['dueOn'] as const) : [])
	];
}

/** [D14] True for a decision that opens a follow-up: an action with a lead and a deadline. */
export function opensFollowup(
	decision: Pick<Decision, 'actionId' | 'leadUnitId' | 'dueOn'>
): decision is Decision & { readonly leadUnitId: string; readonly dueOn: string } {
	return decision.actionId !== null && decision.leadUnitId !== null && decision.dueOn !== null;
}

/** [D12] An action is carried out, so it is agreed; in principle only where the item itself was. */
export function kindOfAction(kind: ConclusionKind): ConclusionKind {
	return kind === 'agreed-in-principle' ? kind : 'agreed';
}

/** [D11] The meeting's sequence: 第4次-2. At issue the document's number takes its place and this stays as an alias. */
export function labelOf(meetingSequence: number, n: number): string {
	return `第${meetingSequence}次-${n}`;
}
