/** Pure questions about proposed action items. */
import type { IsoDate } from '#shared/foundation/time.ts';
import type { ProposedAction } from './model.ts';

export type ActionLack = 'text' | 'lead' | 'deadline' | 'deadline-before-meeting';

/** [K4] What a proposed action still needs before a decision made of it can open a follow-up. */
export function actionLacks(action: ProposedAction, heldOn: IsoDate): readonly ActionLack[] {
	const lacks: ActionLack[] = [];
	if (action.text === '') lacks.push('text');
	if (action.leadUnitId === null) lacks.push('lead');
	if (action.dueOn === null) lacks.push('deadline');
	else if (action.dueOn < heldOn) lacks.push('deadline-before-meeting');
	return lacks;
}
